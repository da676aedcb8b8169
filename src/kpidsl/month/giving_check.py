"""Books of findings given out: what is to be looked at in the extract before the card counts as checked."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from kpidsl.followup.asking import with_entered
from kpidsl.followup.findings import ExtractFinding, finding_rows
from kpidsl.model.cycle import Task
from kpidsl.model.duty import DutyState
from kpidsl.model.edition import Edition
from kpidsl.model.form import FINDINGS, Form
from kpidsl.model.organisation import UnitKey
from kpidsl.model.spec import output_language
from kpidsl.model.state import State
from kpidsl.month.giving import Given, write_book
from kpidsl.month.own_limits import OutsideLimits, outside_own_limits
from kpidsl.month.readiness import MonthStanding
from kpidsl.month.store import UnitFolder
from kpidsl.rendering.machine.compare import changed_since
from kpidsl.rendering.shown.work_list import work_list
from kpidsl.rendering.store import last_before
from kpidsl.wording import numbers
from kpidsl.wording.cells import figure_text
from kpidsl.wording.words import words

_MOST_MONTHS = 3
MOST_FINDINGS = 500
"""A book that is answered row by row has no more; the rest are in data_problems.xlsx."""


def give_check(edition: Edition, standing: MonthStanding, root: Path, on: date, store: Path | None = None) -> Given:
    """The book of findings of the edition's unit, as `write_book`; None where it does not check the extract. With the
    folder of the units' stores it has what changed in earlier months since the unit's last edition."""
    unit, w = edition.structure.nodes[edition.home].unit, words(edition.language)
    checking = [s.duty for s in standing.readiness.duties if s.duty.task is Task.CHECK_EXTRACT and s.duty.unit == unit]
    if not checking:
        return None, ()
    folder = UnitFolder(root, unit.folder)
    followed, wrong = folder.followed()
    if followed is None:
        return None, wrong
    duties = {duty.line: duty.role for duty in checking}
    covered = frozenset(one for duty in checking for one in duty.covers)
    last = last_before(store / edition.store, edition.period) if store is not None else None
    earlier = _changed_earlier(edition, last) if last is not None else ()
    findings = [*_not_entered(standing, covered, edition.language), *earlier, *findings_of(edition)]
    rows = finding_rows(edition.period, w["the_whole_extract"], findings, edition.id, duties)
    form = Form("", unit.folder, checking[0].unit_name, edition.period, edition.language, {FINDINGS.name: rows})
    return write_book(folder, with_entered(form, followed, w), followed, on)


def findings_of(edition: Edition) -> list[ExtractFinding]:
    """The findings of the edition: units without figures, its data problems in the order of their list, and the units'
    own figures that lie outside their control limits."""
    findings = [*_without_figures(edition), *_data_problems(edition), *_outside_limits(edition)]
    if len(findings) <= MOST_FINDINGS:
        return findings
    left = words(edition.language)["more_findings"].format(count=len(findings) - MOST_FINDINGS)
    return [*findings[:MOST_FINDINGS], ExtractFinding(left)]


def _not_entered(standing: MonthStanding, covered: Set[UnitKey], language: str) -> Iterator[ExtractFinding]:
    """The units that have not entered all of their own figures."""
    w = words(language)
    for status in standing.readiness.duties:
        duty = status.duty
        if duty.task is Task.ENTER_FIGURES and duty.unit in covered and status.state is not DutyState.DELIVERED:
            text = w["figures_not_entered"].format(sources=", ".join(duty.sources))
            yield ExtractFinding(text, f"{duty.unit.code} {duty.unit_name}")


def _without_figures(edition: Edition) -> Iterator[ExtractFinding]:
    """The units for which figures of the month are missing, or not ready while those of others are."""
    leaves = list(_leaves(edition))
    states = {at: {one.code: _state(edition, one.code, at) for one in edition.indicators_at(at)} for at in leaves}
    ready = {code for of_unit in states.values() for code, state in of_unit.items() if state is State.VALUE}
    for at, of_unit in states.items():
        lacking = [
            code
            for code, state in of_unit.items()
            if state is State.MISSING or (state is State.NOT_READY and code in ready)
        ]
        if lacking:
            text = words(edition.language)["figures_are_missing"].format(codes=", ".join(lacking))
            yield ExtractFinding(text, _about(edition, at))


def _state(edition: Edition, code: str, at: int) -> State | None:
    """The state of the month's figure; None where it is hidden."""
    figure = edition.cell(code, at).month
    return None if figure.hidden else figure.state


def _changed_earlier(edition: Edition, last: Path) -> Iterator[ExtractFinding]:
    """A finding for each unit and indicator whose figures of earlier months are others than in the last edition."""
    w, places = words(edition.language), {edition.structure.nodes[at].unit: at for at in _leaves(edition)}
    changed: dict[tuple[UnitKey, str], dict[str, str]] = {}
    for one in changed_since(last, edition):
        month, _, level, unit, code, _ = one.key
        if UnitKey(level, unit) in places:
            old, new = (_as_read(edition, code, one.column, text) for text in (one.old, one.new))
            change = w["changed_from"].format(month=month, old=old, new=new)
            changed.setdefault((UnitKey(level, unit), code), {})[month] = change
    for (key, code), of_months in changed.items():
        newest = sorted(of_months, reverse=True)[:_MOST_MONTHS]
        more = w["and_more"].format(count=len(of_months) - len(newest)) if len(of_months) > len(newest) else ""
        months = "; ".join(of_months[month] for month in newest) + more
        text = w["changed_earlier"].format(code=code, edition=last.parent.name, months=months)
        yield ExtractFinding(text, _about(edition, places[key]))


def _as_read(edition: Edition, code: str, column: str, text: str) -> str:
    """A cell of results.csv as it is read: a figure, or the word of a state."""
    indicator = edition.spec.indicator(code)
    if column == "value" and text and indicator is not None:
        return numbers.figure(Fraction(text), indicator.unit, edition.language)
    return words(edition.language).get(text, text) or "–"


def _data_problems(edition: Edition) -> Iterator[ExtractFinding]:
    for file in work_list(edition.problems, output_language(edition.language)):
        for cause in file.causes:
            for task in cause.tasks:
                place = f"{file.file}:{task.places}" if file.file and task.places else file.file
                about = ", ".join(filter(None, (task.unit, task.indicator, place)))
                yield ExtractFinding(task.message, about, cause.todo)


def _outside_limits(edition: Edition) -> Iterator[ExtractFinding]:
    """The figures of the units below, where the sources of the indicator say no per cent that changes may be over."""
    with_limit = {name for name, source in edition.spec.sources.items() if source.change_limit is not None}
    w = words(edition.language)
    for one in outside_own_limits(edition, list(_leaves(edition))):
        indicator = one.indicator
        if not indicator.sources & with_limit:
            low, high = _limits(one, edition.language)
            figure = figure_text(edition.cell(indicator.code, one.node).month, indicator, edition.language)
            text = w["outside_limits"].format(figure=figure, low=low, high=high)
            yield ExtractFinding(f"{indicator.code} {indicator.title}: {text}", _about(edition, one.node))


def _leaves(edition: Edition) -> Iterator[int]:
    """A node of each unit that the edition is for or has below, of those that have no others below them."""
    parents, seen = {node.parent for node in edition.structure.nodes}, set[UnitKey]()
    for at, node in enumerate(edition.structure.nodes):
        if at not in parents and edition.is_own(at) and node.unit not in seen:
            seen.add(node.unit)
            yield at


def _about(edition: Edition, at: int) -> str:
    node = edition.structure.nodes[at]
    return f"{node.unit.code} {node.name}"


def _limits(one: OutsideLimits, language: str) -> tuple[str, str]:
    """The limits, rounded towards the figures inside them, so that what is printed never looks as if it were inside;
    to the nearest where nothing would be left between them."""
    indicator = one.indicator
    low, high = (Fraction(value).limit_denominator(10**9) * indicator.scale for value in (one.lower, one.upper))
    step = Fraction(1, 10**indicator.unit.decimals)
    if ceil(low / step) > floor(high / step):
        return numbers.figure(low, indicator.unit, language), numbers.figure(high, indicator.unit, language)
    unit = indicator.unit
    return numbers.bound(low, unit, language, up=True), numbers.bound(high, unit, language, up=False)
