"""The first months of an edition: what is hidden before them is in earlier editions, and must not be told by these."""

from fractions import Fraction

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.state import Trend, WithoutArrow
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.page import prelude
from tests.made import ruled

RULES = "skjerming skjul tall når grunnlaget er under 5\nS.1 Svarandel (80 %)\n"
SPEC = prelude("organisation") + prelude("ready-made") + RULES
ROWS = {"2026-01": (3, 4), "2026-02": (60, 100), "2026-03": (70, 100), "2026-04": (80, 100)}


def cells(history, january=(3, 4)):
    """0101's cells, the edition's first month first."""
    spec, _ = check_sources([SourceText("spec.kpi", SPEC)])
    tall = [
        {"kontor_nr": "0101", "periode": m, "ja": str(y), "alle": str(n)}
        for m, (y, n) in (ROWS | {"2026-01": january}).items()
    ]
    results, _ = run_rows(spec, {"tall": tall}, Month.of(2026, 4), [("kontor", "0101")])
    (edition,) = disclose(ruled(results, 5), language="nb", history=history, engine_version="")
    assert len(edition.months) == history + 1
    return [edition.cell("S.1", 0, month) for month in edition.months]


def test_a_month_that_protects_one_before_the_edition_stays_hidden():
    """January is small. February with its year to date, 63 of 104, would tell it, so February is hidden too."""
    assert [c.month.hidden for c in cells(history=3)] == [True, True, False, False]
    assert [c.month.hidden for c in cells(history=2)] == [True, False, False]


def test_an_arrow_is_not_from_a_month_that_is_hidden_before_the_edition():
    """March is compared with February, which is hidden in the editions that hold it."""
    march, april = cells(history=1)
    assert (march.month.numerator, march.trend) == (70, Trend.NONE)
    assert april.trend is Trend.BETTER


def test_what_is_compared_with_a_hidden_month_is_the_same_whatever_that_is():
    """January is 1, 3 or 4 of 4. February is hidden with it; March says that it is compared with February, and no more.
    April is compared with March's 70 %."""
    said = []
    for yes in (1, 3, 4):
        seen = cells(history=3, january=(yes, 4))
        said.append([(c.trend, c.without_arrow, c.compared_month, c.compared_value, c.month.value) for c in seen])
    assert said[0] == said[1] == said[2]
    _, _, march, april = said[0]
    assert march[:4] == (Trend.NONE, WithoutArrow.HIDDEN, Month.of(2026, 2), None)
    assert april[:4] == (Trend.BETTER, WithoutArrow.NO, Month.of(2026, 3), Fraction(7, 10))


def test_a_run_is_not_told_from_before_the_edition_through_what_is_hidden():
    """The year to date is red from February (63 of 104, 60.6 %) to April (213 of 304, 70.1 %)."""
    march, april = cells(history=1)
    assert (march.deviation, march.since) == (True, None)
    assert (april.deviation, april.since) == (True, None)
