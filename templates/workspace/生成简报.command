#!/bin/sh
cd "$(dirname "$0")" || exit 2
JIANBAO=jianbao
[ -x ./jianbao ] && JIANBAO=./jianbao
"$JIANBAO" build && "$JIANBAO" open
printf '\n按回车键关闭 '
read -r _
