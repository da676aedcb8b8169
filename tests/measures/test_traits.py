"""What a statistic is stands in its file: later stages read its traits and never ask which statistic it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpidsl.measures.measure import Measure
from kpidsl.measures.registry import MEASURES

ROOM = Path(__file__).parents[2] / "src/kpidsl"
ASKS_FOR_A_KIND = {
    "language/checking/rules.py": "`for forholdstall` names the kind itself; shares have the same unit",
}
BY_HAND = {
    "amount": ("sum", "summed", "cases"),
    "amount_of_rows": ("sum", "summed", "cases"),
    "amount_per": ("quotient", "weighted", "cases"),
    "change": ("components", "latest", "nothing"),
    "count": ("sum", "summed", "cases"),
    "deviation": ("values", "latest", "cases"),
    "distinct": ("persons", "summed", "cases"),
    "extreme": ("values", "latest", "nothing"),
    "index": ("components", "latest", "nothing"),
    "mean": ("quotient", "weighted", "cases"),
    "persons_and_amount": ("sides", "latest", "cases"),
    "persons_per": ("sides", "latest", "parts"),
    "quantile": ("values", "latest", "cases"),
    "range": ("values", "latest", "cases"),
    "rate": ("quotient", "weighted", "parts"),
    "ratio": ("quotient", "weighted", "parts"),
    "ready_share": ("quotient", "weighted", "parts"),
    "score": ("quotient", "weighted", "cases"),
    "share": ("quotient", "weighted", "parts"),
}
"""How figures and targets of units and months are put together, and what a small number is a secret of."""

NOT_FORECAST = {"amount_per"}
"""What adds up and has no model of the rest of the year: what an amount is per may be a stock or a flow."""


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_how_it_adds_up_and_hides(measure: Measure) -> None:
    combined, targets, hidden_by = BY_HAND[measure.name]
    traits = measure.traits
    assert (traits.combined, traits.targets) == (combined, targets)
    assert traits.hidden_by == hidden_by
    assert traits.adds_up is (combined in ("quotient", "sum"))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: m.name)
def test_its_traits_agree(measure: Measure) -> None:
    """A part of the denominator is in per cent; only what adds up is forecast; noise and ranks are of the same kind."""
    traits = measure.traits
    assert traits.in_per_cent or traits.numerator != "part"
    assert (traits.adds_up and measure.name not in NOT_FORECAST) is (traits.forecast != "none")
    assert traits.noise in ("none", "means") or traits.draws == traits.noise
    assert (traits.combined == "values") is (measure.reduced is not None)
    assert traits.numerator == "values" or traits.combined in ("quotient", "sides")


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOM.rglob("*.py")):
        name = path.relative_to(ROOM).as_posix()
        if not name.startswith("measures/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_no_stage_asks_which_kind_it_is() -> None:
    asks = {
        name
        for name, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"
    }
    assert asks == set(ASKS_FOR_A_KIND)
