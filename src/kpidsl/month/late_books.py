"""Books that come after the card of their month was locked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpidsl.followup.ledger import read_chain
from kpidsl.model.act import Act
from kpidsl.model.cycle import Task
from kpidsl.model.period import Month
from kpidsl.month.store import unit_folders
from kpidsl.problems import Problem, problem


class LockedCards:
    """The locked cards of the units with a folder in `root`, as the ledgers stand when a month is first asked for.

    A ledger that is not whole has none. Neither has a lock whose text has been struck: what it is of is not known.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._last: dict[Month, Sequence[Act]] = {}

    def after(self, book: str, unit: str, period: Month) -> tuple[Problem, ...]:
        """F059 for each card of the month that the unit (`kontor-0315`) is locked in: the book comes after it."""
        if period not in self._last:
            self._last[period] = self._last_locks(period)
        problems = []
        for act in self._last[period]:
            content: dict[str, Any] = dict(act.said or {})
            if any(covered == unit for covered, _ in content.get("entered", ())):
                header = act.header
                card = f"{header.unit} {header.line}".strip()
                problems.append(
                    problem("F059", book=book, period=period, card=card, by=header.by, on=f"{header.on:%d.%m.%Y}")
                )
        return tuple(problems)

    def _last_locks(self, period: Month) -> list[Act]:
        """The act of the last lock of each unit and line."""
        last: dict[tuple[str, str], Act] = {}
        for folder in unit_folders(self._root):
            chain = read_chain(folder.ledger(period))
            for act in chain.acts if not chain.findings else ():
                header = act.header
                if header.kind == Task.LOCK_CARD and header.period == period:
                    last[header.unit, header.line] = act
        return list(last.values())
