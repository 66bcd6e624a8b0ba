@echo off
rem Any command of govsim: govsim.bat run demo
setlocal
chcp 65001 >nul
set PYTHONPATH=
set PYTHONHOME=
if not exist "%~dp0program\Scripts\govsim.exe" call "%~dp0install.bat" --quiet || exit /b 5
"%~dp0program\Scripts\govsim.exe" %*
