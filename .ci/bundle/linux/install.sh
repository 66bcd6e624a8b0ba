#!/bin/sh
# Installs govsim into ./program from ./wheels, without internet.
set -eu
cd "$(dirname "$0")"

python=
for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; then
        version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if [ -f "constraints/$version.txt" ]; then python=$name; break; fi
    fi
done
if [ -z "$python" ]; then
    echo "需要 Python 3.11、3.12 或 3.13。装好后再运行；也可指定：PYTHON=/路径/python3.12 ./install.sh" >&2
    echo "Python 3.11, 3.12 or 3.13 is needed. Install one, or name it: PYTHON=/path/python3.12 ./install.sh" >&2
    exit 5
fi

echo "用 $python（$version）安装到 program 文件夹…… / Installing into the folder program with $python ($version) …"
unset PYTHONPATH PYTHONHOME || true
if ! "$python" -m venv --clear program; then
    echo "这个 Python 建不了虚拟环境（Debian、Ubuntu：软件包 python$version-venv）。" >&2
    echo "This Python cannot make environments (Debian, Ubuntu: the package python$version-venv)." >&2
    exit 5
fi
# No settings of this computer's pip: the wheels in here, and nothing else.
PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 program/bin/python -m pip install --quiet \
    --no-index --no-cache-dir --find-links wheels --constraint "constraints/$version.txt" 'govsim[dashboard,analysis]'
echo "编译模型，约一分钟…… / Compiling the model, about a minute …"
program/bin/govsim run demo --weeks 1 --no-page >/dev/null
echo "装好了。打开网页：./start.sh   命令：./govsim.sh run demo"
echo "Done. Open the pages: ./start.sh   Commands: ./govsim.sh run demo"
