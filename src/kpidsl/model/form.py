"""A form: which cells are asked for, of whom and about what. A workbook is one way of drawing it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kpidsl.model.period import Month


class CellKind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    DATE = "date"
    """Kept as `2026-12-11`."""
    NUMBER = "number"
    """Kept as a decimal number with a point, without an exponent: `12.5`."""
    CHOICE = "choice"
    """One of a few slugs."""
    FIGURE = "figure"
    """A number, or NOT_READY."""
    GIVEN = "given"
    """Written by the program, to be read; it is not asked for."""


@dataclass(frozen=True)
class FormColumn:
    """A column of a table. Its words in each language are in renderers/words.toml."""

    name: str
    kind: CellKind = CellKind.TEXT
    weight: int = 0
    """How much equal cells count when a row is recognised, in halves."""
    names_row: bool = False
    """Whether the cell alone nearly says which row it is."""
    keeps_both: bool = False
    """Whether two people's different texts are both kept, one after the other, rather than one proposed."""
    choices: tuple[str, ...] = ()
    """The slugs of a CHOICE, and of what a FIGURE may be instead of a number; empty for other kinds."""


@dataclass(frozen=True)
class FormTable:
    """A sheet of a form: a row each, a number first."""

    name: str
    columns: tuple[FormColumn, ...]
    is_open: bool = False
    """Whether rows can be added and removed; otherwise the form says which rows there are."""
    carries_over: bool = False
    """Whether what is entered goes on from month to month; otherwise it is a period's."""
    is_protected: bool = False
    """Whether only the cells to fill in can be written in: nothing is sorted or added there."""

    def column(self, name: str) -> FormColumn:
        """The column of that name. Raises KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def asked(self) -> tuple[FormColumn, ...]:
        """The columns that are filled in."""
        return tuple(column for column in self.columns if column.kind is not CellKind.GIVEN)

    @property
    def telling(self) -> tuple[FormColumn, ...]:
        """The columns that tell which row a row is: those that are filled in, and the given ones that have a weight."""
        return tuple(column for column in self.columns if column.kind is not CellKind.GIVEN or column.weight)


STATUSES = ("planned", "ongoing", "ended", "dropped")
RISKS = ("risk_low", "risk_medium", "risk_high")
ANSWERS = ("taken", "refused")
RIGHT, TO_CORRECT = FINDING_ANSWERS = ("right", "to_correct")
APPROVED, RETURNED = APPROVAL_ANSWERS = ("approved", "returned")
NOT_READY = "not_ready"
"""What stands in place of a figure that is not ready."""

MEASURES = FormTable(
    "measures",
    (
        FormColumn("indicator", weight=4),
        FormColumn("measure", weight=6, names_row=True),
        FormColumn("responsible", weight=2),
        FormColumn("deadline", CellKind.DATE, weight=2),
        FormColumn("measure_status", CellKind.CHOICE, weight=1, choices=STATUSES),
        FormColumn("expected", CellKind.NUMBER, weight=2),
        FormColumn("by_month", CellKind.DATE, weight=2),
        FormColumn("came", CellKind.GIVEN),
        FormColumn("comment", weight=3, keeps_both=True),
    ),
    is_open=True,
    carries_over=True,
)
"""The plan: what is done about the deviations, by whom and by when."""
COMMENTS = FormTable(
    "comments",
    (
        FormColumn("indicator", CellKind.GIVEN, weight=8),
        FormColumn("figure", CellKind.GIVEN),
        FormColumn("status", CellKind.GIVEN),
        FormColumn("case", CellKind.GIVEN),
        FormColumn("comment", weight=3, names_row=True, keeps_both=True),
        FormColumn("own_risk", CellKind.CHOICE, choices=RISKS),
        FormColumn("reason", weight=2, keeps_both=True),
    ),
)
"""A row for each indicator that deviates or is red."""
REPORT = FormTable(
    "report",
    (
        FormColumn("heading", CellKind.GIVEN, weight=12),
        FormColumn("text", weight=6, names_row=True, keeps_both=True),
    ),
)
"""The texts of the status report. The heading counts for more than the number: it says for which line the text is."""
PROPOSALS = FormTable(
    "proposals",
    (
        FormColumn("place", CellKind.GIVEN, weight=4),
        FormColumn("stands", CellKind.GIVEN, weight=2),
        FormColumn("proposal", CellKind.GIVEN, weight=6, names_row=True),
        FormColumn("answer", CellKind.CHOICE, choices=ANSWERS),
    ),
)
"""What someone wrote in a cell that another had changed, to be taken or refused."""
FIGURES = FormTable(
    "figures",
    (
        FormColumn("column", CellKind.GIVEN, weight=16),
        FormColumn("month", CellKind.GIVEN, weight=16),
        FormColumn("bounds", CellKind.GIVEN),
        FormColumn("before", CellKind.GIVEN),
        FormColumn("value", CellKind.FIGURE, weight=2, choices=(NOT_READY,)),
    ),
    carries_over=True,
    is_protected=True,
)
"""A row for each figure that a unit enters: of this month, and of the months that lack it. What the row says it is
counts for more than its number: where somebody has sorted without the numbers, a figure is still that of its words."""
FINDINGS = FormTable(
    "findings",
    (
        FormColumn("finding", CellKind.GIVEN, weight=12),
        FormColumn("about", CellKind.GIVEN, weight=4),
        FormColumn("advice", CellKind.GIVEN),
        FormColumn("finding_answer", CellKind.CHOICE, choices=FINDING_ANSWERS),
        FormColumn("remark", weight=2, keeps_both=True),
    ),
)
"""A row for each finding in the extract."""
APPROVALS = FormTable(
    "approvals",
    (
        FormColumn("unit", CellKind.GIVEN, weight=8),
        FormColumn("line", CellKind.GIVEN, weight=2),
        FormColumn("delivered", CellKind.GIVEN),
        FormColumn("lacks", CellKind.GIVEN),
        FormColumn("approval", CellKind.CHOICE, choices=APPROVAL_ANSWERS),
        FormColumn("remark", weight=2, keeps_both=True),
    ),
)
"""A row for each report to approve."""


class FormKind(StrEnum):
    """What a form asks for. The name is part of the keys of its words."""

    FOLLOW_UP = "follow_up"
    FIGURES = "figures"
    CHECK = "check"
    APPROVAL = "approval"

    @property
    def tables(self) -> tuple[FormTable, ...]:
        """Its sheets in order; the first is in every form of the kind, and in no other's."""
        return _TABLES[self]


_TABLES = {
    FormKind.FOLLOW_UP: (MEASURES, COMMENTS, REPORT, PROPOSALS),
    FormKind.FIGURES: (FIGURES, PROPOSALS),
    FormKind.CHECK: (FINDINGS, PROPOSALS),
    FormKind.APPROVAL: (APPROVALS, PROPOSALS),
}
TABLES = (MEASURES, COMMENTS, REPORT, FIGURES, FINDINGS, APPROVALS, PROPOSALS)
"""Every sheet that a book may have."""


def kind_of(tables: Container[str]) -> FormKind:
    """The kind of form that has those tables, by their names; the leader's where none of them tells."""
    return next((kind for kind in FormKind if kind.tables[0].name in tables), FormKind.FOLLOW_UP)


Cells = Mapping[str, str]
"""The texts of a row by column; an empty text is a cell that is empty. A form's row has texts besides that are no
column's: they stay in the ledger, and are not drawn."""
Rows = Mapping[str, Cells]
"""The rows of a table by their numbers, in order."""


@dataclass(frozen=True)
class AskedIndicator:
    """An indicator that the unit is asked about, in the words that its people read."""

    code: str
    title: str
    figure: str
    status: str
    is_deviation: bool


@dataclass(frozen=True)
class Form:
    """What is asked of a unit for a period, with the cells that are filled in beforehand."""

    id: str
    """Two numbers of five letters: `KTRWB-BCDFG`. Another where what is asked, or what had been entered, is another."""
    unit: str
    """The unit's folder: level and code, as `kontor-0315`."""
    name: str
    period: Month
    language: str
    tables: Mapping[str, Rows]
    salt: str = ""
    """What the id is made with besides, so that nobody can try from the id what a struck form said; gone with what is
    struck."""

    last_lock: str = ""
    """The digits of the last lock over the unit when it was given out; no part of the id."""

    @property
    def kind(self) -> FormKind:
        """What it asks for."""
        return kind_of(self.tables)


@dataclass(frozen=True)
class FormWords:
    """What a filled book is read by, in every language and in small letters."""

    heads: Mapping[str, Mapping[str, str]]
    """By table: the columns by their heads; the column of row numbers is NUMBER."""
    choices: Mapping[str, str]
    """The slugs of choices by their words."""
    filled_by: frozenset[str]
    """What stands before the name of who has filled in the book."""


NUMBER = "number"
"""The name of the column of row numbers, which every table has."""
ID_NAME = "kpidsl_form"
"""The custom property and the defined name of a book that hold the form's id."""
