"""The command `calibrate`: which values of the parameters measured targets leave."""

from collections.abc import Callable

import typer

from govsim.cli.arguments import CalibrationDesign, CalibrationOut, Json, Workers
from govsim.cli.session import Session


def calibrate(
    ctx: typer.Context, design: CalibrationDesign, out: CalibrationOut, workers: Workers = None, as_json: Json = False
) -> None:
    """Find the values of parameters that targets do not rule out."""
    from govsim.calibration import calibrate as calibrated
    from govsim.calibration import say, sentences
    from govsim.cli.failures import SOME_FAILED

    session: Session = ctx.obj
    session.announce_compiling()
    with session.progress(session.say("calibrate.progress")) as bar:
        found = calibrated(design, out, workers, lambda done, whole: bar(done / whole))
    if as_json:
        session.emit(found.document)
    else:
        session.out(*sentences(found.document, session.lang), session.say("calibrate.written", path=out))
        session.out(say("next", session.lang, folder=out))
    if found.document["failures"]:
        raise typer.Exit(SOME_FAILED)


COMMANDS: dict[str, Callable[..., None]] = {"calibrate": calibrate}
