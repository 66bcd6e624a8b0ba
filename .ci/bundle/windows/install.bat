@echo off
rem Installs govsim into .\program from .\wheels, without internet.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONPATH=
set PYTHONHOME=
set PIP_CONFIG_FILE=NUL
set PIP_NO_INDEX=1
set PIP_DISABLE_PIP_VERSION_CHECK=1
set VERSION=
for %%v in (3.13 3.12 3.11) do if not defined VERSION if exist "constraints\%%v.txt" (
    py -%%v -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>&1 && set VERSION=%%v
)
if not defined VERSION (
    echo 需要 64 位的 Python 3.11、3.12 或 3.13，并带 py 启动器。
    echo Python 3.11, 3.12 or 3.13 ^(64 bit^) with the py launcher is needed.
    pause
    exit /b 5
)
echo 用 Python %VERSION% 安装到 program 文件夹…… / Installing into the folder program with Python %VERSION% ...
py -%VERSION% -m venv --clear program || goto failed
program\Scripts\python.exe -m pip install --quiet --no-index --no-cache-dir --find-links wheels --constraint "constraints\%VERSION%.txt" "govsim[dashboard,analysis]" || goto failed
echo 编译模型，约一分钟…… / Compiling the model, about a minute ...
program\Scripts\govsim.exe run demo --weeks 1 --no-page >nul || goto failed
echo 装好了。打开网页：start.bat   命令：govsim.bat run demo
echo Done. Open the pages: start.bat   Commands: govsim.bat run demo
if not "%~1"=="--quiet" pause
exit /b 0
:failed
echo 没有装成，原因见上。 / It was not installed; the reason stands above.
pause
exit /b 5
