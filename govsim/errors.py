"""Failures that a user can do something about: a sentence in two languages and the exit code of the command."""

from typing import ClassVar


class GovsimError(Exception):
    """Something that the user can mend, said in Chinese and in English; by default something given does not fit."""

    exit_code: ClassVar[int] = 3

    def __init__(self, zh: str, en: str) -> None:
        """Takes the sentence in both languages."""
        super().__init__(zh, en)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.text("en")

    def text(self, lang: str) -> str:
        """Return the sentence in a language."""
        return str(self.args[0] if lang == "zh" else self.args[1])


class UsageError(GovsimError):
    """Arguments that do not fit together."""

    exit_code = 2


class InputError(GovsimError):
    """A file of the user that cannot be used."""

    exit_code = 3


class RunError(GovsimError):
    """Runs that failed; `trace` says where in the program, for the log."""

    exit_code = 4

    def __init__(self, zh: str, en: str, trace: str = "") -> None:
        """Takes the sentence in both languages, and the tracebacks."""
        super().__init__(zh, en)
        self.trace = trace
