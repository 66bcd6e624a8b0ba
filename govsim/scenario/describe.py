"""A scenario in words: what it consists of, which measures it takes when, and how it differs from its baseline."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from govsim.interfaces import Policy
from govsim.parameters import parameters
from govsim.population.spec import SHARES
from govsim.scenario.canonical import difference, settings_by_path
from govsim.scenario.problems import shown
from govsim.scenario.specification import Scenario
from govsim.staffing import Office, Staff

LABELS = Path(__file__).with_name("labels.toml")
SIDES = {"zh": 0, "en": 1}
MOST_DIFFERENCES = 60
LARGE = 2_200  # from here on digits are grouped; years are not

WORDS: dict[str, tuple[str, str]] = {
    "source": ("来源：{0}", "Source: {0}"),
    "run": (
        "时间：{start} 起 {weeks} 周（到 {end}），之前预热 {warmup} 周，随机编号 {seed}",
        "Time: {weeks} weeks from {start} (until {end}), after {warmup} weeks of warm-up; seed {seed}",
    ),
    "place": (
        "地方：{residents:,} 人，约 {households:,} 户，{communities} 个社区，{grids} 个网格，{estates} 个小区，"
        "每栋 {per_building} 户",
        "Place: {residents:,} people, about {households:,} households; communities: {communities}, grids: {grids}, "
        "estates: {estates}; {per_building} households a building",
    ),
    "table": ("地方：楼栋表 {0}", "Place: the table of buildings {0}"),
    "firms": ("企业商户：{0:,} 家", "Firms and shops: {0:,}"),
    "staff": ("人员 {name}：{number}，排班 {roster}", "Staff {name}: {number}, roster {roster}"),
    "per_grid": ("每网格 {0:g} 人", "{0:g} a grid"),
    "per_10000": ("每万人 {0:g} 人", "{0:g} per 10,000 residents"),
    "number": ("共 {0:g} 人", "{0:g} in all"),
    "office": (
        "部门 {name}：{number} 人办理，平均 {hours:g} 小时",
        "Office {name}: {number} at work, {hours:g} h a case on average",
    ),
    "no_measures": ("措施：无", "Measures: none"),
    "measure": (
        "措施 {name}：{words}；{dates}{where}{hours}{off}",
        "Measure {name}: {words}; {dates}{where}{hours}{off}",
    ),
    "from": ("{0} 起", "from {0}"),
    "between": ("{0} 至 {1}", "{0} until {1}"),
    "ramp": ("，{0:g} 天内逐步推开", ", spreading over {0:g} days"),
    "where": ("；在 {0}", "; in {0}"),
    "hours": ("；每周 {0:g} 工时", "; {0:g} hours a week"),
    "off": ("（未启用）", " (switched off)"),
    "shock": (
        "外部变化 {name}：{issues} 变为 {factor:g} 倍，{start} 至 {end}",
        "From outside, {name}: {issues} {factor:g} times as often, {start} until {end}",
    ),
    "emergency": (
        "应急 {name}：{kind}，涉及 {share:.0%} 的家庭，{start} 至 {end}",
        "Emergency {name}: {kind}, {share:.0%} of households, {start} until {end}",
    ),
    "contact_tracing": ("逐户排查", "people are traced"),
    "lockdown_supplies": ("封控期间送物资", "households are supplied"),
    "heating_failure": ("供热中断", "heating fails"),
    "same": ("与基准没有差别", "No difference to its baseline"),
    "differs": ("与基准“{0}”的差别：", "Differences to the baseline, {0}:"),
    "more": ("  …… 另有 {0} 处", "  … and {0} more"),
    "nothing": ("未设", "not set"),
    "station": ("服务站开放时间：{0}", "Station open: {0}"),
    "shifts": ("{0}（分 {1} 班）", "{0} (in {1} shifts)"),
    "assumed": (
        "没有填、按默认值假设的设置（{0} 项）。哪些结果取决于它们：govsim describe 文件 --assumed",
        "Settings that nobody has filled in, assumed ({0}). Which results hang on them: govsim describe FILE --assumed",
    ),
}
# Settings that follow from others where they are not given.
FOLLOWING = {"place.communities": "community_count", "place.grids": "grid_count", "place.estates": "estate_count"}


def describe(scenario: Scenario, lang: str) -> list[str]:
    """Return the scenario in words, a line each."""
    return [line for part in (_head, _setting, _measures, _differences, _assumed) for line in part(scenario, lang)]


def _say(text: str, lang: str, *values: Any, **names: Any) -> str:
    return WORDS[text][SIDES[lang]].format(*values, **names)


def _head(scenario: Scenario, lang: str) -> Iterator[str]:
    yield f"{scenario.word(lang)}  [{scenario.id}]"
    if scenario.question.word(lang):
        yield scenario.question.word(lang)
    source = scenario.source
    if source.word(lang):
        yield _say("source", lang, " · ".join(part for part in (source.row, source.word(lang)) if part))


def _setting(scenario: Scenario, lang: str) -> Iterator[str]:
    run, place = scenario.run, scenario.place
    end = run.start + timedelta(weeks=run.weeks)
    yield _say("run", lang, start=run.start, weeks=run.weeks, end=end, warmup=run.warmup, seed=run.seed)
    if place.buildings is not None:
        yield _say("table", lang, place.buildings)
    else:
        yield _say(
            "place", lang, residents=place.residents, households=place.household_count, grids=place.grid_count,
            communities=place.community_count, estates=place.estate_count, per_building=place.households_per_building,
        )  # fmt: skip
    if scenario.firms.number:
        yield _say("firms", lang, scenario.firms.number)
    yield from (_posts(staff, lang) for staff in scenario.staff)
    if scenario.station.hours:
        yield _say("station", lang, _open(scenario.station.hours, lang))
    for office in scenario.offices:
        number = _servers(office, scenario, lang)
        yield _say("office", lang, name=getattr(office, lang), number=number, hours=office.hours)


def _posts(staff: Staff, lang: str) -> str:
    return _say("staff", lang, name=staff.id, number=_number(staff, lang), roster=staff.roster)


def _number(staff: Staff, lang: str) -> str:
    ways = ("per_grid", "per_10000", "number")
    return next(_say(way, lang, getattr(staff, way)) for way in ways if getattr(staff, way) is not None)


def _servers(office: Office, scenario: Scenario, lang: str) -> str:
    if scenario.place.residents:
        return str(office.servers(scenario.place.residents))
    return str(office.staff) if office.staff is not None else _say("per_10000", lang, office.per_10000)


def _measures(scenario: Scenario, lang: str) -> Iterator[str]:
    if not scenario.policies:
        yield _say("no_measures", lang)
    for policy in scenario.policies:
        yield _measure(policy, scenario.run.start, lang)
    names = {issue.id: issue.word(lang) for issue in scenario.issues}
    for shock in scenario.shocks:
        issues = ", ".join(names[issue] for issue in shock.issues)
        yield _say("shock", lang, name=shock.name, issues=issues, factor=shock.factor, start=shock.start, end=shock.end)
    for item in scenario.emergencies:
        kind = _say(item.kind, lang)
        yield _say("emergency", lang, name=item.name, kind=kind, share=item.share, start=item.start, end=item.end)


def _measure(policy: Policy, begin: date, lang: str) -> str:
    start = policy.start or begin
    dates = _say("between", lang, start, policy.end) if policy.end else _say("from", lang, start)
    return _say(
        "measure", lang, name=policy.name, words=policy.words(lang),
        dates=dates + (_say("ramp", lang, policy.ramp) if policy.ramp else ""),
        where=_say("where", lang, ", ".join(policy.where)) if policy.where else "",
        hours=_say("hours", lang, policy.hours) if policy.hours else "",
        off="" if policy.on else _say("off", lang),
    )  # fmt: skip


def _differences(scenario: Scenario, lang: str) -> Iterator[str]:
    if scenario.baseline is None:
        return
    found = [line for line in _in_words(scenario, lang) if line]
    if not found:
        yield _say("same", lang)
        return
    yield _say("differs", lang, scenario.baseline.word(lang))
    yield from found[:MOST_DIFFERENCES]
    if len(found) > MOST_DIFFERENCES:
        yield _say("more", lang, len(found) - MOST_DIFFERENCES)


def _in_words(scenario: Scenario, lang: str) -> Iterator[str]:
    """Yield a line for every setting that differs; a measure that was added or taken away has one line."""
    base = scenario.baseline
    assert base is not None
    had, has = ({policy.name: policy for policy in one.policies} for one in (base, scenario))
    yield from (f"  + {_measure(policy, scenario.run.start, lang)}" for name, policy in has.items() if name not in had)
    yield from (f"  - {_measure(policy, base.run.start, lang)}" for name, policy in had.items() if name not in has)
    posts = [{staff.id: staff for staff in one.staff} for one in (base, scenario)]
    for sign, has_it, lacks_it in (("+", posts[1], posts[0]), ("-", posts[0], posts[1])):
        yield from (f"  {sign} {_posts(staff, lang)}" for name, staff in has_it.items() if name not in lacks_it)
    for path, before, after in difference(scenario):
        steps = path.split(".")
        if steps[0] == "staff" and not (steps[1] in posts[0] and steps[1] in posts[1]):
            continue
        if steps[0] == "policies" and not (steps[1:] and steps[1] in had and steps[1] in has):
            continue
        colon = "：" if lang == "zh" else ": "
        yield f"  {label(path, lang)}{colon}{_value(before, lang)} → {_value(after, lang)}"


def _open(hours: tuple[tuple[str, ...], ...], lang: str) -> str:
    """Return the hours of a station; those of several shifts one behind the other, with their number."""
    if len(hours) == 1:
        return "; ".join(hours[0])
    return _say("shifts", lang, " | ".join("; ".join(lines) for lines in hours), len(hours))


def _assumed(scenario: Scenario, lang: str) -> Iterator[str]:
    """Yield what the file calls assumed, with the values that stand in for it."""
    if not scenario.assumed:
        return
    yield _say("assumed", lang, len(scenario.assumed))
    colon = "：" if lang == "zh" else ": "
    known = settings_by_path(scenario)
    for path in scenario.assumed:
        said = _assumed_value(scenario, path, known, lang)
        yield f"  {label(path, lang)}" + (f"{colon}{said}" if said else "")


def _assumed_value(scenario: Scenario, path: str, known: dict[str, Any], lang: str) -> str:
    section, _, name = path.partition(".")
    if path in FOLLOWING and known[path] is None:
        return _value(getattr(scenario.place, FOLLOWING[path]), lang)
    if section == "population" and name in SHARES:
        shares = zip(SHARES[name], scenario.population.shares(name), strict=True)
        words = {key: (_labels().get(f"{path}.{key}") or {}).get(lang, key) for key in SHARES[name]}
        return ("、" if lang == "zh" else ", ").join(f"{words[key]} {share:.0%}" for key, share in shares)
    staff = next((staff for staff in scenario.staff if path == f"staff.{staff.id}"), None)
    if staff is not None:
        return _number(staff, lang)
    policy = next((policy for policy in scenario.policies if path == f"policies.{policy.name}"), None)
    if policy is not None:
        return policy.words(lang) + ("" if policy.on else _say("off", lang))
    return _value(known[path], lang) if path in known else ""


def _value(value: Any, lang: str) -> str:
    if value is None or value == []:
        return _say("nothing", lang)
    return f"{value:,}" if isinstance(value, int) and value >= LARGE else shown(value).strip('"')


@cache
def _labels() -> dict[str, dict[str, str]]:
    return tomllib.loads(LABELS.read_text(encoding="utf-8"))


def label(path: str, lang: str) -> str:
    """Return what a setting is called, its path after it: `常住人口（place.residents）`."""
    parameter = parameters().get(path.removeprefix("parameters."))
    if parameter is not None:
        name = parameter.zh if lang == "zh" else parameter.en
    else:
        steps = path.split(".")
        general = ".".join([steps[0], "*", *steps[2:]])
        name = (_labels().get(path) or _labels().get(general) or {}).get(lang, "")
    if not name:
        return path
    return f"{name}（{path}）" if lang == "zh" else f"{name} ({path})"
