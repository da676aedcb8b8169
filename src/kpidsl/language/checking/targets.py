"""Checks targets: units, directions and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from kpidsl.language.checking.level_bases import base_level
from kpidsl.language.checking.scope import Scope, refuse
from kpidsl.language.checking.types import Typed
from kpidsl.language.reading.words import load_words
from kpidsl.language.tree import phrases as tree
from kpidsl.model.location import Location
from kpidsl.model.measure import OF_THE_WHOLE, UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rules import StatusRule
from kpidsl.model.spec import Target, TargetForm
from kpidsl.model.state import Direction
from kpidsl.model.traits import Traits
from kpidsl.model.unit_of_measure import DURATIONS, SECONDS_IN
from kpidsl.problems import Fix, Span, Translated, replacing

_UNITLESS = (UnitOfMeasure.COUNT, UnitOfMeasure.PER, UnitOfMeasure.INDEX)
_WRITTEN: dict[UnitOfMeasure, tuple[str, ...]] = {
    UnitOfMeasure.PERCENT: ("percent",),
    UnitOfMeasure.PERCENTAGE_POINTS: ("percentage_points",),
    **dict.fromkeys(SECONDS_IN, tuple(SECONDS_IN)),
    UnitOfMeasure.DAYS: ("days", "weeks"),
    UnitOfMeasure.WORKING_DAYS: ("working_days",),
    UnitOfMeasure.COUNT: ("count",),
    UnitOfMeasure.PER: ("count",),
    UnitOfMeasure.SCORE: ("points",),
    UnitOfMeasure.KRONER: ("kroner",),
    UnitOfMeasure.INDEX: ("points",),
}
_POINTS = Translated("poeng", "poeng", "points")
_NUMBER = Translated("antall", "tal", "a number")
UNIT_WORDS = {
    UnitOfMeasure.PERCENT: Translated("%", "%", "%"),
    UnitOfMeasure.PERCENTAGE_POINTS: Translated("prosentpoeng", "prosentpoeng", "percentage points"),
    UnitOfMeasure.SECONDS: Translated("sekunder", "sekund", "seconds"),
    UnitOfMeasure.MINUTES: Translated("minutter", "minutt", "minutes"),
    UnitOfMeasure.HOURS: Translated("timer", "timar", "hours"),
    UnitOfMeasure.DAYS: Translated("dager", "dagar", "days"),
    UnitOfMeasure.WORKING_DAYS: Translated("virkedager", "virkedagar", "working days"),
    UnitOfMeasure.SCORE: _POINTS,
    UnitOfMeasure.KRONER: Translated("kroner", "kroner", "kroner"),
    UnitOfMeasure.COUNT: _NUMBER,
    UnitOfMeasure.PER: _NUMBER,
    UnitOfMeasure.INDEX: _POINTS,
}


def amount_in(amount: tree.WrittenAmount, unit: UnitOfMeasure) -> Fraction:
    """The amount in the indicator's unit; refused with what was meant where it is another. Seconds, minutes and hours
    are turned into each other, weeks into days."""
    if amount.unit is None and unit in _UNITLESS:
        return amount.value
    if amount.unit is None or amount.unit not in _WRITTEN[unit]:
        raise refuse("T040", amount.span, fixes=_in_unit(amount, unit), found=amount.text, wanted=UNIT_WORDS[unit])
    if unit in SECONDS_IN:
        return amount.value * SECONDS_IN[UnitOfMeasure(amount.unit)] / SECONDS_IN[unit]
    return amount.value * 7 if amount.unit == "weeks" else amount.value


_SPELLED = {
    UnitOfMeasure.PERCENT: "PERCENT",
    UnitOfMeasure.PERCENTAGE_POINTS: "POINTS_PERCENT",
    **{unit: unit.name for unit in DURATIONS},
    UnitOfMeasure.SCORE: "POINTS",
    UnitOfMeasure.KRONER: "KRONER",
}


def _in_unit(amount: tree.WrittenAmount, unit: UnitOfMeasure) -> tuple[Fix, ...]:
    """The amount as it would be in the unit; what is under 1 may be a part of a whole that was meant in per cent. A
    part in words (`halvparten`) is no number of anything."""
    if not amount.number:
        return ()
    if unit is UnitOfMeasure.PERCENT:
        return _as_percent(amount)
    word = _SPELLED.get(unit)
    return replacing(amount.span, f"{amount.number} {spelled(word, amount)}" if word else amount.number)


def _as_percent(amount: tree.WrittenAmount) -> tuple[Fix, ...]:
    plain = f"{amount.number} %"
    hundredfold = amount.value * 100
    if amount.unit is None and 0 < amount.value <= 1 and hundredfold.denominator == 1:
        return replacing(amount.span, f"{hundredfold} %", plain)
    return replacing(amount.span, plain)


def spelled(word: str, amount: tree.WrittenAmount) -> str:
    """How the word is written in the language of the amount's file."""
    return load_words().canonical(word, amount.language)


def _floor_or_ceiling(target: tree.Target) -> tuple[Fix, ...]:
    if target.value is None:
        return ()
    words = (spelled(word, target.value) for word in ("AT_LEAST", "AT_MOST"))
    return replacing(target.span, *(f"{word} {target.value.text}" for word in words))


def check_percent(amount: tree.WrittenAmount, scope: Scope) -> None:
    """Report an amount that is not in per cent where nothing else can be."""
    if amount.unit != "percent":
        fixes = _as_percent(amount)
        scope.report("T116", amount.span, fixes=fixes, found=amount.text, number=amount.number)


def step_in(amount: tree.WrittenAmount, unit: UnitOfMeasure, *, of_value: bool = False) -> Fraction:
    """A difference in the indicator's unit: percentage points for what is in per cent. `of_value`: whether a part of
    the value may stand there instead, and is offered."""
    if unit is not UnitOfMeasure.PERCENT:
        return amount_in(amount, unit)
    if amount.unit != "percentage_points":
        part = f"{amount.number} % {spelled('OF_VALUE', amount)}"
        points = f"{amount.number} {spelled('POINTS_PERCENT', amount)}"
        fixes = replacing(amount.span, points, *([part] if of_value and amount.unit == "percent" else []))
        raise refuse("T041", amount.span, fixes=fixes, found=amount.text)
    return amount.value


def direction_of(
    target: tree.Target | None, declared: tree.DirectionWord | None, typed: Typed
) -> tuple[Direction | None, str | None]:
    """The direction (R23: target, line, quantity, default of a share) and the term it was assumed for."""
    direction = declared or typed.direction
    if target is not None and target.form == "corridor":
        return Direction.INSIDE, None
    if target is not None and target.operator is not None:
        return (Direction.HIGHER if target.operator[0] == ">" else Direction.LOWER), None
    if target is not None and target.comparison in ("higher", "lower"):
        return Direction(target.comparison), None
    if direction is not None:
        return Direction(direction), None
    if typed.assumed is not None:
        return Direction.HIGHER, typed.assumed
    if target is None or target.form == "none":
        return None, None
    if target.value is not None and target.value.value == 0 and typed.unit is UnitOfMeasure.COUNT:
        return Direction.LOWER, None  # a floor of 0 cases holds whatever comes
    text = target.value.text if target.value is not None else ""
    raise refuse("T042", target.span, fixes=_floor_or_ceiling(target), target=text)


_STRICT = ("<", ">")
_ON_THE_LIMIT = Translated("er nådd på grensen selv", "er nådde på sjølve grensa", "are reached on the limit itself")
_ON_NO_LIMIT = Translated(
    "er ikke nådd på grensen selv", "er ikkje nådde på sjølve grensa", "are not reached on the limit itself"
)
_WORD_OF = {"<": "UNDER", ">": "OVER", "<=": "AT_MOST", ">=": "AT_LEAST"}
_OTHER_STRICTNESS = {"<": "AT_MOST", ">": "AT_LEAST", "<=": "UNDER", ">=": "OVER"}
_BETTER = {"higher": Translated("høyere", "høgare", "higher"), "lower": Translated("lavere", "lågare", "lower")}


def check_declared(
    code: str, direction: Direction | None, declared: tree.DirectionWord | None, target: tree.Target, scope: Scope
) -> None:
    """Warn where a target's word says another way than what is measured was declared with."""
    if declared is None or direction not in (Direction.HIGHER, Direction.LOWER) or direction.value == declared:
        return
    scope.report("L009", target.span, indicator=code, said=_BETTER[direction.value], declared=_BETTER[declared])


def is_strict(rows: Sequence[tree.Target], of_sentence: tree.Target | None) -> bool:
    """Whether the targets are reached only beyond the amount (`under 6 %`): as the sentence's says, else the first of
    `rows` that says it either way."""
    if of_sentence is not None and of_sentence.form == "improvement":
        return of_sentence.value is None and of_sentence.operator is None
    if of_sentence is not None and of_sentence.form == "level":
        return of_sentence.operator in _STRICT
    return next((row.operator in _STRICT for row in rows if row.operator is not None), False)


def check_strict(target: tree.Target, strict: bool, rows: Sequence[tree.Target]) -> None:
    """Refuse a target that is reached exactly on the amount beside others that are not, and the other way round."""
    if any(row.form == "improvement" for row in rows):
        return  # alone, or reported
    if target.operator is None or target.value is None or (target.operator in _STRICT) == strict:
        return
    spelling, word = (spelled(of[target.operator], target.value) for of in (_WORD_OF, _OTHER_STRICTNESS))
    amount = target.value.text
    raise refuse(
        "T140",
        target.span,
        fixes=() if target.word is None else replacing(target.word, word),
        found=f"{spelling} {amount}",
        others=_ON_NO_LIMIT if strict else _ON_THE_LIMIT,
        wanted=f"{word} {amount}",
    )


def check_size(code: str, written: tree.Target, target: Target, unit: UnitOfMeasure, traits: Traits) -> None:
    """Refuse a target in per cent of more than all of them (T173; only of what is a part), or of more than ten times
    the whole (T142), as one in the table of targets is.

    An improvement is no level, and is left alone.
    """
    if unit is not UnitOfMeasure.PERCENT or target.form not in (TargetForm.LEVEL, TargetForm.CORRIDOR):
        return
    for amount, value in ((written.value, target.value), (written.high, target.high)):
        if amount is None or value is None:
            continue
        if traits.numerator == "part" and not 0 <= value <= 100:
            raise refuse("T173", amount.span, fixes=_a_digit_less(amount), found=amount.text, indicator=code)
        if abs(value) > OF_THE_WHOLE:
            raise refuse("T142", amount.span, found=amount.text, indicator=code)


def _a_digit_less(amount: tree.WrittenAmount) -> tuple[Fix, ...]:
    """The amount with its last digit behind the decimal mark, where that may be a share: `60 %` of `600 %`."""
    tenth = amount.value / 10
    if not (amount.number and tenth.denominator in (1, 2, 5, 10) and 0 <= tenth <= 100):
        return ()
    number = f"{float(tenth):g}" if amount.language == "en" else f"{float(tenth):g}".replace(".", ",")
    return replacing(amount.span, amount.text.replace(amount.number, number, 1))


def resolved(target: tree.Target, unit: UnitOfMeasure, direction: Direction | None, scope: Scope) -> Target:
    """A target as the model has it, in the indicator's unit."""
    level = scope.level(target.level) if target.level is not None else None
    line = scope.line(target.line) if target.line is not None else None
    relative = target.form == "improvement" and _is_relative(target, unit)
    value = _value(target, unit, direction, relative)
    high = amount_in(target.high, unit) if target.high is not None else None
    if high is not None and high < value:
        raise refuse("T045", target.span, low=str(value), high=str(high))
    _check_direction(target, direction)
    return Target(
        form=TargetForm(target.form),
        direction=direction,
        value=value,
        high=high,
        base=target.base,
        base_year=target.base_year,
        base_level=base_level(target, scope) if target.base == "level" else None,
        relative=relative,
        level=level,
        units=tuple(u.text for u in target.units),
        line=line,
        valid_from=_month(target.valid_from),
        decided=target.decided.day if target.decided else None,
        location=Location(target.span.path, target.span.line),
    )


def _value(target: tree.Target, unit: UnitOfMeasure, direction: Direction | None, relative: bool) -> Fraction:
    """The amount in the unit, per cent of a relative improvement as it is; 0 where the target has none."""
    if target.value is None:
        return Fraction(0)
    if target.form == "improvement":
        return _part_of_what_was(target, direction) if relative else step_in(target.value, unit, of_value=True)
    return amount_in(target.value if target.value.unit or target.high is None else _like(target), unit)


def _part_of_what_was(target: tree.Target, direction: Direction | None) -> Fraction:
    """The per cent of an improvement; refused where more would be taken away than there was (T169)."""
    assert target.value is not None
    if direction is Direction.LOWER and target.value.value > 100:
        raise refuse("T169", target.value.span, found=target.value.text)
    return target.value.value


def _check_direction(target: tree.Target, direction: Direction | None) -> None:
    """Refuse a target that is on another side than the direction in which the indicator is better (T046)."""
    of_operator = {">": Direction.HIGHER, "<": Direction.LOWER}.get((target.operator or "")[:1])
    if of_operator is not None and direction is not None and of_operator is not direction:
        raise refuse("T046", target.span)
    if target.form == "corridor" and direction is not Direction.INSIDE:
        raise refuse("T046", target.span)


def _is_relative(target: tree.Target, unit: UnitOfMeasure) -> bool:
    """Whether the amount is a part of what it is compared with: per cent of what is not in per cent itself."""
    if target.value is None:
        return False
    if target.of_value and target.value.unit != "percent":
        raise refuse("T116", target.value.span, found=target.value.text, number=target.value.number)
    return target.value.unit == "percent" and (target.of_value or unit is not UnitOfMeasure.PERCENT)


def check_alone(target: tree.Target, rows: Sequence[tree.Target]) -> None:
    """Refuse a target that is an earlier figure where it is not the only one, for all units and months: nothing else
    would be used."""
    tails = (target.valid_from, target.level, target.line, target.category, target.decided)
    if target.form == "improvement" and (len(rows) > 1 or any(tail is not None for tail in tails)):
        raise refuse("T141", target.span)


def _like(target: tree.Target) -> tree.WrittenAmount:
    """The low edge of `4-6 %`: it has the unit of the high one."""
    assert target.value is not None
    assert target.high is not None
    return replace(target.value, unit=target.high.unit)


def _month(literal: tree.DateLiteral | None) -> Month | None:
    return None if literal is None else Month.of(literal.day.year, literal.day.month)


def check_overlaps(targets: Sequence[tuple[tree.Target, Target]], scope: Scope) -> None:
    """Two rows that begin in the same month for the same units, decided at one time, are one too many."""
    seen: dict[tuple[object, ...], tree.Target] = {}
    for written, target in targets:
        for unit, category in product(target.units or ("",), target.categories or ("",)):
            key = (target.level, unit, target.line, category, target.valid_from, target.decided)
            if key in seen:
                first = seen[key]
                scope.report("T047", written.span, first=first.span.where)
            seen.setdefault(key, written)


def check_tolerance(code: str, targets: Sequence[Target], rule: StatusRule, at: Span, scope: Scope) -> None:
    """A tolerance in per cent of the target needs a target that is not 0."""
    if rule.amber.of_target and any(t.form is TargetForm.LEVEL and t.value == 0 for t in targets):
        scope.report("T056", at, indicator=code)


def check_bracket(
    code: str, bracket: tree.Target | None, targets: Sequence[tuple[tree.Target, Target]], scope: Scope
) -> None:
    """A note where a dated row for every unit ends the target in the sentence (None: the sentence has none)."""
    own = next((t.categories for w, t in targets if w.span == bracket.span), ()) if bracket is not None else ()
    everyone = [
        (w, t) for w, t in targets if t.level is None and not t.units and t.line is None and t.categories == own
    ]
    dated = [(t.valid_from, w) for w, t in everyone if t.valid_from is not None]
    if bracket is not None and bracket.valid_from is None and dated:
        start, row = min(dated, key=lambda d: d[0].number)
        where = row.span.where
        scope.report("L006", bracket.span, indicator=code, start=start, where=where)


def check_parents(code: str, traits: Traits, targets: Sequence[tuple[tree.Target, Target]], scope: Scope) -> None:
    """A parent's own target that is stricter than the loosest a unit has: all may be green below a red parent.

    Counts and amounts are left alone: a parent's is a sum.
    """
    if traits.targets == "summed":
        return
    level_targets = [(w, t) for w, t in targets if t.form is TargetForm.LEVEL and t.direction is not None]
    above = [(w, t) for w, t in level_targets if t.level in scope.upper_levels]
    below = [(w, t) for w, t in level_targets if t.level not in scope.upper_levels]
    for written, target in above:
        for under, own in below:
            stricter = target.value > own.value if target.direction is Direction.HIGHER else target.value < own.value
            same = target.line in (None, own.line) and target.categories == own.categories
            if stricter and same and _meet(target, own, below):
                first = under.span.where
                scope.report("L005", written.span, indicator=code, level=target.level or "", first=first)
                break


def _meet(target: Target, own: Target, below: Sequence[tuple[tree.Target, Target]]) -> bool:
    """Whether the unit's target is still in force when the parent's begins, or begins later."""
    start = target.valid_from or own.valid_from
    later = [t for _, t in below if _whom(t) == _whom(own) and t is not own]
    ends = [t.valid_from for t in later if t.valid_from and (own.valid_from is None or t.valid_from > own.valid_from)]
    return start is None or not any(end <= start for end in ends)


def _whom(target: Target) -> tuple[object, ...]:
    return target.level, target.units, target.line, target.categories
