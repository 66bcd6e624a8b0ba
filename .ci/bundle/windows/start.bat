@echo off
rem Opens the pages: start.bat [PORT]
setlocal
chcp 65001 >nul
set PYTHONPATH=
set PYTHONHOME=
set PORT=%~1
if not defined PORT set PORT=8765
if not exist "%~dp0program\Scripts\govsim.exe" call "%~dp0install.bat" --quiet || exit /b 5
start "" /b "%~dp0program\Scripts\pythonw.exe" "%~dp0open_page.py" %PORT%
"%~dp0program\Scripts\govsim.exe" dashboard --port %PORT%
pause
