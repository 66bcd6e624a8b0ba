"""权衡 Trade-offs: every setting on two outcomes that the user chooses; which are beaten in every respect."""

from typing import Any

from govsim.dashboard.studies.common import Choice, Drawn, labels_of, plain, thinned
from govsim.dashboard.studies.content import Content
from govsim.dashboard.studies.telling import outcome_of

MOST_POINTS = 1500


def trade_off(content: Content, choice: Choice, lang: str) -> Drawn:
    """Return a dot for each setting, with whether it is on the front of the analysis and how surely."""
    study, table = content.study, content.table("trade_offs")
    judged = [name for name in table.columns if name in content.outcomes] if table is not None else []
    default = [*judged, *content.outcomes][:2] if len(content.outcomes) > 1 else [*content.outcomes] * 2
    across = choice.across if choice.across in content.outcomes else default[0]
    upward = choice.upward if choice.upward in content.outcomes else default[1]
    x, y = (study.table(name).mean(axis=1) for name in (across, upward))
    fronts: Any = {} if table is None else table.set_index("point")[["front", "front_share"]].to_dict("index")
    names = labels_of(study, lang)
    dots = [[int(point), plain(x[point]), plain(y[point]), *_front(fronts.get(int(point))), names[int(point)]]
            for point in study.points.index if plain(x[point]) is not None and plain(y[point]) is not None]  # fmt: skip
    on, off = [dot for dot in dots if dot[3]], [dot for dot in dots if not dot[3]]
    return {"kind": "plane", "title": _title(content, lang), "x": outcome_of(across, lang),
            "y": outcome_of(upward, lang), "dots": [*thinned(off, MOST_POINTS), *thinned(on, MOST_POINTS)],
            "all": len(dots), "judged": [outcome_of(name, lang)["name"] for name in judged],
            "why": "" if judged else content.about["skipped"].get("trade_offs", {}).get(lang, "")}  # fmt: skip


def _front(row: Any) -> tuple[bool, float | None]:
    if row is None:
        return False, None
    return str(row["front"]).lower() == "true", plain(row["front_share"])


def _title(content: Content, lang: str) -> str:
    told = [each for part in content.about["analyses"] if part["id"] == "trade_offs" for each in part["findings"]]
    return str(told[0][lang]) if told else ""
