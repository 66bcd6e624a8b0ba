"""A scenario file as it is written: settings with comments in the language of the file."""

import json
import re
from dataclasses import dataclass, field
from datetime import date

_BARE = re.compile(r"[A-Za-z0-9_-]+")  # a key of TOML that needs no quotation marks
TEXTS = {
    "head": ("{title}：由 govsim new 写成，{today}。基于 {base}，只写不同之处。",
             "{title}: written by govsim new, {today}. It starts from {base} and says what differs."),
    "legend": ("“已填”是你的回答；“假设”没有人填，是默认值，列在 assumed 里。"
               "填上真实的数以后，请从 assumed 中删去那一行。",
               "“given”: your answer. “assumed”: nobody filled it in; a default stands there and assumed lists it. "
               "Once you know the number, write it in and take its line out of assumed."),
    "next": ("哪些结果取决于这些假设：govsim describe {file} --assumed",
             "Which results hang on what is assumed:  govsim describe {file} --assumed"),
    "given": ("{label}：已填 {today}（{said}）", "{label}: given {today} ({said})"),
    "assumed": ("{label}：假设（默认）", "{label}: assumed (default)"),
    "table": ("{label}：来自楼栋表 {today}", "{label}: from the table of buildings, {today}"),
    "parts": ("其中各项按默认比例分", "split further in the default proportions"),
    "communities": ("社区数不在十二问之内，由人口推算；知道的话写在这里：communities = …",
                    "Communities are not among the questions and follow from the residents; write: communities = …"),
    "scaled": ("没有问，随人口推算", "not asked, in proportion to the residents"),
    "groups_off": ("不知道有没有，先不启用；知道数目后改 coverage 并把 on 改为 true",
                   "nobody knows whether there are any: off; set coverage and on = true when you know"),
    "depth": ("培育力度，没有问，假设", "support of the groups: not asked, assumed"),
    "shifts": ("开放时间每周 {hours:g} 小时，一人值不过来，分 {number} 班轮流（怎样分班是假设）",
               "open {hours:g} h a week, more than one worker's: {number} shifts in turn (their split is assumed)"),
    "others": ("其余网格人员并入上一项", "the base's other grid staff is counted above"),
    "unused": ("还没有拿它核对模型（--no-runs），发生率仍是假设",
               "not yet held against the model (--no-runs): the rates are still assumed"),
    "far": ("模型是 {model:,.0f} 件/月，与你填的 {orders:,} 件/月相差太多，光改发生率到不了，没有改；请核对口径",
            "the model gives {model:,.0f} a month, too far from your {orders:,} for rates within their ranges: "
            "nothing is changed; check what the figure counts"),
    "rates": ("按 12345 工单推算：模型 {model:,.0f} 件/月，你填 {orders:,} 件/月，发生率乘以 {ratio:.2f}",
              "from the hotline orders: the model gave {model:,.0f} a month, you {orders:,}: rates times {ratio:.2f}"),
}  # fmt: skip


@dataclass
class Page:
    """Lines of a TOML file."""

    lang: str
    lines: list[str] = field(default_factory=list)

    def say(self, text: str, **values: object) -> str:
        """Return a text in the language of the file."""
        return TEXTS[text][0 if self.lang == "zh" else 1].format(**values)

    def note(self, text: str, **values: object) -> None:
        """Add a line of comment."""
        self.lines.append(f"# {self.say(text, **values)}")

    def header(self, name: str) -> None:
        """Begin a table."""
        self.lines += ["", name]

    def put(self, key: str, value: object, comment: str = "") -> None:
        """Add a setting and what is said about it."""
        text = f"{key if _BARE.fullmatch(key) else toml(key)} = {toml(value)}"
        self.lines.append(f"{text:<30} # {comment}" if comment else text)


def toml(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else repr(value)
