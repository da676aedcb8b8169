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
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.period import Month
from kpidsl.model.spec import DeclaredTerm, TargetForm
from kpidsl.wording.cells import assessed_text
from kpidsl.wording.needs import need_text


def as_json(explanation: Explanation) -> str:
    """Everything: exact fractions as texts (`3/4`), raw; `scale` times them is what is printed."""
    risk = explanation.cell.risk
    fields: dict[str, Any] = {
        "edition": explanation.edition,
        "period": str(explanation.period),
        **_definition(explanation),
        **_figures(explanation),
        **_colour(explanation),
        **_change(explanation),
        "risk": risk
        and {
            "probability": risk.probability,
            "level": risk.level.value,
            "basis": risk.basis.value,
            "year_end": risk.ends and [str(v) for v in (risk.ends.low, risk.ends.middle, risk.ends.high)],
        },
        "need": need_text(explanation.cell, explanation.indicator, explanation.period, explanation.language) or None,
        "assessed": assessed_text(explanation.cell.assessed, explanation.language) or None,
        "text": text(explanation, "leader"),
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)


def _definition(explanation: Explanation) -> dict[str, Any]:
    """What is measured, and of whom."""
    one = explanation.indicator
    return {
        "indicator": one.code,
        "title": one.title,
        "sentence": one.sentence,
        "location": place(one.location),
        "definitions": [
            {"from": str(d.valid_from) if d.valid_from else None, "sentence": d.sentence, "location": place(d.location)}
            for d in one.definitions
        ],
        "unit": explanation.unit.code,
        "level": explanation.unit.kind,
        "name": explanation.name,
        "line": explanation.line,
        "other_lines": list(explanation.lines),
        "terms": [_term(t) for t in explanation.terms],
        "unit_of_measure": one.unit.value,
        "scale": str(one.scale),
    }


def _figures(explanation: Explanation) -> dict[str, Any]:
    """The month's figure and the year's, and what they rest on."""
    return {
        "window": _window(explanation.window),
        "month": _figure(explanation.month),
        "longer": explanation.cell.longer and _longer(explanation.cell.longer),
        "year_window": _window(explanation.year_window),
        "year_to_date": _figure(explanation.year_to_date),
        "excluded": explanation.excluded,
        "covered": explanation.covered,
        "expected": explanation.expected,
    }


def _judged_on(figure: Figure) -> dict[str, Any] | None:
    """The raw value that the status is of where it is that of some units; None where the value itself is judged."""
    one = figure.judged
    return None if one is None else {"value": str(one.value), "units": one.units, "of_units": one.of_units}


def _colour(explanation: Explanation) -> dict[str, Any]:
    """The targets, and what the rule makes of them."""
    rule = explanation.indicator.status_rule
    return {
        "target_is": explanation.target_is.slug,
        "targets": [_target(s) for s in explanation.targets],
        "target_base": explanation.base and _base(explanation.base),
        "status_rule": {
            "tolerance": str(rule.amber.value),
            "of_target": rule.amber.of_target,
            "location": place(rule.location),
        },
        "limits": explanation.limits and _limits(explanation.limits),
        "categories": [
            {"category": c.name, "month": _figure(c.cell.month), "year_to_date": _figure(c.cell.year_to_date)}
            for c in explanation.categories
        ],
        "undecided": explanation.undecided.slug,
        "judged_on": _judged_on(explanation.year_to_date),
    }


def _change(explanation: Explanation) -> dict[str, Any]:
    """The arrow, and what the change came of."""
    rule = explanation.indicator.trend_rule
    return {
        "trend": explanation.trend.slug,
        "trend_rule": rule and {"compared_with": rule.compared_with, "location": place(rule.location)},
        "no_trend": explanation.without_arrow.slug or None,
        "compared_month": str(explanation.compared_month) if explanation.compared_month else None,
        "compared_value": _exact(explanation.cell.compared_value),
        "unchanged_within": explanation.still and [str(e) for e in explanation.still],
        "change_of": explanation.change
        and {
            "indicator": explanation.change.of.code,
            "now": _figure(explanation.change.now),
            "month": str(explanation.change.month),
            "then": explanation.change.earlier and _figure(explanation.change.earlier),
        },
        "before": _figure(explanation.before) if explanation.before is not None else None,
        "split": None if explanation.split is None else _split(explanation.split),
        "no_split": explanation.no_split,
    }


def _target(source: TargetSource) -> dict[str, str | None]:
    target = source.target
    return {
        "form": target.form.value,
        "value": None if target.form is TargetForm.NONE else str(target.value),
        "high": _exact(target.high),
        "source": source.where,
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
    fields: dict[str, Any] = {"phrase": term.phrase, "written": term.written, "location": place(term.location)}
    if term.earlier:
        fields |= {"valid_from": str(term.valid_from), "earlier": [_declared(t) for t in term.earlier]}
    return fields


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


def _longer(window: LongerWindow) -> dict[str, Any]:
    """What is shown in place of a hidden month."""
    parts = {"value": str(window.value), "numerator": window.numerator, "denominator": window.denominator}
    return {"window": _window((window.first, window.last)), **parts, "n": window.n}


def _split(split: Split) -> dict[str, Any]:
    return {
        "change": str(split.change),
        "within": str(split.within),
        "mix": str(split.mix),
        "units": [
            {"unit": p.unit.code, "name": p.name, "within": str(p.within), "mix": str(p.mix)} for p in split.parts
        ],
    }
