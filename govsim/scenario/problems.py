"""What is wrong with a scenario file, said in Chinese and in English."""

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Literal

from govsim.errors import GovsimError
from govsim.place.problems import spoken
from govsim.scenario.messages import TEXTS

LONGEST_VALUE = 60
LONGEST_NUMBER = 10**30
ALIKE = 0.6  # share of letters in common from which on a name may have been meant
ABOUT_AS_NEAR = 0.05
MOST_NAMES = 500  # that a wrong one is compared with


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (`error`) or doubtful (`hint`): where, with which value, and what is allowed instead."""

    file: str
    path: str
    value: str  # as written in the file, shortened; empty where nothing is written
    zh: str
    en: str
    severity: Literal["error", "hint"] = "error"

    def line(self, lang: str) -> str:
        """Return the problem in one line: file, path = value, what is wrong."""
        path = spoken(self.path, lang)
        place = f"{path} = {self.value}" if path and self.value else path or self.value
        return "  ".join(part for part in (self.file, place, self.zh if lang == "zh" else self.en) if part)


class ScenarioError(GovsimError):
    """A scenario that cannot be run; `problems` lists everything that is wrong with it, hints too."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Takes all problems found, at least one of them an error."""
        self.problems = list(problems)
        super().__init__(*("\n".join(found.line(lang) for found in self.problems) for lang in ("zh", "en")))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[Problem]]]:
        """Travel whole from a worker process."""
        return type(self), (self.problems,)


def problem(file: str, path: str, value: Any, text: str, hint: bool = False, **names: Any) -> Problem:
    """Return the problem whose texts stand under `text` in messages.py; values are pairs or the same in both."""
    zh, en = (template.format(**_side(names, side)) for side, template in enumerate(TEXTS[text]))
    return Problem(file, path, "" if value is NOTHING else shown(value), zh, en, "hint" if hint else "error")


NOTHING = object()  # no value is written


def _side(names: dict[str, Any], side: int) -> dict[str, Any]:
    return {name: value[side] if isinstance(value, tuple) else value for name, value in names.items()}


def shown(value: Any) -> str:
    """Return a value as a scenario file would hold it, in one short line."""
    text = _toml(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= LONGEST_NUMBER:
        return "±10^30…"  # Python refuses to write the longest ones out
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value[: LONGEST_VALUE + 1], ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in list(value.items())[:4]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value[:8]) + "]"
    return str(value)


def meant(wrong: Any, names: Iterable[str]) -> tuple[str, str]:
    """Return the question whether the nearest right names were meant; empty where none is near."""
    return question(nearest(wrong, names))


def question(names: Sequence[str]) -> tuple[str, str]:
    """Return the question whether these names were meant; empty where there are none."""
    return (f"是不是 {'、'.join(names)}？", f"Did you mean {' or '.join(names)}?") if names else ("", "")


def nearest(wrong: Any, names: Iterable[str], most: int = 2) -> list[str]:
    """Return the names most like a wrong one, the best first; others only where they are about as near."""
    matcher = difflib.SequenceMatcher(b=str(wrong)[:LONGEST_VALUE])
    rated = []
    for name in sorted(set(islice(names, MOST_NAMES))):
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:  # bounds from above, cheaper
            rated.append((-matcher.ratio(), name))
    rated.sort()
    return [name for rate, name in rated[:most] if rate <= -ALIKE and rate <= rated[0][0] + ABOUT_AS_NEAR]
