"""Whether a condition can hold for any row at all, and whether it holds for every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, prod

from kpidsl.model.condition import (
    Always,
    And,
    Between,
    Compare,
    CompareDeadline,
    CompareDuration,
    Condition,
    InPeriod,
    IsMissing,
    IsTrue,
    Not,
    OneOf,
    Or,
    Scalar,
    members,
)
from kpidsl.model.spec import Source

MOST_TRIED = 5_000
"""Combinations of values that are tried; a condition on more columns than that is taken to be in order."""

Value = Scalar | None
_Row = Mapping[object, Value | bool]
_OTHER = "\0"  # a text that no condition names


def never(condition: Condition, source: Source) -> bool:
    """Return whether no row of the source can meet the condition; False if that is not known."""
    return any(_none_of(part, source) for part in _apart(condition))


def always(condition: Condition, source: Source, given: Condition | None = None) -> bool:
    """Whether every row that meets `given` (None: every row) meets the condition, as far as its columns have values;
    False where that is not known."""
    asked = Not(condition)
    both = asked if given is None else And((given, asked))
    without = [part.column for part in members(given or Always()) if isinstance(part, IsMissing)]
    rows = _rows(both, source, missing=frozenset([*_asked_missing(condition), *without]))
    return rows is not None and not any(_truth(both, row) is True for row in rows)


def _none_of(condition: Condition, source: Source) -> bool:
    rows = _rows(condition, source, missing=None)
    return rows is not None and not any(_truth(condition, row) is True for row in rows)


def _apart(condition: Condition) -> list[Condition]:
    """The members of a conjunction in groups that share no column: each group is judged by itself."""
    groups: list[tuple[set[object], list[Condition]]] = []
    for member in members(condition):
        names, together = set(_about(member)), [member]
        for group in [g for g in groups if g[0] & names]:
            groups.remove(group)
            names, together = names | group[0], group[1] + together
        groups.append((names, together))
    return [And(tuple(together)) for _, together in groups]


def _parts(condition: Condition) -> Iterator[Condition]:
    """The condition and everything in it that is a condition on the row itself."""
    yield condition
    match condition:
        case Not(inner) | IsTrue(inner):
            yield from _parts(inner)
        case And(inner) | Or(inner):
            for one in inner:
                yield from _parts(one)
        case _:
            pass


def _about(condition: Condition) -> Iterator[object]:
    """The columns that it is about, and what it asks beside columns (by itself)."""
    for part in _parts(condition):
        match part:
            case Compare(column=column) | OneOf(column=column) | Between(column=column) | IsMissing(column):
                yield column
            case InPeriod(column) | CompareDeadline(column=column):
                yield column
                yield part
            case CompareDuration(duration=duration):
                yield from (name for name in (duration.start, duration.end) if name is not None)
                yield part
            case Not() | IsTrue() | And() | Or() | Always():
                pass
            case _:
                yield part


def _asked_missing(condition: Condition) -> Iterator[str]:
    return (part.column for part in _parts(condition) if isinstance(part, IsMissing))


def _rows(condition: Condition, source: Source, missing: frozenset[str] | None) -> list[_Row] | None:
    """Rows that between them try everything the condition tells apart; None where they are too many. A column has no
    value in some of them where it is among `missing` (None: every column is)."""
    names = list(dict.fromkeys(_about(condition)))
    tried: list[Sequence[Value | bool]] = []
    for name in names:
        if isinstance(name, str):
            without: tuple[Value, ...] = (None,) if missing is None or name in missing else ()
            tried.append((*without, *_values(name, condition, source)))
        else:
            tried.append((True, False))
    if prod(map(len, tried)) > MOST_TRIED:
        return None
    return [dict(zip(names, row, strict=True)) for row in product(*tried)]


def _values(name: str, condition: Condition, source: Source) -> list[Value]:
    """Values of a column on both sides of everything that it is compared with, within the bounds that it has."""
    column = source.named(name)
    if column is not None and column.legal:
        return list(column.legal)
    constants = list(dict.fromkeys(_constants(name, condition)))
    texts = [v for v in constants if isinstance(v, str)]
    days = sorted({v for v in constants if isinstance(v, date)})
    bounds = column.bounds if column is not None else None
    numbers = sorted({v for v in constants if isinstance(v, Fraction)})
    numbers = sorted({*numbers, *bounds}) if numbers and bounds else numbers
    whole = column is not None and column.type == "integer"
    values: list[Value] = [*texts, _OTHER] if texts or not (days or numbers) else []
    values += sorted({d + timedelta(step) for d in days for step in (-1, 0, 1) if date.min < d < date.max})
    near = {Fraction(whole_number) for n in numbers for whole_number in (floor(n), ceil(n))} if whole else numbers
    ends = {n + step for n in near for step in (-1, 0, 1)}
    between = set() if whole else {(low + high) / 2 for low, high in pairwise(numbers)}
    return values + sorted(n for n in ends | between if bounds is None or bounds[0] <= n <= bounds[1])


def _constants(name: str, condition: Condition) -> Iterator[Scalar]:
    for part in _parts(condition):
        match part:
            case Compare(column, _, value) if column == name:
                yield value
            case Between(column, low, high) if column == name:
                yield low
                yield high
            case OneOf(column, values) if column == name:
                yield from values
            case _:
                pass


def _truth(condition: Condition, row: _Row) -> bool | None:
    """The condition's truth with three values, as in SQL: None is unknown."""
    match condition:
        case Always():
            return True
        case IsMissing(column):
            return row[column] is None
        case Compare(column, operator, value):
            return None if row[column] is None else _compared(row[column], operator, value)
        case Between(column, low, high):
            cell = row[column]
            return None if cell is None else _compared(cell, ">=", low) and _compared(cell, "<=", high)
        case OneOf(column, values):
            return None if row[column] is None else row[column] in values
        case InPeriod(column) | CompareDeadline(column=column):
            return None if row[column] is None else bool(row[condition])
        case CompareDuration(duration=duration):
            both_given = all(row[name] is not None for name in (duration.start, duration.end) if name is not None)
            return bool(row[condition]) if both_given else None
        case Not(inner):
            held = _truth(inner, row)
            return None if held is None else not held
        case IsTrue(inner):
            return _truth(inner, row) is True
        case And(inner):
            return _all([_truth(one, row) for one in inner])
        case Or(inner):
            none_holds = _all([None if held is None else not held for held in (_truth(one, row) for one in inner)])
            return None if none_holds is None else not none_holds
        case _:
            return bool(row[condition])


def _all(held: list[bool | None]) -> bool | None:
    return False if False in held else None if None in held else True


def _compared(actual: object, operator: str, value: Scalar) -> bool:
    left, right = (actual, value)
    if operator in ("=", "<>"):
        return (left == right) == (operator == "=")
    assert isinstance(left, Fraction | date | str)
    less, equal = left < right, left == right  # type: ignore[operator]
    return {"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[operator]
