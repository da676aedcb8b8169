"""The sentences at the top of a card, of cells made by hand; expected texts are written by hand."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

from kpidsl.model.edition import Cell, Figure
from kpidsl.model.period import Month
from kpidsl.model.spec import Link
from kpidsl.model.state import Mark, State, Status, Trend, Undecided
from kpidsl.rendering.shown.charts import status_shape
from kpidsl.rendering.shown.summary import affected_by, headlines, summary, worst_first
from tests.made import indicator

SEPTEMBER, OCTOBER = Month.of(2026, 9), Month.of(2026, 10)


def cell(status, *, hidden=False, state=State.VALUE, undecided=Undecided.NO, covered=1, expected=1):
    value = Fraction(1, 2) if state is State.VALUE and not hidden else None
    figure = Figure(hidden, state, Mark(0), value, 1, 2, 2, Fraction(1), None, status, undecided)
    return Cell(figure, figure, Trend.NONE, 0, covered, expected, None, False, None)


GREEN, AMBER, RED, NO_TARGET = (cell(s) for s in (Status.GREEN, Status.AMBER, Status.RED, Status.NO_TARGET))
OPEN = cell(Status.NONE, undecided=Undecided.PARTIAL, covered=18, expected=23)
HIDDEN = cell(Status.NONE, hidden=True, covered=1, expected=4)
LATE = cell(Status.NONE, state=State.NOT_READY)


def edition(cells, links=(), months=(SEPTEMBER, OCTOBER)):
    """`cells`: code → (September's, October's)."""
    indicators = [indicator(c, title=f"Tittel {c}", links=tuple(Link(e) for m, e in links if m == c)) for c in cells]
    return SimpleNamespace(
        period=OCTOBER,
        months=months,
        indicators_at=lambda _node: indicators,
        cell=lambda code, _node, month=None, _category=0: cells[code][month in (None, OCTOBER)],
        deviating=lambda code, _node: (0,) if cells[code][True].deviation else (),
        status=lambda code, _node: cells[code][True].year_to_date.status,
    )


def said(cells, language="nb", **more):
    return list(summary(edition(cells, **more), 0, language))


def test_it_counts_the_targets_that_are_judged():
    """Four of the six are judged: not the one without a target, nor the hidden one."""
    cells = {"A": GREEN, "B": GREEN, "C": AMBER, "D": RED, "E": NO_TARGET, "F": HIDDEN}
    pairs = {code: (one, one) for code, one in cells.items()}
    assert said(pairs) == [
        "Av 4 mål er 2 nådd, 1 nær og 1 ikke nådd.",
        "Ingen status som kan sammenlignes, er endret siden september 2026.",
        "Skjult av hensyn til personvernet: 1 av 6 indikatorer.",
    ]
    assert said(pairs, "en") == [
        "Targets: 4. Met: 2. Near: 1. Not met: 1.",
        "No status that can be compared has changed since September 2026.",
        "Hidden to protect privacy: 1 of 6 indicators.",
    ]


def test_it_says_what_has_changed_and_from_what():
    """B changed from undecided; of what was hidden, not ready or without a target a change cannot be said."""
    cells = {
        "A": (GREEN, RED), "B": (OPEN, AMBER), "C": (HIDDEN, GREEN), "D": (LATE, GREEN), "E": (NO_TARGET, GREEN),
        "F": (GREEN, GREEN),
    }  # fmt: skip
    assert (
        said(cells)[1]
        == "Endret siden september 2026: «Tittel A» fra nådd til ikke nådd; «Tittel B» fra ikke avgjort til nær."
    )
    assert (
        said(cells, "en")[1]
        == "Changed since September 2026: “Tittel A” from met to not met; “Tittel B” from undecided to near."
    )


def test_the_first_month_has_nothing_to_be_compared_with():
    assert said({"A": (RED, RED)}, months=(OCTOBER,)) == ["Av 1 mål er 0 nådd, 0 nær og 1 ikke nådd."]


def test_it_says_what_is_not_known_and_whose_figures_are_missing():
    """Of a hidden cell it does not say that units are missing."""
    assert said({"A": (OPEN, OPEN), "B": (LATE, LATE), "C": (HIDDEN, HIDDEN)}) == [
        "Ingen status som kan sammenlignes, er endret siden september 2026.",
        "Ikke avgjort: «Tittel A».",
        "Tall mangler eller er ikke klare: «Tittel B».",
        "Skjult av hensyn til personvernet: 1 av 3 indikatorer.",
        "Ikke alle har levert: «Tittel A» (18 av 23 enheter).",
    ]


def test_indicators_that_as_many_units_have_reported_are_named_together():
    few = cell(Status.GREEN, covered=2, expected=23)
    cells = {"A": (OPEN, OPEN), "B": (few, few), "C": (OPEN, OPEN)}
    assert (
        said(cells)[-1]
        == "Ikke alle har levert: «Tittel A», «Tittel C» (18 av 23 enheter); «Tittel B» (2 av 23 enheter)."
    )


def test_a_deviation_says_what_it_is_assumed_to_be_affected_by():
    cells = {"A": (RED, RED), "B": (AMBER, AMBER), "C": (HIDDEN, HIDDEN), "D": (GREEN, GREEN)}
    linked = edition(cells, links=(("B", "A"), ("C", "A"), ("D", "B")))
    assert affected_by(linked, 0, "A", "nb") == "«Tittel B» (nær), «Tittel C»"
    assert affected_by(linked, 0, "D", "nb") == ""


def test_the_page_says_it_before_the_first_table_and_counts_each_section_by_itself(agency, agency_pages):
    page = agency_pages["index.html"]
    first = page.index("<table")
    for sentence in summary(agency, agency.home, "nb"):
        assert sentence in page[:first]
    for section in page.split("<h2>")[1:]:
        heading, _, rows = section.partition("</small></h2>")
        rows = rows.partition("</table>")[0]
        if 'class="card' not in rows:
            continue
        for slug, word in (("red", "ikke nådd"), ("amber", "nær"), ("green", "nådd")):
            count = rows.count(f'data-label="Status"><span class="status {slug}"')
            assert (f" · {count} {word}" in heading) is (count > 0)


def test_two_lines_that_say_the_same_are_said_once(agency_pages):
    """Where they differ each is said with the name of its line."""
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            told = page.count('<p class="summary">')
            assert told >= 1
            assert (page.count('<p class="summary">Styringslinje ') == told) is (told > 1)


def test_a_page_begins_with_the_red_deviations(agency_pages):
    """On some page both colours are there; on none is a red one below another."""
    mixed = 0
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            lead = page.partition('<section class="lead"')[2].partition("</section>")[0]
            found = [status_shape(Status.RED) in item for item in lead.split("<li>")[1:]]
            assert found == sorted(found, reverse=True), name
            mixed += len(set(found)) == 2
    assert mixed


def test_a_card_that_is_made_of_nothing_says_nothing():
    assert said({}) == []
    assert said({"A": (replace(NO_TARGET), NO_TARGET)}) == []


def deviation(status, value, target, trend=Trend.NONE):
    figure = Figure(False, State.VALUE, Mark(0), Fraction(value), 1, 1, 1, target and Fraction(target), None, status)
    return Cell(figure, figure, trend, 0, 1, 1, None, True, None)


def test_the_worst_are_red_before_amber_and_furthest_in_parts_of_the_target():
    """A misses half its target and is amber; B misses an eighth, C a fourth; how far D is, is not shown."""
    cells = {
        "A": deviation(Status.AMBER, "0.4", "0.8"),
        "B": deviation(Status.RED, "0.7", "0.8"),
        "C": deviation(Status.RED, "0.3", "0.4"),
        "D": deviation(Status.RED, "0.1", None),
        "E": GREEN,
    }
    found = worst_first(edition({code: (one, one) for code, one in cells.items()}), 0)
    assert [i.code for i in found] == ["C", "B", "D", "A"]


def headlined(cells, language="nb"):
    return headlines(edition({code: (one, one) for code, one in cells.items()}), 0, language)


def test_the_headline_counts_the_worst_colour_there_is():
    assert headlined({"A": GREEN, "B": AMBER, "C": RED, "D": HIDDEN}) == ("1 av 3 mål er ikke nådd",)
    assert headlined({"A": GREEN, "B": AMBER, "C": NO_TARGET}) == ("1 av 2 mål er nådd, 1 er nær",)
    assert headlined({"A": GREEN, "B": GREEN, "C": OPEN}) == ("2 av 2 mål er nådd",)
    assert headlined({"A": HIDDEN, "B": NO_TARGET}) == ()


def test_the_headline_names_the_worst_of_those_that_get_worse():
    """C is further from its target, but not getting worse; B is. The shorter form is for where that is too long."""
    cells = {
        "B": deviation(Status.RED, "0.7", "0.8", Trend.WORSE),
        "C": deviation(Status.RED, "0.3", "0.4", Trend.BETTER),
    }
    assert headlined(cells) == ("2 av 2 mål er ikke nådd; «Tittel B» blir dårligere", "2 av 2 mål er ikke nådd")
    assert headlined(cells, "en")[0] == "Not met: 2 of 2 targets; “Tittel B” is getting worse"
