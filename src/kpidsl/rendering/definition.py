"""An indicator's definition in a few lines: the sentence, numerator, denominator and source, as the analyst wrote."""

from __future__ import annotations

from kpidsl.model.measure import Amount, ColumnRatio, Columns, Index, MeanColumn, Rate
from kpidsl.model.spec import Indicator
from kpidsl.rendering.words import words


def _columns(columns: Columns) -> str:
    text = "".join(f" {'+' if sign > 0 else '−'} {name}" for sign, name in columns.terms)
    return text.removeprefix(" + ").strip()


def parts(indicator: Indicator) -> tuple[str, str, str]:
    """(numerator, denominator, source); empty where there is none to name."""
    formula = indicator.formula
    if isinstance(formula, Index):
        return ", ".join(code for code, _ in formula.components), "", ""
    rows, source = formula.rows.term, formula.rows.source
    if isinstance(formula, ColumnRatio):
        return _columns(formula.numerator), _columns(formula.denominator), source
    if isinstance(formula, Amount):
        return _columns(formula.columns), "", source
    if isinstance(formula, MeanColumn):
        return formula.column, formula.weight or "", source
    if isinstance(formula, Rate):
        return rows, formula.base.term, source
    return getattr(formula, "term", "") or "", rows, source


def definition(indicator: Indicator, language: str) -> str:
    """Lines of plain text."""
    w = words(language)
    numerator, denominator, source = parts(indicator)
    told = [f"{indicator.code} {indicator.title}", f"{w['sentence']}: {indicator.sentence}"]
    for key, text in (("numerator", numerator), ("denominator", denominator), ("source", source)):
        if text:
            told.append(f"{w[key]}: {text}")
    if indicator.owner:
        told.append(f"{w['owner']}: {indicator.owner}")
    return "\n".join(told)
