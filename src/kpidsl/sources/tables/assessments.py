"""Reads the table of the leaders' own assessments of risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.risk import AssessedRisk, RiskLevel
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.sources.tables.cells import day_of
from kpidsl.sources.tables.table import (
    TableColumn,
    TableForm,
    find_table,
    head_alone,
    in_own_words,
    read_table,
    unknown_cell,
)

ASSESSMENTS = TableForm(
    Translated(
        "tabellen over lederes risikovurderinger",
        "tabellen over risikovurderingane til leiarane",
        "the table of leaders' risk assessments",
    ),
    ("risikovurderinger", "risikovurderingar", "risk_assessments"),
    (
        TableColumn("indicator", ("indikator",), needed=True),
        TableColumn("unit", ("enhet", "eining"), needed=True, nn="eining"),
        TableColumn("line", ("styringslinje", "styringsline", "linje"), nn="styringsline"),
        TableColumn("period", ("måned", "månad", "periode"), needed=True, nn="månad"),
        TableColumn("risk", ("risiko",), needed=True),
        TableColumn("reason", ("begrunnelse", "grunngiving"), nn="grunngiving"),
        TableColumn("by", ("av", "hvem"), needed=True),
        TableColumn("on", ("dato", "den")),
    ),
)
_RISK_WORDS = {
    "lav": RiskLevel.LOW, "middels": RiskLevel.MEDIUM, "høy": RiskLevel.HIGH,
    "låg": RiskLevel.LOW, "høg": RiskLevel.HIGH,
    "low": RiskLevel.LOW, "medium": RiskLevel.MEDIUM, "high": RiskLevel.HIGH,
}  # fmt: skip


_BEFORE = Translated("før måneden begynte", "før månaden tok til", "before the month began")
_LONG_AFTER = Translated(
    "over et år etter at måneden var slutt",
    "over eit år etter at månaden var slutt",
    "more than a year after the month had ended",
)


def read_assessments(
    data: Path, named: str | None, spec: Spec, structure: Structure, period: Month, beside: Path
) -> tuple[dict[tuple[str, int], AssessedRisk], list[Problem]]:
    """Return the leaders' assessments of the period by (indicator, node position), and the problems; empty without the
    table.

    A unit may be written by its name, where only one has it. A row of any period is excluded, and listed, if it names
    an unknown indicator, unit or line (D030), has an invalid cell (D031, D032), is dated before its month began or over
    a year after it (D076), or assesses the same cell as another (D045). Rows of later months are counted (D106).
    """
    path, problems = find_table(ASSESSMENTS, named, data, beside)
    if path is None:
        return {}, problems
    rows, more = read_table(ASSESSMENTS, path)
    problems += [*more, *head_alone(ASSESSMENTS, path, rows, more)]
    known = _Known(spec, structure)
    assessed: dict[tuple[str, int], list[tuple[int, AssessedRisk]]] = {}
    later: list[tuple[int, Month]] = []
    for number, row in rows:
        span = Span(str(path), number)
        cells = known.cells(row, span)
        if isinstance(cells, Problem):
            problems.append(cells)
            continue
        of_row = _assessed(row, span, problems)
        if of_row is None:
            continue
        month, assessment = of_row
        later += [(number, month)] if month > period else []
        for cell in cells if month == period else ():
            assessed.setdefault(cell, []).append((number, assessment))
    if later:
        first, latest = Span(str(path), later[0][0]), max(month for _, month in later)
        problems.append(problem("D106", first, count=len(later), latest=latest, month=period))
    twice = {key: tuple(number for number, _ in held) for key, held in assessed.items() if len(held) > 1}
    for numbers, (code, at) in {numbers: key for key, numbers in twice.items()}.items():  # once, on however many lines
        unit, listed = structure.nodes[at].unit.code, ", ".join(map(str, numbers))
        problems.append(problem("D045", Span(str(path), numbers[-1]), indicator=code, unit=unit, rows=listed))
    return {key: held[0][1] for key, held in assessed.items() if key not in twice}, in_own_words(problems, rows)


class _Known:
    """What a row may name: the indicators, the units by code and by name, and the lines in whatever case."""

    def __init__(self, spec: Spec, structure: Structure) -> None:
        self.structure = structure
        self.indicators = [one.code for one in spec.indicators]
        self.lines = {"": "", **{line.name.casefold(): line.name for line in structure.lines}}
        self.nodes: dict[str, list[int]] = {}
        codes: dict[str, set[str]] = {}
        for at, node in enumerate(structure.nodes):
            self.nodes.setdefault(node.unit.code, []).append(at)
            codes.setdefault(node.name, set()).add(node.unit.code)
        self.by_name = {name: min(of) for name, of in codes.items() if name and len(of) == 1}

    def cells(self, row: Mapping[str, str], span: Span) -> list[tuple[str, int]] | Problem:
        """The indicator and the nodes that a row is of; a problem (D030) where it names what there is not."""
        if row["indicator"] not in self.indicators:
            return unknown_cell("D030", span, "indicator", row["indicator"], self.indicators)
        code = row["unit"] if row["unit"] in self.nodes else self.by_name.get(row["unit"])
        if code is None:
            return unknown_cell("D030", span, "unit", row["unit"], [*self.nodes, *self.by_name])
        line = self.lines.get(row["line"].casefold())
        if line is None:
            return unknown_cell("D030", span, "line", row["line"], [name for name in self.lines.values() if name])
        here = self.nodes[code]
        return [(row["indicator"], at) for at in here if line in ("", self.structure.nodes[at].line)]


def _assessed(row: Mapping[str, str], span: Span, problems: list[Problem]) -> tuple[Month, AssessedRisk] | None:
    """The month and the assessment of a row; None, and another problem in `problems`, if a cell is invalid."""
    level = _RISK_WORDS.get(row["risk"].casefold())
    if level is None or not row["by"]:
        column = "risk" if level is None else "by"
        problems.append(problem("D031", span, column=column, by_column="by", value=row["risk"]))
        return None
    try:
        month, on = Month.parse(row["period"]), day_of(row["on"])
    except ValueError:
        problems.append(problem("D032", span, period=row["period"], on=row["on"]))
        return None
    # a row of an earlier card, with a new month written over the old; or a slip in the year
    why = _BEFORE if on and on < month.first_day else _LONG_AFTER if on and on > (month + 12).last_day else None
    if why is not None:
        problems.append(problem("D076", span, period=month, on=on, why=why))
        return None
    return month, AssessedRisk(level, row["reason"], row["by"], on)
