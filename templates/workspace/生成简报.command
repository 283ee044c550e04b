#!/bin/sh
cd "$(dirname "$0")" || exit 2
JIANBAO=jianbao
[ -x ./jianbao ] && JIANBAO=./jianbao
if command -v "$JIANBAO" >/dev/null; then
  [ -f jianbao.toml ] || "$JIANBAO" init
  "$JIANBAO" build && "$JIANBAO" open
else
  echo '找不到 jianbao：把它放进这个文件夹，再双击一次'
fi
printf '\n按回车键关闭 '
read -r _
