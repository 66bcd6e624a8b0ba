"""The worked example of docs/extending.md, as a reader would follow it: installed, checked, run."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example's files, in the state in which pip leaves an installed package."""
    folder = tmp_path_factory.mktemp("site")
    for name, content in FILE.findall((ROOT / "docs/extending.md").read_text(encoding="utf-8")):
        (folder / name).write_text(content, encoding="utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    [(group, entries)] = project["entry-points"].items()
    lines = "".join(f"{name} = {target}\n" for name, target in entries.items())
    (info / "entry_points.txt").write_text(f"[{group}]\n{lines}")
    return folder


def called(package: Path, *arguments: str) -> str:
    """Run Python with the package installed and return what it printed."""
    environment = os.environ | {"PYTHONPATH": f"{package}{os.pathsep}{ROOT}", "GOVSIM_LANG": "en"}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_test_passes(package: Path) -> None:
    assert "1 passed" in called(package, "pytest", "-q", "-p", "no:cacheprovider", "test_phone_line.py")


def test_it_conforms_like_any_policy(package: Path) -> None:
    tests = ["-c", str(ROOT / "pyproject.toml"), str(ROOT / "tests/conformance/test_policies.py"), "-k", "phone_line"]
    told = called(package, "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert int(re.findall(r"(\d+) passed", told)[0]) >= 15


def test_commands_know_it(package: Path) -> None:
    assert "90% of calls answered" in called(package, "govsim", "describe", "with-line.toml")
    change = ["+policies.phone_line.on=true", "--runs", "2", "--weeks", "2", "--workers", "0", "--no-page"]
    assert "reached nobody" in called(package, "govsim", "compare", "with-line.toml", *change)
