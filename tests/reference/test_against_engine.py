"""The engine against the exact reference on random specifications and rows; and wrong engines, which it must find.

`make fuzz` is the same over many more seeds (fuzz.py).
"""

from __future__ import annotations

import pytest

from tests.language.mutants import switched_on

from .compare import compared, made
from .coverage import Coverage
from .sentences import CHANGES

RUNS, INDICATORS, FEW = 4, 150, 60
WRONG = {
    "latest-target-for-the-year": 0,
    "persons-added-up": 0,
    "rate-per-the-latest": 0,
    "better-than-itself": 0,
    "redefined-unmarked": 0,
}
"""Wrong engines, each with the seed that is tried first since it finds it today; any of the four will do."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, RUNS))])
def test_engine_equals_reference(seed: int) -> None:
    coverage = Coverage()
    assert list(compared(made(seed, INDICATORS), coverage)) == []
    assert coverage.pairs == INDICATORS + 1 + CHANGES
    assert coverage.without_rows() < 0.25
    assert {state for _, _, _, state, _ in coverage.cells} >= {
        "value",
        "partial",
        "not_ready",
        "not_relevant",
        "missing",
    }


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mutant", WRONG)
def test_a_wrong_engine_is_found_within_four_runs(mutant: str) -> None:
    seeds = sorted(range(4), key=lambda seed: seed != WRONG[mutant])
    with switched_on(mutant):
        assert any(any(compared(made(seed, FEW), Coverage())) for seed in seeds), mutant
