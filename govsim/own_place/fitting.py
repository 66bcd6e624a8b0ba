"""Whether answers fit together; a fault names the questions that it is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from govsim.own_place.facts import Counts, counts
from govsim.own_place.questions import Answers, Portion, questions
from govsim.scenario import Scenario

FULLEST = 10  # residents a household that a scenario takes
MOST_A_GRID = 100  # workers
MOST_ORDERS = 2.0  # a resident and month: beyond that it is the figure of another place


@dataclass(frozen=True)
class Fault:
    """Answers that cannot be true together, or a doubt (`hint`); the sentence in both languages."""

    about: tuple[str, ...]
    zh: str
    en: str
    hint: bool = False

    def line(self, lang: str) -> str:
        """Return the fault with the questions that it is about."""
        side = 0 if lang == "zh" else 1
        known = questions()
        if lang == "zh":
            return (
                "、".join(f"第 {known[name].number} 问{known[name].short[side]}" for name in self.about)
                + f"：{self.zh}"
            )
        named = ", ".join(f"{known[name].number} {known[name].short[side]}" for name in self.about)
        return f"question {named}: {self.en}"


def faults(base: Scenario, answers: Answers) -> list[Fault]:
    """Return what does not fit together; what has no answer counts with its default, and is not blamed alone."""
    known = counts(base, answers)
    found = [fault for check in _CHECKS for fault in check(base, answers, known)]
    return [fault for fault in found if any(name in answers for name in fault.about)]


def _homes(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    homes, people = f"{known.households:,}", f"{known.residents:,}"
    about = ("households", "residents")
    if known.households > known.residents:
        yield Fault(
            about, f"户数（{homes}）多于人口（{people}）", f"more households ({homes}) than residents ({people})"
        )
    if known.residents > FULLEST * known.households:
        zh, en = (
            f"每户超过 {FULLEST} 人：{people} 人、{homes} 户",
            f"over {FULLEST} people a household: {people} in {homes}",
        )
        yield Fault(about, zh, en)


def _areas(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    for name, zh, en in (("estates", "小区", "estates"), ("grids", "网格", "grids")):
        number = getattr(known, name)
        if number > known.households:
            about = (name, "households")
            yield Fault(about, f"{zh}（{number:,}）多于户数（{known.households:,}）",
                        f"more {en} ({number:,}) than households ({known.households:,})")  # fmt: skip
    if known.grids <= known.households < 20 * known.grids and "grids" in answers:
        mean = known.households / known.grids
        yield Fault(
            ("grids", "households"), f"每个网格只有 {mean:.0f} 户，请核对", f"only {mean:.0f} households a grid", True
        )


def _portions(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    residents = known.residents
    for name, zh, en in (
        ("non_local", "非户籍人口", "residents registered elsewhere"),
        ("elderly", "60 岁以上", "60+"),
    ):
        given = answers.get(name)
        share = cast(Portion, given).of(residents) if given is not None else 0.0
        if share > 1 + 1e-9:
            people = f"{cast(Portion, given).people:,.0f}"
            about = (name, "residents")
            yield Fault(
                about, f"{zh}（{people}）多于人口（{residents:,}）", f"{en}: {people}, more than {residents:,} in all"
            )
        elif name == "elderly" and share > base.population.adults:
            adults = f"{base.population.adults:.0%}"
            yield Fault((name,), f"60 岁以上占 {share:.0%}，多于成年人（{adults}）",
                        f"{share:.0%} are 60 or older, more than the adults ({adults})")  # fmt: skip


def _workers(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    for name, zh, en in (
        ("grid_workers", "网格员", "grid workers"),
        ("community_workers", "社区工作者", "community workers"),
    ):
        number = getattr(known, name)
        if number > known.residents:
            yield Fault((name, "residents"), f"{zh}（{number:,}）多于人口（{known.residents:,}）",
                        f"more {en} ({number:,}) than residents ({known.residents:,})")  # fmt: skip
        elif number > MOST_A_GRID * known.grids:
            yield Fault((name, "grids"), f"平均每个网格 {number / known.grids:.0f} 名{zh}，最多 {MOST_A_GRID} 名",
                        f"{number / known.grids:.0f} {en} a grid; at most {MOST_A_GRID}")  # fmt: skip
    few = known.grid_workers < known.grids
    if few and ("grid_workers" in answers or "grids" in answers):
        yield Fault(
            ("grid_workers", "grids"),
            f"{known.grids:,} 个网格只有 {known.grid_workers:,} 名网格员，有的网格没有人；"
            "若一人管几个网格，网格数请按网格员数填",
            f"{known.grid_workers:,} grid workers for {known.grids:,} grids leave some grids without anyone; where one "
            "serves several grids, answer the grids with the number of workers", hint=True,
        )  # fmt: skip
    if known.grid_workers + known.community_workers == 0:
        yield Fault(("grid_workers", "community_workers"), "一名工作人员也没有", "there is no worker at all")


def _employed(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    given, old = answers.get("employment"), answers.get("elderly")
    if given is None or old is None:
        return
    share = cast(Portion, old).of(known.residents) / base.population.adults
    home = cast(dict[str, float], given).get("home")
    if home is not None and share - home > 0.5:
        yield Fault(("employment", "elderly"), f"60 岁以上占成年人 {share:.0%}，而退休在家的只占 {home:.0%}，请核对",
                    f"{share:.0%} of adults are 60 or older, yet {home:.0%} are retired or at home", True)  # fmt: skip


def _orders(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    orders = answers.get("orders")
    if orders is not None and cast(int, orders) > MOST_ORDERS * known.residents:
        a_head = cast(int, orders) / known.residents
        yield Fault(("orders", "residents"), f"每人每月 {a_head:.1f} 件，多半是别处或一年的数",
                    f"{a_head:.1f} a resident and month: rather the figure of another place or of a year")  # fmt: skip


def _groups(base: Scenario, answers: Answers, known: Counts) -> Iterator[Fault]:
    groups = answers.get("groups")
    if groups is not None and cast(int, groups) > known.buildings:
        yield Fault(("groups", "households"), f"小组（{groups:,}）多于楼栋（约 {known.buildings:,}）；每栋最多算一个",
                    f"more groups ({groups:,}) than buildings (about {known.buildings:,}); one in each")  # fmt: skip


_CHECKS: tuple[Callable[[Scenario, Answers, Counts], Iterator[Fault]], ...] = (
    _homes, _areas, _portions, _workers, _employed, _orders, _groups
)  # fmt: skip
