"""The page about the model says what the model is."""

from playwright.sync_api import expect

from govsim.dashboard.model.checks import RESULTS, recorded, result_of
from govsim.dashboard.model.telling import hour
from govsim.hour import ORDER
from govsim.parameters import parameters

CLASSES = {"contradicted": "fails", "not_told": "open", "holds": "fits", "no_mechanism": "listed"}


def test_the_first_line_counts_the_parameters(visit):
    page = visit("/model?lang=en")
    kinds = [each.kind for each in parameters().values()]
    said = f"{len(kinds)} parameters: {kinds.count('sourced')} sourced, {kinds.count('derived')} derived, "
    expect(page.locator(".m-first b")).to_contain_text(f"{said}{kinds.count('assumed')} assumed")


def test_checks_that_fail_come_first_and_say_why(visit):
    page = visit("/model?lang=zh")
    for kind in {row["kind"] for row in recorded()["rows"]}:
        rows = [row for row in recorded()["rows"] if row["kind"] == kind]
        shown = page.locator(f".m-group[data-kind={kind}] .m-check")
        expect(shown).to_have_count(len(rows))
        classes = [(each.get_attribute("class") or "").split()[1] for each in shown.all()]
        assert classes == [CLASSES[result] for result in sorted(map(result_of, rows), key=RESULTS.index)]


def test_parameters_are_filtered_and_tell_their_source(visit):
    page = visit("/model?lang=en&tab=parameters")
    known = parameters()
    expect(page.locator(".m-table tbody tr")).to_have_count(len(known))
    page.get_by_role("button", name="Assumed only").click()
    expect(page.locator(".m-table tbody tr")).to_have_count(sum(each.kind == "assumed" for each in known.values()))
    page.get_by_role("button", name="All").click()
    page.fill(".m-filter input", "contact.patience")
    expect(page.locator(".m-table tbody tr")).to_have_count(1)
    page.click(".m-table tbody tr")
    expect(page.locator(".m-side")).to_contain_text(known["contact.patience"].en)


def test_a_scenario_that_changes_a_parameter_is_named(visit):
    page = visit("/model?lang=en&tab=parameters")
    page.fill(".m-filter input", "sessions.formal_share")
    page.click(".m-table tbody tr")
    expect(page.locator(".m-side")).to_contain_text("shaanxi-2009")


def test_the_order_of_the_hour_is_the_programs():
    assert tuple(step["id"] for step in hour("en")) == tuple(ORDER)


def test_tabs_open_by_their_address(visit):
    for tab, word in (("hour", "值班"), ("agents", "自管小组"), ("limits", "骗你"), ("cite", "BibTeX")):
        page = visit(f"/model?lang=zh&tab={tab}")
        expect(page.locator(".m-main")).to_contain_text(word)
