"""A cell in words: its figure, target, distance, risk and notes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from babel.dates import format_date

from kpidsl.model.control import ControlChart, Variation
from kpidsl.model.edition import Cell, Edition, Figure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.risk import AssessedRisk, RiskBasis
from kpidsl.model.rules import Tolerance
from kpidsl.model.spec import Indicator, TargetForm
from kpidsl.model.state import Direction, Mark, State, Trend, Undecided
from kpidsl.model.unit_of_measure import DURATIONS
from kpidsl.wording import numbers
from kpidsl.wording.words import words


def control_notes(
    chart: ControlChart | None, indicator: Indicator, language: str, *, in_millions: bool = False
) -> tuple[str, ...]:
    """The variation with the rule that fired, whether the target can be expected, and the limits; empty without a
    chart."""
    if chart is None:
        return ()
    table = words(language)
    variation = table[f"variation_{chart.variation.slug}"].format(points=chart.points)
    if chart.variation is Variation.TOO_FEW:
        return (variation,)
    fired = f" ({table[f'signal_{chart.signal.slug}']})" if chart.signal else ""
    mean, lower, upper = (
        numbers.figure(
            Fraction(v).limit_denominator(10**9) * indicator.scale, indicator.unit, language, in_millions=in_millions
        )
        for v in (chart.mean, chart.lower, chart.upper)
    )
    expects = (table[f"assurance_{chart.assurance.slug}"],) if chart.assurance else ()
    return (variation + fired, *expects, table["limits"].format(mean=mean, lower=lower, upper=upper))


def risk_parts(cell: Cell, language: str) -> tuple[str, str]:
    """The risk as (word, what is known of reaching the target): `Lav` and `83 %`, `sikret` or `utenfor rekkevidde`.

    The word stands alone where the basis is thin, and where the year to date has no colour because something is
    lacking: a number would promise more than is known. Both are empty where there is no risk.
    """
    risk = cell.risk
    if risk is None:
        return "", ""
    table = words(language)
    word = table[f"risk_{risk.level}"]
    if risk.basis is RiskBasis.THIN or cell.year_to_date.undecided:
        return word, ""
    if risk.basis is RiskBasis.DECIDED:
        return word, table["secured" if risk.probability > 0 else "out_of_reach"]
    return word, probability_text(risk.probability, language)


def risk_text(cell: Cell, language: str) -> str:
    """The risk and of what the chance is, `Lav, 83 % sjanse for å nå målet`; empty where there is none."""
    word, chance = risk_parts(cell, language)
    if chance and cell.risk is not None and cell.risk.basis is not RiskBasis.DECIDED:
        chance = words(language)["chance"].format(probability=chance)
    return ", ".join(part for part in (word, chance) if part)


def risk_below_head(cell: Cell, language: str) -> str:
    """The risk where something beside it says of what the chance is: `Lav, 83 %`; empty where there is none."""
    return ", ".join(part for part in risk_parts(cell, language) if part)


def probability_text(probability: float, language: str) -> str:
    """Whole per cent; a forecast is never printed as certain."""
    table, percent = words(language), UnitOfMeasure.PERCENT
    for low, high, key, edge in ((0.0, 0.01, "less_than", 1), (0.99, 1.01, "more_than", 99)):
        if low <= probability < high:
            return table[key].format(amount=numbers.target(Fraction(edge), percent, language))
    return numbers.target(Fraction(round(probability * 100)), percent, language)


def share_text(share: Fraction, language: str) -> str:
    """A share in whole per cent, `12 %`; one that is more than nothing is never `0 %`."""
    percent = UnitOfMeasure.PERCENT
    if 0 < share < Fraction(1, 200):
        return words(language)["less_than"].format(amount=numbers.target(Fraction(1), percent, language))
    return numbers.target(Fraction(floor(share * 100 + Fraction(1, 2))), percent, language)


def assessed_text(assessed: AssessedRisk | None, language: str) -> str:
    """The leader's own assessment with who, when and why; empty where there is none."""
    if assessed is None:
        return ""
    table = words(language)
    on = format_date(assessed.on, "short", locale="en_GB" if language == "en" else language) if assessed.on else ""
    text = table["assessed_by"].format(
        level=table[f"risk_{assessed.level}"], by=assessed.by, on=on, reason=assessed.reason
    )
    return f"{table['assessed']}: {text}"


def risk_notes(cell: Cell, language: str) -> tuple[str, ...]:
    """The notes under the risk: that its basis is thin, and the leader's own assessment."""
    thin = cell.risk is not None and cell.risk.basis is RiskBasis.THIN
    candidates = (words(language)["risk_uncertain"] if thin else "", assessed_text(cell.assessed, language))
    return tuple(text for text in candidates if text)


def figure_text(
    figure: Figure,
    indicator: Indicator,
    language: str,
    *,
    in_millions: bool = False,
    beside: Fraction | None = None,
) -> str:
    """The printed number, or the mark and the word for its state; `in_millions` as in `numbers.figure`. It is printed
    on its own side of its target, and of `beside` (raw) where that is given."""
    table = words(language)
    if figure.hidden:
        return f": {table['hidden']}"
    if figure.state is not State.VALUE or figure.value is None:
        return f"{figure.state.sign} {table[figure.state.slug]}"
    edges = tuple(e * indicator.scale for e in (figure.target, figure.target_high, beside) if e is not None)
    return numbers.figure(figure.value * indicator.scale, indicator.unit, language, edges, in_millions=in_millions)


def tolerance_text(tolerance: Tolerance, unit: UnitOfMeasure, language: str) -> str:
    """A rule's amount, in an indicator's unit or as a part of its target: `5 prosentpoeng`, `10 % av målet`."""
    if tolerance.of_target:
        amount = numbers.target(tolerance.value, UnitOfMeasure.PERCENT, language)
        return words(language)["explain_of_target"].format(amount=amount)
    is_share = unit is UnitOfMeasure.PERCENT
    return numbers.target(tolerance.value, UnitOfMeasure.PERCENTAGE_POINTS if is_share else unit, language)


_SIGNS = {(False, False): "≥", (False, True): ">", (True, False): "≤", (True, True): "<"}
"""The sign before a target, by (lower is better, strict)."""


def target_text(figure: Figure, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """`≥ 80 %`, `≤ 39 dager`, `< 6 %`, `4-6 %`, or the word for no target; a derived target may be hidden. It is
    printed so that it does not contradict what is judged by it."""
    if figure.target is None:
        derived = Mark.DERIVED & figure.marks
        return f": {words(language)['hidden']}" if derived else words(language)["no_target"]
    value, is_derived = judged_value(figure), bool(Mark.DERIVED & figure.marks)
    beside = None if value is None else value * indicator.scale

    def printed(bound: Fraction) -> str:
        return numbers.target(
            bound * indicator.scale,
            indicator.unit,
            language,
            derived=is_derived,
            beside=beside,
            in_millions=in_millions,
        )

    text = printed(figure.target)
    if figure.target_high is not None:
        return numbers.between(text, printed(figure.target_high))
    return f"{_sign(indicator)}\u00a0{text}"


def _sign(indicator: Indicator) -> str:
    return _SIGNS[indicator.direction is Direction.LOWER, indicator.strict]


def judged_value(figure: Figure) -> Fraction | None:
    """The raw value that is judged: its own, or that of some of its units."""
    return figure.value if figure.judged is None else figure.judged.value


def ambition_text(cell: Cell, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """What the unit itself aims at, `≥ 85 %`, of the year to date if there is one, otherwise of the month; empty
    without an ambition."""
    figure = cell.month if cell.year_to_date.ambition is None else cell.year_to_date
    if figure.ambition is None:
        return ""
    aim, beside = figure.ambition * indicator.scale, None if figure.value is None else figure.value * indicator.scale
    text = numbers.target(aim, indicator.unit, language, beside=beside, in_millions=in_millions)
    return f"{_sign(indicator)}\u00a0{text}"


def attains_ambition(cell: Cell, indicator: Indicator) -> bool | None:
    """Whether the year to date (where there is none, the month) is what the unit itself aims at; None without an
    ambition or a value."""
    figure = cell.month if cell.year_to_date.ambition is None else cell.year_to_date
    if figure.ambition is None or figure.value is None:
        return None
    gap = figure.value - figure.ambition
    if indicator.direction is Direction.LOWER:
        gap = -gap
    return gap > 0 if indicator.strict else gap >= 0


def distance(figure: Figure, indicator: Indicator) -> Fraction | None:
    """How much worse than the target the value is (negative: better), in the printed unit; None without a target or
    a value."""
    if figure.value is None or figure.target is None:
        return None
    judged = judged_value(figure)
    assert judged is not None
    value, target = judged * indicator.scale, figure.target * indicator.scale
    if figure.target_high is not None:
        high = figure.target_high * indicator.scale
        return max(target - value, value - high)
    return value - target if indicator.direction is Direction.LOWER else target - value


def distance_text(figure: Figure, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """The distance in words: `4,0 prosentpoeng dårligere enn målet`; over or under for money, days and counts;
    `innenfor 4–6 %` for a corridor. Empty without a target or a value."""
    table, gap = words(language), distance(figure, indicator)
    if gap is None:
        return ""
    if gap == 0 and indicator.strict:
        return table["on_the_limit"]
    amount = numbers.difference(gap, indicator.unit, language, in_millions=in_millions)
    if figure.target_high is not None:
        judged = judged_value(figure)
        is_over = judged is not None and judged > figure.target_high
        side = "within" if gap <= 0 else "over_corridor" if is_over else "under_corridor"
        corridor = target_text(figure, indicator, language, in_millions=in_millions)
        return table[side].format(amount=amount, target=corridor)
    if gap == 0:
        return table["on_target"]
    if indicator.unit not in _OVER_OR_UNDER:
        return table["worse_by" if gap > 0 else "better_by"].format(amount=amount)
    is_over = (gap > 0) == (indicator.direction is Direction.LOWER)
    return table["over_by" if is_over else "under_by"].format(amount=amount)


def distance_from_target(figure: Figure, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """The distance with the target that it is from: `4,0 prosentpoeng dårligere enn målet på minst 80 %`. Where some
    units alone are judged, with what is judged; a corridor is in the distance already. That the target is hidden, where
    the figure alone is shown."""
    table, text = words(language), distance_text(figure, indicator, language, in_millions=in_millions)
    if figure.value is not None and figure.target is None and Mark.DERIVED & figure.marks:
        return table["target_is_hidden"]
    if not text or figure.target is None or figure.target_high is not None:
        return text
    if some := _judged_on(figure, indicator, language, in_millions=in_millions):
        return f"{text} ({some})"
    bound = target_text(figure, indicator, language, in_millions=in_millions).partition("\u00a0")[2]
    key = "on_limit_of" if distance(figure, indicator) == 0 else "from_target"
    return table[key].format(distance=text, target=table[_BOUNDS[_sign(indicator)]].format(amount=bound))


_BOUNDS = {"≥": "need_least", ">": "need_more_than", "≤": "need_most", "<": "need_less_than"}
_OVER_OR_UNDER = (UnitOfMeasure.KRONER, UnitOfMeasure.COUNT, *DURATIONS)
"""Units whose distance is over or under the target: more money or more time is not by itself better or worse."""


def judged_text(figure: Figure, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """The printed number that is judged; the value itself where nothing else is."""
    return figure_text(replace(figure, value=judged_value(figure)), indicator, language, in_millions=in_millions)


def judged_on(cell: Cell, indicator: Indicator, language: str, *, in_millions: bool = False) -> list[str]:
    """What is judged where it is not the value, of the year to date, else of the month; or that it cannot be judged,
    where what the units with targets have is not known. Empty where the value itself is judged."""
    for figure in (cell.year_to_date, cell.month):
        if figure.undecided is Undecided.WITHOUT_TARGET:
            return [words(language)["not_judged"]]
        if line := _judged_on(figure, indicator, language, in_millions=in_millions):
            return [line]
    return []


def _judged_on(figure: Figure, indicator: Indicator, language: str, *, in_millions: bool) -> str:
    """What is judged where some units alone have targets; empty where the value itself is."""
    if figure.judged is None or figure.target is None:
        return ""
    of = figure.judged
    value, target = (text(figure, indicator, language, in_millions=in_millions) for text in (judged_text, target_text))
    line = words(language)["judged_on"]
    return line.format(units=of.units, of_units=of.of_units, value=value, target=target)


def notes(
    cell: Cell, indicator: Indicator, period: Month, language: str, *, in_millions: bool = False
) -> tuple[str, ...]:
    """The notes beside the figures: partial, derived, the month that the year to date reaches."""
    table, lines = words(language), []
    figure = cell.year_to_date
    if figure.hidden:
        return ()
    if cell.last_month is not None and cell.last_month != period and figure.state is State.VALUE:
        month = numbers.month_name(cell.last_month, language)
        lines.append(table["per_month"].format(month=month))
    if Mark.PARTIAL & (figure.marks | cell.month.marks):
        lines.append(table["partial"])
    if cell.expected > 1 and cell.covered < cell.expected:
        lines.append(table["of"].format(covered=cell.covered, expected=cell.expected))
    if cell.base_covered is not None:
        share = numbers.figure(cell.base_covered * 100, UnitOfMeasure.PERCENT, language, (Fraction(100),))
        lines.append(table["of_base"].format(share=share))
    for mark, key in ((Mark.UNSIZED, "unsized"), (Mark.ASSUMED, "assumed_size")):
        if mark & figure.marks:
            lines.append(table[key])
    if Mark.DERIVED & figure.marks:
        lines.append(table["derived"])
    lines += judged_on(cell, indicator, language, in_millions=in_millions)
    if Mark.UNCERTAIN & figure.marks:
        lines.append(table["uncertain"])
    if Mark.DISTRIBUTED & (figure.marks | cell.month.marks):
        lines.append(table["distributed"])
    if Mark.TWELFTHS & (figure.marks | cell.month.marks):
        lines.append(table["twelfths"])
    if Mark.BREAK & (figure.marks | cell.month.marks):
        lines.append(table["break"])
    if Mark.OVERLAPPING & cell.month.marks and cell.trend is not Trend.NONE:
        lines.append(table["overlapping"])
    return tuple(lines)


def has_separate_targets(edition: Edition, indicator: Indicator, node: int) -> bool:
    """Whether the node stands above units whose targets, as the specification says, make none for it."""
    here, leaves = edition.structure.nodes[node], edition.structure.leaves
    is_above = bool(here.leaves) and leaves[here.leaves[0]] != here.unit
    return is_above and not indicator.targets_add_up and any(t.form is not TargetForm.NONE for t in indicator.targets)


def target_on_card(
    edition: Edition,
    indicator: Indicator,
    node: int,
    cell: Cell,
    language: str,
    category: int = 0,
    *,
    in_millions: bool = False,
) -> str:
    """The target of the year to date if there is one, otherwise the month's. Without one: that nobody has set any, that
    those of the units below do not add up, or that each category has its own."""
    year, month = cell.year_to_date, cell.month
    is_empty = year.target is None and month.target is None and not Mark.DERIVED & year.marks
    if is_empty and has_separate_targets(edition, indicator, node):
        return words(language)["targets_separate"]
    if is_empty and not category and indicator.has_targets_by_category:
        return words(language)["targets_by_category"]
    return target_cell(year, month, indicator, language, in_millions=in_millions)


def target_cell(year: Figure, month: Figure, indicator: Indicator, language: str, *, in_millions: bool = False) -> str:
    """The target of the year to date if there is one, otherwise the month's."""
    if year.target is None and month.target is not None and not Mark.DERIVED & year.marks:
        return target_text(month, indicator, language, in_millions=in_millions)
    if (
        year.target is None
        and not Mark.DERIVED & year.marks
        and all(t.form is TargetForm.NONE for t in indicator.targets)
    ):
        return words(language)["no_target"]
    return target_text(year, indicator, language, in_millions=in_millions)
