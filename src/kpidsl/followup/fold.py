"""Acts to what they amount to: the plan, the comments and the texts that stand, and the forms that are out.

A reading is merged here, act by act, not where the book is read: so it does not matter who was first to the ledger, and
an act that is struck takes nothing but its own texts with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

from kpidsl.followup.cases import Cases, standing, with_card
from kpidsl.followup.merging import answer, merge
from kpidsl.followup.row_numbers import new_number
from kpidsl.model.act import Act, ActHeader, Json
from kpidsl.model.cycle import Task
from kpidsl.model.deviation_case import DeviationCase, ShownCard
from kpidsl.model.follow_up import Author, Entries, Event, Proposal, Remark
from kpidsl.model.form import MEASURES, PROPOSALS, TABLES, Form, FormKind, FormTable, Rows, kind_of
from kpidsl.model.period import Month
from kpidsl.model.sheet import NumberedRow

FORM, READING, CARD = "form", "reading", "card"
"""The kinds of acts that are folded here: a form that was given out, a book that was read, and which deviations the
unit's card showed."""

_PLAN = (MEASURES.name, None)
_MERGED = tuple(table for table in TABLES if table is not PROPOSALS)


@dataclass(frozen=True)
class Reading:
    """A book as it was read: the rows of each sheet that was in it, recognised."""

    form: str
    author: Author
    tables: Mapping[str, Sequence[NumberedRow]]
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True)
class Followed:
    """What a unit's acts amount to. The plan goes on from month to month; comments and texts are a period's."""

    entries: Mapping[tuple[str, Month | None], Entries] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    latest: Mapping[tuple[FormKind, Month], str] = field(default_factory=dict)
    """The id of the period's last form of each kind."""
    checked: Mapping[Month, str] = field(default_factory=dict)
    """The id of the form of findings that was out when the period's extract was said to be checked; empty: none."""
    bases: Mapping[tuple[str, str, str], Rows] = field(default_factory=dict)
    """By form, person and table: the rows as the person last handed them in."""
    files: frozenset[str] = frozenset()
    """The sha256 of the books that have been read."""
    remarks: Mapping[tuple[FormKind, Month, str], Sequence[Remark]] = field(default_factory=dict)
    """By kind of form, period and person: those of the person's last book."""
    shown: Mapping[Month, ShownCard] = field(default_factory=dict)
    """The period's last card."""
    deviations: Cases = field(default_factory=Cases)
    planned: Mapping[str, Month] = field(default_factory=dict)
    """By a measure's number: the month of the book in which it was first entered."""

    @property
    def cases(self) -> tuple[DeviationCase, ...]:
        """The unit's cases, closed ones too, as they stand after the last card and by the measures that are entered."""
        return standing(self.deviations, self.plan)

    @property
    def plan(self) -> Rows:
        """The measures that are not removed."""
        return self.entries.get(_PLAN, Entries()).texts

    def of(self, table: FormTable, period: Month) -> Entries:
        """What is entered in the table; of one without rows, nothing."""
        return self.entries.get(_key(table, period), Entries())

    def base(self, form: Form, person: str, table: FormTable) -> Rows:
        """The rows as the person had them before them: as handed in on this form, or as the form was."""
        return self.bases.get((form.id, person, table.name), form.tables.get(table.name, {}))

    def form(self, kind: FormKind, period: Month) -> Form | None:
        """The period's last form of the kind; None where none is given out."""
        return self.forms.get(self.latest.get((kind, period), ""))

    def proposals(self, kind: FormKind, period: Month) -> dict[str, tuple[FormTable, Proposal]]:
        """What waits for an answer in books of the kind, by the number of its row there."""
        waiting: dict[str, tuple[FormTable, Proposal]] = {}
        for table in (table for table in kind.tables if table is not PROPOSALS):
            for proposal in self.of(table, period).proposals:
                waiting[new_number(f"{table.name} {proposal}", waiting)] = (table, proposal)
        return waiting


def fold(acts: Iterable[Act]) -> Followed:
    """What the acts amount to, in their order. Acts of other kinds, and those that are struck, add nothing."""
    return reduce(with_act, acts, Followed())


def with_act(followed: Followed, act: Act) -> Followed:
    """What stands after one more act."""
    if act.said is None:
        return followed
    if act.header.kind == FORM:
        return _with_form(followed, _form(act.header, act.said))
    if act.header.kind == READING:
        read, _ = after(followed, _reading(act.header, act.said))
        return replace(read, files=read.files | {act.header.file or ""})
    if act.header.kind == Task.CHECK_EXTRACT:
        seen = followed.latest.get((FormKind.CHECK, act.header.period), "")
        return replace(followed, checked={**followed.checked, act.header.period: seen})
    if act.header.kind == CARD:
        return with_shown(followed, act.header.period, _card(act.said))
    return followed


def after(followed: Followed, reading: Reading) -> tuple[Followed, dict[str, tuple[Event, ...]]]:
    """What stands after a reading, and what became of what stood in it, by table. A reading on a form that is not known
    (it has been struck) changes nothing."""
    form = followed.forms.get(reading.form)
    if form is None:
        return followed, {}
    entries, bases, events = dict(followed.entries), dict(followed.bases), {}
    waiting = followed.proposals(form.kind, form.period)
    for table in _MERGED:
        if table.name in reading.tables:
            rows, base = reading.tables[table.name], followed.base(form, reading.author.name, table)
            key = _key(table, form.period)
            entries[key], events[table.name] = merge(entries.get(key, Entries()), base, rows, reading.author, table)
            bases[form.id, reading.author.name, table.name] = _handed_in(base, rows, table)
    for row in reading.tables.get(PROPOSALS.name, ()):
        if row.number in waiting and row.cells.get("answer"):
            table, proposal = waiting[row.number]
            key = _key(table, form.period)
            entries[key] = answer(entries[key], proposal, row.cells["answer"] == "taken", reading.author)
    measures = entries[_PLAN].rows if _PLAN in entries else ()
    planned = {**dict.fromkeys(measures, form.period), **followed.planned}
    return with_remarks(replace(followed, entries=entries, bases=bases, planned=planned), reading), events


def is_of_plan(act: Act) -> bool:
    """Whether the act is a form, or the reading of a book, that the plan, the comments and the report stand in; one
    whose text is struck may be."""
    content: Mapping[str, Any] = act.said or {}
    return act.header.kind in (FORM, READING) and kind_of(content.get("tables", {})) is FormKind.FOLLOW_UP


def with_remarks(followed: Followed, reading: Reading) -> Followed:
    """The same, with the remarks on a reading of a known form in place of those on the person's last."""
    form = followed.forms[reading.form]
    at = form.kind, form.period, reading.author.name
    return replace(followed, remarks={**followed.remarks, at: tuple(reading.remarks)})


def with_shown(followed: Followed, period: Month, card: ShownCard) -> Followed:
    """The same after the period's card, with the cases that it opens and closes."""
    deviations = with_card(followed.deviations, period, card, followed.plan)
    return replace(followed, shown={**followed.shown, period: card}, deviations=deviations)


def said_of_card(card: ShownCard) -> dict[str, Json]:
    """The text of the act that says what the card showed."""
    lines: dict[str, Json] = {code: None if on is None else list(on) for code, on in card.lines.items()}
    return {
        "edition": card.edition,
        "closes_after": card.closes_after,
        "deviates_on": lines,
        "measures_by": card.measures_by.isoformat() if card.measures_by is not None else None,
        "to_comment": list(card.to_comment),
        **({"risks": {code: list(levels) for code, levels in card.risks.items()}} if card.risks else {}),
    }


def said_of_form(form: Form) -> dict[str, Json]:
    """The text of the act that gives out the form."""
    return {
        "name": form.name,
        "language": form.language,
        **({"salt": form.salt} if form.salt else {}),
        **({"last_lock": form.last_lock} if form.last_lock else {}),
        "tables": {n: _listed(rows) for n, rows in form.tables.items()},
    }


def said_of_reading(reading: Reading) -> dict[str, Json]:
    """The text of the act of the reading."""
    tables: dict[str, Json] = {
        name: [[row.number, dict(row.cells)] for row in rows] for name, rows in reading.tables.items()
    }
    return {
        "tables": tables,
        "remarks": [[r.place, r.text, r.help, r.table, r.number, r.column] for r in reading.remarks],
    }


def _with_form(followed: Followed, form: Form) -> Followed:
    return replace(
        followed,
        forms={**followed.forms, form.id: form},
        latest={**followed.latest, (form.kind, form.period): form.id},
    )


def _handed_in(base: Rows, rows: Sequence[NumberedRow], table: FormTable) -> Rows:
    """The rows as the person left them: a cell that said nothing as it was before."""
    read = {row.number: {**base.get(row.number, {}), **row.cells} for row in rows if row.number}
    return read if table.is_open else {**base, **read}


def _key(table: FormTable, period: Month) -> tuple[str, Month | None]:
    return table.name, None if table.carries_over else period


def _listed(rows: Rows) -> Json:
    return [[number, dict(cells)] for number, cells in rows.items()]


def _form(header: ActHeader, content: Mapping[str, Any]) -> Form:
    tables = {name: {number: dict(cells) for number, cells in rows} for name, rows in content["tables"].items()}
    return Form(
        header.form or "",
        header.unit,
        content["name"],
        header.period,
        content["language"],
        tables,
        content.get("salt", ""),
        content.get("last_lock", ""),
    )


def _card(content: Mapping[str, Any]) -> ShownCard:
    lines = {code: None if on is None else tuple(on) for code, on in content["deviates_on"].items()}
    by = date.fromisoformat(content["measures_by"]) if content.get("measures_by") else None
    risks = {code: tuple(levels) for code, levels in content.get("risks", {}).items()}
    to_comment = tuple(content.get("to_comment", ()))
    return ShownCard(content["edition"], content["closes_after"], lines, by, to_comment, risks)


def _reading(header: ActHeader, content: Mapping[str, Any]) -> Reading:
    tables = {name: tuple(NumberedRow(n, dict(c)) for n, c in rows) for name, rows in content["tables"].items()}
    remarks = tuple(Remark(*remark) for remark in content["remarks"])
    return Reading(header.form or "", Author(header.by, header.on), tables, remarks)
