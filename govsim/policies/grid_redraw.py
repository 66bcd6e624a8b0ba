"""Re-drawing the borders of grids."""

from typing import ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from govsim.interfaces import Context, Policy


class GridRedraw(Policy):
    """Evens out the households between the grids of a community, once, at its start; grids may be merged.

    Formula: the buildings of the chosen grids, in row order, are cut into as many runs as grids are kept, so that the
    sum of squares of the runs' households is least. Kept are the first `grids_per_community` chosen grids of each
    community, all where it is not set; the workers of merged grids are spread evenly over the kept ones.
    No splitting: a place is given as many grids as any of its options needs. Sources name the measure, not a rule.
    """

    kind: Literal["grid_redraw"] = "grid_redraw"
    grids_per_community: int | None = Field(
        None, ge=1, le=100,
        json_schema_extra={"unit": "count", "zh": "每社区网格数上限", "en": "most grids in a community",
                           "kind": "scenario"},
    )  # fmt: skip

    redraw: ClassVar[str] = "balance"
    moves: ClassVar[tuple[str, ...]] = ("workers",)
    source: ClassVar[str] = "003 (Li 2019), dynamic adjustment of grids; 002 (Legal Daily 2021-01-12)"
    zh: ClassVar[str] = "网格动态调整（拆分、合并）"
    en: ClassVar[str] = "re-draw grids"

    @model_validator(mode="after")
    def _at_once(self) -> Self:
        if self.ramp or self.end is not None:
            raise ValueError(
                "网格一次调整到位且不复原：grid_redraw 不能设 `ramp` 或 `end`",
                "borders are re-drawn at once and stay: grid_redraw takes neither `ramp` nor `end`",
            )
        return self

    def mapping(
        self, buildings: np.ndarray, grids: np.ndarray, chosen: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int32]:
        """Return the new grid of every building.

        buildings, grids: the place's global tables (columns grid, households; community); chosen: which grids take
        part, all by default. Grids without buildings are those merged away.
        """
        taking = np.ones(len(grids), np.bool_) if chosen is None else chosen
        new = buildings["grid"].astype(np.int32)
        for community in np.unique(grids["community"][taking]):
            its_grids = np.flatnonzero(taking & (grids["community"] == community))
            rows = np.flatnonzero(np.isin(buildings["grid"], its_grids))
            kept = its_grids[: self.grids_per_community][: len(rows)]
            if len(kept):
                new[rows] = kept[evened(buildings["households"][rows], len(kept))]
        return new

    def adjust(self, levers: np.ndarray, context: Context) -> None:
        """Spread the workers of merged grids; nothing where no grid is merged."""
        if self.grids_per_community is None:
            return
        for community in np.unique(context.place["community"]):
            its_grids = np.flatnonzero(context.place["community"] == community)
            kept = its_grids[: self.grids_per_community]
            if len(kept) < len(its_grids):
                each, more = divmod(int(levers["workers"][its_grids].sum()), len(kept))
                levers["workers"][its_grids] = 0
                levers["workers"][kept] = each + (np.arange(len(kept)) < more)

    def words(self, lang: str) -> str:
        """Return the settings in a sentence."""
        most = self.grids_per_community
        return {
            "zh": "社区内各网格户数均衡" + (f"，合并为每社区至多 {most} 个网格" if most else ""),
            "en": "households evened out between a community's grids" + (f", merged to at most {most}" if most else ""),
        }[lang]


def evened(households: NDArray[np.int32], parts: int) -> NDArray[np.intp]:
    """Return for each building the run (0 to parts - 1) it falls in; every run has a building.

    The cut with the least sum of squared households, found by dynamic programming over the places of the cuts.
    Raises ValueError with fewer buildings than parts.
    """
    if not 1 <= parts <= len(households):
        raise ValueError(f"{len(households)} buildings cannot fill {parts} grids")
    before = np.concatenate(([0.0], np.cumsum(households, dtype=np.float64)))
    squares = np.where(np.tri(len(before), dtype=np.bool_), np.inf, (before[None, :] - before[:, None]) ** 2)
    best, cuts = squares[0], []
    for _ in range(parts - 1):
        trial = best[:, None] + squares
        cuts.append(trial.argmin(axis=0))
        best = trial.min(axis=0)
    return _runs(cuts, len(households))


def _runs(cuts: list[NDArray[np.intp]], buildings: int) -> NDArray[np.intp]:
    run = np.zeros(buildings, np.intp)
    end = buildings
    for part in range(len(cuts), 0, -1):
        begin = int(cuts[part - 1][end])
        run[begin:end] = part
        end = begin
    return run
