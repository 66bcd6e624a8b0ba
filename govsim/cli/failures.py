"""What a user sees when something goes wrong: a sentence, what to do next, and where the log lies."""

import errno
import os
import re
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from govsim.cli.session import Session
from govsim.errors import GovsimError

USAGE, SOME_FAILED, DISK, INTERRUPTED = 2, 4, 5, 130
INVALID = 3
LONGEST = 60  # letters of a value that a message repeats

# What the reader of the command line says -> the text that says it here.
_WRONG = r"Invalid value for '?(?P<name>.*?)'?: "
_MISTAKES = (
    (r"No such command '(?P<name>.*?)'\.?(?P<near>.*)", "command"),
    (r"No such option: (?P<name>\S+)(?P<near>.*)", "option"),
    (r"Missing (?:argument|option) '?(?P<name>.*?)'?\.", "missing"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", "extra"),
    (r"Option '?(?P<name>.*?)'? requires (?:an|\d+) arguments?\.", "value"),
    (rf"{_WRONG}(?:Input should be a valid|Unable to parse input string as an) integer\b.*", "whole"),
    (rf"{_WRONG}Input should be a (?:valid|finite) number\b.*", "number"),
    (rf"{_WRONG}Input should be (?:greater|less) than .*", "bound"),
    (rf"{_WRONG}(?P<reason>.*)", "wrong"),
)  # fmt: skip


def told(error: BaseException, session: Session) -> int:
    """Tell the user what went wrong and return the exit code."""
    if isinstance(error, GovsimError):
        session.note(error.text(session.lang))
        if getattr(error, "trace", ""):
            session.note(session.say("failure.log", log=log(getattr(error, "trace", ""))))
        return error.exit_code
    if getattr(error, "exit_code", None) == USAGE:
        return _usage(error, session)
    if getattr(error, "problems", None):  # a table of buildings
        problems: Any = getattr(error, "problems", ())
        session.note(*(f"{each.file}  {each.path}  {getattr(each, session.lang)}" for each in problems))
        return INVALID
    if isinstance(error, OSError):
        return _disk(error, session)
    if isinstance(error, MemoryError):
        session.note(session.say("failure.memory"))
        return DISK
    session.note(session.say("failure.unexpected", reason=f"{type(error).__name__}: {error}", log=log(_trace(error))))
    return SOME_FAILED


def interrupted(session: Session) -> int:
    """Say that the command was stopped; return the exit code."""
    session.note(session.say("failure.interrupted"))
    return INTERRUPTED


def log(text: str) -> str:
    """Write a log and return its path; "-" where nowhere can be written."""
    name = f"govsim-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (_log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            return str(folder / name)
        except OSError:
            continue
    return "-"


def _usage(error: BaseException, session: Session) -> int:
    context: Any = getattr(error, "ctx", None)
    session.note(_mistake(error, session))
    session.note(session.say("usage.help", command=context.command_path if context else "govsim"))
    return USAGE


def _mistake(error: Any, session: Session) -> str:
    message: str = error.format_message()
    for pattern, key in _MISTAKES:
        found = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if found:
            parts = {"value": _given(error), "range": _range(error, session), **found.groupdict()}
            parts["near"] = _near(parts.get("near") or "", session) or _commands(error, key, session)
            return session.say(f"usage.{key}", **parts)
    return message


def _commands(error: Any, key: str, session: Session) -> str:
    """Return the commands that there are, where one was named that is not and none is near."""
    known = getattr(error.ctx.command, "commands", {}) if key == "command" and error.ctx else {}
    return session.say("usage.commands", names=" / ".join(known)) if known else ""


def _given(error: BaseException) -> str:
    """Return the value that was refused, as it was typed; "?" where the reader of the command line keeps it."""
    refused: Any = getattr(error.__cause__, "errors", list)()
    text = str(refused[0]["input"]) if refused else "?"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _range(error: Any, session: Session) -> str:
    """Return what an option allows: from .. to, at least, at most."""
    low, high = (getattr(getattr(error, "param", None), name, None) for name in ("min", "max"))
    key = "at_most" if low is None else "at_least" if high is None else "between"
    return session.say(f"usage.{key}", low=low, high=high)


def _near(said: str, session: Session) -> str:
    names = re.findall(r"'([^']+)'|(--[a-z-]+)", said)
    listed = " / ".join(one or other for one, other in names)
    return session.say("usage.near", names=listed) if listed else ""


def _disk(error: OSError, session: Session) -> int:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    where, reason = error.filename or session.say("failure.output"), error.strerror or str(error)
    session.note(session.say("failure.full" if full else "failure.disk", path=where, reason=reason))
    return DISK


def _log_folder() -> Path:
    home = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".local" / "state") / "govsim"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
