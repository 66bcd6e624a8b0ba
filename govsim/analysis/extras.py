"""Libraries that only some analyses need."""

from importlib import import_module
from typing import Any

from govsim.errors import GovsimError


class MissingExtraError(GovsimError):
    """A library of an extra is not installed."""

    exit_code = 5

    def __init__(self, library: str, extra: str) -> None:
        """Takes the library's name and the extra it belongs to."""
        command = f'pip install "govsim[{extra}]"'
        super().__init__(
            f"这项分析需要 {library}，尚未安装。请运行：{command}",
            f"This analysis needs {library}, which is not installed. Run: {command}",
        )


def needed(module: str, library: str, extra: str = "analysis") -> Any:
    """Return a module of a library that may be absent. Raises MissingExtraError."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(library, extra) from None
