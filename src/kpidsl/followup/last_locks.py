"""The digits of the last lock over each unit, by the ledgers: whoever keeps them can show that the lock is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kpidsl.model.act import Act
from kpidsl.model.cycle import Task
from kpidsl.model.lock import DIGITS


def last_locks(acts: Iterable[Sequence[Act]]) -> Mapping[str, str]:
    """By the unit's folder, `kontor-0101`, the digits of the last lock of a card that the unit is in; no lock whose act
    is struck."""
    locks = [act for of_unit in acts for act in of_unit if act.header.kind == Task.LOCK_CARD and act.said is not None]
    digits: dict[str, str] = {}
    for act in sorted(locks, key=lambda one: (one.header.on, one.number)):
        content: dict[str, Any] = dict(act.said or {})
        for unit, _ in content.get("entered", ()):
            digits[unit] = str(content.get("hash", ""))[:DIGITS]
    return digits
