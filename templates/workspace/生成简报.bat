@echo off
chcp 65001 >nul
pushd "%~dp0"
set "JIANBAO=jianbao.exe"
if exist "%~dp0jianbao.exe" set "JIANBAO=%~dp0jianbao.exe"
if not exist jianbao.toml "%JIANBAO%" init
"%JIANBAO%" build
if not errorlevel 1 "%JIANBAO%" open
if errorlevel 9009 echo 找不到 jianbao.exe：把它放进这个文件夹，再双击一次
popd
echo.
echo 按任意键关闭
pause >nul
