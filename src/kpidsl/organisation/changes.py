"""From the table of changes: what older codes have become at a date, and what units were formed from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kpidsl.model.organisation import Distribution, Formation, UnitChange
from kpidsl.model.period import Month, month_number

Events = Mapping[str, Mapping[date, Mapping[str, Fraction]]]


def events_until(changes: Sequence[UnitChange], day: date) -> Events:
    """Changes up to `day`: old code → date → receivers and their weights."""
    events: dict[str, dict[date, dict[str, Fraction]]] = {}
    for change in changes:
        if change.on <= day:
            events.setdefault(change.old, {}).setdefault(change.on, {})[change.new] = change.weight
    return events


def successors(
    changes: Sequence[UnitChange], today: set[str], day: date
) -> tuple[dict[str, str], frozenset[str], dict[str, tuple[Month, ...]]]:
    """Older code → today's leaf by merges, renumberings and moves; a split code is a break, never a guess.

    A unit that gives something away and stands on keeps its code's figures; it and the receivers are broken
    from then on.
    """
    events = events_until(changes, day)
    ends = _ends(events, today)
    result: dict[str, str] = {}
    breaks: set[str] = set()
    for old in ends:
        leaf = _followed(old, ends, today)
        if leaf is None:
            breaks.add(old)
        elif leaf in today:
            result[old] = leaf
    broken: dict[str, set[Month]] = {}
    for parting in _partings(events, today):
        for leaf in parting.leaves(today, result):
            broken.setdefault(leaf, set()).add(parting.month)
    return result, frozenset(breaks), {leaf: tuple(sorted(months)) for leaf, months in sorted(broken.items())}


def distributions(changes: Sequence[UnitChange], today: set[str], day: date) -> tuple[Distribution, ...]:
    """The codes whose figures for some months are distributed over several of today's leaves by declared shares, in
    order."""
    events, result = events_until(changes, day), []
    for code, dated in sorted(events.items()):
        ordered = sorted(dated)
        for at, on in enumerate(ordered):
            shares = _became(code, _month(on) - 1, events, today)
            if shares is not None and len(shares) > 1:
                first = _month(ordered[at - 1]) if at else None
                open_end = at == len(ordered) - 1 and code not in today
                result.append(
                    Distribution(code, first, None if open_end else _month(on), tuple(sorted(shares.items())))
                )
    return tuple(result)


def bridged(
    changes: Sequence[UnitChange],
    today: set[str],
    day: date,
    declared: Sequence[Distribution],
    formed: Mapping[str, str],
) -> frozenset[tuple[str, Month]]:
    """The (leaf, month) pairs in which the leaf received part of another unit and every such part came by declared
    shares."""
    by_shares = {(d.code, leaf) for d in declared for leaf, _ in d.shares}
    whole: dict[tuple[str, Month], bool] = {}
    for parting in _partings(events_until(changes, day), today):
        for leaf in parting.leaves(today, formed):
            key = leaf, parting.month
            whole[key] = whole.get(key, True) and parting.declared and (parting.old, leaf) in by_shares
    return frozenset(key for key, by in whole.items() if by)


def formations(
    changes: Sequence[UnitChange], today: set[str], day: date, stood: Callable[[str, date], bool]
) -> dict[str, tuple[Formation, ...]]:
    """The formations of each unit, by code, earliest first. `stood` tells whether a unit existed before a date."""
    ends = _ends(events_until(changes, day), today)
    received: dict[str, dict[date, set[str]]] = {}
    for old, (on, receivers) in ends.items():
        if len(receivers) == 1:
            received.setdefault(next(iter(receivers)), {}).setdefault(on, set()).add(old)
    result: dict[str, tuple[Formation, ...]] = {}
    for new, dated in received.items():
        first = min(dated)
        result[new] = tuple(
            Formation(_month(on), tuple(sorted(olds | ({new} if on > first or stood(new, on) else set()))))
            for on, olds in sorted(dated.items())
        )
    return result


@dataclass(frozen=True, slots=True)
class _Parting:
    """A unit that gave part of itself to `receivers`; it is among them where it still exists."""

    old: str
    month: Month
    receivers: frozenset[str]
    declared: bool

    def leaves(self, today: set[str], formed: Mapping[str, str]) -> list[str]:
        """Today's leaves that received a part."""
        followed = (unit if unit in today else formed.get(unit) for unit in self.receivers)
        return [leaf for leaf in followed if leaf is not None]


def _partings(events: Events, today: set[str]) -> list[_Parting]:
    result = []
    for old, dated in events.items():
        for on, receivers in dated.items():
            continues, others = _stands(old, on, events, today), frozenset(receivers) - {old}
            if others and (continues or len(others) > 1):
                got = others | {old} if continues else others
                result.append(_Parting(old, _month(on), got, _declared(receivers)))
    return result


def _stands(old: str, on: date, events: Events, today: set[str]) -> bool:
    """Whether a unit continues after giving part of itself away: it is a receiver, changes again later, or exists
    today."""
    return old in events[old][on] or old in today or on < max(events[old])


def _declared(receivers: Mapping[str, Fraction]) -> bool:
    return any(weight != 1 for weight in receivers.values())


def _ends(events: Events, today: set[str]) -> dict[str, tuple[date, set[str]]]:
    """The codes that ended, with the date and what they became."""
    return {
        old: (on, set(receivers) - {old})
        for old, dated in events.items()
        for on, receivers in dated.items()
        if not _stands(old, on, events, today)
    }


def _followed(old: str, ends: Mapping[str, tuple[date, set[str]]], today: set[str]) -> str | None:
    """The last code that `old` became, following one receiver at a time; None where it had several on the way."""
    on, receivers = ends[old]
    while len(receivers) == 1:
        code = next(iter(receivers))
        if code in today or code not in ends or ends[code][0] <= on:
            return code
        on, receivers = ends[code]
    return None


def _became(
    code: str, month: Month, events: Events, today: set[str], *, late: bool = True
) -> dict[str, Fraction] | None:
    """Today's leaves that received a code's figures of a month, with their shares; None where a split on the way has
    no declared shares or a receiver is unknown. `late`: rows dated after a code ended follow its last change."""
    dates = sorted(on for on in events.get(code, {}) if _month(on) > month)
    if not dates and code in today:
        return {code: Fraction(1)}
    if not dates and not (late and code in events):
        return None
    on = dates[0] if dates else max(events[code])
    receivers = dict(events[code][on])
    if not _declared(receivers):
        receivers = {code: Fraction(1)} if _stands(code, on, events, today) else receivers
        if len(receivers) > 1:
            return None
    shares: dict[str, Fraction] = {}
    for receiver, weight in receivers.items():
        further = _became(receiver, _month(on), events, today, late=False)
        if further is None:
            return None
        for leaf, share in further.items():
            shares[leaf] = shares.get(leaf, Fraction(0)) + weight * share
    return shares


def _month(on: date) -> Month:
    return Month(month_number(on))
