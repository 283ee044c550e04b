@echo off
chcp 65001 >nul
cd /d "%~dp0"
set JIANBAO=jianbao.exe
if exist "%~dp0jianbao.exe" set JIANBAO="%~dp0jianbao.exe"
%JIANBAO% build
if errorlevel 2 goto end
%JIANBAO% open
:end
echo.
echo 按任意键关闭
pause >nul
