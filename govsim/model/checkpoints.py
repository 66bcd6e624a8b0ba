"""Saved states: one file, written whole or not at all, never unpickled."""

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.engine.offices.tables import Desks
from govsim.errors import GovsimError

if TYPE_CHECKING:
    from govsim.model.community import Community


def write(path: Path, head: str, arrays: dict[str, np.ndarray]) -> None:
    """Write a state beside `path` and move it there. Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=path.parent or Path(), suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, head=np.frombuffer(head.encode(), np.uint8), **arrays)  # type: ignore[arg-type]
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_into(model: "Community", path: Path, form: int) -> None:
    """Let a model go on from a saved state. Raises GovsimError where it is none, or of another place or seed."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            head = json.loads(arrays["head"].tobytes())
            _check(model, head, form)
            _check_place(model, path, str(head["scenario"]), len(arrays["table.residents"]))
            _take(model, head, arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        zh, en = f"{path}：不是本场所的存档（{error}）", f"{path}: not a saved state of this place ({error})"
        raise GovsimError(zh, en) from None


def _check(model: "Community", head: dict[str, object], form: int) -> None:
    if head["format"] != form:
        raise ValueError(f"format {head['format']}, expected {form}")
    if head["seed"] != model.built.world.seed:
        raise ValueError(f"seed {head['seed']}, expected {model.built.world.seed}")


def _check_place(model: "Community", path: Path, scenario: str, residents: int) -> None:
    own = len(model.built.world.tables["residents"])
    if residents != own:
        raise GovsimError(
            f"{path}：存自 {scenario}，{residents:,} 人；{model.scenario.id} 有 {own:,} 人，不能接着运行。",
            f"{path}: saved from {scenario} with {residents:,} residents; {model.scenario.id} has {own:,}.",
        )


def _take(model: "Community", head: dict[str, Any], arrays: np.lib.npyio.NpzFile) -> None:
    world, kept = model.built.world, model.kept
    world.restore(arrays)
    world.hour, world.fingerprint = int(head["hour"]), str(head["fingerprint"])
    clocks = model.days.desks.open_clock
    saved = {name: np.ascontiguousarray(arrays[f"desks.{name}"]) for name in Desks._fields}
    model.days.desks = Desks(**(saved | {"open_clock": clocks}))
    for name in ("counts", "answers", "open_cases", "backlog", "workers", "cases"):
        setattr(kept, name, [arrays[f"kept.{name}.{week}"] for week in range(head["weeks"])])
    kept.life = [_named(arrays, f"kept.life.{week}.") for week in range(head["weeks"])]
    kept.waiting = arrays["kept.waiting"].tolist()
    model.days._redrawn = set(head["redrawn"])
    model.residents._table = world.tables["residents"]
    model.days.resume()


def _named(arrays: np.lib.npyio.NpzFile, prefix: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): arrays[name] for name in arrays.files if name.startswith(prefix)}
