"""The command `dashboard`: the web pages on this machine."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import Port
from govsim.cli.session import Session

_DEFAULT_PORT = 8765


def dashboard(ctx: typer.Context, port: Port = _DEFAULT_PORT) -> None:
    """Serve the web pages until Ctrl-C."""
    session: Session = ctx.obj
    _need_packages(session)
    from govsim.cli.failures import INTERRUPTED
    from govsim.dashboard.server import serve

    session.announce_compiling()
    if serve(port, lambda address: session.out(session.say("dashboard.open", address=_spoken(address, session)))):
        raise typer.Exit(INTERRUPTED)
    session.note(session.say("dashboard.stopped"))


def _spoken(address: str, session: Session) -> str:
    """Return the address that opens in Chinese where the terminal speaks it; else the browser's language counts."""
    return f"{address}?lang=zh" if session.lang == "zh" else address


def _need_packages(session: Session) -> None:
    from govsim.cli.failures import DISK
    from govsim.dashboard.environment import missing

    absent = missing()
    if absent:
        session.note(session.say("dashboard.missing", names=", ".join(absent)))
        raise typer.Exit(DISK)


COMMANDS: dict[str, Callable[..., None]] = {"dashboard": dashboard}
