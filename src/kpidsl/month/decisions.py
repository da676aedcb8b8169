"""What is decided in a book: reports approved or returned, the extract checked. Each is the act of who decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kpidsl.followup.approvals import has_handed_in, said_of_answers
from kpidsl.followup.findings import unanswered
from kpidsl.followup.fold import Followed
from kpidsl.model.act import ActHeader, Json
from kpidsl.model.approval import Answer
from kpidsl.model.cycle import Task
from kpidsl.model.follow_up import Author
from kpidsl.model.form import APPROVALS, APPROVED, FINDINGS, RETURNED, Cells, Form, FormKind
from kpidsl.model.sheet import NumberedRow
from kpidsl.month.roles import Roles
from kpidsl.month.store import UnitFolder
from kpidsl.wording.task_words import task_in_words


@dataclass(frozen=True)
class Decision:
    """An act to enter."""

    header: ActHeader
    content: Mapping[str, Json]


@dataclass(frozen=True)
class NotEntered:
    """An answer that is not entered: the code of the problem and what its message is made of, and where the answer
    stands."""

    code: str
    words: Mapping[str, Any] = field(default_factory=dict)
    table: str = ""
    number: str = ""
    column: str = ""


def without_refused(
    folder: UnitFolder, form: Form, before: Followed, rows: Sequence[NumberedRow], author: Author, roles: Roles
) -> tuple[tuple[NumberedRow, ...], Sequence[NotEntered]]:
    """The rows of a sheet of answers without those that are not entered, and why they are not."""
    old, wrong, kept = before.of(form.kind.tables[0], form.period).texts, [], []
    column = _ANSWER[form.kind]
    for row in rows:
        is_new = _is_new(row.cells, old.get(row.number, {}), column)
        refused = _refused(folder, form, row, author, roles) if is_new and row.number else None
        if refused is not None:
            wrong.append(refused)
            row = row.without(column)
        kept.append(row)
    return tuple(kept), wrong


def decisions_of(
    form: Form, before: Followed, after: Followed, author: Author, roles: Roles
) -> tuple[Sequence[Decision], Sequence[NotEntered]]:
    """What a book of the form decides, by what the unit had entered before it and has after it; a check is none until
    every finding is answered (F086)."""
    if form.kind is FormKind.APPROVAL:
        return _approved(form, before, after, author), ()
    if form.kind is not FormKind.CHECK:
        return (), ()
    if left := unanswered(after, form.period):
        return (), (NotEntered("F086", {"count": len(left)}),)
    if not unanswered(before, form.period) and before.of(FINDINGS, form.period) == after.of(FINDINGS, form.period):
        return (), ()
    return _checked(form, after, author, roles), ()


_ANSWER = {FormKind.CHECK: "finding_answer", FormKind.APPROVAL: "approval"}
"""The column of answers in the books that decide something."""


def _is_new(cells: Cells, before: Cells, column: str) -> bool:
    """Whether the row has an answer, and it or its remark is another than before."""
    return bool(cells.get(column)) and any(cells.get(c, "") != before.get(c, "") for c in (column, "remark"))


def _refused(folder: UnitFolder, form: Form, row: NumberedRow, author: Author, roles: Roles) -> NotEntered | None:
    """Why the answer in the row is not entered: the person does not have the role (F088), or has handed in the report
    that is approved (F089), or it is returned without a remark (F084)."""
    name, table, given = author.name, form.kind.tables[0].name, form.tables[form.kind.tables[0].name][row.number]
    place = table, row.number, _ANSWER[form.kind]
    is_check = form.kind is FormKind.CHECK
    duties = _check_duties(form)[1] if is_check else {given["line"]: given["role"]}
    if not any(role in roles.held(form.unit, name, line) for line, role in duties.items()):
        task = task_in_words(Task.CHECK_EXTRACT if is_check else Task.APPROVE_REPORT)
        asked = ", ".join(dict.fromkeys(duties.values()))
        return NotEntered("F088", {"name": name, "task": task, "unit": form.unit, "role": asked}, *place)
    if is_check:
        return None
    acts, _ = UnitFolder(folder.root, given["folder"]).acts()
    if acts is not None and has_handed_in(name, acts, form.period):
        return NotEntered("F089", {"name": name, "unit": given["folder"]}, *place)
    if row.cells["approval"] == RETURNED and not row.cells.get("remark"):
        return NotEntered("F084", {}, *place)
    return None


def _check_duties(form: Form) -> tuple[str, dict[str, str]]:
    """The number of the row of the extract as a whole, and the role that has the duty on each line."""
    rows = form.tables[FINDINGS.name]
    number = next(number for number, cells in rows.items() if "duties" in cells)
    duties: dict[str, str] = json.loads(rows[number]["duties"])
    return number, duties


def _checked(form: Form, after: Followed, author: Author, roles: Roles) -> Sequence[Decision]:
    """The check on each line that the person has the duty on."""
    number, duties = _check_duties(form)
    remark = after.of(FINDINGS, form.period).texts.get(number, {}).get("remark", "")
    content = {"edition": form.tables[FINDINGS.name][number]["edition"], "remark": remark, "form": form.id}
    return [
        Decision(_header(form, Task.CHECK_EXTRACT, author, role, line), content)
        for line, role in duties.items()
        if role in roles.held(form.unit, author.name, line)
    ]


def _approved(form: Form, before: Followed, after: Followed, author: Author) -> Sequence[Decision]:
    """An act for the new answers of each line that have one remark."""
    old, new = (one.of(APPROVALS, form.period).texts for one in (before, after))
    by_act: dict[tuple[str, str, str], list[Answer]] = {}
    for number, given in form.tables[APPROVALS.name].items():
        cells = new.get(number, {})
        if not _is_new(cells, old.get(number, {}), "approval"):
            continue
        answer = Answer(
            given["folder"], given["line"], cells["approval"] == APPROVED, given["seen"],
            cells.get("remark", ""), author.name, author.on,
        )  # fmt: skip
        by_act.setdefault((answer.line, given["role"], answer.remark), []).append(answer)
    return [
        Decision(_header(form, Task.APPROVE_REPORT, author, role, line), said_of_answers(answers))
        for (line, role, _), answers in by_act.items()
    ]


def _header(form: Form, task: Task, author: Author, role: str, line: str) -> ActHeader:
    return ActHeader(form.unit, form.period, task, author.name, role, author.on, form.id, line=line)
