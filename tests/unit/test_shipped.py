"""Finding the shipped scenarios in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from govsim import shipped


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the package."""
    folder = tmp_path / "govsim"
    folder.mkdir()
    monkeypatch.setattr(shipped, "_PACKAGE", folder)
    return folder


def test_a_checkout_has_scenarios_beside_the_package(package: Path) -> None:
    beside = package.parent / "scenarios"
    beside.mkdir()
    assert shipped.scenario_folder() == beside


def test_a_wheel_has_scenarios_inside_the_package(package: Path) -> None:
    """Even if another package has left a folder scenarios beside it."""
    (package.parent / "scenarios").mkdir()
    inside = package / "_scenarios"
    inside.mkdir()
    assert shipped.scenario_folder() == inside


def test_a_damaged_installation_is_named(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match="install govsim again"):
        shipped.scenario_folder()
