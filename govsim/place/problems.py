"""What is wrong with a table of buildings: everything at once, by row and column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from govsim import errors

_CELL = re.compile(r"row (\d+), column (.*)")


def spoken(path: str, lang: str) -> str:
    """Return where a problem is in the words of a language: `row 7, column 户数` is 第 7 行“户数”列."""
    return _CELL.sub(r"第 \1 行“\2”列", path) if lang == "zh" else path


@dataclass(frozen=True)
class Problem:
    """One thing to mend; `path` is, e.g., `row 7, column 户数`, rows counted as in a spreadsheet."""

    file: str
    path: str
    value: str
    zh: str
    en: str
    severity: Literal["error", "hint"] = "error"


class InputError(errors.InputError):
    """A table of buildings that cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Takes all problems found, at least one."""
        self.problems = list(problems)
        zh = "\n".join(f"{_head(problem, 'zh')}：{problem.zh}" for problem in self.problems)
        en = "\n".join(f"{_head(problem, 'en')}: {problem.en}" for problem in self.problems)
        super().__init__(zh, en)

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Problem]]]:
        """An error that a worker process raises arrives whole."""
        return type(self), (self.problems,)


def _head(problem: Problem, lang: str) -> str:
    return " ".join(part for part in (problem.file, spoken(problem.path, lang), problem.value) if part)
