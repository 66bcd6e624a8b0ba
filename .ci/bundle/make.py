"""One archive that installs govsim where there is no internet: wheels, launchers, checksums, a page to read first.

    python .ci/bundle/make.py [--system linux|macos|windows] [--pythons 3.11 3.12 3.13]
        [--pool FOLDER [--offline]] [--out dist]

Made where there is internet. Wheels are those of constraints/: for this processor on Linux, for Apple's own on macOS,
for x86-64 on Windows. What exists as source alone is built here: plain Python, whose wheel fits every system.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
EXTRAS = ("dashboard", "analysis")
GLIBC = range(5, 35)  # manylinux of Debian 12, Ubuntu 22.04 and later, and of all that came before
MACOS = (11, 12, 13, 14)
# What only these systems need: pip resolves for the system that it runs on, and leaves these out elsewhere.
ALSO = {"linux": (), "macos": ("appnope",), "windows": ("colorama", "pywin32", "tzdata")}
SYSTEMS = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}
ENDINGS = {"linux": "tar.gz", "macos": "tar.gz", "windows": "zip"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the archive and say where it is."""
    asked = _arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="govsim-bundle-") as drawer:
        folder = Path(drawer) / name_of(asked.system)
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        own = _own_wheel(wheels)
        pool = asked.pool or wheels
        pool.mkdir(parents=True, exist_ok=True)
        for version in () if asked.offline else asked.pythons:
            if version == _version() and asked.system == SYSTEMS.get(platform.system()):
                _built_here(pool, version)
            else:
                _downloaded(pool, asked.system, version)
        if pool != wheels:
            _taken(pool, wheels)
        for version in asked.pythons:
            _check_whole(wheels, asked.system, version, own)
        _put_launchers(folder, asked.system)
        _put_constraints(folder, asked.pythons)
        _put_checksums(folder)
        archive = _packed(folder, asked.out, ENDINGS[asked.system])
    print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB")
    return 0


def name_of(system: str) -> str:
    """Return what the archive and its folder are called."""
    processor = {"macos": "arm64", "windows": "x86_64"}.get(system, platform.machine())
    return f"govsim-{_govsim_version()}-{system}-{processor}"


def wanted() -> list[str]:
    """Return what is installed with govsim: its needs and those of the extras that the bundle holds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [need for extra in EXTRAS for need in project["optional-dependencies"][extra]]
    return [*project["dependencies"], *extras]


def platforms(system: str) -> list[str]:
    """Return the tags of wheels that such a system takes."""
    if system == "windows":
        return ["win_amd64"]
    if system == "macos":
        return [*(f"macosx_{major}_0_arm64" for major in MACOS), *(f"macosx_{n}_0_universal2" for n in MACOS),
                "macosx_10_9_universal2", "macosx_10_13_universal2"]  # fmt: skip
    machine = platform.machine()
    tags = [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    return [*tags, f"manylinux2014_{machine}", f"manylinux1_{machine}", f"linux_{machine}"]


def launchers(system: str) -> dict[str, bytes]:
    """Return the files that install and start it on a system, by name, with that system's line ends."""
    found = {path.name: path for folder in ("all", system) for path in sorted((HERE / folder).iterdir())}
    end = b"\r\n" if system == "windows" else b"\n"
    return {name: path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", end) for name, path in found.items()}


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--system", choices=sorted(ENDINGS), default=SYSTEMS.get(platform.system(), "linux"))
    parser.add_argument("--pythons", nargs="+", choices=PYTHONS, default=PYTHONS)
    parser.add_argument("--pool", type=Path, help="a folder that keeps the wheels for the next time")
    parser.add_argument("--offline", action="store_true", help="take what the pool holds, fetch nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    return parser.parse_args(arguments)


def _pip(*words: object) -> None:
    """Run pip quietly. Raises CalledProcessError with what it said."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"pip {' '.join(map(str, words[:2]))} …\n{done.stderr.strip()}")


def _own_wheel(wheels: Path) -> Path:
    """Build govsim's own wheel, from a copy: a build leaves its traces beside the source."""
    with tempfile.TemporaryDirectory() as drawer:
        copy = Path(drawer) / "govsim"
        left_out = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
        for name in ("govsim", "scenarios", "docs"):
            shutil.copytree(ROOT / name, copy / name, ignore=left_out)
        for name in ("pyproject.toml", "setup.py", "LICENSE", "README.md"):
            shutil.copy(ROOT / name, copy / name)
        _pip("wheel", "--no-deps", "--wheel-dir", wheels, copy)
    return next(wheels.glob("govsim-*.whl"))


def _built_here(wheels: Path, version: str) -> None:
    """Fetch what this interpreter takes; what exists as source alone is built."""
    _pip("wheel", "--wheel-dir", wheels, "--constraint", _constraints(version), *wanted())


def _taken(pool: Path, wheels: Path) -> None:
    """Put the wheels of the pool into the bundle: without copying them where the disk allows it."""
    for wheel in sorted(pool.glob("*.whl")):
        try:
            os.link(wheel, wheels / wheel.name)
        except OSError:
            shutil.copy(wheel, wheels / wheel.name)


def _downloaded(wheels: Path, system: str, version: str) -> None:
    """Fetch what another interpreter or system takes; wheels that were built before count."""
    needed = [*wanted(), *ALSO[system]]
    for need in _only_as_source(wheels, version):
        _pip("wheel", "--no-deps", "--wheel-dir", wheels, need)
    _pip("download", "--dest", wheels, "--find-links", wheels, *_target(system, version), *needed)


def _only_as_source(wheels: Path, version: str) -> Iterator[str]:
    """Yield the plain Python packages that no registry has as wheels, pinned, unless they are there."""
    pinned = dict(line.split("==") for line in _constraints(version).read_text().split() if "==" in line)
    for name in ("lazy-importer",):
        file = name.replace("-", "_")
        if name in pinned and not any(wheels.glob(f"{file}-{pinned[name]}-*.whl")):
            yield f"{name}=={pinned[name]}"


def _check_whole(wheels: Path, system: str, version: str, own: Path) -> None:
    """Resolve once more from the folder alone. Raises SystemExit where something is missing."""
    # Without the last word pip holds local wheels against the Python that it runs on itself.
    offline = ("--dry-run", "--no-index", "--ignore-requires-python")
    with tempfile.TemporaryDirectory() as drawer:
        where = ("--find-links", wheels, "--target", drawer, *_target(system, version))
        _pip("install", *offline, *where, f"{own}[{','.join(EXTRAS)}]")


def _target(system: str, version: str) -> list[str]:
    tags = [word for tag in platforms(system) for word in ("--platform", tag)]
    return ["--only-binary", ":all:", "--implementation", "cp", "--python-version", version, *tags,
            "--constraint", str(_constraints(version))]  # fmt: skip


def _put_launchers(folder: Path, system: str) -> None:
    for name, content in launchers(system).items():
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o755 if path.suffix in (".sh", ".command") else 0o644)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")


def _put_constraints(folder: Path, versions: Sequence[str]) -> None:
    (folder / "constraints").mkdir()
    for version in versions:
        shutil.copy(_constraints(version), folder / "constraints" / f"{version}.txt")


def _put_checksums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}"
             for path in files]  # fmt: skip
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _packed(folder: Path, out: Path, ending: str) -> Path:
    """Pack the folder; the same files give the same archive, whoever packs them and when."""
    out.mkdir(parents=True, exist_ok=True)
    archive = out / f"{folder.name}.{ending}"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if ending == "zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:  # wheels are packed already
            for path in files:
                packed.write(path, path.relative_to(folder.parent).as_posix())
    else:
        with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
            for path in files:
                packed.add(path, path.relative_to(folder.parent).as_posix(), filter=_anonymous)
    return archive


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    return entry


def _constraints(version: str) -> Path:
    return ROOT / "constraints" / f"{version}.txt"


def _version() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def _govsim_version() -> str:
    text = (ROOT / "govsim" / "__init__.py").read_text(encoding="utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")  # 1980: the first year that a ZIP file knows
    raise SystemExit(main())
