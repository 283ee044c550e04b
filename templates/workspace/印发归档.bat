@echo off
chcp 65001 >nul
cd /d "%~dp0"
set JIANBAO=jianbao.exe
if exist "%~dp0jianbao.exe" set JIANBAO="%~dp0jianbao.exe"
%JIANBAO% publish
echo.
echo 按任意键关闭
pause >nul
