"""What every command has: a language, where to print, how to show that something takes long."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from govsim.cli.waiting import Silence
from govsim.locale import Texts


@dataclass(frozen=True)
class Session:
    """Results go to standard output, everything else to standard error."""

    texts: Texts
    debug: bool = False
    silence: Silence = field(default_factory=Silence, compare=False)

    @property
    def lang(self) -> str:
        """The language, zh or en."""
        return self.texts.lang

    def say(self, key: str, **values: object) -> str:
        """Return a text of the language."""
        return self.texts.say(key, **values)

    def out(self, *lines: str) -> None:
        """Print lines of a result."""
        self.silence.over.set()
        for line in lines:
            print(line.rstrip())

    def emit(self, document: Any) -> None:
        """Print one JSON document."""
        self.silence.over.set()
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False, default=_plain))

    def note(self, *lines: str) -> None:
        """Print lines that are no result."""
        self.silence.over.set()
        for line in lines:
            print(line.rstrip(), file=sys.stderr, flush=True)

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[float], None]]:
        """Show a bar on a terminal while something runs; it swings until it is told the share that is done."""
        self.silence.doing = label
        if not sys.stderr.isatty():
            yield lambda share: None
            return
        self.silence.over.set()
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        blue = BarColumn(complete_style="blue", finished_style="blue", pulse_style="blue")
        columns = (TextColumn("{task.description}"), blue, TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(label, total=None)
            yield lambda share: bar.update(task, total=1.0, completed=share)

    def announce_compiling(self) -> None:
        """Say that the program is yet to be compiled, which is so at the first run only."""
        from govsim.engine.compiled import PLAIN, is_stored

        if not PLAIN and not is_stored():
            self.note(self.say("run.compiling"))


def _plain(value: Any) -> Any:
    """Return a date as text, a number of numpy as Python's own."""
    return value.isoformat() if hasattr(value, "isoformat") else value.item()
