"""What can be told of the bundle without making it: `make bundle-test` makes one and installs it without network."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".ci" / "bundle"
REGISTRY = re.compile(r"pypi|pythonhosted|anaconda|index[-_]url|mirror|artifactory", re.IGNORECASE)
INSTALLERS = {"linux": "install.sh", "macos": "install.command", "windows": "install.bat"}


def module(name: str):
    """Return a program of the bundle as a module."""
    spec = importlib.util.spec_from_file_location(f"bundle_{name}", FOLDER / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


make = module("make")


@pytest.mark.parametrize("system", INSTALLERS)
def test_each_system_has_what_installs_starts_and_explains(system):
    files = make.launchers(system)
    assert {INSTALLERS[system], "README.txt", "open_page.py"} <= set(files)
    assert any(name.startswith("start.") for name in files) and any(name.startswith("govsim.") for name in files)
    for name, content in files.items():
        lines, carriage = content.count(b"\n"), content.count(b"\r\n")
        assert carriage == (lines if system == "windows" else 0), name


@pytest.mark.parametrize("system", INSTALLERS)
def test_installing_never_asks_the_network(system):
    text = make.launchers(system)[INSTALLERS[system]].decode()
    (command,) = re.findall(r"-m pip install(?:.*\\\n)*.*", text)
    for word in ("--no-index", "--find-links wheels", "--constraint", "govsim[dashboard,analysis]"):
        assert word in command
    assert "PIP_CONFIG_FILE" in text and "PIP_NO_INDEX" in text


def test_no_file_names_a_registry():
    for system in INSTALLERS:
        for name, content in make.launchers(system).items():
            assert not REGISTRY.search(content.decode()), name
    for version in make.PYTHONS:
        assert not REGISTRY.search((ROOT / "constraints" / f"{version}.txt").read_text())
    for program in FOLDER.glob("*.py"):
        assert "http" not in program.read_text().replace("http://127.0.0.1", ""), program


@pytest.mark.parametrize("system", ["linux", "macos"])
def test_launchers_are_shell(system):
    for name in make.launchers(system):
        if name.endswith((".sh", ".command")):
            assert subprocess.run(["sh", "-n", FOLDER / system / name]).returncode == 0
            assert (FOLDER / system / name).stat().st_mode & 0o111


def test_it_holds_all_that_govsim_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.match(r"[A-Za-z0-9_-]+", need)[0] for need in make.wanted()}
    extras = [need for extra in make.EXTRAS for need in project["optional-dependencies"][extra]]
    assert {re.match(r"[A-Za-z0-9_-]+", need)[0] for need in [*project["dependencies"], *extras]} == named
    for version in make.PYTHONS:
        pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints" / f"{version}.txt").read_text().split()}
        assert {name.lower() for name in named} <= pinned


def test_an_installer_without_python_says_what_is_needed(tmp_path):
    shutil.copy(FOLDER / "linux" / "install.sh", tmp_path)
    (tmp_path / "constraints").mkdir()
    done = subprocess.run(["sh", tmp_path / "install.sh"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 5 and "Python 3.11" in done.stderr and "需要" in done.stderr


def test_checksums_and_archives_hold_every_file(tmp_path):
    folder = tmp_path / make.name_of("windows")
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "x.whl").write_bytes(b"x")
    make._put_launchers(folder, "windows")
    make._put_checksums(folder)
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    assert {"wheels/x.whl", "start.bat", "启动.bat", "LICENSE.txt"} <= listed
    with zipfile.ZipFile(make._packed(folder, tmp_path / "out", "zip")) as packed:
        assert {f"{folder.name}/{name}" for name in (*listed, "SHA256SUMS")} == set(packed.namelist())


def test_the_project_is_named_as_its_version_says():
    from govsim import __version__

    assert f"-{__version__}-" in make.name_of("linux") and sys.version_info >= (3, 11)
