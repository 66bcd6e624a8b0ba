#!/bin/sh
# Opens the pages: ./start.sh [PORT]
here=$(cd "$(dirname "$0")" && pwd)
port=${1:-8765}
[ -x "$here/program/bin/govsim" ] || "$here/install.sh" || exit $?
unset PYTHONPATH PYTHONHOME || true
"$here/program/bin/python" "$here/open_page.py" "$port" >/dev/null 2>&1 &
exec "$here/program/bin/govsim" dashboard --port "$port"
