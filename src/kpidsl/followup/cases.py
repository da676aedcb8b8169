"""Cases of deviations: opened by what a card shows, closed by later cards and by the measures.

the card                              the measures                        the case
deviates                              none / planned / begun / all ended  new / planned / ongoing / awaiting effect
does not                              some open                           improved
does not, fewer months than declared  none open                           improved
does not, the declared months         none open                           closed
deviates within a year of closing     any                                 reopened, in its first month
cannot tell                           any                                 as by the card before

A case that was shown stays, and keeps its number, when a corrected edition of the month no longer shows it. A corrected
edition of an earlier month changes no case: what was done since rested on what was shown then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpidsl.followup.row_texts import code_in
from kpidsl.model.deviation_case import CaseState, DeviationCase, ShownCard
from kpidsl.model.form import Cells, Rows
from kpidsl.model.period import Month

_REOPENS_WITHIN = 12
_ENDED, DROPPED, _PLANNED = "ended", "dropped", ("planned", "")

Runs = Mapping[str, Sequence[DeviationCase]]
"""The cases of each indicator, by its code, in the order they were opened."""


@dataclass(frozen=True)
class Cases:
    """A unit's cases after the cards so far. `before` are those before the last month's card."""

    runs: Runs = field(default_factory=dict)
    month: Month | None = None
    before: Runs = field(default_factory=dict)


def with_card(cases: Cases, period: Month, card: ShownCard, measures: Rows) -> Cases:
    """The cases after the card of the period. `measures` are the rows of the plan when the card was made."""
    if cases.month is not None and period < cases.month:
        return cases
    is_revision = period == cases.month
    before = cases.before if is_revision else _settled(cases.runs, measures)
    runs = dict(before)
    for code, lines in card.lines.items():
        runs[code] = _after(before.get(code, ()), code, period, card, lines, measures)
    for code, shown in cases.runs.items() if is_revision else ():
        if len(shown) > len(runs.get(code, ())):
            cannot_tell = card.lines.get(code) is None
            corrected = replace(shown[-1], without=(period,), closes_after=card.closes_after)
            runs[code] = shown if cannot_tell else (*shown[:-1], corrected)
    return Cases({code: tuple(of_code) for code, of_code in runs.items() if of_code}, period, before)


def standing(cases: Cases, measures: Rows) -> tuple[DeviationCase, ...]:
    """Every case with its state by the measures, in the order of the card's indicators, then of opening."""
    return tuple(replace(case, state=_state(case, measures)) for runs in cases.runs.values() for case in runs)


def measures_of(case: DeviationCase, measures: Rows) -> Rows:
    """The measures to show with the case: those about its indicator; of a case that is a new matter, without those that
    had ended when it opened."""
    hidden = case.ended_before if case.reopens is None else frozenset[str]()
    return {n: cells for n, cells in measures.items() if _is_about(cells, case.indicator) and n not in hidden}


def _after(
    runs: Sequence[DeviationCase],
    code: str,
    period: Month,
    card: ShownCard,
    lines: Sequence[str] | None,
    measures: Rows,
) -> Sequence[DeviationCase]:
    """The indicator's cases after a card that shows it on these lines."""
    last = runs[-1] if runs else None
    if lines is None or not (lines or (last and last.is_open)):
        return runs
    if last is None or not last.is_open:
        reopens = last is not None and last.closed is not None and period <= last.closed + _REOPENS_WITHIN
        ended = {n for n, cells in measures.items() if _is_about(cells, code) and _status(cells) in (_ENDED, DROPPED)}
        opened = DeviationCase(
            code, len(runs) + 1, period, period, tuple(lines), period, card.closes_after,
            reopens=last.run if last and reopens else None, ended_before=frozenset(ended),
        )  # fmt: skip
        return (*runs, opened)
    now = replace(last, as_of=period, closes_after=card.closes_after)
    if lines:
        return (*runs[:-1], replace(now, last_deviating=period, lines=tuple(lines), without=()))
    return (*runs[:-1], replace(now, without=(*last.without, period)))


def _settled(runs: Runs, measures: Rows) -> Runs:
    """The cases, those closed that are closed by now: a later card cannot take them up again."""
    return {code: tuple(_closed(case, measures) for case in of_code) for code, of_code in runs.items()}


def _closed(case: DeviationCase, measures: Rows) -> DeviationCase:
    if case.closed is None and _state(case, measures) is CaseState.CLOSED:
        return replace(case, state=CaseState.CLOSED, closed=case.as_of)
    return case


def _state(case: DeviationCase, measures: Rows) -> CaseState:
    if case.closed is not None:
        return CaseState.CLOSED
    about = [cells for n, cells in measures.items() if _is_about(cells, case.indicator) and n not in case.ended_before]
    statuses = [_status(cells) for cells in about if _status(cells) != DROPPED]
    if case.without:
        are_ended = all(status == _ENDED for status in statuses)
        return CaseState.CLOSED if are_ended and len(case.without) >= case.closes_after else CaseState.IMPROVED
    if case.reopens is not None and case.last_deviating == case.opened:
        return CaseState.REOPENED
    if not statuses:
        return CaseState.NEW
    if all(status in _PLANNED for status in statuses):
        return CaseState.PLANNED
    return CaseState.AWAITING_EFFECT if all(status == _ENDED for status in statuses) else CaseState.ONGOING


def _status(cells: Cells) -> str:
    return cells.get("measure_status", "")


def _is_about(cells: Cells, code: str) -> bool:
    return bool(code_in(cells.get("indicator", ""), [code]))
