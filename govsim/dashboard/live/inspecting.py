"""The side sheet: what lies behind a building, a household, a resident, a case; organisations stand beside."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from govsim.dashboard.live import organisations
from govsim.dashboard.live.cases import matters
from govsim.dashboard.live.sheets import (
    A_PAGE,
    Inspector,
    Sheet,
    Thing,
    bounded,
    group_state,
    listed,
    matter_rows,
    plain_list,
    row_of,
)
from govsim.dashboard.live.texts import words
from govsim.engine.codes import AGES, CATEGORIES, SCHEDULES
from govsim.model import Community
from govsim.periodic.states import seen_at
from govsim.stories import Case, Line


def sheet_of(model: Community, thing: Thing, lang: str) -> Sheet | None:
    """Return the sheet of a thing `{kind, row...}` as the model is now; None for one that does not exist."""
    maker = _MAKERS.get(str(thing.get("kind")))
    if maker is None:
        return None
    try:
        return maker(Inspector(model, lang), thing)
    except (IndexError, KeyError, StopIteration, TypeError, ValueError):
        return None


def _buildings(of: Inspector, thing: Thing) -> Sheet:
    table = of.place.buildings
    rows = [
        row_of(of.building_name(row), of.say("members", n=people), {"kind": "building", "row": row})
        for row, people in enumerate(table["residents"].tolist())
    ]
    others = {"workers": "workers_list", "offices": "offices"}
    ways = [row_of(of.words[text], "", {"kind": kind}) for kind, text in others.items()]
    lists = [plain_list(ways), listed(of.words["buildings"], "", rows, thing)]
    return {"title": of.words["buildings"], "note": of.words["buildings_note"], "lists": lists}


def _building(of: Inspector, thing: Thing) -> Sheet:
    table = of.place.buildings
    row = bounded(thing, len(table))
    one = table[row]
    first, number = int(one["first_household"]), int(one["households"])
    people = np.arange(one["first_resident"], one["first_resident"] + one["residents"])
    homes = [
        row_of(of.say("household", n=k + 1), of.say("members", n=int(of.place.household_sizes[first + k])),
               {"kind": "household", "row": first + k, "building": row})
        for k in range(number)
    ]  # fmt: skip
    open_ = [matter for matter in matters(of.model, people) if matter.is_open][:A_PAGE]
    lists = [
        plain_list(matter_rows(of, open_), f"{of.words['open_matters']} · {len(open_)}", of.words["no_matters"]),
        listed(of.words["households_of"], "", homes, thing),
    ]
    if of.tables["groups"][row]["founded"] >= 0:
        way = row_of(of.words["group"], group_state(of, row), {"kind": "group", "row": row})
        lists.insert(0, plain_list([way]))
    return {"title": of.building_name(row), "facts": _building_facts(of, row), "lists": lists,
            "back": {"kind": "buildings"}}  # fmt: skip


def _building_facts(of: Inspector, row: int) -> list[list[str]]:
    one, names = of.place.buildings[row], of.place.labels
    level = [[of.words[key], names[key][int(one[key])]] for key in ("community", "grid", "estate")]
    condition = of.tables["buildings"]["condition"][row]
    return [
        *level, [of.words["residents"], str(int(one["residents"]))], [of.words["storeys"], str(int(one["storeys"]))],
        [of.words["year"], str(int(one["year"]))], [of.words["condition"], f"{100 * condition:.0f}"],
        [of.words["group"], group_state(of, row)],
    ]  # fmt: skip


def _household(of: Inspector, thing: Thing) -> Sheet:
    sizes = of.place.household_sizes
    row = bounded(thing, len(sizes))
    first = int(sizes[:row].sum())
    building = int(np.searchsorted(of.place.buildings["first_household"], row, side="right")) - 1
    people = [row_of(of.say("resident", n=person + 1), _who(of, person), {"kind": "person", "row": person})
              for person in range(first, first + int(sizes[row]))]  # fmt: skip
    number = row - int(of.place.buildings["first_household"][building]) + 1
    title = f"{of.building_name(building)} · {of.say('household', n=number)}"
    return {"title": title, "lists": [listed(of.words["people_here"], "", people, thing)],
            "back": {"kind": "building", "row": building}}  # fmt: skip


def _who(of: Inspector, person: int) -> str:
    one = of.tables["residents"][person]
    return f"{of.label('age', AGES[int(one['age'])])} · {of.label('schedule', SCHEDULES[int(one['schedule'])])}"


def _person(of: Inspector, thing: Thing) -> Sheet:
    table = of.tables["residents"]
    row = bounded(thing, len(table))
    one, hour = table[row], of.model.hour
    scene, feelings = of.model.days.scene, ("trust_workers", "trust_offices", "belonging")
    felt = seen_at(table, feelings, np.array([row]), scene.rules, hour)
    facts = [
        [of.words["age"], of.label("age", AGES[int(one["age"])])],
        [of.words["schedule"], of.label("schedule", SCHEDULES[int(one["schedule"])])],
        [of.words["category"], of.label("category", CATEGORIES[int(one["category"])])],
        [of.words["knows"], of.words["yes" if one["known_until"] > hour else "no"]],
        *([of.words[name], f"{100 * value[0]:.0f}"] for name, value in zip(feelings, felt, strict=True)),
        [of.words["last_contact"], of.date(int(one["last_contact"]), of.words["not_yet_met"])],
        [of.words["attended"], of.date(int(one["attended"]), of.words["not_yet_met"])],
    ]  # fmt: skip
    own = matter_rows(of, matters(of.model, np.array([row])))
    home = int(np.searchsorted(np.cumsum(of.place.household_sizes), row, side="right"))
    return {"title": of.say("resident", n=row + 1), "facts": facts, "back": {"kind": "household", "row": home},
            "lists": [listed(of.words["own_matters"], of.words["no_matters"], own, thing)]}  # fmt: skip


def _case(of: Inspector, thing: Thing) -> Sheet:
    person = bounded(thing, len(of.tables["residents"]), "person")
    one = next(each for each in matters(of.model, np.array([person])) if each.arose == int(thing["arose"]))
    facts = [
        [of.words["kind_of"], of.label("klass", one.klass)], [of.words["state"], of.state(one)],
        [of.words["reported"], of.date(one.reported)], [of.words["closed_on"], of.date(one.closed)],
    ]  # fmt: skip
    ways = [
        row_of(of.words["tell"], "", {"kind": "story", "person": person, "arose": one.arose}),
        row_of(of.say("resident", n=person + 1), "", {"kind": "person", "row": person}),
    ]
    return {"title": of.issue(one.issue), "facts": facts, "lists": [plain_list(ways)],
            "back": {"kind": "person", "row": person}}  # fmt: skip


def story_sheet(model: Community, lang: str, case: Case, told: Sequence[Sequence[Line]]) -> Sheet:
    """Return the sheet of a story; a second story is that of the run without measures."""
    text = words(lang)
    here, other = told[0], told[1] if len(told) > 1 else None
    sheet: Sheet = {
        "title": text["story"], "note": text["story_note"].format(seed=model.scenario.run.seed) if here else
        text["story_empty"], "story": _lines(here, other), "back": {"kind": "person", "row": case.person},
    }  # fmt: skip
    if other is not None and other != here:
        sheet |= {"other": _lines(other, here), "other_title": text["story_without"]}
        sheet["other_note"] = text["story_absent"]
    elif other is not None:
        sheet["note"] = text["story_same"]
    return sheet


def _lines(lines: Sequence[Line], others: Sequence[Line] | None) -> list[dict[str, Any]]:
    return [{**line._asdict(), "changed": others is not None and line not in others} for line in lines]


_MAKERS: dict[str, Callable[[Inspector, Thing], Sheet]] = {
    "buildings": _buildings, "building": _building, "household": _household, "person": _person, "case": _case,
    **organisations.MAKERS,
}  # fmt: skip
