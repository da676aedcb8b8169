"""Each kind's risk against the same one made slowly (`slow_risk`): late, new, empty and partial figures among them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from kpidsl.model.period import Frequency
from kpidsl.model.risk import NeedBasis, RiskBasis
from kpidsl.model.rules import RiskRule
from kpidsl.model.spec import Target, TargetForm
from kpidsl.model.state import Direction, Mark, State
from kpidsl.model.traits import Kind
from kpidsl.scoring.forecast.risk import risks
from kpidsl.scoring.forecast.year import YearsEnd
from kpidsl.scoring.rollup import LeafNodes
from tests.scoring import slow_risk as slow
from tests.scoring.worlds import indicator, months_from, office_structure

RULE = RiskRule(Fraction(7, 10), Fraction(4, 10))
OFFICES = ("0101", "0102", "0103", "0104", "0105", "0106")
MONTHS = months_from("2024-01", 36)
TARGETS = {
    Kind.SHARE: (Fraction(79, 100), Fraction(85, 100)),
    Kind.MEAN: (Fraction(30), Fraction(31)),
    Kind.COUNT: (Fraction(20), Fraction(21)),
    Kind.RATE: (Fraction(236, 1000), Fraction(250, 1000)),
    Kind.AMOUNT: (Fraction(1000), Fraction(1010)),
}


def make(kind, *, flow, at, step=1, seed=2):
    """Six offices and their country: one late in the month, one new, one empty, one with a gap and a partial month.

    After the month `at` stands what would change every risk, were it read.
    """
    rng = np.random.default_rng(seed)
    shape = (len(OFFICES), len(MONTHS))
    bottom = {Kind.SHARE: rng.integers(3, 30, shape), Kind.MEAN: rng.integers(3, 30, shape)}.get(kind)
    if bottom is None:
        bottom = np.full(shape, 1000 if kind is Kind.RATE else 1)
    level = rng.uniform(0.97, 1.03, (len(OFFICES), 1)) * float(TARGETS[kind][0])
    top = {
        Kind.SHARE: lambda: rng.binomial(bottom, level.clip(0, 1) * np.ones(shape)),
        Kind.MEAN: lambda: np.rint(bottom * level + rng.normal(0, 20, shape) * np.sqrt(bottom)).astype(int).clip(0),
        Kind.AMOUNT: lambda: np.rint(rng.normal(level, 150, shape)).astype(int),
        Kind.RATE: lambda: rng.poisson(level * 1000 / (12 if flow else 1) * np.ones(shape)),
        Kind.COUNT: lambda: rng.poisson(level * np.ones(shape)),
    }[kind]()
    state = np.full(shape, State.VALUE)
    state[1, at] = State.NOT_READY
    state[2, : at - 4] = State.NOT_RELEVANT
    state[3, 24 : at + 1] = State.NOT_RELEVANT
    state[4, at - 7 * step] = State.MISSING
    state[5, : at - 1] = State.NOT_RELEVANT
    if kind in (Kind.SHARE, Kind.MEAN):
        bottom[4, at - 3 * step], top[4, at - 3 * step] = 0, 0
    top, bottom = (np.where(state == State.VALUE, a, 0) for a in (top, bottom))
    top[:, at + 1 :], bottom[:, at + 1 :] = 999, 7
    country = np.where((state == State.VALUE).any(axis=0), State.VALUE, State.NOT_RELEVANT)
    marks = np.zeros((len(OFFICES) + 1, len(MONTHS)), dtype=int)
    marks[0, [at, at - 7 * step]], marks[5, at - 9 * step] = Mark.PARTIAL, Mark.PARTIAL
    top, bottom, state = (
        np.concatenate([a, b])
        for a, b in ((top.sum(0)[None], top), (bottom.sum(0)[None], bottom), (country[None], state))
    )
    if kind is Kind.COUNT or kind is Kind.AMOUNT:
        bottom[0] = 1
    return slow.World(kind, flow, top, bottom, state, marks, 24, at, step)


def found(world, direction, **changes):
    """The risks as the scorer gives them."""
    value, high = TARGETS[world.kind]
    target = Target(
        TargetForm.CORRIDOR if direction is Direction.INSIDE else TargetForm.LEVEL,
        direction, value, high if direction is Direction.INSIDE else None,
    )  # fmt: skip
    what = indicator(
        kind=world.kind, direction=direction, scale=Fraction(1), cumulation=slow.cumulation(world), targets=(target,),
        frequency=Frequency.QUARTER if world.step == 3 else Frequency.MONTH, **changes,
    )  # fmt: skip
    windows = world.windows()
    end = YearsEnd.around(MONTHS, world.at, 1)
    status = np.zeros_like(windows.month.state)
    return risks(what, RULE, LeafNodes(office_structure(*OFFICES)), windows, status, end)


def judge(world, direction):
    """Every node's risk is the slow one's; gives the bases that were met."""
    value, high = TARGETS[world.kind]
    met = set()
    for node, risk in enumerate(found(world, direction)):
        edges = slow.bounds(direction, slow.whole_target(world, value, node), slow.whole_target(world, high, node))
        expected = slow.risk(world, *edges, direction, node)
        assert (risk is None) == (expected is None), (node, risk, expected)
        met.add(risk and risk.basis)
        if risk is not None:
            assert risk.probability == pytest.approx(expected.probability, abs=1e-6), (node, risk, expected)
            assert (risk.level, risk.basis) == (expected.level, expected.basis), (node, risk, expected)
            judge_need(world, node, risk, slow.need(world, *edges, node))
    return met


def judge_need(world, node, risk, expected):
    """There is none on a thin basis or where something is lacking; else it is the slow one's with last year's cases."""
    is_partial = world.marks[node, world.at] & Mark.PARTIAL if not world.flow else world.marks[node, 24:].any()
    if risk.basis is not RiskBasis.FORECAST:
        assert risk.need is None
    elif risk.need is not None and risk.need.basis is not NeedBasis.AS_THIS_YEAR:
        assert (risk.need.hardest.least, risk.need.hardest.most) == expected, (node, risk, expected)
        assert risk.need.easiest == risk.need.hardest
    elif risk.need is not None:
        assert expected is None
    elif not is_partial:
        assert expected is None, (node, risk, expected)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("kind", list(TARGETS))
@pytest.mark.parametrize("at", [24, 29, 34])
def test_flows(kind, at, direction):
    """Seen from January, June and November."""
    met = judge(make(kind, flow=True, at=at), direction)
    assert {None, RiskBasis.THIN} <= met


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.COUNT, Kind.MEAN, Kind.AMOUNT])
@pytest.mark.parametrize("at", [27, 34])
def test_stocks(kind, at, direction):
    met = judge(make(kind, flow=False, at=at), direction)
    assert {None, RiskBasis.THIN, RiskBasis.FORECAST} <= met


@pytest.mark.parametrize("flow", [True, False])
@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.COUNT])
def test_quarterly_figures(kind, flow):
    """Of a quarterly figure only the quarters' last months count, behind and to come, seen from July."""
    world = make(kind, flow=flow, at=30, step=3)
    judge(world, Direction.HIGHER)
    between = [c for c in range(len(MONTHS)) if (c - 35) % 3]
    held = replace(world, top=world.top.copy())
    held.top[:, between] = 5  # what is held between the quarters' ends is not read again
    assert found(held, Direction.HIGHER) == found(world, Direction.HIGHER)
