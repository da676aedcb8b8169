"""results.csv holds every column of a grid, but for those listed here with the reason."""

from array import array
from dataclasses import replace
from fractions import Fraction

import pytest

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.results import FIGURES_COLUMNS, GRID_COLUMNS
from kpidsl.model.risk import Need, NeedBasis, NeededRange, Risk, RiskBasis, RiskLevel
from kpidsl.model.state import State, Undecided
from kpidsl.rendering.machine.columns import COLUMNS, NAMES, result_rows
from tests.made import JANUARY, grid, indicator, spec, structure

WHERE = structure({"statlig": {"01": ["0101"]}})
MONTHS = (JANUARY, JANUARY + 1)
GRID = [column.name for column in GRID_COLUMNS]
FIGURES = [f"{window}.{column.name}" for window in ("month", "year_to_date") for column in FIGURES_COLUMNS]
NOT_WRITTEN = {
    "lacking": "the share of the base that is known follows from it on the card",
    "month.high_numerator": "a corridor is in the specification",
    "month.high_denominator": "a corridor is in the specification",
    "year_to_date.high_numerator": "a corridor is in the specification",
    "year_to_date.high_denominator": "a corridor is in the specification",
    "year_to_date.n": "the rows behind are asked for by month",
    "target_rows": "the rows are in the specification and in the table of targets; explain names them",
    "month.undecided": "explain says why there is no colour",
    "year_to_date.undecided": "explain says why there is no colour",
}


def rows(made):
    hidden = array("b", [0] * 4)
    return list(
        result_rows(
            Edition("id", 1, "", "nb", spec(indicator()), WHERE, MONTHS, MONTHS[1], {"S.1": made}, {"S.1": hidden})
        )
    )


def made():
    """01 and 0101 in two months, with a target and an ambition, judged on some units, compared with 3/4."""
    eighty = {
        f"{w}_{of}_{part}": array("q", [n] * 4)
        for w in ("month", "year")
        for of in ("target", "judged", "ambition")
        for part, n in (("numerator", 4), ("denominator", 5))
    }
    compared = {"compared_numerator": array("q", [3] * 4), "compared_denominator": array("q", [4] * 4)}
    return grid([[(1, 2), (3, 5)]] * 2, **eighty, **compared)


@pytest.mark.parametrize("name", [*GRID, *FIGURES])
def test_a_column_of_the_grid_is_seen_in_the_file_or_listed(name):
    """Another number in the county's second month changes that row, and no other."""
    before = made()
    window, _, column = name.rpartition(".")
    table = getattr(before, window) if window else before
    values = list(getattr(table, column))
    values[1] = State.MISSING if column == "state" else values[1] + 2
    changed = replace(table, **{column: array("q", values)})
    after = replace(before, **{window: changed}) if window else changed
    unlike = [at for at, (old, new) in enumerate(zip(rows(before), rows(after), strict=True)) if old != new]
    assert unlike == ([] if name in NOT_WRITTEN else [1])


def written(need, *, undecided=0, hidden=0, basis=RiskBasis.FORECAST):
    """The columns of the need of the reporting month and of the month before."""
    figures = grid([[(1, 2), (3, 5)]] * 2, year_undecided=array("b", [undecided] * 4))
    hiding = array("b", [hidden] * 4)
    risks = {} if hidden else {("S.1", 0): Risk(0.5, RiskLevel.MEDIUM, basis, need)}
    edition = Edition(
        "id", 1, "", "nb", spec(indicator()), WHERE, MONTHS, MONTHS[1], {"S.1": figures}, {"S.1": hiding}, risks=risks
    )
    names = [name for name in NAMES if name.startswith("need_")]
    before, now = (dict(zip(NAMES, row, strict=True)) for row in list(result_rows(edition))[:2])
    assert [before[name] for name in names] == [""] * len(names)
    return {name: now[name] for name in names}


NOVEMBER, DECEMBER = Month.of(2026, 11), Month.of(2026, 12)
RANGE = Need(
    NeedBasis.AS_THIS_YEAR, NeededRange(Fraction(2, 3), None), NeededRange(Fraction(3, 5), None), (NOVEMBER, DECEMBER)
)
NOTHING = dict.fromkeys((name for name in NAMES if name.startswith("need_")), "")


def test_what_the_rest_of_the_year_must_show_is_in_columns_of_the_reporting_month():
    """2/3 of a share is 66.666667 %, and with the easiest number of cases 3/5, 60 %."""
    assert written(RANGE) == {
        "need_basis": "as_this_year", "need_months": "2026-11 2026-12", "need_low": "66.666667", "need_high": "",
        "need_low_easiest": "60.000000", "need_high_easiest": "", "need_beyond": "0",
    }  # fmt: skip
    between = NeededRange(Fraction(2, 5), Fraction(3, 5))
    december = Need(NeedBasis.LAST_MONTH, between, between, (DECEMBER,), beyond=True)
    assert written(december) == {
        "need_basis": "last_month", "need_months": "2026-12", "need_low": "40.000000", "need_high": "60.000000",
        "need_low_easiest": "40.000000", "need_high_easiest": "60.000000", "need_beyond": "1",
    }  # fmt: skip


def test_no_need_is_written_where_none_is_stated():
    assert written(None, basis=RiskBasis.DECIDED) == NOTHING
    assert written(RANGE, hidden=1) == NOTHING
    assert written(RANGE, undecided=Undecided.PARTIAL) == NOTHING


def test_names_are_unique_and_every_column_says_what_it_holds():
    assert len(set(NAMES)) == len(NAMES)
    assert all(column.doc.endswith(".") for column in COLUMNS)
    assert {len(row) for row in rows(made())} == {len(COLUMNS)}
