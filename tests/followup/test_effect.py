"""What became of a promise: the figure then against the promise, and against the figure when the measure was planned.

The shares are of 200, so that half a percentage point is one of them: 80 % is 160, 81 % is 162.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpidsl.followup.effect import effect
from kpidsl.followup.fold import Followed, Reading, after
from kpidsl.model.edition import Figure
from kpidsl.model.follow_up import Author
from kpidsl.model.form import MEASURES, Form
from kpidsl.model.period import Month
from kpidsl.model.rules import Tolerance, TrendRule
from kpidsl.model.sheet import NumberedRow
from kpidsl.model.state import Direction, Mark, State, Status
from kpidsl.model.unit_plan import Effect
from tests.made import indicator

POINT = indicator(trend_rule=TrendRule("previous", Tolerance(Fraction(1))))
"""A share of which more is better; under one percentage point is no change."""
FEWER, NOISE = replace(POINT, direction=Direction.LOWER), replace(POINT, trend_rule=TrendRule("previous"))


def figure(of_200: int | None, marks: Mark = Mark.NONE, *, hidden: bool = False) -> Figure:
    value = None if of_200 is None or hidden else Fraction(of_200, 200)
    state = State.MISSING if of_200 is None else State.VALUE
    return Figure(hidden, state, marks, value, None, None, None, None, None, Status.NONE)


PLANNED, HIDDEN = figure(160), figure(160, hidden=True)


@pytest.mark.parametrize(
    ("made", "expected", "then", "since", "is_to_be"),
    [
        (POINT, 170, figure(170), PLANNED, Effect.REACHED),  # exactly as promised
        (POINT, 170, figure(169), PLANNED, Effect.BETTER),  # 84.5 % is not 85 %
        (POINT, 170, figure(162), PLANNED, Effect.BETTER),  # a whole point is no longer under one
        (POINT, 170, figure(161), PLANNED, Effect.UNCHANGED),
        (POINT, 170, figure(159), PLANNED, Effect.UNCHANGED),
        (POINT, 170, figure(158), PLANNED, Effect.WORSE),
        (POINT, None, figure(190), PLANNED, Effect.BETTER),  # nothing to reach was promised
        (FEWER, 150, figure(150), PLANNED, Effect.REACHED),
        (FEWER, 150, figure(152), PLANNED, Effect.BETTER),
        (FEWER, 150, figure(170), PLANNED, Effect.WORSE),
        (POINT, 150, figure(155), PLANNED, Effect.REACHED),  # worse than before, but what was promised
        (NOISE, 170, figure(170), PLANNED, Effect.REACHED),
        (NOISE, 170, figure(165), PLANNED, Effect.CANNOT_BE_TOLD),  # no distance to measure it by
        (NOISE, 170, figure(160), PLANNED, Effect.UNCHANGED),
        (POINT, 170, figure(170), HIDDEN, Effect.REACHED),
        (POINT, 170, figure(165), HIDDEN, Effect.CANNOT_BE_TOLD),
        (POINT, 170, HIDDEN, PLANNED, Effect.CANNOT_BE_TOLD),
        (POINT, 170, figure(None), PLANNED, Effect.CANNOT_BE_TOLD),
        (POINT, 170, figure(180, Mark.PARTIAL), PLANNED, Effect.CANNOT_BE_TOLD),
        (POINT, 170, figure(165, Mark.BREAK), PLANNED, Effect.CANNOT_BE_TOLD),
        (replace(POINT, direction=None), 170, figure(180), PLANNED, Effect.CANNOT_BE_TOLD),
    ],
)
def test_the_figure_then(made, expected, then, since, is_to_be) -> None:
    raw = None if expected is None else Fraction(expected, 200)
    assert effect(made, raw, then, [since, PLANNED, then]) is is_to_be


def test_without_the_planning_s_figure_only_what_was_reached_can_be_told() -> None:
    assert effect(POINT, Fraction(85, 100), figure(170), []) is Effect.REACHED
    assert effect(POINT, Fraction(85, 100), figure(169), []) is Effect.CANNOT_BE_TOLD


def test_a_break_before_the_planning_s_figure_does_not_come_between() -> None:
    assert effect(POINT, None, figure(180), [figure(160, Mark.BREAK), figure(180)]) is Effect.BETTER


def test_a_measure_was_planned_in_the_month_of_the_book_that_it_was_first_in() -> None:
    october = Month.of(2026, 10)
    followed = Followed()
    for month, text in ((october, "Kurs"), (october + 1, "Nytt kurs")):
        tables = {MEASURES.name: followed.plan}
        form = Form(f"{month}", "kontor-0101", "Nord", month, "nb", tables)
        followed = replace(followed, forms={**followed.forms, form.id: form})
        rows = [NumberedRow("KTRWB", {"measure": text})]
        followed, _ = after(followed, Reading(form.id, Author("Kari", date(2026, 11, 12)), {MEASURES.name: rows}))
    assert followed.plan["KTRWB"]["measure"] == "Nytt kurs"
    assert followed.planned == {"KTRWB": october}
