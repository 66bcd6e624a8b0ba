"""The page that compares shows what `govsim compare` finds, lets itself be stopped, and ends with its page."""

import json
import math
import re
import time
import urllib.request
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from govsim.comparison import compare
from govsim.dashboard.compare.choices import measures, spec_of
from govsim.dashboard.compare.sharing import command
from govsim.dashboard.view import view_of

SMALL = {"place.residents": 600, "run.weeks": 12, "run.warmup": 2}
LONG = {"place.residents": 20_000, "run.weeks": 2600}  # a quarter of an hour that nobody waits for


def address(changes: dict[str, int], *pairs: tuple[str, object]) -> str:
    sets = [("set", f"{path}={value}") for path, value in changes.items()]
    return "/compare?" + urlencode([("lang", "en"), ("scenario", "demo"), *sets, *pairs])


def begun(page: Page) -> None:
    page.click(".c-start")
    expect(page.locator(".c-stop")).to_be_visible()


def under_way(server, wanted: Callable[[int], bool]) -> int:
    """Wait until the number of runs under way is as wanted, and return it."""
    for _ in range(600):
        with urllib.request.urlopen(f"{server.address}/healthz", timeout=30) as answer:
            runs = int(json.load(answer)["runs"])
        if wanted(runs):
            return runs
        time.sleep(0.2)
    raise AssertionError(f"{runs} runs are under way")


def test_numbers_are_those_of_the_command(visit):
    page = visit(address(SMALL, ("option", "staggered"), ("option", "training,mediators"), ("runs", 5)))
    begun(page)
    expect(page.locator(".c-sentences li").first).to_be_visible()
    expect(page.locator(".c-start")).to_be_visible()  # no longer under way
    page.get_by_role("tab", name="All outcomes").click()
    cells = page.eval_on_selector_all(
        "td[data-outcome]", "all => all.map(each => ({...each.dataset}))"
    )  # fmt: skip
    options = ({"policies.staggered.on": True}, {"policies.training.on": True, "policies.mediators.on": True})
    found = compare("demo", *options, runs=5, changes=SMALL, workers=0)
    expected = {(effect.outcome, number): effect for number, option in enumerate(found.others)
                for effect in found.of(option.id)}  # fmt: skip
    assert {(cell["outcome"], int(cell["option"])) for cell in cells} == set(expected)
    for cell in cells:
        effect = expected[cell["outcome"], int(cell["option"])]
        for name, value in (("value", effect.difference), ("low", effect.low), ("high", effect.high)):
            shown = float(cell[name]) if name in cell else math.nan
            assert shown == pytest.approx(float(f"{value:.6g}"), rel=1e-9, nan_ok=True)


def test_sentences_put_primary_outcomes_first(visit):
    page = visit(address(SMALL, ("primary", "overtime"), ("runs", 5)))
    begun(page)
    badges = page.locator(".c-sentences .c-badge")
    expect(badges.first).to_have_text("primary")
    assert [each.text_content() for each in badges.all()].count("primary") == 1


def test_a_comparison_is_stopped_and_its_runs_with_it(visit, server):
    page = visit(address(LONG, ("runs", 40)))
    begun(page)
    assert under_way(server, lambda runs: runs > 0)
    page.click(".c-stop")
    expect(page.locator(".c-start")).to_be_visible()
    expect(page.locator(".c-status")).to_contain_text("Stopped after 0 of 40 pairs")
    assert under_way(server, lambda runs: runs == 0) == 0


def test_a_comparison_ends_when_its_page_is_left(visit, server):
    page = visit(address(LONG, ("runs", 40)))
    begun(page)
    assert under_way(server, lambda runs: runs > 0)
    page.goto("about:blank")
    assert under_way(server, lambda runs: runs == 0) == 0


def test_a_comparison_goes_on_while_another_page_of_the_same_visit_is_looked_at(visit, server):
    page = visit(address(SMALL, ("runs", 5)))
    begun(page)
    page.click(".g-bar nav a[href^='/model']")
    page.wait_for_url("**/model**")
    page.go_back()
    expect(page.locator(".c-sentences li").first).to_be_visible()


def test_options_are_built_by_hand(visit):
    page = visit(address(SMALL))
    page.locator(".c-card").nth(1).locator(".c-add").select_option("training")
    expect(page.locator(".c-card").nth(1).locator(".c-chip")).to_have_count(2)
    page.get_by_role("button", name="Add an option").click()
    expect(page.locator(".c-card")).to_have_count(3)
    page.locator(".c-card").nth(2).get_by_role("button", name="Take this option out").click()
    expect(page.locator(".c-card")).to_have_count(2)
    page.wait_for_url("**option=staggered%2Ctraining**")
    page.reload()
    expect(page.locator(".c-card").nth(1).locator(".c-chip")).to_have_count(2)


def test_what_is_wrong_is_said_and_nothing_starts(visit):
    page = visit("/compare?lang=en&scenario=no-such-place")
    expect(page.get_by_role("alert")).to_contain_text("no-such-place")
    expect(page.locator(".c-start")).to_be_disabled()
    page = visit(address({"place.residents": -5}))
    expect(page.get_by_role("alert")).to_contain_text("place.residents")


def test_the_command_does_the_same_comparison():
    view = view_of("/compare", address(SMALL, ("option", "training,mediators"), ("seed", 7)).partition("?")[2])
    assert command(spec_of(view)) == (
        "govsim compare demo +policies.training.on=true+policies.mediators.on=true --runs 20 --seed 7"
        " --primary reach_failure --primary resolved_rate --primary settled_locally"
        " --set place.residents=600 --set run.weeks=12 --set run.warmup=2"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_measure_is_offered_once(lang):
    rows = measures("demo", lang)
    assert len({row["id"] for row in rows}) == len(rows)
    assert rows[0]["id"] == "staggered"
    assert "nothing" not in {row["id"] for row in rows}


def test_money_is_told_at_the_users_price(visit):
    page = visit(address(SMALL, ("option", "staggered"), ("runs", 5)))
    price = page.get_by_label("Price (yuan an hour)")
    expect(price).to_have_value("")
    price.fill("60")
    price.press("Enter")
    expect(page).to_have_url(re.compile("budget.price_hour%3D60"))
    begun(page)
    expect(page.locator(".c-start")).to_be_visible()
    page.get_by_role("tab", name="Cost").click()
    priced = {**SMALL, "budget.price_hour": 60}
    found = compare("demo", {"policies.staggered.on": True}, runs=5, changes=priced, workers=0)
    (yuan,) = [each for each in found.of(found.others[0].id) if each.outcome == "cost_yuan" and each.label == "place"]
    row = page.get_by_role("row", name="Cost at the user's prices")
    expect(row).to_contain_text(f"{yuan.base:,.0f}")
    expect(page.get_by_text("No prices are filled in")).to_have_count(0)
    page.get_by_label("Price (yuan an hour)").fill("")
    page.get_by_label("Price (yuan an hour)").press("Enter")
    expect(page).not_to_have_url(re.compile("budget"))
