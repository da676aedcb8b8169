"""An indicator's definition: the sentence, numerator, denominator and source as the analyst wrote, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from babel.dates import format_date

from kpidsl.measures.registry import measure_of, quotient_of
from kpidsl.model.edition import Edition, Figure
from kpidsl.model.measure import Columns, InYear, rows_of
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator, Target, TargetForm
from kpidsl.model.targets import precedence
from kpidsl.problems import LANGUAGES
from kpidsl.wording import numbers
from kpidsl.wording.cells import target_text
from kpidsl.wording.words import words


def parts(indicator: Indicator, language: str) -> tuple[str, str, str]:
    """(numerator, denominator, source) as texts; an empty text for one that cannot be named."""
    formula = indicator.formula
    rows = rows_of(formula).get("rows")
    numerator, denominator = measure_of(formula).in_words(formula)
    numerator, denominator = (
        words(language)["each_person_once"].format(text=text) if each_once else text
        for text, each_once in zip((numerator, denominator), measure_of(formula).each_once(formula), strict=True)
    )
    times = constant_of(indicator)
    if times != 1:
        numerator = f"{numerator} {numbers.factor(times, language)}"
    return numerator, denominator, rows.source if rows is not None else ""


def constant_of(indicator: Indicator) -> Fraction:
    """What a sum is multiplied by, as its sentence says; 1 where it says nothing."""
    return indicator.scale / indicator.per if "times" in measure_of(indicator.formula).takes else Fraction(1)


def evenly(indicator: Indicator) -> tuple[str, str] | None:
    """The part that is a year's figure apportioned to months, and its source; None where nothing is apportioned."""
    quotient = quotient_of(indicator.formula)
    for side in quotient.sides if quotient is not None else ():
        if isinstance(side.addend, Columns) and side.rows.anchor == InYear(twelfth=True):
            return side.addend.text, side.rows.source
    return None


def definition(indicator: Indicator, language: str) -> str:
    """The definition as lines of plain text."""
    w = words(language)
    numerator, denominator, source = parts(indicator, language)
    lines = [f"{indicator.code} {indicator.title}", f"{w['sentence']}: {indicator.sentence}"]
    for key, text in (("numerator", numerator), ("denominator", denominator), ("source", source)):
        if text:
            lines.append(f"{w[key]}: {text}")
    if indicator.owner:
        lines.append(f"{w['owner']}: {indicator.owner}")
    return "\n".join(lines)


def definitions(indicator: Indicator, language: str) -> tuple[tuple[str, str], ...]:
    """(start, the sentence and where it is written) of each of its definitions; empty where it has had only one."""
    w, lines = words(language), []
    for at, one in enumerate(indicator.definitions):
        start = one.valid_from or indicator.definitions[at + 1].valid_from
        assert start is not None
        since = w["defined_from" if one.valid_from else "defined_before"].format(
            month=numbers.month_name(start, language)
        )
        where = f" ({Path(one.location.path).name}:{one.location.line})" if one.location is not None else ""
        lines.append((since, f"{one.sentence}{where}"))
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as it was set: value, for whom, validity, when decided, and where it is written."""

    value: str
    whom: str
    valid_from: str
    valid_to: str
    decided: str
    where: str


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """The definition on an indicator's page: headed texts, its targets over time, and its breaks."""

    lines: tuple[tuple[str, str], ...]
    targets: tuple[TargetRow, ...]
    breaks: tuple[tuple[str, str], ...]


def definition_page(edition: Edition, indicator: Indicator, node: int | None, language: str) -> DefinitionPage:
    """The definition as far as the specification and the register know it; `node` is the unit shown, None for none."""
    w, (numerator, denominator, source) = words(language), parts(indicator, language)
    cell = edition.cell(indicator.code, node) if node is not None else None
    year_before = w["last_year_then" if edition.structure.historic else "last_year_today"]
    facts = [
        (w["kind"], _kind(indicator, language)),
        (w["numerator"], numerator),
        (w["denominator"], denominator),
        (w["exclusions"], str(cell.excluded or "") if cell is not None else ""),
        (w["source"], source),
        (w["last_year"], year_before if indicator.compares_with_last_year else ""),
        (w["purpose"], indicator.purpose),
        (w["owner"], indicator.owner),
        (w["minimum_base"], str(indicator.minimum_base or "")),
        (w["parents_targets"], "" if indicator.targets_add_up else w["parents_targets_separate"]),
        *((w["assumed"], a) for a in indicator.assumptions),
        *definitions(indicator, language),
    ]
    ordered = [(t, "") for t in sorted(indicator.targets, key=lambda t: precedence(t)[2:])]
    ordered += [(t, f" ({w['ambition'].lower()})") for t in sorted(indicator.ambitions, key=precedence)]
    return DefinitionPage(
        lines=tuple((head, text) for head, text in facts if text),
        targets=tuple(
            _target_row(t, kind, cell.month if cell is not None else None, indicator, language) for t, kind in ordered
        ),
        breaks=_breaks(edition.structure, indicator, language),
    )


def _kind(indicator: Indicator, language: str) -> str:
    """What is measured, and what the year to date is of it: `en andel; hittil i år regnes av månedene til sammen`."""
    called = measure_of(indicator.formula).called[LANGUAGES.index(language)]
    return f"{called}; {words(language)[f'cumulation_{indicator.cumulation}']}"


def _target_row(target: Target, kind: str, figure: Figure | None, indicator: Indicator, language: str) -> TargetRow:
    """A target in its written form, and of which kind it is; an improvement as the value it amounts to now."""
    w = words(language)
    shown = numbers.target(target.value, indicator.unit, language)
    if target.form is TargetForm.CORRIDOR and target.high is not None:
        shown = numbers.between(shown, numbers.target(target.high, indicator.unit, language))
    elif target.form is not TargetForm.LEVEL and figure is not None:
        shown = target_text(figure, indicator, language)
    at = target.location
    who = (_some(target.categories), target.level or "", _some(target.units), target.line or "")
    whom = " ".join(t for t in who if t)
    starts, ends = ("" if m is None else numbers.month_name(m, language) for m in (target.valid_from, target.valid_to))
    locale = "en_GB" if language == "en" else language
    return TargetRow(
        value=f"{shown}{kind}",
        whom=whom or w["everyone"],
        valid_from=starts,
        valid_to=ends,
        decided=format_date(target.decided, "medium", locale=locale) if target.decided else "",
        where=target.letter or (f"{Path(at.path).name}:{at.line}" if at is not None else ""),
    )


def _breaks(structure: Structure, indicator: Indicator, language: str) -> tuple[tuple[str, str], ...]:
    """The months in which units changed their extent, with the units, or in which the indicator started to count
    something else."""
    months: dict[int, list[str]] = {}
    names = {n.unit.code: n.name or n.unit.code for n in structure.nodes}
    for code, broken in structure.broken.items():
        for month in broken:
            months.setdefault(month.number, []).append(names.get(code, code))
    by_month = {month: _some(sorted(units)) for month, units in months.items()}
    for since, _ in indicator.counted[1:]:
        if since is not None:
            by_month[since.number] = "; ".join(
                (words(language)["redefined"], *filter(None, [by_month.get(since.number)]))
            )
    return tuple((numbers.month_name(Month(m), language), text) for m, text in sorted(by_month.items()))


def _some(names: Sequence[str]) -> str:
    """At most a dozen names, and the number of the others."""
    more = f" … (+{len(names) - 12})" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more
