#!/bin/sh
cd "$(dirname "$0")" || exit 2
JIANBAO=jianbao
[ -x ./jianbao ] && JIANBAO=./jianbao
"$JIANBAO" status && echo && "$JIANBAO" check
printf '\n按回车键关闭 '
read -r _
