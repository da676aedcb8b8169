"""Reads the table of the leaders' own assessments of risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.person_numbers import without_person_number
from kpidsl.model.risk import AssessedRisk, RiskLevel
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import nearest_code
from kpidsl.sources.tables.cells import day_of
from kpidsl.sources.tables.table import TableColumn, TableForm, find_table, head_alone, in_own_words, read_table

ASSESSMENTS = TableForm(
    Translated(
        "tabellen over lederes risikovurderinger",
        "tabellen over risikovurderingane til leiarane",
        "the table of leaders' risk assessments",
    ),
    ("risikovurderinger", "risikovurderingar", "risk_assessments"),
    (
        TableColumn("indicator", ("indikator",), needed=True),
        TableColumn("unit", ("enhet",), needed=True),
        TableColumn("line", ("styringslinje", "linje")),
        TableColumn("period", ("måned", "månad", "periode"), needed=True),
        TableColumn("risk", ("risiko",), needed=True),
        TableColumn("reason", ("begrunnelse", "grunngiving")),
        TableColumn("by", ("av", "hvem"), needed=True),
        TableColumn("on", ("dato", "den")),
    ),
)
_RISK_WORDS = {
    "lav": RiskLevel.LOW, "middels": RiskLevel.MEDIUM, "høy": RiskLevel.HIGH,
    "low": RiskLevel.LOW, "medium": RiskLevel.MEDIUM, "high": RiskLevel.HIGH,
}  # fmt: skip


def read_assessments(
    data: Path, named: str | None, spec: Spec, structure: Structure, period: Month, beside: Path
) -> tuple[dict[tuple[str, int], AssessedRisk], list[Problem]]:
    """Return the leaders' assessments of the period by (indicator, node position), and the problems; empty without the
    table.

    A row of any period is excluded, and listed, if it names an unknown indicator, unit or line (D030), has an invalid
    cell (D031, D032), is dated before its month began (D076), or assesses the same cell as another (D045).
    """
    path, problems = find_table(ASSESSMENTS, named, data, beside)
    if path is None:
        return {}, problems
    rows, more = read_table(ASSESSMENTS, path)
    problems += [*more, *head_alone(ASSESSMENTS, path, rows, more)]
    nodes: dict[str, list[int]] = {}
    for at, node in enumerate(structure.nodes):
        nodes.setdefault(node.unit.code, []).append(at)
    known = {
        "indicator": [i.code for i in spec.indicators],
        "unit": list(nodes),
        "line": ["", *(line.name for line in structure.lines)],
    }
    assessed: dict[tuple[str, int], list[tuple[int, AssessedRisk]]] = {}
    for number, row in rows:
        span = Span(str(path), number)
        stranger = next((column for column, names in known.items() if row[column] not in names), None)
        if stranger is not None:
            cell, near = row[stranger], nearest_code(row[stranger], known[stranger]) or "–"
            problems.append(problem("D030", span, column=stranger, value=without_person_number(cell), near=near))
            continue
        of_row = _assessed(row, span, problems)
        if of_row is not None and of_row[0] == period:
            here = [at for at in nodes[row["unit"]] if row["line"] in ("", structure.nodes[at].line)]
            for at in here:
                assessed.setdefault((row["indicator"], at), []).append((number, of_row[1]))
    twice = {key: tuple(number for number, _ in held) for key, held in assessed.items() if len(held) > 1}
    for numbers, (code, at) in {numbers: key for key, numbers in twice.items()}.items():  # once, on however many lines
        unit, listed = structure.nodes[at].unit.code, ", ".join(map(str, numbers))
        problems.append(problem("D045", Span(str(path), numbers[-1]), indicator=code, unit=unit, rows=listed))
    return {key: held[0][1] for key, held in assessed.items() if key not in twice}, in_own_words(problems, rows)


def _assessed(row: Mapping[str, str], span: Span, problems: list[Problem]) -> tuple[Month, AssessedRisk] | None:
    """The month and the assessment of a row; None, and another problem in `problems`, if a cell is invalid."""
    level = _RISK_WORDS.get(row["risk"].casefold())
    if level is None or not row["by"]:
        problems.append(problem("D031", span, column="risk" if level is None else "by", value=row["risk"]))
        return None
    try:
        month, on = Month.parse(row["period"]), day_of(row["on"])
    except ValueError:
        problems.append(problem("D032", span, period=row["period"], on=row["on"]))
        return None
    if on is not None and on < month.first_day:  # a row of an earlier card, with a new month written over the old
        problems.append(problem("D076", span, period=month, on=on))
        return None
    return month, AssessedRisk(level, row["reason"], row["by"], on)
