"""Where the files lie that come with govsim."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def scenario_folder() -> Path:
    """Returns the folder of the shipped scenarios, one TOML file each.

    An installed wheel has them inside the package; a checkout, also one installed with `pip install -e`, has them
    beside it.

    Raises FileNotFoundError if neither exists, which means a damaged installation.
    """
    for folder in (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no shipped scenarios in {_PACKAGE}: please install govsim again")


def docs_folder() -> Path | None:
    """Returns the folder of the model's description, None where it was left out of an installation."""
    found = (_PACKAGE / "_docs", _PACKAGE.parent / "docs")
    return next((folder for folder in found if (folder / "model.md").is_file()), None)


def locale_folder() -> Path:
    """Returns the folder of the texts that users see, one TOML file per language."""
    return _PACKAGE / "locale"
