"""What passes between Python and the templates that a browser draws: plain data in one piece, and events."""

from collections.abc import Callable
from typing import Any

Event = Callable[[Any], None]


class Whole:
    """Plain data that goes to the browser in one piece; Solara looks into every list at every turn otherwise."""

    __slots__ = ("data",)

    def __init__(self, data: Any) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        """Whether both hold the very same data."""
        return isinstance(other, Whole) and self.data is other.data

    def __hash__(self) -> int:
        """Return the hash of what equality looks at."""
        return id(self.data)


def whole(**data: Any) -> dict[str, Whole]:
    """Return named data, each in one piece."""
    return {name: Whole(each) for name, each in data.items()}


def unpacked(*names: str) -> dict[str, Callable[[Any, Any], Any]]:
    """Return, for `to_json` of a template, how those of its data that come in one piece are sent."""
    return dict.fromkeys(names, _data)


def _data(value: Any, widget: Any) -> Any:
    return value.data if isinstance(value, Whole) else value
