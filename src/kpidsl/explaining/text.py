"""An explanation as people read it: a leader's paragraph, or everything in lines."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from kpidsl.explaining.ambitions import ambition_line, ambition_sentences
from kpidsl.explaining.categories import category_sentence, category_text
from kpidsl.explaining.changes import change_text
from kpidsl.explaining.explanation import Counted, Explanation, UsedTerm, place
from kpidsl.explaining.made_of import distributed, redefined
from kpidsl.model.limits import Range
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.spec import DeclaredTerm, Indicator
from kpidsl.model.state import COLOURS, State, Status, TargetOrigin, Trend, WithoutArrow
from kpidsl.model.unit_of_measure import SECONDS_IN
from kpidsl.wording import numbers
from kpidsl.wording.cells import (
    distance_text,
    figure_text,
    judged_text,
    notes,
    risk_notes,
    risk_text,
    target_text,
    tolerance_text,
)
from kpidsl.wording.definition import definitions, parts
from kpidsl.wording.longer_windows import longer_text, month_text
from kpidsl.wording.needs import need_text, year_end_sentence
from kpidsl.wording.words import words

Audience = Literal["leader", "analyst"]
_QUOTIENT = "{numerator} / {denominator}"


def text(explanation: Explanation, audience: Audience = "analyst") -> str:
    """Plain text: a paragraph for a leader; for an analyst the paragraph and under it everything it rests on."""
    lines = paragraph(explanation)
    if audience == "leader":
        return lines
    return "\n".join(
        [lines, "", *(f"{head}: {line}" for head, line in (*definition_lines(explanation), *figure_lines(explanation)))]
    )


def paragraph(explanation: Explanation) -> str:
    """The explanation in whole sentences."""
    return " ".join(_sentences(explanation))


def _sentences(explanation: Explanation) -> list[str]:
    w, one = words(explanation.language), explanation.indicator
    year, unit = explanation.year_to_date, f"{explanation.name or explanation.unit.code}"
    value, window = figure_text(explanation.month, one, explanation.language), _span(explanation, explanation.window)
    sentences = [w["explain_result"].format(title=one.title, unit=unit, value=value, window=window)]
    if explanation.month.hidden:
        longer = longer_text(explanation.cell, one, explanation.year_starts, explanation.language)
        return [*sentences, w["explain_hidden_longer" if longer else "explain_hidden"].format(longer=longer)]
    if explanation.year_window and explanation.year_window != explanation.window and year.state is State.VALUE:
        shown = figure_text(year, one, explanation.language)
        sentences.append(w["explain_year"].format(window=_span(explanation, explanation.year_window), value=shown))
    sentences += [text for text in (change_text(explanation.change, explanation.language),) if text]
    sentences += distributed(explanation)
    if year.judged is not None:
        of, shown = year.judged, judged_text(year, one, explanation.language)
        sentences.append(w["explain_judged_on"].format(units=of.units, of_units=of.of_units, value=shown))
    sentences += _against_target(explanation)
    by_category = category_sentence(explanation.categories, one, explanation.language)
    sentences += [
        *([by_category] if by_category else []),
        *ambition_sentences(explanation),
        *redefined(explanation),
        *_arrow(explanation),
    ]
    sentences += _split_sentences(explanation)
    if (
        explanation.covered is not None
        and explanation.expected is not None
        and explanation.covered < explanation.expected
    ):
        sentences.append(_delivered(explanation.covered, explanation.expected, w))
    if explanation.cell.risk is not None:
        sentences.append(w["explain_risk"].format(risk=risk_text(explanation.cell, explanation.language).lower()))
    if need := need_text(explanation.cell, one, explanation.period, explanation.language):
        sentences.append(w["explain_need"].format(need=need))
    return sentences


def _against_target(explanation: Explanation) -> list[str]:
    """How the year to date stands against its target, or why that is not said; nothing where it is neither."""
    w, one, year = words(explanation.language), explanation.indicator, explanation.year_to_date
    if year.status in COLOURS and year.target is None:
        return [w["explain_against_hidden"].format(status=w[year.status.slug].lower())]
    if year.status in COLOURS:
        target, distance = target_text(year, one, explanation.language), distance_text(year, one, explanation.language)
        return [w["explain_against"].format(status=w[year.status.slug].lower(), target=target, distance=distance)]
    if year.status is Status.NO_TARGET:
        if explanation.has_separate_targets:
            return [w["explain_separate_targets"]]
        return [w["explain_none_together" if explanation.categories else "explain_no_target"]]
    if explanation.undecided:
        return [w[f"explain_undecided_{explanation.undecided.slug}"].format(minimum=one.minimum_base)]
    return []


_SAID_BY_THE_FIGURE = (WithoutArrow.NO_RULE, WithoutArrow.NO_DIRECTION, WithoutArrow.NO_VALUE)
"""Reasons that a leader is not told: there is no rule, or no figure."""


def _arrow(explanation: Explanation) -> list[str]:
    """The arrow with what it compares with, or why there is none."""
    w, rule = words(explanation.language), explanation.indicator.trend_rule
    if explanation.without_arrow in _SAID_BY_THE_FIGURE:
        return []
    if explanation.without_arrow or rule is None:
        return [w["explain_without_arrow"].format(reason=w[f"without_arrow_{explanation.without_arrow.slug}"])]
    if explanation.trend is Trend.NEW:
        return [w["explain_new"]]
    if rule.compared_with == "control_limits":
        return [w["explain_limits"].format(trend=w[explanation.trend.slug])]
    if rule.compared_with == "line":
        month = numbers.month_name(explanation.period, explanation.language)
        return [w["explain_line"].format(trend=w[explanation.trend.slug], months=rule.months, month=month)]
    if explanation.compared_month is None:
        return []
    month = numbers.month_name(explanation.compared_month, explanation.language)
    key = "explain_compared" if (shown := _shown_before(explanation)) else "explain_compared_month"
    return [w[key].format(trend=w[explanation.trend.slug], month=month, value=shown)]


def _shown_before(explanation: Explanation) -> str:
    """The figure compared with, as that month's card prints it; empty where it is not shown."""
    if explanation.before is not None:
        return figure_text(explanation.before, explanation.indicator, explanation.language)
    value, one = explanation.cell.compared_value, explanation.indicator
    return "" if value is None else numbers.figure(value * one.scale, one.unit, explanation.language)


def _split_sentences(explanation: Explanation) -> list[str]:
    w, split = words(explanation.language), explanation.split
    if explanation.no_split is not None:
        return [w[f"explain_no_split_{explanation.no_split}"]]
    if split is None or explanation.compared_month is None or len(split.parts) < 2:
        return []
    change, within, mix = (_signed(explanation, v) for v in (split.change, split.within, split.mix))
    month = numbers.month_name(explanation.compared_month, explanation.language)
    sentences = [w["explain_split"].format(change=change, within=within, mix=mix, month=month)]
    return [*sentences, w["explain_opposite"]] if split.change * split.within < 0 else sentences


def definition_lines(explanation: Explanation) -> list[tuple[str, str]]:
    """What is the same at every unit, (head, text)."""
    w, one = words(explanation.language), explanation.indicator
    _, _, source = parts(one, explanation.language)
    lines = [
        (w["sentence"], f"{one.code} {one.sentence} ({place(one.location)})"),
        *definitions(one, explanation.language),
        (w["explain_terms"], "; ".join(_term(explanation, t) for t in explanation.terms)),
        (w["source"], source),
        (w["explain_window"], _dates(explanation, explanation.window)),
        (w["explain_arrow_rule"], _arrow_rule(explanation)),
    ]
    return [(head, text) for head, text in lines if text]


def figure_lines(explanation: Explanation) -> list[tuple[str, str]]:
    """What the unit's figure rests on, (head, text)."""
    w, one = words(explanation.language), explanation.indicator
    numerator, denominator, _ = parts(one, explanation.language)
    counted = explanation.counted
    top, bottom = counted_text(counted, one, explanation.language) if counted is not None else ("", "")
    lines = [
        (w["line"], explanation.line),
        (w["explain_other_lines"], ", ".join(explanation.lines)),
        (w["numerator"], _amount(numerator, top)),
        (w["denominator"], _amount(denominator, bottom)),
        (w["explain_n"], _behind(explanation)),
        (w["exclusions"], "" if explanation.excluded is None else str(explanation.excluded)),
        (w["result"], month_text(explanation.cell, one, explanation.year_starts, explanation.language)),
        (w["year_to_date"], _year(explanation)),
        (w["explain_lacks"], _covered(explanation)),
        (w["target"], _targets(explanation)),
        *((f"{one.breakdown} {c.name}", category_text(c, one, explanation.language)) for c in explanation.categories),
        (w["ambition"], ambition_line(explanation)),
        (w["explain_base"], _base(explanation)),
        (w["explain_limits_of_colours"], _limits(explanation)),
        (w["explain_rule"], _rule(explanation)),
        (w["arrow"], _compared(explanation)),
        (w["risk"], "; ".join(t for t in _risk(explanation) if t)),
    ]
    return [(head, text) for head, text in lines if text]


def _term(explanation: Explanation, term: UsedTerm) -> str:
    """`unge arbeidssøkere (begreper.kpi:12), av arbeidssøkere (begreper.kpi:3), av kilden personstatus`."""
    w = words(explanation.language)
    chain = [f"{t.phrase} ({_written(explanation, t)})" for t in (term.declared, *term.behind)]
    if term.source:
        chain.append(w["explain_source"].format(source=term.source))
    return w["explain_from"].join(chain)


def _written(explanation: Explanation, term: DeclaredTerm) -> str:
    """`begreper.kpi:12`; where it meant something else, `begreper.kpi:12 fra juli 2026, før det begreper.kpi:3`."""
    if term.valid_from is None:
        return place(term.location)
    month, before = numbers.month_name(term.valid_from, explanation.language), place(term.earlier[-1].location)
    return words(explanation.language)["explain_since"].format(place=place(term.location), month=month, before=before)


def _limits(explanation: Explanation) -> str:
    """`grønn fra 80 %, gul fra 75 %`; empty without a target."""
    w, limits = words(explanation.language), explanation.limits
    if limits is None:
        return ""
    parts = [f"{w['explain_green']} {_range(explanation, limits.green, limits.strict)}"]
    if limits.amber is not None:
        parts.append(f"{w['explain_amber']} {_range(explanation, limits.amber)}")
    return ", ".join(parts)


def _range(explanation: Explanation, edges: Range, strict: bool = False) -> str:
    """`fra 80 %`; `over 80 %` where the edge itself is outside."""
    w, one = words(explanation.language), explanation.indicator
    low, high = ("" if e is None else numbers.target(e * one.scale, one.unit, explanation.language) for e in edges)
    if strict:
        key = "explain_above" if low else "explain_below"
    else:
        key = "explain_between" if low and high else "explain_from_on" if low else "explain_up_to"
    return w[key].format(low=low, high=high)


def _year(explanation: Explanation) -> str:
    if explanation.year_to_date.hidden or explanation.year_window is None:
        return figure_text(explanation.year_to_date, explanation.indicator, explanation.language)
    figure = explanation.year_to_date
    number = figure_text(figure, explanation.indicator, explanation.language)
    shown = f"{number}, {_dates(explanation, explanation.year_window)}"
    if explanation.year_counted is not None:
        quotient = (
            words(explanation.language)["explain_count"]
            if explanation.indicator.traits.numerator == "part"
            else _QUOTIENT
        )
        top, bottom = counted_text(explanation.year_counted, explanation.indicator, explanation.language)
        shown += f", {quotient.format(numerator=top, denominator=bottom)}"
    return shown


def counted_text(pair: Counted, indicator: Indicator, language: str) -> tuple[str, str]:
    """Numerator and denominator as printed: whole numbers, amounts with the decimals that they have. Time below a day
    is counted in seconds, whatever it is shown in."""

    def shown(value: Fraction) -> str:
        decimals = next((d for d in range(4) if (value * 10**d).denominator == 1), 4)
        return numbers.number(value, decimals, language)

    top = shown(pair[0])
    if indicator.unit in SECONDS_IN and indicator.scale.denominator > 1:
        top = numbers.with_unit(top, UnitOfMeasure.SECONDS, language)
    return top, shown(pair[1])


def _delivered(covered: int, expected: int, w: Mapping[str, str]) -> str:
    """How many of the units have delivered, as a sentence."""
    key = "explain_covered_of_one" if expected == 1 else "explain_covered"
    return w[key].format(covered=covered, expected=expected)


def _covered(explanation: Explanation) -> str:
    """Who has reported, and all that is to be said beside the figures."""
    if explanation.covered is None or explanation.expected is None:
        return ""
    w, parts = (
        words(explanation.language),
        list(notes(explanation.cell, explanation.indicator, explanation.period, explanation.language)),
    )
    if explanation.covered == explanation.expected or explanation.expected == 1:
        parts.insert(0, _delivered(explanation.covered, explanation.expected, w).rstrip("."))
    if explanation.month.state is not State.VALUE:
        parts.append(w[explanation.month.state.slug])
    return "; ".join(parts)


def _targets(explanation: Explanation) -> str:
    w, one = words(explanation.language), explanation.indicator
    shown = explanation.year_to_date if explanation.year_to_date.target is not None else explanation.month
    if explanation.target_is is TargetOrigin.NONE:
        return w["targets_by_category" if explanation.categories else "no_target"]
    kind = w[f"explain_target_{explanation.target_is.slug}"]
    wheres = ", ".join(dict.fromkeys(s.where for s in explanation.targets if s.where))
    return f"{target_text(shown, one, explanation.language)} ({kind}; {wheres})"


def _base(explanation: Explanation) -> str:
    """`juli 2025: 40,0 %`, or of a level above `Øst: 61,3 %`; the month alone where its figure is not held. Empty
    without a target that is reckoned from another figure."""
    base = explanation.base
    if base is None:
        return ""
    of = (base.name or base.unit.code) if base.unit else numbers.month_name(base.month, explanation.language)
    if base.figure is None:
        return of
    return f"{of}: {figure_text(base.figure, explanation.indicator, explanation.language).removeprefix(': ')}"


def _rule(explanation: Explanation) -> str:
    w, status, rule = words(explanation.language), explanation.year_to_date.status, explanation.indicator.status_rule
    where = f" ({place(rule.location)})" if rule.location else ""
    if status in COLOURS and not explanation.year_to_date.hidden:
        missed = status is Status.RED and not rule.amber.value
        sentence = w["explain_rule_missed" if missed else f"explain_rule_{status.slug}"].format(
            tolerance=tolerance_text(rule.amber, explanation.indicator.unit, explanation.language)
        )
        return f"{w[status.slug]}: {sentence}{where}"
    if explanation.undecided:
        return w[f"explain_undecided_{explanation.undecided.slug}"].format(minimum=explanation.indicator.minimum_base)
    return ""


def _arrow_rule(explanation: Explanation) -> str:
    w, rule = words(explanation.language), explanation.indicator.trend_rule
    if rule is None:
        return w["explain_no_arrow_rule"]
    where = f" ({place(rule.location)})" if rule.location else ""
    if rule.compared_with == "control_limits":
        return w["variation"] + where
    band = w["explain_noise"]
    if rule.dead_band is not None:
        band = w["explain_band"].format(
            amount=tolerance_text(rule.dead_band, explanation.indicator.unit, explanation.language)
        )
    if rule.compared_with == "line":
        band = w["explain_by_line"].format(months=rule.months, band=band)
    return band + where


def _compared(explanation: Explanation) -> str:
    w = words(explanation.language)
    arrow = w["no_arrow"] if explanation.trend is Trend.NONE else w[explanation.trend.slug]
    if explanation.without_arrow and explanation.indicator.trend_rule is not None:
        arrow += f" ({w[f'without_arrow_{explanation.without_arrow.slug}']})"
    if explanation.compared_month is None:
        return arrow if explanation.without_arrow and explanation.indicator.trend_rule is not None else ""
    month, shown = numbers.month_name(explanation.compared_month, explanation.language), _shown_before(explanation)
    text = f"{arrow}; {month}: {shown}" if shown else f"{arrow}; {month}"
    if explanation.still is None:
        return text
    one = explanation.indicator
    low, high = (numbers.figure(e * one.scale, one.unit, explanation.language) for e in explanation.still)
    return f"{text}; {w['explain_still'].format(low=low, high=high)}"


def _risk(explanation: Explanation) -> tuple[str, ...]:
    cell, one, language = explanation.cell, explanation.indicator, explanation.language
    need = need_text(cell, one, explanation.period, language)
    return risk_text(cell, language), year_end_sentence(cell, one, language), need, *risk_notes(cell, language)


def split_rows(explanation: Explanation) -> list[tuple[str, str, str]]:
    """The change split over the units below: (name, from its own results, from its size); empty where it is not."""
    parts_of_change = explanation.split.parts if explanation.split is not None else ()
    return [
        (p.name or p.unit.code, _signed(explanation, p.within), _signed(explanation, p.mix)) for p in parts_of_change
    ]


def _behind(explanation: Explanation) -> str:
    """How many rows the figure rests on, where the denominator does not say it."""
    n, quotient = explanation.month.n, explanation.counted
    if n is None or explanation.indicator.traits.base == "columns" or (quotient and quotient[1] == n):
        return ""
    return numbers.number(Fraction(n), 0, explanation.language)


def _amount(term: str, shown: str) -> str:
    return " = ".join(t for t in (term, shown) if t)


def _signed(explanation: Explanation, raw: Fraction) -> str:
    value = raw * explanation.indicator.scale
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return sign + numbers.difference(value, explanation.indicator.unit, explanation.language)


def _span(explanation: Explanation, window: tuple[Month, Month]) -> str:
    first, last = window
    names = [numbers.month_name(m, explanation.language) for m in ((first, last) if first != last else (last,))]
    return "\u2013".join(names)


def _dates(explanation: Explanation, window: tuple[Month, Month]) -> str:
    return f"{_span(explanation, window)} ({window[0].first_day.isoformat()}/{window[1].last_day.isoformat()})"
