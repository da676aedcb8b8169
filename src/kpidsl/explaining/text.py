"""An explanation as people read it: a leader's paragraph, or everything in lines."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from kpidsl.explaining.ambitions import ambition_line, ambition_sentences
from kpidsl.explaining.explanation import Counted, Explanation, UsedTerm, place
from kpidsl.model.limits import Range
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rules import Tolerance
from kpidsl.model.spec import DeclaredTerm
from kpidsl.model.state import COLOURS, Mark, State, Status, TargetOrigin, Trend, WithoutArrow
from kpidsl.wording import numbers
from kpidsl.wording.cells import distance_text, figure_text, judged_text, notes, risk_notes, risk_text, target_text
from kpidsl.wording.definition import definitions, evenly, parts
from kpidsl.wording.needs import need_text
from kpidsl.wording.words import words

Audience = Literal["leader", "analyst"]
_QUOTIENT = "{numerator} / {denominator}"


def text(found: Explanation, audience: Audience = "analyst") -> str:
    """Plain text: a paragraph for a leader; for an analyst the paragraph and under it everything it rests on."""
    told = paragraph(found)
    if audience == "leader":
        return told
    return "\n".join(
        [told, "", *(f"{head}: {line}" for head, line in (*definition_lines(found), *figure_lines(found)))]
    )


def paragraph(found: Explanation) -> str:
    """The explanation in whole sentences."""
    return " ".join(_sentences(found))


def _sentences(found: Explanation) -> list[str]:
    w, one = words(found.language), found.indicator
    year, unit = found.year_to_date, f"{found.name or found.unit.code}"
    value = figure_text(found.month, one, found.language)
    told = [w["explain_result"].format(title=one.title, unit=unit, value=value, window=_span(found, found.window))]
    if found.month.hidden:
        return [*told, w["explain_hidden"]]
    if found.year_window and found.year_window != found.window and year.state is State.VALUE:
        shown = figure_text(year, one, found.language)
        told.append(w["explain_year"].format(window=_span(found, found.year_window), value=shown))
    told += _evenly(found)
    if year.judged is not None:
        of, shown = year.judged, judged_text(year, one, found.language)
        told.append(w["explain_judged_on"].format(units=of.units, of_units=of.of_units, value=shown))
    if year.status in COLOURS and year.target is None:
        told.append(w["explain_against_hidden"].format(status=w[year.status.slug].lower()))
    elif year.status in COLOURS:
        told.append(
            w["explain_against"].format(
                status=w[year.status.slug].lower(),
                target=target_text(year, one, found.language),
                distance=distance_text(year, one, found.language),
            )
        )
    elif year.status is Status.NO_TARGET:
        told.append(w["explain_separate_targets" if found.has_separate_targets else "explain_no_target"])
    elif found.undecided:
        told.append(w[f"explain_undecided_{found.undecided.slug}"].format(minimum=one.minimum_base))
    told += [*ambition_sentences(found), *_redefined(found), *_arrow(found)]
    told += _split_sentences(found)
    if found.covered is not None and found.expected is not None and found.covered < found.expected:
        told.append(_delivered(found.covered, found.expected, w))
    if found.cell.risk is not None:
        told.append(w["explain_risk"].format(risk=risk_text(found.cell, found.language).lower()))
    if need := need_text(found.cell, one, found.period, found.language):
        told.append(w["explain_need"].format(need=need))
    return told


def _redefined(found: Explanation) -> list[str]:
    """That it counts something else than a year ago."""
    since = found.indicator.counted[-1][0]
    if since is None or found.period.number - since.number > 12:
        return []
    return [words(found.language)["explain_redefined"].format(month=numbers.month_name(since, found.language))]


def _evenly(found: Explanation) -> list[str]:
    """That a year's figure is distributed over its months, where one of the two figures rests on a part of it."""
    spread = evenly(found.indicator)
    if spread is None or not Mark.TWELFTHS & (found.month.marks | found.year_to_date.marks):
        return []
    return [words(found.language)["explain_twelfths"].format(columns=spread[0], source=spread[1])]


_SAID_BY_THE_FIGURE = (WithoutArrow.NO_RULE, WithoutArrow.NO_DIRECTION, WithoutArrow.NO_VALUE)
"""Reasons that a leader is not told: there is no rule, or no figure."""


def _arrow(found: Explanation) -> list[str]:
    """The arrow with what it compares with, or why there is none."""
    w, rule = words(found.language), found.indicator.trend_rule
    if found.without_arrow in _SAID_BY_THE_FIGURE:
        return []
    if found.without_arrow or rule is None:
        return [w["explain_without_arrow"].format(reason=w[f"without_arrow_{found.without_arrow.slug}"])]
    if found.trend is Trend.NEW:
        return [w["explain_new"]]
    if rule.compared_with == "control_limits":
        return [w["explain_limits"].format(trend=w[found.trend.slug])]
    if rule.compared_with == "line":
        month = numbers.month_name(found.period, found.language)
        return [w["explain_line"].format(trend=w[found.trend.slug], months=rule.months, month=month)]
    if found.compared_month is None:
        return []
    month = numbers.month_name(found.compared_month, found.language)
    key = "explain_compared" if (shown := _shown_before(found)) else "explain_compared_month"
    return [w[key].format(trend=w[found.trend.slug], month=month, value=shown)]


def _shown_before(found: Explanation) -> str:
    """The figure compared with, as that month's card prints it; empty where it is not shown."""
    if found.before is not None:
        return figure_text(found.before, found.indicator, found.language)
    value = found.cell.compared_value
    return "" if value is None else numbers.figure(value * found.indicator.scale, found.indicator.unit, found.language)


def _split_sentences(found: Explanation) -> list[str]:
    w, split = words(found.language), found.split
    if found.no_split is not None:
        return [w[f"explain_no_split_{found.no_split}"]]
    if split is None or found.compared_month is None or len(split.parts) < 2:
        return []
    change, within, mix = (_signed(found, v) for v in (split.change, split.within, split.mix))
    month = numbers.month_name(found.compared_month, found.language)
    told = [w["explain_split"].format(change=change, within=within, mix=mix, month=month)]
    return [*told, w["explain_opposite"]] if split.change * split.within < 0 else told


def definition_lines(found: Explanation) -> list[tuple[str, str]]:
    """What is the same at every unit, (head, text)."""
    w, one = words(found.language), found.indicator
    _, _, source = parts(one)
    told = [
        (w["sentence"], f"{one.code} {one.sentence} ({place(one.location)})"),
        *definitions(one, found.language),
        (w["explain_terms"], "; ".join(_term(found, t) for t in found.terms)),
        (w["source"], source),
        (w["explain_window"], _dates(found, found.window)),
        (w["explain_arrow_rule"], _arrow_rule(found)),
    ]
    return [(head, text) for head, text in told if text]


def figure_lines(found: Explanation) -> list[tuple[str, str]]:
    """What the unit's figure rests on, (head, text)."""
    w, one, month = words(found.language), found.indicator, found.month
    numerator, denominator, _ = parts(one)
    top, bottom = found.counted or (None, None)
    told = [
        (w["line"], found.line),
        (w["explain_other_lines"], ", ".join(found.lines)),
        (w["numerator"], _amount(found, numerator, top)),
        (w["denominator"], _amount(found, denominator, bottom)),
        (w["explain_n"], _behind(found)),
        (w["exclusions"], "" if found.excluded is None else str(found.excluded)),
        (w["result"], figure_text(month, one, found.language)),
        (w["year_to_date"], _year(found)),
        (w["explain_lacks"], _covered(found)),
        (w["target"], _targets(found)),
        (w["ambition"], ambition_line(found)),
        (w["explain_base"], _base(found)),
        (w["explain_limits_of_colours"], _limits(found)),
        (w["explain_rule"], _rule(found)),
        (w["arrow"], _compared(found)),
        (w["risk"], "; ".join(t for t in _risk(found) if t)),
    ]
    return [(head, text) for head, text in told if text]


def _term(found: Explanation, term: UsedTerm) -> str:
    """`unge arbeidssøkere (begreper.kpi:12), av arbeidssøkere (begreper.kpi:3), av kilden personstatus`."""
    w = words(found.language)
    chain = [f"{t.phrase} ({_written(found, t)})" for t in (term.declared, *term.behind)]
    if term.source:
        chain.append(w["explain_source"].format(source=term.source))
    return w["explain_from"].join(chain)


def _written(found: Explanation, term: DeclaredTerm) -> str:
    """`begreper.kpi:12`; where it meant something else, `begreper.kpi:12 fra juli 2026, før det begreper.kpi:3`."""
    if term.valid_from is None:
        return place(term.location)
    month, before = numbers.month_name(term.valid_from, found.language), place(term.earlier[-1].location)
    return words(found.language)["explain_since"].format(place=place(term.location), month=month, before=before)


def _limits(found: Explanation) -> str:
    """`grønn fra 80 %, gul fra 75 %`; empty without a target."""
    w, limits = words(found.language), found.limits
    if limits is None:
        return ""
    told = [f"{w['explain_green']} {_range(found, limits.green, limits.strict)}"]
    if limits.amber is not None:
        told.append(f"{w['explain_amber']} {_range(found, limits.amber)}")
    return ", ".join(told)


def _range(found: Explanation, edges: Range, strict: bool = False) -> str:
    """`fra 80 %`; `over 80 %` where the edge itself is outside."""
    w, one = words(found.language), found.indicator
    low, high = ("" if e is None else numbers.target(e * one.scale, one.unit, found.language) for e in edges)
    if strict:
        key = "explain_above" if low else "explain_below"
    else:
        key = "explain_between" if low and high else "explain_from_on" if low else "explain_up_to"
    return w[key].format(low=low, high=high)


def _year(found: Explanation) -> str:
    if found.year_to_date.hidden or found.year_window is None:
        return figure_text(found.year_to_date, found.indicator, found.language)
    figure = found.year_to_date
    shown = f"{figure_text(figure, found.indicator, found.language)}, {_dates(found, found.year_window)}"
    if found.year_counted is not None:
        quotient = words(found.language)["explain_count"] if found.indicator.traits.numerator == "part" else _QUOTIENT
        top, bottom = counted_text(found.year_counted, found.language)
        shown += f", {quotient.format(numerator=top, denominator=bottom)}"
    return shown


def counted_text(pair: Counted, language: str) -> tuple[str, str]:
    """Numerator and denominator as printed: whole numbers, amounts with the decimals that they have."""

    def shown(value: Fraction) -> str:
        decimals = next((d for d in range(4) if (value * 10**d).denominator == 1), 4)
        return numbers.number(value, decimals, language)

    return shown(pair[0]), shown(pair[1])


def _delivered(covered: int, expected: int, w: Mapping[str, str]) -> str:
    """How many of the units have delivered, as a sentence."""
    return w["explain_covered_of_one" if expected == 1 else "explain_covered"].format(
        covered=covered, expected=expected
    )


def _covered(found: Explanation) -> str:
    """Who has reported, and all that is to be said beside the figures."""
    if found.covered is None or found.expected is None:
        return ""
    w, told = words(found.language), list(notes(found.cell, found.indicator, found.period, found.language))
    if found.covered == found.expected or found.expected == 1:
        told.insert(0, _delivered(found.covered, found.expected, w).rstrip("."))
    if found.month.state is not State.VALUE:
        told.append(w[found.month.state.slug])
    return "; ".join(told)


def _targets(found: Explanation) -> str:
    w, one = words(found.language), found.indicator
    shown = found.year_to_date if found.year_to_date.target is not None else found.month
    if found.target_is is TargetOrigin.NONE:
        return w["no_target"]
    kind = w[f"explain_target_{found.target_is.slug}"]
    wheres = ", ".join(dict.fromkeys(s.where for s in found.targets if s.where))
    return f"{target_text(shown, one, found.language)} ({kind}; {wheres})"


def _base(found: Explanation) -> str:
    """`juli 2025: 40,0 %`, or of a level above `Øst: 61,3 %`; the month alone where its figure is not held. Empty
    without a target that is reckoned from another figure."""
    base = found.base
    if base is None:
        return ""
    of = (base.name or base.unit.code) if base.unit else numbers.month_name(base.month, found.language)
    if base.figure is None:
        return of
    return f"{of}: {figure_text(base.figure, found.indicator, found.language).removeprefix(': ')}"


def _tolerance(found: Explanation, tolerance: Tolerance) -> str:
    if tolerance.of_target:
        amount = numbers.target(tolerance.value, UnitOfMeasure.PERCENT, found.language)
        return words(found.language)["explain_of_target"].format(amount=amount)
    unit = found.indicator.unit
    if unit is not UnitOfMeasure.PERCENT:
        return numbers.target(tolerance.value, unit, found.language)
    points = numbers.difference(tolerance.value, unit, found.language).partition("\u00a0")[2]
    return f"{numbers.target(tolerance.value, UnitOfMeasure.PERCENTAGE_POINTS, found.language)}\u00a0{points}"


def _rule(found: Explanation) -> str:
    w, status, rule = words(found.language), found.year_to_date.status, found.indicator.status_rule
    where = f" ({place(rule.location)})" if rule.location else ""
    if status in COLOURS and not found.year_to_date.hidden:
        missed = status is Status.RED and not rule.amber.value
        told = w["explain_rule_missed" if missed else f"explain_rule_{status.slug}"].format(
            tolerance=_tolerance(found, rule.amber)
        )
        return f"{w[status.slug]}: {told}{where}"
    if found.undecided:
        return w[f"explain_undecided_{found.undecided.slug}"].format(minimum=found.indicator.minimum_base)
    return ""


def _arrow_rule(found: Explanation) -> str:
    w, rule = words(found.language), found.indicator.trend_rule
    if rule is None:
        return w["explain_no_arrow_rule"]
    where = f" ({place(rule.location)})" if rule.location else ""
    if rule.compared_with == "control_limits":
        return w["variation"] + where
    band = w["explain_noise"]
    if rule.dead_band is not None:
        band = w["explain_band"].format(amount=_tolerance(found, rule.dead_band))
    if rule.compared_with == "line":
        band = w["explain_by_line"].format(months=rule.months, band=band)
    return band + where


def _compared(found: Explanation) -> str:
    w = words(found.language)
    arrow = w["no_arrow"] if found.trend is Trend.NONE else w[found.trend.slug]
    if found.without_arrow and found.indicator.trend_rule is not None:
        arrow += f" ({w[f'without_arrow_{found.without_arrow.slug}']})"
    if found.compared_month is None:
        return arrow if found.without_arrow and found.indicator.trend_rule is not None else ""
    month, shown = numbers.month_name(found.compared_month, found.language), _shown_before(found)
    told = f"{arrow}; {month}: {shown}" if shown else f"{arrow}; {month}"
    if found.still is None:
        return told
    one = found.indicator
    low, high = (numbers.figure(e * one.scale, one.unit, found.language) for e in found.still)
    return f"{told}; {w['explain_still'].format(low=low, high=high)}"


def _risk(found: Explanation) -> tuple[str, ...]:
    need = need_text(found.cell, found.indicator, found.period, found.language)
    return risk_text(found.cell, found.language), need, *risk_notes(found.cell, found.language)


def split_rows(found: Explanation) -> list[tuple[str, str, str]]:
    """The change split over the units below: (name, from its own results, from its size); empty where it is not."""
    parts_of_change = found.split.parts if found.split is not None else ()
    return [(p.name or p.unit.code, _signed(found, p.within), _signed(found, p.mix)) for p in parts_of_change]


def _behind(found: Explanation) -> str:
    """How many rows the figure rests on, where the denominator does not say it."""
    n, quotient = found.month.n, found.counted
    if n is None or found.indicator.traits.base == "columns" or (quotient and quotient[1] == n):
        return ""
    return numbers.number(Fraction(n), 0, found.language)


def _amount(found: Explanation, term: str, value: Fraction | None) -> str:
    shown = "" if value is None else counted_text((value, value), found.language)[0]
    return " = ".join(t for t in (term, shown) if t)


def _signed(found: Explanation, raw: Fraction) -> str:
    value = raw * found.indicator.scale
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return sign + numbers.difference(value, found.indicator.unit, found.language)


def _span(found: Explanation, window: tuple[Month, Month]) -> str:
    first, last = window
    names = [numbers.month_name(m, found.language) for m in ((first, last) if first != last else (last,))]
    return "\u2013".join(names)


def _dates(found: Explanation, window: tuple[Month, Month]) -> str:
    return f"{_span(found, window)} ({window[0].first_day.isoformat()}/{window[1].last_day.isoformat()})"
