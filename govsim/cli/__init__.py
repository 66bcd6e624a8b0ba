"""The command line. Start-up imports no model: `govsim --help` answers at once."""

import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from govsim.cli import failures
from govsim.cli.language import common, language
from govsim.cli.session import Session
from govsim.cli.waiting import attended
from govsim.errors import GovsimError
from govsim.locale import Texts

UNKNOWN = "中文： --lang zh"


def main() -> NoReturn:
    """Run the command of this process's arguments and end with its exit code."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows a question mark
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 2 usage, 3 input, 4 runs failed, 5 disk, 130 interrupted."""
    try:
        found = common(arguments)
    except GovsimError as error:
        return failures.told(error, Session(Texts(language() or "en")))
    session = Session(Texts(found.lang), found.debug)
    if not found.known:
        session.note(UNKNOWN)
    return _executed(found.arguments, session)


def _executed(arguments: list[str], session: Session) -> int:
    try:
        with attended(session):
            code = _done(arguments, session)
    except KeyboardInterrupt:
        code = failures.INTERRUPTED
    except Exception as error:
        if session.debug:
            raise
        return failures.told(error, session)
    if code == failures.INTERRUPTED:
        return failures.interrupted(session)
    return code if isinstance(code, int) else 0


def _done(arguments: list[str], session: Session) -> Any:
    from govsim.cli.application import built

    code = built(session).main(arguments, prog_name="govsim", standalone_mode=False, obj=session)
    if sys.stdout is not None:
        sys.stdout.flush()  # a full disk is found out here, not when Python ends
    return code


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt
