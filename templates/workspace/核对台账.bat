@echo off
chcp 65001 >nul
cd /d "%~dp0"
set JIANBAO=jianbao.exe
if exist "%~dp0jianbao.exe" set JIANBAO="%~dp0jianbao.exe"
%JIANBAO% status
if errorlevel 2 goto end
echo.
%JIANBAO% check
:end
echo.
echo 按任意键关闭
pause >nul
