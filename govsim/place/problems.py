"""What is wrong with a table of buildings: everything at once, by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from govsim import errors


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
        lines = [" ".join(part for part in (p.file, p.path, p.value) if part) for p in self.problems]
        zh = "\n".join(f"{line}：{p.zh}" for line, p in zip(lines, self.problems, strict=True))
        en = "\n".join(f"{line}: {p.en}" for line, p in zip(lines, self.problems, strict=True))
        super().__init__(zh, en)

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Problem]]]:
        """An error that a worker process raises arrives whole."""
        return type(self), (self.problems,)
