"""Yearly figures beside monthly ones: the month that a yearly figure is placed in, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.tree.indicators import FrequencyLine
from kpidsl.model.measure import Cumulation, Formula, InYear, Rows, rows_of, with_rows
from kpidsl.model.spec import Source
from kpidsl.problems import Span


def is_yearly(formula: Formula, sources: Mapping[str, Source]) -> bool:
    """Return whether everything it is computed from is yearly: then it is measured yearly too."""
    rows = rows_of(formula)
    return bool(rows) and all(sources[r.source].grain == "unit_year" for r in rows.values())


def in_every_month(typed: Typed, scope: Scope, span: Span) -> Typed:
    """With the year's figures that meet others in every month of the year: what stands all year whole, of a flow a
    twelfth. Refused where a twelfth says nothing: of a window, and against what is no flow."""
    rows = rows_of(typed.formula)
    yearly = {name: r for name, r in rows.items() if scope.sources[r.source].grain == "unit_year"}
    if not yearly or len(yearly) == len(rows):
        return typed
    other = next(r.source for name, r in rows.items() if name not in yearly)
    spread: dict[str, Rows] = {}
    for name, one in yearly.items():
        cumulation = scope.sources[one.source].cumulation
        adds_columns = typed.traits.base == "columns"  # of a number of rows there is no twelfth
        flows = cumulation is Cumulation.FLOW is typed.cumulation and adds_columns
        if not flows and cumulation is not Cumulation.STOCK:
            raise refuse("T097", span, source=one.source, other=other)
        spread[name] = replace(one, anchor=InYear(twelfth=flows))
    return replace(typed, formula=with_rows(typed.formula, spread))


def with_sources_window(typed: Typed, scope: Scope) -> Typed:
    """With the window of ready-made figures that roll (`tallene er rullende 12 mnd`): so many months lie in each."""
    windows = [scope.sources[r.source].window for r in rows_of(typed.formula).values()]
    rolls = typed.cumulation is Cumulation.ROLLING and typed.window == 1
    return replace(typed, window=max(windows)) if rolls and windows else typed


def check_frequency(line: FrequencyLine | None, formula: Formula, scope: Scope) -> None:
    """Report yearly figures that are to be measured more often."""
    if line is not None and line.frequency != "year" and is_yearly(formula, scope.sources):
        source = next(iter(rows_of(formula).values())).source
        raise refuse("T098", line.span, source=source)
