"""What a specification's conditions ask of the rows: texts that a column must hold, and persons of other sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from kpidsl.model.condition import (
    Always,
    And,
    Between,
    Compare,
    CompareDeadline,
    CompareDuration,
    Condition,
    EventExists,
    InOrder,
    InPeriod,
    InWholeWindow,
    IsMissing,
    IsTrue,
    Not,
    OneOf,
    Or,
    PersonIn,
    links_in,
)
from kpidsl.model.measure import conditions_of
from kpidsl.model.spec import Spec


@dataclass(frozen=True, slots=True, order=True)
class AskedTexts:
    """Texts of which a condition asks that a source's column holds one."""

    source: str
    column: str
    texts: tuple[str, ...]


def asked_texts(spec: Spec) -> tuple[AskedTexts, ...]:
    """What the indicators' conditions ask of text columns, each once and in order."""
    return tuple(sorted({one for source, condition in _conditions(spec) for one in _texts(source, condition)}))


def asked_persons(spec: Spec) -> tuple[tuple[str, str], ...]:
    """(source whose rows are counted, source that their persons are looked up in), each pair once and in order; a
    source that is looked up in itself is none."""
    pairs = {(source, link.source) for source, condition in _conditions(spec) for link in links_in(condition)}
    return tuple(sorted((source, other) for source, other in pairs if source != other))


def _conditions(spec: Spec) -> Iterator[tuple[str, Condition]]:
    """Each condition of the indicators, by all their definitions, with the source whose rows it is put to."""
    for indicator in spec.indicators:
        for _, formula in indicator.counted:
            yield from conditions_of(formula)


def _texts(source: str, condition: Condition) -> Iterator[AskedTexts]:
    match condition:
        case Compare(column, "=" | "<>", str(text)):
            yield AskedTexts(source, column, (text,))
        case OneOf(column, values):
            texts = tuple(sorted(v for v in values if isinstance(v, str)))
            if texts:
                yield AskedTexts(source, column, texts)
        case EventExists() | PersonIn() | InWholeWindow():
            yield from _texts(condition.source, condition.condition)
        case Not(inner) | IsTrue(inner):
            yield from _texts(source, inner)
        case And(members) | Or(members):
            for member in members:
                yield from _texts(source, member)
        case Always() | Compare() | Between() | IsMissing() | InPeriod():
            return
        case CompareDeadline() | CompareDuration() | InOrder():
            return
        case _:
            assert_never(condition)
