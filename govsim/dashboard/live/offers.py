"""The measures that a page offers, as plain data: those of the scenario first, then every other kind, by challenge."""

import types
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from govsim.dashboard.live.texts import words
from govsim.interfaces import Policy
from govsim.locale import capital, note
from govsim.policies import POLICIES
from govsim.policies.roster import NAMES
from govsim.scenario import Scenario

CHALLENGES: Mapping[int, tuple[str, ...]] = {
    1: ("households_per_worker", "paperwork", "field_floor", "grid_redraw", "local_hiring", "training",
        "pay_recognition", "data_platform", "language_team", "patrols", "supervision", "platform"),
    2: ("roster", "booking", "activity_time"),
    3: ("duty_list", "first_receiver", "convening", "deadline", "referral_rule", "mediators"),
    4: ("self_groups", "covenant", "publicity", "resident_fund", "volunteers", "party_posts", "empower",
        "open_accounts", "committee_reform", "allocation_base", "buy_services", "experts"),
    5: ("emergency_mode", "waste_chain", "retrofit", "care_rating"),
}  # fmt: skip
NEEDS = {"waste_chain": "waste", "retrofit": "retrofit", "care_rating": "care", "data_platform": "emergencies",
         "emergency_mode": "emergencies"}  # fmt: skip
HIDDEN = ("nothing",)
UNITS = {
    "h": ("小时", "h"), "h/week": ("小时/周", "h a week"), "day": ("天", "days"), "count": ("个", ""),
    "1/1000": ("‰", "per 1,000"), "household": ("户", "households"), "1/day": ("次/天", "a day"),
    "1/week": ("次/周", "a week"), "1/month": ("次/月", "a month"), "1/year": ("次/年", "a year"),
    "household/worker": ("户/人", "households each"), "logit": ("对数优势", "logit"),
    "mediator/grid": ("人/网格", "a grid"), "h/week per 1000": ("小时/周·千人", "h a week per 1,000"),
}  # fmt: skip


def offers(scenario: Scenario, lang: str) -> list[dict[str, Any]]:
    """Return all measures that make sense in a scenario, in the order of the challenges; its own come first."""
    own = [_offer(policy, lang, scenario.run.start, True) for policy in scenario.policies]
    names = {policy.kind for policy in scenario.policies} | {policy.name for policy in scenario.policies}
    others = [
        _offer(POLICIES[kind](kind=kind, on=False), lang, scenario.run.start, False)
        for kind in POLICIES
        if kind not in names and kind not in HIDDEN and NEEDS.get(kind, "run") in {"run", *scenario.sections}
    ]
    return sorted(own + others, key=lambda offer: (offer["challenge"], not offer["own"], offer["rank"]))


def _offer(policy: Policy, lang: str, begin: date, own: bool) -> dict[str, Any]:
    challenge, rank = _place_of(policy.kind)
    fields = [_field(policy, name, info, lang) for name, info in type(policy).model_fields.items()
              if name not in Policy.model_fields]  # fmt: skip
    return {
        "name": policy.name, "kind": policy.kind, "own": own, "challenge": challenge, "rank": rank,
        "label": _label(policy, lang), "words": policy.words(lang), "on": policy.on,
        "source": note(f"policies.{policy.kind}", type(policy).source, lang),
        "start": (policy.start or begin).isoformat(), "end": policy.end.isoformat() if policy.end else "",
        "ramp": policy.ramp, "hours": policy.hours, "fields": [field for field in fields if field],
    }  # fmt: skip


def _label(policy: Policy, lang: str) -> str:
    """Return what a measure is called; a roster is called by its variant."""
    variant = getattr(policy, "variant", None)
    if policy.kind == "roster" and variant in NAMES:
        return NAMES[variant][0] if lang == "zh" else NAMES[variant][1].capitalize()
    return type(policy).zh if lang == "zh" else capital(type(policy).en)


def _place_of(kind: str) -> tuple[int, int]:
    for number, kinds in CHALLENGES.items():
        if kind in kinds:
            return number, kinds.index(kind)
    return 5, len(CHALLENGES[5])  # of an installed package


def _field(policy: Policy, name: str, info: FieldInfo, lang: str) -> dict[str, Any] | None:
    """Return a setting as it is edited; None for those that a page cannot edit."""
    options = _options(info.annotation)
    value = getattr(policy, name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name == "kind" or not (options or number or (value is None and _is_number(info.annotation))):
        return None
    more = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    low, high = (_bound(info, side) for side in ("ge", "le"))
    label = more.get(lang) or words(lang)[f"field_{name}"]
    return {
        "key": name, "label": label, "unit": _unit(str(more.get("unit", "")), high, lang), "value": value,
        "low": low, "high": high, "whole": _is_number(info.annotation, int), "kind": more.get("kind", ""),
        "options": [{"value": each, "label": _option(policy.kind, each, lang)} for each in options],
    }  # fmt: skip


def _unit(unit: str, high: float | None, lang: str) -> str:
    """Return a unit in words; a share is told by its range, a factor has none."""
    if unit == "1":
        return "0-1" if high is not None and high <= 1 else ""
    return UNITS.get(unit, (unit, unit))[0 if lang == "zh" else 1]


def _option(kind: str, value: str, lang: str) -> str:
    if kind == "roster":
        return NAMES[value][0 if lang == "zh" else 1]
    return words(lang).get(f"option_{value}", value)


def _options(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is not Literal:
        return ()
    return tuple(each for each in get_args(annotation) if each != "custom")  # a table is written in a file


def _is_number(annotation: Any, kind: type | None = None) -> bool:
    members = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    return any(member in ((kind,) if kind else (int, float)) for member in members)


def _bound(info: FieldInfo, side: str) -> float | None:
    return next((getattr(each, side) for each in info.metadata if hasattr(each, side)), None)
