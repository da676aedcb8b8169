"""An explanation for machines."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from kpidsl.explaining.bases import TargetBase
from kpidsl.explaining.explanation import Explanation, Split, TargetSource, UsedTerm, place
from kpidsl.explaining.text import text
from kpidsl.model.edition import Figure
from kpidsl.model.limits import Limits, Range
from kpidsl.model.period import Month
from kpidsl.model.spec import DeclaredTerm, TargetForm
from kpidsl.wording.cells import assessed_text
from kpidsl.wording.needs import need_text


def as_json(found: Explanation) -> str:
    """Everything: exact fractions as texts (`3/4`), raw; `scale` times them is what is printed."""
    risk = found.cell.risk
    told: dict[str, Any] = {
        "edition": found.edition,
        "period": str(found.period),
        **_definition(found),
        **_figures(found),
        **_colour(found),
        **_change(found),
        "risk": risk and {"probability": risk.probability, "level": risk.level.value, "basis": risk.basis.value},
        "need": need_text(found.cell, found.indicator, found.period, found.language) or None,
        "assessed": assessed_text(found.cell.assessed, found.language) or None,
        "text": text(found, "leader"),
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _definition(found: Explanation) -> dict[str, Any]:
    """What is measured, and of whom."""
    one = found.indicator
    return {
        "indicator": one.code,
        "title": one.title,
        "sentence": one.sentence,
        "location": place(one.location),
        "definitions": [
            {"from": str(d.valid_from) if d.valid_from else None, "sentence": d.sentence, "location": place(d.location)}
            for d in one.definitions
        ],
        "unit": found.unit.code,
        "level": found.unit.kind,
        "name": found.name,
        "line": found.line,
        "other_lines": list(found.lines),
        "terms": [_term(t) for t in found.terms],
        "unit_of_measure": one.unit.value,
        "scale": str(one.scale),
    }


def _figures(found: Explanation) -> dict[str, Any]:
    """The month's figure and the year's, and what they rest on."""
    return {
        "window": _window(found.window),
        "month": _figure(found.month),
        "year_window": _window(found.year_window),
        "year_to_date": _figure(found.year_to_date),
        "excluded": found.excluded,
        "covered": found.covered,
        "expected": found.expected,
    }


def _judged_on(figure: Figure) -> dict[str, Any] | None:
    """The raw value that the status is of where it is that of some units; None where the value itself is judged."""
    one = figure.judged
    return None if one is None else {"value": str(one.value), "units": one.units, "of_units": one.of_units}


def _colour(found: Explanation) -> dict[str, Any]:
    """The targets, and what the rule makes of them."""
    rule = found.indicator.status_rule
    return {
        "target_is": found.target_is.slug,
        "targets": [_target(s) for s in found.targets],
        "target_base": found.base and _base(found.base),
        "status_rule": {
            "tolerance": str(rule.amber.value),
            "of_target": rule.amber.of_target,
            "location": place(rule.location),
        },
        "limits": found.limits and _limits(found.limits),
        "undecided": found.undecided.slug,
        "judged_on": _judged_on(found.year_to_date),
    }


def _change(found: Explanation) -> dict[str, Any]:
    """The arrow, and what the change came of."""
    rule = found.indicator.trend_rule
    return {
        "trend": found.trend.slug,
        "trend_rule": rule and {"compared_with": rule.compared_with, "location": place(rule.location)},
        "no_trend": found.without_arrow.slug or None,
        "compared_month": str(found.compared_month) if found.compared_month else None,
        "compared_value": _exact(found.cell.compared_value),
        "unchanged_within": found.still and [str(e) for e in found.still],
        "before": _figure(found.before) if found.before is not None else None,
        "split": None if found.split is None else _split(found.split),
        "no_split": found.no_split,
    }


def _target(found: TargetSource) -> dict[str, str | None]:
    target = found.target
    return {
        "form": target.form.value,
        "value": None if target.form is TargetForm.NONE else str(target.value),
        "high": _exact(target.high),
        "source": found.where,
    }


def _base(base: TargetBase) -> dict[str, Any]:
    """What the target is reckoned from; `unit` and `level` are null where it is the unit's own earlier figure."""
    return {
        "month": str(base.month),
        "unit": base.unit and base.unit.code,
        "level": base.unit and base.unit.kind,
        "figure": base.figure and _figure(base.figure),
    }


def _limits(limits: Limits) -> dict[str, Any]:
    amber = limits.amber and _edges(limits.amber)
    return {"green": _edges(limits.green), "amber": amber, "strict": limits.strict}


def _term(term: UsedTerm) -> dict[str, Any]:
    chain = [_declared(t) for t in (term.declared, *term.behind)]
    return {**chain[0], "from": chain[1:], "source": term.source}


def _declared(term: DeclaredTerm) -> dict[str, Any]:
    told: dict[str, Any] = {"phrase": term.phrase, "written": term.written, "location": place(term.location)}
    if term.earlier:
        told |= {"valid_from": str(term.valid_from), "earlier": [_declared(t) for t in term.earlier]}
    return told


def _edges(edges: Range) -> dict[str, str | None]:
    return {"from": _exact(edges[0]), "to": _exact(edges[1])}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _window(window: tuple[Month, Month] | None) -> dict[str, str] | None:
    return window and {"from": window[0].first_day.isoformat(), "to": window[1].last_day.isoformat()}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "hidden": figure.hidden,
        "state": "hidden" if figure.hidden else figure.state.slug,
        "value": _exact(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "target": _exact(figure.target),
        "target_high": _exact(figure.target_high),
        "ambition": _exact(figure.ambition),
        "status": figure.status.slug,
        "marks": list(figure.marks.slugs),
    }


def _split(split: Split) -> dict[str, Any]:
    return {
        "change": str(split.change),
        "within": str(split.within),
        "mix": str(split.mix),
        "units": [
            {"unit": p.unit.code, "name": p.name, "within": str(p.within), "mix": str(p.mix)} for p in split.parts
        ],
    }
