"""Writes reference.md, mechanisms.svg, a table of both assumptions.*: `python docs/reference.py`; tests compare."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from govsim import hour, periodic
from govsim.dashboard.model.checks import checks, recorded, result_of
from govsim.interfaces import Mechanism, settings_of
from govsim.measures import outcomes_known
from govsim.parameters import parameters
from govsim.policies import BUILT_IN
from govsim.scenario import load, shipped_ids
from govsim.validation.signs import signs_known

HERE = Path(__file__).parent
BEGIN, END = "<!-- from here on written by the program -->", "<!-- until here -->"
ASSUMPTIONS = {"en": "assumptions.md", "zh": "assumptions.zh.md"}
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "head": ("check", "role", "what is claimed", "what came of it"), "no_path": "no mechanism: {}",
        "no_value": "no value", "bounds": "{} to {}", "outside": "{}, should lie within {}",
        "needed": ", about {} needed", "contradicted": "contradicted", "not_told": "not told apart with {} pairs{}",
        "difference": "{}: difference {}",
        **{role: role for role in ("calibrated", "imposed", "emergent", "source", "expectation", "construction")},
    },
    "zh": {
        "head": ("检验", "性质", "说法", "结果"), "no_path": "没有机制：{}",
        "no_value": "没有得到数值", "bounds": "{} 至 {}", "outside": "{}，应在 {} 之间",
        "needed": "，约需 {} 对", "contradicted": "不符", "not_told": "{} 对模拟分不清{}", "difference": "{}：差 {}",
        "calibrated": "校准", "imposed": "规定", "emergent": "涌现", "source": "有来源", "expectation": "预期",
        "construction": "由构造决定",
    },
}  # fmt: skip
HEAD = """# Reference

Written from the program by `docs/reference.py`; do not edit. What the mechanisms mean together stands in
[model.md](model.md).
"""


def mechanisms() -> list[Mechanism]:
    """Return all declarations, in the order in which they act: first those of the hour, then the periodic ones."""
    hourly = [import_module(f"govsim.mechanisms.{name}").DECLARATION for name in hour.ORDER]
    return [*hourly, *(module.DECLARATION for module in periodic.ORDER)]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield from ("", "| " + " | ".join(head) + " |", "|" + "---|" * len(head))
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def text() -> str:
    """Return the whole reference as Markdown."""
    lines = [HEAD.rstrip(), "", "## Order", "", "![what reads and writes what](mechanisms.svg)"]
    lines += table(("", "every", "中文", "English", "formula", "source"), (
        (f"`{each.name}`", each.every, each.zh, each.en, each.formula, each.source) for each in mechanisms()
    ))  # fmt: skip
    lines += ["", "## Parameters"]
    lines += table(("name", "中文", "English", "value", "range", "kind", "source"), (
        (f"`{name}`", each.zh, each.en, f"{each.value:g} {each.unit}", f"{each.low:g} to {each.high:g}", each.kind,
         each.source)
        for name, each in parameters().items()
    ))  # fmt: skip
    lines += ["", "## Measures"]
    lines += table(("kind", "中文", "English", "settings", "levers", "source"), (
        (f"`{kind}`", each.zh, each.en, ", ".join(f"{name} = {value}" for name, value in settings_of(each()).items()),
         ", ".join(each.moves), each.source)
        for kind, each in BUILT_IN.items()
    ))  # fmt: skip
    lines += ["", "## Outcomes"]
    lines += table(("id", "中文", "English", "unit", "better", "definition"), (
        (f"`{name}`" + (" ★" if each.headline else ""), each.label["zh"], each.label["en"], each.unit["en"],
         each.direction, each.definition["en"] + ("" if each.observable else " (only in the model)"))
        for name, each in outcomes_known().items()
    ))  # fmt: skip
    lines += ["", "## Scenarios"]
    lines += table(("id", "rows", "标题", "title", "question"), (
        (f"`{each.id}`", each.source.row, each.title.zh, each.title.en, each.question.en)
        for each in map(load, shipped_ids())
    ))  # fmt: skip
    return "\n".join(lines) + "\n"


def weak(lang: str) -> str:
    """Return the table of recorded checks that failed or were not told, and of claims without a path in the model."""
    found = [row for row in recorded()["rows"] if result_of(row) in ("contradicted", "not_told")]
    names = {row["id"]: row["name"] for group in checks(lang)["groups"] for row in group["rows"]}
    words = WORDS[lang]
    rows = [(f"`{row['id']}`", words[row["role"]], names[row["id"]], _outcome(row, words)) for row in found]
    rows += [(f"`{each.id}`", words[each.role], each.zh if lang == "zh" else each.en,
              words["no_path"].format(each.no_path_zh if lang == "zh" else each.no_path_en))
             for each in signs_known() if not each.tested]  # fmt: skip
    return "\n".join(table(words["head"], rows)) + "\n"


def _outcome(row: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if row["low"] is None:
        return words["no_value"]
    bounds = words["bounds"].format(f"{row['low']:.3g}", f"{row['high']:.3g}")
    if row["kind"] != "sign":
        return words["outside"].format(f"{row['value']:.3g}", bounds)
    more = words["needed"].format(row["pairs_needed"]) if row.get("pairs_needed") else ""
    told = words["contradicted"] if result_of(row) == "contradicted" else words["not_told"].format(row["pairs"], more)
    return words["difference"].format(told, bounds)


def with_table(document: str, lang: str) -> str:
    """Return assumptions.md or assumptions.zh.md with the table of today between its two marks."""
    before, rest = document.split(BEGIN)
    return f"{before}{BEGIN}\n{weak(lang)}\n{END}{rest.split(END)[1]}"


def links() -> list[tuple[str, str, str]]:
    """Return (mechanism, table or column, reads | writes), columns of residents and levers apart."""
    found = []
    for each in mechanisms():
        found += [(each.name, name, "reads") for name in each.reads]
        found += [(each.name, name, "writes") for name in each.writes]
    return found


def drawing() -> str:
    """Return the diagram: mechanisms in order on the left, what they read (thin) and write (thick) on the right."""
    names = [each.name for each in mechanisms()]
    things = sorted({thing for _, thing, _ in links()})
    step, middle, width = 15, 330, 760
    height = step * (max(len(names), len(things)) + 2)
    at = {name: (k + 1) * (height - step) / (len(names) + 1) for k, name in enumerate(names)}
    there = {name: (k + 1) * (height - step) / (len(things) + 1) for k, name in enumerate(things)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    style = {"reads": 'stroke="#7a8ba6" stroke-width="0.6"', "writes": 'stroke="#d9771e" stroke-width="1.4"'}
    for name, thing, how in links():
        parts.append(
            f'<path d="M160 {at[name]:.0f}C260 {at[name]:.0f} {middle + 40} {there[thing]:.0f} {middle + 130} '
            f'{there[thing]:.0f}" fill="none" {style[how]} opacity="0.75"/>'
        )
    bold = 'text-anchor="end" font-weight="bold"'
    parts += [f'<text x="152" y="{at[name] + 4:.0f}" {bold}>{escape(name)}</text>' for name in names]
    parts += [f'<text x="{middle + 136}" y="{there[thing] + 4:.0f}">{escape(thing)}</text>' for thing in things]
    parts.append(f'<text x="8" y="{height - 6}">blue thin: reads; orange thick: writes</text></svg>\n')
    return "\n".join(parts)


if __name__ == "__main__":
    (HERE / "reference.md").write_text(text(), encoding="utf-8")
    for lang, name in ASSUMPTIONS.items():
        document = (HERE / name).read_text(encoding="utf-8")
        (HERE / name).write_text(with_table(document, lang), encoding="utf-8")
    (HERE / "mechanisms.svg").write_text(drawing(), encoding="utf-8")
