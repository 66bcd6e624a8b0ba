"""Sheets of those who act for others: workers, groups, offices."""

import numpy as np

from govsim.dashboard.live.cases import Matter, matters
from govsim.dashboard.live.sheets import Inspector, Sheet, Thing, bounded, group_state, listed, matter_rows, row_of
from govsim.engine.codes import STATES, TIERS
from govsim.model.offices import ordered_offices

DAY = 24
_STAFF = STATES.index("staff")


def _workers(of: Inspector, thing: Thing) -> Sheet:
    table = of.tables["workers"]
    rows = [
        row_of(of.say("worker", n=row + 1), f"{_kind(of, row)} · {_mode(of, row)}", {"kind": "worker", "row": row})
        for row in np.flatnonzero(table["active"] == 1).tolist()
    ]  # fmt: skip
    return {"title": of.words["workers_list"], "lists": [listed(of.words["workers_list"], "", rows, thing)],
            "back": {"kind": "buildings"}}  # fmt: skip


def _kind(of: Inspector, row: int) -> str:
    return of.words[f"worker_kind_{int(of.tables['workers'][row]['kind'])}"]


def _mode(of: Inspector, row: int) -> str:
    return of.words[f"mode_{int(of.tables['workers'][row]['mode'])}"]


def _worker(of: Inspector, thing: Thing) -> Sheet:
    table = of.tables["workers"]
    row = bounded(thing, len(table))
    one, settings = table[row], of.model.built.settings[0]
    roster = settings.rosters[one["roster"]]
    day = int(settings.week_hour[max(0, of.model.hour - 1)]) // DAY
    hours = of.words["unit_h"]
    facts = [
        [of.words["kind_of"], _kind(of, row)], [of.words["mode"], _mode(of, row)],
        [of.words["roster_week"], hours.format(n=f"{roster.sum():g}")],
        [of.words["roster_today"], _spans(roster[day * DAY : (day + 1) * DAY])],
        [of.words["morale"], f"{100 * one['morale']:.0f}"],
        [of.words["backlog_hours"], hours.format(n=f"{one['backlog']:.1f}")],
        [of.words["overtime_hours"], hours.format(n=f"{one['overtime']:.1f}")],
    ]  # fmt: skip
    queue = matter_rows(of, _queue(of, row))
    return {"title": of.say("worker", n=row + 1), "facts": facts, "back": {"kind": "workers"},
            "lists": [listed(of.words["queue"], of.words["no_matters"], queue, thing)]}  # fmt: skip


def _queue(of: Inspector, row: int) -> list[Matter]:
    """Return the matters that wait at the worker's desk."""
    number = next(k for k, part in enumerate(of.world.parts) if part.workers[0] <= row < part.workers[1])
    part, pool = of.world.parts[number], of.world.own[number]["cases"]
    staff = pool["state"].astype(np.int64)
    at_desk = np.flatnonzero((pool["desk"] == of.tables["workers"][row]["desk"]) & (staff == _STAFF))
    residents = np.unique(pool["person"][at_desk]) + part.residents[0]
    return [matter for matter in matters(of.model, residents) if matter.state == "staff"]


def _spans(day: np.ndarray) -> str:
    """Return the hours of a day with duty, as `8-12, 14-18`."""
    on = np.flatnonzero(np.diff(np.concatenate([[0], (day > 0).astype(int), [0]])))
    return ", ".join(f"{begin}-{end}" for begin, end in zip(on[::2], on[1::2], strict=True)) or "—"


def _group(of: Inspector, thing: Thing) -> Sheet:
    row = bounded(thing, len(of.tables["groups"]))
    one = of.tables["groups"][row]
    facts = [
        [of.words["group"], group_state(of, row)], [of.words["tried"], str(int(one["tried"]))],
        [of.words["settled"], str(int(one["settled"]))], [of.words["skill"], f"{one['skill']:.2f}"],
        [of.words["covenant"], f"{one['covenant']:.2f}"],
    ]  # fmt: skip
    return {"title": of.say("group_of", n=row + 1), "facts": facts, "back": {"kind": "building", "row": row}}


def _offices(of: Inspector, thing: Thing) -> Sheet:
    table = of.model.table("offices")
    rows = [
        row_of(_office_name(of, row), f"{of.words['waiting']} {waiting}", {"kind": "office", "row": row})
        for row, waiting in enumerate(table["waiting"].tolist())
    ]  # fmt: skip
    return {"title": of.words["offices"], "lists": [listed(of.words["offices"], "", rows, thing)],
            "back": {"kind": "buildings"}}  # fmt: skip


def _office_name(of: Inspector, row: int) -> str:
    return str(getattr(ordered_offices(of.model.scenario)[row], of.lang))


def _office(of: Inspector, thing: Thing) -> Sheet:
    table = of.model.table("offices")
    row = bounded(thing, len(table))
    facts = [[of.words[key], str(int(table[key][row]))] for key in ("waiting", "servers", "served", "passed")]
    facts.insert(0, [of.words["kind_of"], of.words[f"tier_{TIERS[int(table['tier'][row])]}"]])
    return {"title": _office_name(of, row), "facts": facts, "back": {"kind": "offices"}}


MAKERS = {"workers": _workers, "worker": _worker, "group": _group, "offices": _offices, "office": _office}
