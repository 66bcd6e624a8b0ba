"""Names that a user gives: a wrong one is answered by the nearest right one, and by those that there are."""

from collections.abc import Iterable, Sequence

from govsim.scenario.problems import LONGEST_VALUE, meant, question

Both = tuple[str, str]

MOST_LISTED = 12
FIRST = ("这里列出前几个", "here are the first")
OUTCOMES = ("全部见 govsim run 的网页或 --json", "see the page of govsim run, or its --json")


def no_such(kind: Both, wrong: object, known: Iterable[object], where: Both = FIRST) -> Both:
    """Return what is said of a name that does not exist, in Chinese and in English.

    kind: what was named, such as ("指标", "outcome"). where: how to see all names, said if they are too many to list.
    """
    names, name = [str(each) for each in known], _short(str(wrong))
    zh, en = _meant(name, names)
    allowed_zh = _listed(names, "、", "无", f"（共 {len(names)} 个；{where[0]}）")
    allowed_en = _listed(names, ", ", "none", f"({len(names)}; {where[1]})")
    told = f"There is no {kind[1]} {name}. {en}".rstrip()
    return f"没有{kind[0]} {name}。{zh}可选：{allowed_zh}。", f"{told} Allowed: {allowed_en}."


def no_outcome(wrong: str, known: Iterable[str]) -> Both:
    """Return what is said of an outcome that does not exist."""
    return no_such(("指标", "outcome"), wrong, known, OUTCOMES)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_VALUE else name[: LONGEST_VALUE - 1] + "…"


def _meant(wrong: str, names: Sequence[str]) -> Both:
    """Return the question after the nearest names: the same in capitals or small letters, or else nearly the same."""
    same = [name for name in names if name.casefold() == wrong.casefold()]
    return question(same) if same else meant(wrong, names)


def _listed(names: Sequence[str], comma: str, none: str, rest: str) -> str:
    """Return the names, the first of them only where they are many."""
    return comma.join(names) or none if len(names) <= MOST_LISTED else f"{comma.join(names[:MOST_LISTED])} … {rest}"
