"""Since when a figure has deviated, in words that claim no more than is seen."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.state import State
from kpidsl.wording.numbers import month_from, month_name
from kpidsl.wording.words import words


def since_text(edition: Edition, code: str, node: int, language: str, categories: Sequence[int] = (0,)) -> str:
    """The first month of the deviation in the edition's period, of several categories the earliest: `mars 2026`, or
    `mars 2026 eller før` where it may have begun earlier for all that is shown. Empty where nothing deviates."""
    runs = [run for category in categories if (run := _begun(edition, code, node, category)) is not None]
    if not runs:
        return ""
    month = month_name(min(first for first, _ in runs), language)
    is_open = any(may_be_longer for _, may_be_longer in runs)
    return words(language)["since_or_before"].format(month=month) if is_open else month


def why_open(edition: Edition, code: str, node: int, language: str, category: int = 0) -> str:
    """Why the deviation in the period may have begun before all that is shown: `juli er skjult`, `juli mangler`. Empty
    where it may not, and without one."""
    run = _begun(edition, code, node, category)
    if run is None or not run[1]:
        return ""
    before, why = run[0] - 1, words(language)
    if before < edition.months[0]:
        return why["since_first_month"]
    at = edition.axes.series(node, category)[before.number - edition.months[0].number]
    key = "hidden" if edition.hidden[code][at] else "lacking" if _is_not_there(edition, code, at) else "unknown"
    return why[f"since_{key}_before"].format(month=month_from(before, edition.period, language))


def known_since(edition: Edition, code: str, node: int, category: int = 0) -> Month | None:
    """The first month of the deviation in the period; None without one, and where it may have begun before."""
    run = _begun(edition, code, node, category)
    return None if run is None or run[1] else run[0]


def news(edition: Edition, code: str, node: int, category: int = 0) -> str:
    """Whether the deviation is `new` in the edition's period or `continuing`; empty without one, and where the month
    before is not seen."""
    run = _begun(edition, code, node, category)
    if run is None:
        return ""
    first, may_be_longer = run
    if first < edition.period:
        return "continuing"
    return "" if may_be_longer else "new"


def counted_with_new(known: Sequence[str], period: Month, language: str) -> str:
    """How many deviations there are, and how many of them are new in the period, of what `news` says of each: `3 avvik,
    1 nytt i oktober`. Where of some the month before is not seen, it says no more than is known."""
    w, month, new = words(language), month_name(period, language, "MMMM"), known.count("new")
    counted = w["deviations_one" if len(known) == 1 else "deviations_several"].format(count=len(known))
    if not new:
        return f"{counted}, {w['deviations_none_new'].format(month=month)}" if all(known) else counted
    count = str(new) if all(known) else w["need_least"].format(amount=new)
    return f"{counted}, {w['deviations_new_one' if new == 1 else 'deviations_new'].format(count=count, month=month)}"


def _begun(edition: Edition, code: str, node: int, category: int) -> tuple[Month, bool] | None:
    """The first of the months in a row that are shown to deviate, up to the period, and whether it may have begun
    before; None where the period's figure does not.

    It rests on nothing but what is shown of each month: of a month that is hidden it tells nothing.
    """
    grid, series = edition.grids[code], edition.axes.series(node, category)
    now = at = edition.period.number - edition.months[0].number
    if not grid.deviation[series[now]]:
        return None
    while at and grid.deviation[series[at - 1]]:
        at -= 1
    first = edition.months[at]
    if not at or grid.since[series[now]] != first.number:
        return first, True
    return first, _may_have_deviated(edition, code, series[at - 1]) or _rests_on_unknown(edition, code, series, at - 1)


def _rests_on_unknown(edition: Edition, code: str, series: Sequence[int], at: int) -> bool:
    """Whether a month is no deviation for want alone of what came before it: the rule asks its status to have lasted
    through months that are not seen or lie before the first, and none of the others has another."""
    indicator, status = edition.spec.indicator(code), edition.grids[code].year_to_date.status
    cases = indicator.deviation_rule.any_of if indicator is not None else ()
    for case in cases:
        months = range(at - case.months + 1, at + 1)
        seen = [status[series[m]] for m in months if m >= 0 and not _may_have_deviated(edition, code, series[m])]
        if len(seen) < len(months) and case.status == status[series[at]] and all(s == case.status for s in seen):
            return True
    return False


def _may_have_deviated(edition: Edition, code: str, at: int) -> bool:
    """Whether a cell that is not shown to deviate may have done so: its figure is hidden or not there, or what is
    missing of it keeps it from a colour."""
    return bool(edition.hidden[code][at]) or _is_not_there(edition, code, at)


def _is_not_there(edition: Edition, code: str, at: int) -> bool:
    """Whether a cell has no figure, or too little of one for a colour."""
    figures = edition.grids[code].year_to_date
    return bool(figures.undecided[at]) or figures.state[at] in _NOT_THERE


_NOT_THERE = (State.NOT_READY, State.MISSING, State.WITHHELD_BY_SOURCE)
