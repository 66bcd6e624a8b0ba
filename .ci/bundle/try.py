"""Whether a bundle installs with the network cut: into an empty folder, then a run, the pages, and the lessons.

    python .ci/bundle/try.py ARCHIVE [--python python3.12]

Linux, as root or where users may make namespaces of their own. Everything happens in a namespace whose only network is
its own loopback; nothing of this computer's Python or pip is used but the interpreter.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

INSIDE = "--inside"
PORT = 8765
PATIENCE = 300  # s, for the pages to answer


def main(arguments: Sequence[str] | None = None) -> int:
    """Unpack the archive into an empty folder and try it in a namespace without network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--python", default="", help="the interpreter to install with (by default the launcher's)")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.inside:
        return _try(asked.archive, asked.python)
    with tempfile.TemporaryDirectory(prefix="govsim-try-") as drawer:
        with tarfile.open(asked.archive) as packed:
            packed.extractall(drawer, filter="data")
        (folder,) = Path(drawer).iterdir()
        own = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
        command = [*own, sys.executable, __file__, str(folder), INSIDE, "--python", asked.python]
        return subprocess.run(command, env=_environment(Path(drawer), asked.python)).returncode


def _environment(home: Path, python: str) -> dict[str, str]:
    """Return what little of this computer's settings the bundle sees."""
    (home / "home").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home / "home"), **({"PYTHON": python} if python else {})}


def _try(folder: Path, python: str) -> int:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    _say("no network", _is_cut())
    begin = time.monotonic()
    whole = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder)
    _say("the files are whole", not whole.returncode)
    _said([folder / "install.sh"])
    _say(f"installed in {time.monotonic() - begin:.0f} s", (folder / "program" / "bin" / "govsim").exists())
    out = _said([folder / "govsim.sh", "--lang", "en", "run", "demo", "--weeks", "2"], cwd=folder)
    _say("a run of two weeks", "demo" in out.lower() and (folder / "govsim-runs").is_dir())
    _said([folder / "program" / "bin" / "python", "-c", "import SALib, pyabc, rocrate, segno"])
    _say("the packages for analysis and pages", True)
    _lessons(folder)
    _pages(folder)
    return 0


def _is_cut() -> bool:
    """Whether another machine cannot be reached."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=3).close()
    except OSError as error:
        return not isinstance(error, TimeoutError)  # refused by this machine at once, not lost on the way
    return False


def _lessons(folder: Path) -> None:
    """Have each lesson printed, if this version has any."""
    code = "from govsim.lessons import catalogue; print(*catalogue())"
    done = subprocess.run([folder / "program/bin/python", "-c", code], capture_output=True, text=True, cwd=folder)
    if done.returncode:
        _say("no lessons in this version", "No module named 'govsim.lessons'" in done.stderr)
        return
    names = done.stdout.split()
    for name in names:
        _said([folder / "govsim.sh", "class", "print", name, "--out", f"{name}.html"], cwd=folder)
    printed = [(folder / f"{name}.html").stat().st_size for name in names]
    _say(f"lessons printed: {' '.join(names)}", bool(names) and all(printed))


def _pages(folder: Path) -> None:
    """Serve the pages; the first one and everything that it names must be there."""
    server = subprocess.Popen([folder / "govsim.sh", "--lang", "en", "dashboard", "--port", str(PORT)], cwd=folder)
    try:
        _say("/healthz answers", b'"workers":true' in _got("/healthz", PATIENCE))
        page = _got("/").decode()
        names = sorted(set(re.findall(r"""(?:src|href)=["'](/[^"']+)["']""", page)))
        whole = len(names) > 3 and all(_got(name) for name in names)
        _say(f"the first page and {len(names)} files that it names", whole)
    finally:
        server.terminate()
        server.wait(60)


def _got(path: str, patience: float = 60) -> bytes:
    begin = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
                content: bytes = answer.read()
                return content
        except OSError:
            if time.monotonic() - begin > patience:
                raise
            time.sleep(0.5)


def _said(command: Sequence[str | Path], cwd: Path | None = None) -> str:
    """Return what a command says. Raises SystemExit with its errors where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        raise SystemExit(f"FAILED ({done.returncode}): {' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _say(what: str, good: bool) -> None:
    print(f"{'ok    ' if good else 'FAILED'}  {what}", flush=True)
    if not good:
        raise SystemExit(1)


if __name__ == "__main__":
    if shutil.which("unshare") is None:
        raise SystemExit("unshare is missing: the network cannot be cut here")
    raise SystemExit(main())
