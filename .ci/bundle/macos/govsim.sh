#!/bin/sh
# Any command of govsim: ./govsim.sh run demo
here=$(cd "$(dirname "$0")" && pwd)
[ -x "$here/program/bin/govsim" ] || "$here/install.command" >&2 || exit $?
unset PYTHONPATH PYTHONHOME || true
exec "$here/program/bin/govsim" "$@"
