"""Rules for status, trend, deviation and risk: each indicator has exactly one of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpidsl.language.checking.scope import Refused, Scope, refuse
from kpidsl.language.checking.targets import check_percent, spelled, step_in
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import (
    DeviationLine,
    RankingLine,
    RiskBlock,
    RuleScope,
    StatusBand,
    StatusBlock,
    TrendLine,
)
from kpidsl.model.location import Location
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Frequency
from kpidsl.model.rules import (
    DeviationCondition,
    DeviationRule,
    RankingRule,
    RiskRule,
    StatusRule,
    Tolerance,
    TrendRule,
)
from kpidsl.model.state import Direction, Status, Trend
from kpidsl.model.traits import Kind
from kpidsl.model.unit_of_measure import DURATIONS
from kpidsl.problems import LANGUAGES, Span, Translated, replacing
from kpidsl.problems.numerals import numeral

Rule = StatusBlock | TrendLine | DeviationLine | RankingLine

_KINDS: dict[str, tuple[UnitOfMeasure, ...]] = {
    "shares": (UnitOfMeasure.PERCENT,),
    "rates": (UnitOfMeasure.PER,),
    "counts": (UnitOfMeasure.COUNT,),
    "durations": DURATIONS,
    "scores": (UnitOfMeasure.SCORE,),
    "amounts": (UnitOfMeasure.KRONER,),
    "indexes": (UnitOfMeasure.INDEX,),
}


def fits(scope: RuleScope | None, code: str, kind: Kind, unit: UnitOfMeasure) -> int:
    """Return how specifically a rule's scope names the indicator: 3 by code, 2 by kind, 1 as all others, 0 not at
    all."""
    if scope is None or scope.kind == "others":
        return 1
    if scope.code is not None:
        return 3 if scope.code.text == code else 0
    if scope.kind == "ratios":
        return 2 if kind is Kind.RATIO else 0
    return 2 if unit in _KINDS[scope.kind or "shares"] else 0


def closest(rules: Sequence[Rule], code: str, kind: Kind, unit: UnitOfMeasure) -> int:
    """Return how specifically the most specific of the rules names the indicator; -1 if none does."""
    return max((f for r in rules if (f := fits(r.scope, code, kind, unit))), default=-1)


def chosen(rules: Sequence[Rule], code: str, kind: Kind, unit: UnitOfMeasure, at: Span) -> Rule | None:
    """Return the most specific rule for the indicator; None if none applies. Raises Refused if two are equally
    specific."""
    best = closest(rules, code, kind, unit)
    closest_rules = [r for r in rules if fits(r.scope, code, kind, unit) == best]
    if not closest_rules:
        return None
    if len(closest_rules) > 1:
        places = ", ".join(r.span.where for r in closest_rules)
        raise refuse("T050", at, indicator=code, where=places)
    return closest_rules[0]


_BETTER_THAN_TARGET = Translated(
    "det er bedre enn målet, og der er alt grønt",
    "det er betre enn målet, og der er alt grønt",
    "that is better than the target, where all is green",
)
_OTHER_END = Translated(
    "en indikator under regelen er bedre på den siden av målet",
    "ein indikator under regelen er betre på den sida av målet",
    "an indicator under the rule is better on that side of the target",
)
_TWO_ENDS = Translated(
    "målet til en indikator under regelen er et intervall, som har en grense i hver ende",
    "målet til ein indikator under regelen er eit intervall, som har ei grense i kvar ende",
    "the target of an indicator under the rule is an interval, which has a limit at each end",
)
"""Why a part of the target is no limit of amber."""

_TWO_COLOURS = [("green", "reached"), ("red", "otherwise")]


def status_rule(block: StatusBlock, unit: UnitOfMeasure, direction: Direction | None) -> StatusRule:
    """Return the amber tolerance of a status block, in the indicator's unit; 0 where it has green and red alone."""
    bands = [(b.status, "worse" if b.tolerance else b.test) for b in block.bands]
    where = Location(block.span.path, block.span.line)
    if bands == _TWO_COLOURS and not block.broken:
        return StatusRule(Tolerance(Fraction(0)), where)
    if bands != [_TWO_COLOURS[0], ("amber", "worse"), _TWO_COLOURS[1]]:
        raise Refused if block.broken else refuse("T051", block.span)
    return StatusRule(_tolerance_of(block.bands[1], unit, direction), where)


def _tolerance_of(band: StatusBand, unit: UnitOfMeasure, direction: Direction | None) -> Tolerance:
    """Return how much worse than the target a band reaches: down to 90 % of it, and up to 110 %, are 10 % worse.

    Raises Refused where a part of the target is no worse than the target, or there are two ends to be worse than.
    """
    assert band.tolerance is not None
    if band.test == "worse_by_at_most":
        return tolerance(band.tolerance, band.of_target, unit)
    part, lower = tolerance(band.tolerance, True, unit).value, band.test == "at_most"
    worse = part - 100 if lower else 100 - part
    if worse >= 0 and direction in (None, Direction.LOWER if lower else Direction.HIGHER):
        return Tolerance(worse, True)
    why = _BETTER_THAN_TARGET if worse < 0 else _TWO_ENDS if direction is Direction.INSIDE else _OTHER_END
    raise refuse("T184", band.span, fixes=replacing(band.span, _as_worse(band, band.tolerance, abs(worse))), why=why)


def _as_worse(band: StatusBand, amount: tree.WrittenAmount, worse: Fraction) -> str:
    """The line of the band as it reads of any direction: `gul når resultatet er høyst 10 % av målet dårligere …`."""
    number = numeral(worse)[LANGUAGES.index(amount.language)]
    words = (band.status.upper(), "WHEN", "RESULT_IS", "AT_MOST", "OF_TARGET", "WORSE_THAN_TARGET")
    colour, when, result, at_most, of_target, than = (spelled(word, amount) for word in words)
    return f"{colour} {when} {result} {at_most} {number} % {of_target} {than}"


def tolerance(amount: tree.WrittenAmount, of_target: bool, unit: UnitOfMeasure) -> Tolerance:
    """Return a tolerance with its unit: per cent of the target, or a difference in the indicator's own unit."""
    if of_target:
        if amount.unit != "percent":
            raise refuse("T052", amount.span, found=amount.text)
        return Tolerance(amount.value, True)
    if amount.unit == "percent" and unit is not UnitOfMeasure.PERCENT:
        fixes = replacing(amount.span, f"{amount.text} {spelled('OF_TARGET', amount)}")
        raise refuse("T132", amount.span, fixes=fixes, found=amount.text)
    if amount.unit == "percentage_points" and unit is not UnitOfMeasure.PERCENT:
        raise refuse("T053", amount.span, found=amount.text)
    return Tolerance(step_in(amount, unit))


FEWEST_POINTS, MOST_MONTHS = 3, 24


def trend_rule(line: TrendLine, unit: UnitOfMeasure, frequency: Frequency, seasonal: bool) -> TrendRule:
    """Return what the arrow compares with; for a seasonal indicator, the same month last year.

    A line is fitted to at least three points, and goes back no further than the months that are computed.
    """
    if line.compared_with == "line" and not (
        line.months >= FEWEST_POINTS * frequency.months and line.months <= MOST_MONTHS
    ):
        raise refuse("T057", line.span, months=str(line.months))
    band = None
    if line.dead_band is not None:
        band = Tolerance(step_in(line.dead_band, unit))
    elif not line.random_variation:
        band = Tolerance(Fraction(0))
    compared = "same_last_year" if seasonal else line.compared_with
    return TrendRule(compared, band, Location(line.span.path, line.span.line), line.months)


def ranking_rule(line: Rule | None) -> RankingRule:
    """Return how units are ranked; by value if nothing is written."""
    return RankingRule(line.by, line.intervals) if isinstance(line, RankingLine) else RankingRule()


_SELDOM = Translated(
    "en indikator under regelen måles sjeldnere enn hver måned, og har samme farge til neste gang",
    "ein indikator under regelen blir målt sjeldnare enn kvar månad, og har same farge til neste gong",
    "an indicator under the rule is measured less often than every month, and keeps its colour until the next time",
)
_FROM_TO = Translated(
    "det må være fra 2 til 12 måneder", "det må vere frå 2 til 12 månader", "it must be 2 to 12 months"
)
"""Why a colour cannot be asked to last so long."""


def deviation_rule(line: DeviationLine | None, frequency: Frequency) -> DeviationRule:
    """Return the cases that are deviations (red, where nothing is written); a trend alone applies with any colour.

    Raises Refused where a colour shall last for months of which each has no colour of its own.
    """
    if line is None:
        return DeviationRule()
    cases: list[DeviationCondition] = []
    for status, trend, months in line.any_of:
        if months is not None and not 2 <= months <= 12:
            raise refuse("T185", line.span, why=_FROM_TO)
        if months is not None and frequency is not Frequency.MONTH:
            raise refuse("T185", line.span, why=_SELDOM)
        colours = (status,) if status is not None else ("green", "amber", "red")
        wanted = Trend[trend.upper()] if trend else None
        cases += [DeviationCondition(Status[colour.upper()], wanted, months or 1) for colour in colours]
    return DeviationRule(tuple(cases))


def risk_rule(block: RiskBlock, scope: Scope) -> RiskRule | None:
    """Return low and medium by their probabilities in per cent, the higher first; high is the remainder."""
    limits = [b.probability.value / 100 for b in block.bands if b.probability is not None]
    for amount in (b.probability for b in block.bands if b.probability is not None):
        check_percent(amount, scope)
    if block.broken:
        return None
    lines = [(b.risk, b.probability is None) for b in block.bands]
    low, medium = limits if len(limits) == 2 else (Fraction(0), Fraction(0))
    if lines != [("low", False), ("medium", False), ("high", True)] or not 1 >= low > medium >= 0:
        scope.report("T054", block.span)
        return None
    return RiskRule(low, medium)
