"""Figures made by hand for the scorer: an indicator, nodes' figures, and the edges of targets."""

from array import array
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from kpidsl.language import check_sources
from kpidsl.model.organisation import SteeringLine, Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.plan import Plan
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.model.tables import Block, Delivery, Tables
from kpidsl.model.traits import Kind
from kpidsl.organisation.structure import structure_from_codes
from kpidsl.problems import SourceText
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound
from tests.language.page import prelude
from tests.made import TRAITS

HEAD = prelude("organisation") + prelude("ready-made") + prelude("risk")
SHARE = """resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 "Svar innen fristen" (80 %)
      hentes fra tall
      høyere er bedre
"""


@cache
def checked(text=SHARE):
    spec, problems = check_sources([SourceText("spec.kpi", HEAD + text)])
    assert spec is not None, [p.message("en") for p in problems]
    return spec


def indicator(kind: Kind = Kind.SHARE, **changes) -> Indicator:
    """A share of ready-made figures, higher is better, with what is changed."""
    return replace(checked().indicators[0], **{"traits": TRAITS[kind], **changes})


def nodes(numerator, denominator, *, state=None, marks=None, n=None) -> Nodes:
    """Figures over (category, node, month) of whole numbers; every one a value unless `state` says otherwise."""
    top, bottom = np.array(numerator, dtype=np.int64), np.array(denominator, dtype=np.int64)
    nothing = np.zeros(top.shape, dtype=np.int64)
    said = np.full(top.shape, State.VALUE, dtype=np.int8) if state is None else np.array(state, dtype=np.int8)
    marked = nothing.astype(np.int16) if marks is None else np.array(marks, dtype=np.int16)
    rows = bottom if n is None else np.array(n, dtype=np.int64)
    return Nodes(top, bottom, said, marked, rows, nothing, nothing + 1, nothing + 1)


def edge(numerator, denominator) -> TargetBound:
    """An edge of a target over (category, node, month); 0/0 is none."""
    top, bottom = np.array(numerator, dtype=np.int64), np.array(denominator, dtype=np.int64)
    return TargetBound(top, bottom, np.zeros(top.shape, dtype=np.bool_))


def office_structure(*codes: str) -> Structure:
    """Offices under one country on one line: the country is node 0, then the offices in order."""
    line = SteeringLine("statlig", ("kontor", "land"))
    return structure_from_codes([UnitKey("kontor", code) for code in codes], [line])


def months_from(first: str, count: int) -> tuple[Month, ...]:
    return tuple(Month.parse(first) + at for at in range(count))


def reduced(plan: Plan, rows: Mapping[str, Mapping[Month, tuple[int, int]]]) -> Tables:
    """The tables of `tall` as an engine hands them over: (ja, alle) by office and month; every month is delivered."""
    units = plan.structure.leaves
    cells = [(month, at, *rows[u.code][month]) for at, u in enumerate(units) for month in rows.get(u.code, {})]
    months, unit, *columns = (array("q", column) for column in zip(*((m.number, *r) for m, *r in cells), strict=True))
    keys = [key for how in plan.indicators.values() for key in (how.numerator, how.denominator)]
    values = dict(zip(keys, columns, strict=True))
    states = {key: array("b", bytes(len(cells))) for key in keys}
    nothing = array("q", bytes(8 * len(cells)))
    block = Block("tall", ("",), months, unit, nothing, values, states, given=True)
    return Tables(units, (block,), {}, {"tall": Delivery(plan.months[0], plan.months[-1])}, {})
