"""Which language a command speaks, found before its arguments are read, so that help and mistakes are in it too."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from govsim.errors import UsageError
from govsim.locale import LANGUAGES

_NAMES = {"zh": "chinese", "en": "english"}  # how Windows begins the names of its locales


class Common(NamedTuple):
    """What may stand anywhere on the command line, and the arguments without it."""

    lang: str
    known: bool  # the language was asked for, or is that of the system
    debug: bool
    arguments: list[str]


def common(arguments: Sequence[str]) -> Common:
    """Take `--lang` and `--debug` out of the arguments. Raises UsageError for a language that does not exist."""
    rest, asked, debug = list[str](), None, False
    left = iter(arguments)
    for argument in left:
        name, sign, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *left]
        elif name == "--lang":
            asked = _checked(value if sign else next(left, ""))
        elif argument == "--debug":
            debug = True
        else:
            rest.append(argument)
    known = asked or language()
    return Common(known or "en", known is not None, debug, rest)


def language() -> str | None:
    """Return the language that GOVSIM_LANG asks for, else the system's; None if that is another one."""
    for name in ("GOVSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = os.environ.get(name, "")
        if wanted:
            return _of(wanted)
    return _of(_system())


def _of(wanted: str) -> str | None:
    wanted = wanted.lower()
    return next((lang for lang in LANGUAGES if wanted.startswith((lang, _NAMES[lang]))), None)


def _system() -> str:
    """Return the name of the system's locale where no variable says it, as on Windows."""
    import locale

    try:
        return locale.getlocale()[0] or ""
    except ValueError:
        return ""


def _checked(wanted: str) -> str:
    if wanted not in LANGUAGES:
        raise UsageError(
            f"没有这种语言：{wanted}。--lang zh 或 --lang en", f"no such language: {wanted}. --lang zh or --lang en"
        )
    return wanted
