"""Every fraction of small denominators against every whole-percent target: no status wrong, no printed number on
the wrong side of its target."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from kpidsl.language import check_sources
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.state import Direction, Status
from kpidsl.problems import SourceText
from kpidsl.rendering.workbook.lines import pattern
from kpidsl.scoring.judging.status import bands
from kpidsl.wording import numbers
from tests.language.page import prelude

PERCENT, TARGETS, AMBER = UnitOfMeasure.PERCENT, range(101), 5
SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (80 %)\nS.2 Feilandel (20 %)\n"


@pytest.fixture(scope="module")
def indicators():
    spec, problems = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None, [p.message("en") for p in problems]
    higher, lower = spec.indicators
    assert (higher.direction, lower.direction) == (Direction.HIGHER, Direction.LOWER)
    assert {i.status_rule.amber.value for i in spec.indicators} == {AMBER}
    return higher, lower


def fractions(highest):
    """Every 0 <= n <= d with 1 <= d <= highest, as two arrays."""
    d = np.repeat(np.arange(1, highest + 1), np.arange(2, highest + 2))
    starts = np.cumsum(np.arange(2, highest + 2)) - np.arange(2, highest + 2)
    return np.arange(len(d)) - np.repeat(starts, np.arange(2, highest + 2)), d


def whole(target):
    return np.array([target]), np.array([100])


def test_fractions_are_all_of_them():
    n, d = fractions(3)
    assert list(zip(n.tolist(), d.tolist(), strict=True)) == [(n, d) for d in (1, 2, 3) for n in range(d + 1)]


def test_every_status_is_that_of_whole_numbers(indicators):
    n, d = fractions(400)
    compared = 0
    for indicator, sign in zip(indicators, (1, -1), strict=True):
        for target in TARGETS:
            better = sign * (100 * n - target * d)  # in hundredths of d: how far on the better side
            expected = np.where(better >= 0, Status.GREEN, np.where(better >= -AMBER * d, Status.AMBER, Status.RED))
            found = bands(n, d, whole(target), None, indicator)
            wrong = np.flatnonzero(found != expected)
            assert not len(wrong), (indicator.direction, target, n[wrong[0]], d[wrong[0]])
            compared += len(found)
    assert compared == 2 * 101 * sum(d + 1 for d in range(1, 401))


def usual(n, d):
    """Per cent to the usual one decimal, half away from zero, in tenths: whole numbers only."""
    return (2 * 1000 * n + d) // (2 * d)


def close(highest):
    """(n, d, target) of every fraction in lowest terms within one percentage point of a target.

    The numbers are printed from the fraction, so that 2/4 is printed as 1/2 is.
    """
    n, d = fractions(highest)
    lowest = np.gcd(n, d) == 1
    n, d = n[lowest], d[lowest]
    for target in TARGETS:
        at = np.flatnonzero(np.abs(100 * n - target * d) <= d)
        yield n[at], d[at], target


@pytest.mark.long
def test_every_printed_number_is_on_its_status_side(indicators):
    """With the usual decimals where that is on the right side; else as printed, one by one."""
    alone = compared = 0
    for n, d, target in close(2000):
        side = np.sign(100 * n - target * d)
        green = [bands(n, d, whole(target), None, i) == Status.GREEN for i in indicators]
        assert ((side >= 0) == green[0]).all()
        assert ((side <= 0) == green[1]).all()
        faithful = np.sign(usual(n, d) - 10 * target) == side
        compared += len(n)
        alone += int((~faithful).sum())
        for at in (*np.flatnonzero(~faithful).tolist(), *np.flatnonzero(faithful)[::500].tolist()):
            value, where = Fraction(100 * int(n[at]), int(d[at])), (n[at], d[at], target)
            decimals = numbers.faithful_decimals(value, 1, (Fraction(target),))
            assert (decimals == 1) == bool(faithful[at]), where
            printed = as_printed(value, target)
            in_book = in_a_workbook(value, decimals)
            assert printed == in_book, where
            assert ((printed >= target), (printed <= target)) == (green[0][at], green[1][at]), where
    assert compared > 2_000_000
    assert alone > 100_000


def as_printed(value, target):
    text = numbers.figure(value, PERCENT, "nb", (Fraction(target),))
    return Decimal(text.removesuffix("\u00a0%").replace(",", "."))


def in_a_workbook(value, decimals):
    """The double that a workbook holds, as its number format shows it: half away from zero of what it reads as."""
    _, _, places = pattern(decimals, "").partition(".")
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
