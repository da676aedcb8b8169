"""The program on a folder: its figures, targets and assessments by cell, what it said, and whether it fell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kpidsl.language import Project, check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.spec import Spec
from kpidsl.model.state import State
from kpidsl.pipeline import run
from kpidsl.problems import Problem, SourceText

from .agency import PERIOD, SPEC

Unit = tuple[str, str]
"""Level and code: a code may stand at several levels."""
Key = tuple[str, Unit, str]
"""Indicator, unit, month."""


@dataclass(frozen=True, slots=True)
class Card:
    """What an edition says: value and target of each cell (None: none), and the leaders' risks of the period."""

    values: Mapping[Key, Fraction | None]
    targets: Mapping[Key, Fraction | None]
    risks: Mapping[tuple[str, Unit], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run: its card (None: refused), and the problems."""

    card: Card | None
    problems: tuple[Problem, ...]


def specification() -> Spec:
    """The agency's, checked."""
    spec, problems = check_sources([SourceText("etat.kpi", SPEC)])
    assert spec is not None, [p.message() for p in problems]
    assert not [p for p in problems if p.severity == "error"], [p.message() for p in problems]
    return spec


def outcome(spec: Spec, root: Path, data: Path) -> Outcome:
    """Run the period on `data`, with the project file in `root`."""
    made = run(Project(root, ()), spec, data, Month.parse(PERIOD))
    return Outcome(card(made.edition) if made.edition else None, made.problems)


def card(edition: Edition) -> Card:
    """The cells of the three last months, and the assessed risks."""
    values: dict[Key, Fraction | None] = {}
    targets: dict[Key, Fraction | None] = {}
    for indicator in edition.spec.indicators:
        for at, node in enumerate(edition.structure.nodes):
            for month in (edition.period - 2, edition.period - 1, edition.period):
                figure = edition.cell(indicator.code, at, month).month
                key = (indicator.code, (node.unit.kind, node.unit.code), str(month))
                values[key] = figure.value if figure.state is State.VALUE else None
                targets[key] = figure.target
    units = [(node.unit.kind, node.unit.code) for node in edition.structure.nodes]
    risks = {(code, units[at]): str(one.level) for (code, at), one in edition.assessed.items()}
    return Card(values, targets, risks)
