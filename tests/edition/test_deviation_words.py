"""Since when a figure has deviated, and what is no deviation, in words: of months made by hand, each as it is shown."""

from types import SimpleNamespace

import pytest

from kpidsl.model.edition import Cell, Figure
from kpidsl.model.period import Month
from kpidsl.model.rules import DeviationCondition, DeviationRule
from kpidsl.model.state import Mark, State, Status, Trend, Undecided, WithoutArrow
from kpidsl.wording.deviation_rule import deviation_mark, is_seen_to_be_none, only_when
from kpidsl.wording.since import counted_with_new, news, since_text, why_open
from tests.edition.stand_in import StandIn
from tests.made import indicator

JANUARY = Month.of(2026, 1)
WORSE_OR_RED = DeviationRule((DeviationCondition(Status.RED), DeviationCondition(Status.AMBER, Trend.WORSE)))
RED_ALONE = DeviationRule()
RED_FOR_TWO = DeviationRule((DeviationCondition(Status.RED, None, 2),))


def cell(sign, since=None, trend=Trend.NONE, without=WithoutArrow.NO):
    """`R` deviates and is red, `r` is red and `a` amber without a deviation, `.` is green, `:` hidden, `m` missing, `u`
    undecided."""
    state = State.MISSING if sign == "m" else State.VALUE
    colour = {"R": Status.RED, "r": Status.RED, "a": Status.AMBER, "A": Status.AMBER, ".": Status.GREEN}
    status = colour.get(sign, Status.NONE)
    undecided = Undecided.PARTIAL if sign == "u" else Undecided.NO
    figure = Figure(sign == ":", state, Mark(0), None, None, None, None, None, None, status, undecided)
    return Cell(figure, figure, trend, 0, 1, 1, None, sign in "RA", since, 0, without)


def edition(signs, since=None, rule=RED_ALONE, **last):
    """A month for each sign, the last of them the period; `since` is the position of what the last month's cell has."""
    months = tuple(JANUARY + at for at in range(len(signs)))
    cells = {m: cell(sign) for m, sign in zip(months, signs, strict=True)}
    cells[months[-1]] = cell(signs[-1], None if since is None else JANUARY + since, **last)
    figures = [c.year_to_date for c in cells.values()]
    year_to_date = SimpleNamespace(
        state=[f.state for f in figures], undecided=[f.undecided for f in figures], status=[f.status for f in figures]
    )
    begun = [0] * len(signs[1:]) + [0 if since is None else (JANUARY + since).number]
    grid = SimpleNamespace(deviation=[c.deviation for c in cells.values()], since=begun, year_to_date=year_to_date)
    return StandIn(
        months=months,
        period=months[-1],
        spec=SimpleNamespace(indicator=lambda code: indicator(code, deviation_rule=rule)),
        axes=SimpleNamespace(series=lambda _node, _category: range(len(months))),
        grids={"A": grid},
        hidden={"A": [f.hidden for f in figures]},
        cell=lambda _code, _node, month=None, _category=0: cells[month or months[-1]],
    )


@pytest.mark.parametrize(
    ("signs", "since", "expected"),
    [
        (".RR", 1, "februar 2026"),  # green before: it began there
        ("rRR", 1, "februar 2026"),  # red before, and shown to be no deviation: it began there
        ("RRR", 0, "januar 2026 eller før"),  # from the first month that is known of
        (":RR", None, "februar 2026 eller før"),  # what was before is hidden
        ("R:RR", None, "mars 2026 eller før"),  # a hidden month lies between: as far back as is seen without it
        (".:R", None, "mars 2026 eller før"),  # no more of the hidden month than that it is hidden
        ("mRR", 1, "februar 2026 eller før"),  # no figure before
        ("uRR", 1, "februar 2026 eller før"),  # no colour before
        (".RR", None, "februar 2026 eller før"),  # the start is held back though the months are shown
        ("RR.", None, ""),
        ("RR:", None, ""),
    ],
)
def test_a_deviation_is_since_the_first_month_seen_and_may_be_older_where_that_is_not_seen(signs, since, expected):
    assert since_text(edition(signs, since), "A", 0, "nb") == expected


@pytest.mark.parametrize(
    ("signs", "since", "nb", "en"),
    [
        (".RR", 1, "", ""),
        ("RRR", 0, "eldre måneder vises ikke", "earlier months are not shown"),
        (":RR", None, "januar er skjult", "January is hidden"),
        ("mRR", 1, "januar mangler", "January is missing"),
        ("uRR", 1, "januar mangler", "January is missing"),  # a part of it is
        (".RR", None, "om januar var avvik, vises ikke", "whether January deviated is not shown"),
        ("RR:", None, "", ""),
    ],
)
def test_why_a_deviation_may_be_older_is_what_the_month_before_the_first_lacks(signs, since, nb, en):
    assert why_open(edition(signs, since), "A", 0, "nb") == nb
    assert why_open(edition(signs, since), "A", 0, "en") == en


def test_a_rule_that_asks_for_several_months_reaches_before_the_first():
    """Red for two months: January is red and no deviation, as nothing is known of December. Where January is green the
    deviation begins in March for sure; where January lacks it may have been red; a green February begins anew."""
    assert since_text(edition("rRR", 1, RED_FOR_TWO), "A", 0, "nb") == "februar 2026 eller før"
    assert since_text(edition(".rRR", 2, RED_FOR_TWO), "A", 0, "nb") == "mars 2026"
    assert since_text(edition("mrRR", 2, RED_FOR_TWO), "A", 0, "nb") == "mars 2026 eller før"
    assert since_text(edition("m.RR", 2, RED_FOR_TWO), "A", 0, "nb") == "mars 2026"


@pytest.mark.parametrize(
    ("signs", "since", "expected"),
    [
        (".R", 1, "new"),
        ("RR", 0, "continuing"),
        (":RR", None, "continuing"),  # the month before is seen to deviate, whatever was before it
        (":R", None, ""),  # new or not would tell of the hidden month
        ("mR", 1, ""),  # no figure the month before
        ("R", 0, ""),  # the first month there is
        ("R.", None, ""),
    ],
)
def test_a_deviation_is_new_or_continues_where_the_month_before_is_seen(signs, since, expected):
    assert news(edition(signs, since), "A", 0) == expected


@pytest.mark.parametrize(
    ("known", "nb", "en"),
    [
        (["new"], "1 avvik, 1 nytt i januar", "1 deviation, 1 new in January"),
        (["new", "continuing", "new"], "3 avvik, 2 nye i januar", "3 deviations, 2 new in January"),
        (["continuing"] * 2, "2 avvik, ingen nye i januar", "2 deviations, none new in January"),
        (["new", ""], "2 avvik, minst 1 nytt i januar", "2 deviations, at least 1 new in January"),
        (["continuing", ""], "2 avvik", "2 deviations"),  # the other may be new: what was before is not seen
    ],
)
def test_so_many_deviations_are_new_as_far_as_is_known(known, nb, en):
    assert counted_with_new(known, JANUARY, "nb") == nb
    assert counted_with_new(known, JANUARY, "en") == en


def test_of_several_categories_it_is_the_earliest():
    """The first begins in January, the first month: it may be older still."""
    both = edition("RR.R", 1)  # as two categories of two months
    both.months, both.period = both.months[:2], both.months[1]
    both.grids["A"].since = [0, JANUARY.number, 0, both.period.number]
    both.axes = SimpleNamespace(series=lambda _node, category: range(2 * category, 2 * category + 2))
    assert since_text(both, "A", 0, "en", (1,)) == "February 2026"
    assert since_text(both, "A", 0, "en", (0, 1)) == "January 2026 or earlier"


def test_what_the_rule_asks_for_besides_the_status():
    assert only_when(WORSE_OR_RED, Status.AMBER, "nb") == "pilen peker nedover"
    assert only_when(WORSE_OR_RED, Status.RED, "nb") == ""  # red alone is enough
    assert only_when(WORSE_OR_RED, Status.GREEN, "nb") == ""  # none is
    assert only_when(RED_FOR_TWO, Status.RED, "en") == "the status has lasted for 2 months"
    either = DeviationRule((DeviationCondition(Status.RED, Trend.WORSE, 3), DeviationCondition(Status.RED, None, 6)))
    assert only_when(either, Status.RED, "nb") == (
        "status har vart i 3 måneder og pilen peker nedover eller status har vart i 6 måneder"
    )


@pytest.mark.parametrize(
    ("signs", "rule", "last", "mark"),
    [
        (".A", WORSE_OR_RED, {"trend": Trend.WORSE}, "avvik"),
        (".a", WORSE_OR_RED, {"trend": Trend.BETTER}, "ikke avvik"),
        (".a", WORSE_OR_RED, {"trend": Trend.NEW}, "ikke avvik"),
        (".a", WORSE_OR_RED, {"without": WithoutArrow.PARTIAL}, "ikke avvik"),  # without an arrow it is none
        (".a", WORSE_OR_RED, {"without": WithoutArrow.HIDDEN}, ""),  # the arrow is hidden: not known
        (".R", WORSE_OR_RED, {}, ""),  # every red one is: nothing to be told
        (".r", RED_FOR_TWO, {}, "ikke avvik"),  # green the month before
        ("RR", RED_FOR_TWO, {}, "avvik"),
        (":r", RED_FOR_TWO, {}, ""),  # the month before is hidden: not known
        ("r", RED_FOR_TWO, {}, ""),  # it lies before what is shown: not known
    ],
)
def test_a_row_says_that_it_is_none_only_where_that_is_seen(signs, rule, last, mark):
    here = edition(signs, **last)
    assert deviation_mark(here, indicator("A", deviation_rule=rule), 0, here.cell("A", 0), "nb")[0] == mark


def test_a_deviation_is_never_seen_to_be_none():
    assert not is_seen_to_be_none(edition(".A", trend=Trend.WORSE), indicator("A", deviation_rule=WORSE_OR_RED), 0)


def test_the_mark_says_what_the_rule_asks_for():
    here = edition(".a", trend=Trend.BETTER)
    of = indicator("A", deviation_rule=WORSE_OR_RED)
    marks = [deviation_mark(here, of, 0, here.cell("A", 0), language) for language in ("nb", "en")]
    assert marks == [
        ("ikke avvik", "avvik bare når pilen peker nedover"),
        ("no deviation", "a deviation only if the arrow points down"),
    ]
