"""What is read back from files that govsim wrote: saved states, and the call that made a run's folder."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

CALL = "call.json"


class Call(NamedTuple):
    """Which scenario was run, with which settings."""

    scenario: str
    settings: list[str]


def seed_of(path: Path) -> int:
    """Return the seed of a saved state. Raises InputError where the file is none."""
    import numpy as np

    from govsim.errors import InputError

    try:
        with np.load(path, allow_pickle=False) as arrays:
            return int(json.loads(arrays["head"].tobytes())["seed"])
    except Exception as error:  # whatever is in the file
        raise InputError(
            f"{path}：不是 govsim 保存的状态（{error}）。请用 run --until 日期 --save 文件 生成。",
            f"{path}: not a state that govsim saved ({error}). Make one with run --until DATE --save FILE.",
        ) from None


def keep_call(folder: Path, scenario: str, settings: Sequence[str]) -> None:
    """Write beside a run which scenario and settings made it; a file is named as seen from the folder."""
    from govsim.records import write_text
    from govsim.scenario.layers import shipped_ids

    name = scenario if scenario in shipped_ids() else Path(os.path.relpath(scenario, folder)).as_posix()
    write_text(folder / CALL, json.dumps({"scenario": name, "set": [*settings]}, ensure_ascii=False) + "\n")


def call_of(folder: Path) -> Call:
    """Return the call that made a run's folder. Raises DiskError where it holds none."""
    from govsim.records import DiskError
    from govsim.scenario.layers import shipped_ids

    try:
        found = json.loads((folder / CALL).read_text(encoding="utf-8"))
        name, settings = str(found["scenario"]), [str(each) for each in found["set"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DiskError(folder / CALL, str(error)) from None
    return Call(name if name in shipped_ids() else str(folder / name), settings)
