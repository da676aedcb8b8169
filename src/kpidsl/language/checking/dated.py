"""Definitions that change at a date: which declaration applies when, and what a new one must keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, TypeVar

from kpidsl.language.checking.indicators import Rules, check_indicator
from kpidsl.language.checking.scope import OutcomeTerm, QuantityTerm, Scope, SetTerm, Term
from kpidsl.language.tree.blocks import RequirementBlock
from kpidsl.language.tree.indicators import (
    ComponentLine,
    FetchedLine,
    IndexCapLine,
    IndexLimitLine,
    Indicator,
    WholeWindowLine,
)
from kpidsl.language.tree.terms import CountedLine, DurationBody, FromLine, TermDeclaration
from kpidsl.measures.registry import measure_of, quotient_of
from kpidsl.model import spec as model
from kpidsl.model.measure import Column, Cumulation, Formula, InYear, rows_of, values_of
from kpidsl.model.period import Month
from kpidsl.problems import Span, Translated, replacing

W = TypeVar("W", TermDeclaration, Indicator)
Start = Month | None
_DEFINES = (CountedLine, WholeWindowLine, FetchedLine, ComponentLine, IndexLimitLine, IndexCapLine, FromLine)


@dataclass(frozen=True, slots=True)
class Versions(Generic[W]):
    """The declarations of one name, each with the month from which it applies; the first applies from the beginning."""

    by_start: tuple[tuple[Start, W], ...]

    @property
    def first(self) -> W:
        """The earliest declaration."""
        return self.by_start[0][1]

    @property
    def later(self) -> tuple[tuple[Month, W], ...]:
        """The declarations that replaced an earlier one."""
        return tuple((start, written) for start, written in self.by_start[1:] if start is not None)

    def at(self, month: Start) -> W:
        """Return the declaration that applies in the month (None: before every date)."""
        return [w for start, w in self.by_start if start is None or (month is not None and start <= month)][-1]


def versions_of(written: Sequence[W], name: str, scope: Scope, twice: str) -> Versions[W]:
    """Return the declarations of a name by date. T101 for a date that is not the first of a month; the code `twice`
    for two without a date, T102 for two from the same date; T103 if none applies from the beginning."""
    versions: dict[Start, W] = {}
    for one in written:
        start = _start(one, scope)
        if start in versions:
            code = twice if start is None else "T102"
            scope.report(code, _name_span(one), name=name, first=versions[start].span.where, start=start)
            continue
        versions[start] = one
    ordered: list[tuple[Start, W]] = sorted(versions.items(), key=lambda pair: (pair[0] is not None, pair[0]))
    start, first = ordered[0]
    if start is not None:
        scope.report("T103", _line(first).span, name=name, start=start)  # type: ignore[union-attr]
        ordered[0] = (None, first)
    return Versions(tuple(ordered))


def is_dated(written: TermDeclaration | Indicator) -> bool:
    """Return whether the declaration gives the date from which it applies."""
    return _line(written) is not None


def _line(written: TermDeclaration | Indicator) -> FromLine | None:
    return next((x for x in written.lines if isinstance(x, FromLine)), None)


def _name_span(written: TermDeclaration | Indicator) -> Span:
    if isinstance(written, TermDeclaration):
        return written.forms[0].span
    return written.span


def _start(written: TermDeclaration | Indicator, scope: Scope) -> Start:
    """The month from which it applies. Reports any other day than the first: definitions apply to whole months."""
    line = _line(written)
    if line is None:
        return None
    day = line.start.day
    month = Month.of(day.year, day.month)
    if day.day == 1:
        return month
    nearest = min((month, month + 1), key=lambda m: abs((m.first_day - day).days))
    first_day = f"{nearest.first_day:%d.%m.%Y}"
    fixes = replacing(line.start.span, first_day)
    scope.report("T101", line.start.span, fixes=fixes, found=line.start.text, nearest=first_day)
    return nearest


def scopes_by_date(
    terms: Mapping[str, Versions[TermDeclaration]], indicators: Mapping[str, Versions[Indicator]], scope: Scope
) -> list[tuple[Start, Scope]]:
    """Return a scope for each time between two dates, in which the terms that apply then are declared; the first is
    `scope`."""
    every: list[Versions[TermDeclaration] | Versions[Indicator]] = [*terms.values(), *indicators.values()]
    starts = sorted({start for versions in every for start, _ in versions.later})
    return [(None, scope), *((start, replace(scope, terms={}, broken=set())) for start in starts)]


def check_kept(terms: Mapping[str, Versions[TermDeclaration]], scopes: Sequence[tuple[Start, Scope]]) -> None:
    """A term that is defined anew is still of the same kind, in the same unit, and as good to have: else it is
    reported, and what it was is what the indicators see."""
    for (_, before), (start, now) in pairwise(scopes):
        for key, versions in terms.items():
            old, new, written = before.terms.get(key), now.terms.get(key), versions.at(start)
            if old is None or new is None or written is versions.first:
                continue
            other = _other(_term_sort(old), _term_sort(new))
            if other is not None:
                _report_other(other, written.forms[0].text, written, versions.first, now)
                now.terms[key] = old


_SORTS = {
    "kind": Translated("et annet slag", "eit anna slag", "another kind"),
    "unit": Translated("en annen enhet", "ei anna eining", "another unit"),
    "direction": Translated("en annen retning", "ei anna retning", "another direction"),
}


def _term_sort(term: Term) -> dict[str, object]:
    """What of a term its indicators, targets and series rest on, by what it is called."""
    match term:
        case SetTerm():
            return {"kind": ("set", term.source.grain, term.transition)}
        case OutcomeTerm():
            return {"kind": ("outcome", term.of.source.grain), "direction": term.direction}
        case QuantityTerm(body=DurationBody() as body):
            return {"kind": "duration", "unit": body.unit == "working_days", "direction": term.direction}
        case QuantityTerm():
            return {"kind": (type(term.body), getattr(term.body, "weight", None) is None), "direction": term.direction}


def _other(old: Mapping[str, object], new: Mapping[str, object]) -> str | None:
    """What is not as it was, if something is not."""
    return next((what for what in _SORTS if old.get(what) != new.get(what)), None)


def _report_other(
    what: str, name: str, written: TermDeclaration | Indicator, first: TermDeclaration | Indicator, scope: Scope
) -> None:
    scope.report("T104", _name_span(written), what=_SORTS[what], name=name, first=first.span.where)


def check_by_date(
    versions: Versions[Indicator],
    code: str,
    requirement: RequirementBlock | None,
    rules: Rules,
    scopes: Sequence[tuple[Start, Scope]],
) -> model.Indicator | None:
    """Return the indicator in its latest definition, with the earlier ones; None if a problem was reported."""
    first = versions.first
    for _, again in versions.later:
        _only_defines(again, first, code, scopes[0][1])
    checked: list[tuple[Start, model.Indicator]] = []
    for start, scope in scopes:
        again, reported = versions.at(start), len(scope.problems)
        one = check_indicator(first, code, requirement, rules, scope, again if again is not first else None)
        if one is None:
            return None
        other = _other(_sort(checked[-1][1], scope), _sort(one, scope)) if checked else None
        if other is not None:
            del scope.problems[reported:]  # that its target has another unit than this is no news
            _report_other(other, code, again, first, scope)
            return None
        if not checked or _definition(None, one) != _definition(None, checked[-1][1]):
            checked.append((start, one))
    definitions = tuple(_definition(start, one) for start, one in checked)
    return replace(checked[-1][1], definitions=definitions if len(checked) > 1 else ())


def _only_defines(again: Indicator, first: Indicator, code: str, scope: Scope) -> None:
    """What is no part of the definition stands once: targets and all that is said of the indicator as such."""
    others = [line.span for line in again.lines if not isinstance(line, _DEFINES)]
    for span in ([again.target.span] if again.target is not None else []) + others:
        scope.report("T105", span, name=code, first=first.span.where)


def _sort(indicator: model.Indicator, scope: Scope) -> dict[str, object]:
    """What of an indicator its targets, its year and its series rest on, by what it is called."""
    formula = indicator.formula
    twelfths = {name for name, rows in rows_of(formula).items() if rows.anchor == InYear(twelfth=True)}
    how = measure_of(formula).series(formula), twelfths, indicator.frequency
    adds_up = indicator.cumulation is Cumulation.FLOW, indicator.year_to_date_only, indicator.summed_months
    return {
        "kind": (indicator.traits, how, adds_up),
        "unit": (indicator.unit, indicator.scale, indicator.per, _decimals(formula, scope)),
        "direction": indicator.direction,
    }


def _decimals(formula: Formula, scope: Scope) -> tuple[int, ...]:
    """Decimals of the columns that figures are computed from: amounts and counts do not add up to one year."""
    of_values = values_of(formula)
    if of_values is not None:
        value, source = of_values.value, scope.sources[of_values.rows.source]
        return (source.decimals([value.name]) if isinstance(value, Column) else value.decimals,)
    quotient = quotient_of(formula)
    return tuple(side.decimals(scope.sources) for side in quotient.sides) if quotient is not None else ()


def _definition(start: Start, of: model.Indicator) -> model.Definition:
    return model.Definition(of.formula, of.sentence, of.title, of.window, of.cumulation, start, of.location)
