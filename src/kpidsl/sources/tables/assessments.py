"""The table of the leaders' own assessments of risk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.risk import AssessedRisk, RiskLevel
from kpidsl.model.spec import Spec
from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.tables.register import day_of, find, read_table

ASSESSMENT_NAMES = ("risikovurderinger.csv", "risk_assessments.csv")
_ASSESSMENT_COLUMNS = ("indicator", "unit", "line", "period", "risk", "reason", "by", "on")
_RISK_WORDS = {
    "lav": RiskLevel.LOW, "middels": RiskLevel.MEDIUM, "høy": RiskLevel.HIGH,
    "low": RiskLevel.LOW, "medium": RiskLevel.MEDIUM, "high": RiskLevel.HIGH,
}  # fmt: skip


def read_assessments(
    data: Path, said: str | None, spec: Spec, structure: Structure, period: Month
) -> tuple[dict[tuple[str, int], AssessedRisk], tuple[Problem, ...]]:
    """The leaders' own assessments of the period by (indicator, node); empty where there is no such table.

    Rows, of any period, that name no indicator or no unit are problems.
    """
    rows, problems = _rows(data, said)
    nodes: dict[str, list[int]] = {}
    for at, node in enumerate(structure.nodes):
        nodes.setdefault(node.unit.code, []).append(at)
    codes = {i.code for i in spec.indicators}
    found: dict[tuple[str, int], AssessedRisk] = {}
    unknown: list[Problem] = []
    for row in rows:
        if row.indicator not in codes or row.unit not in nodes:
            unknown.append(problem("P032", row.span, reason=f"{row.indicator} / {row.unit}?"))
        elif row.period == period:
            here = [at for at in nodes[row.unit] if row.line in ("", structure.nodes[at].line)]
            found |= {(row.indicator, at): row.risk for at in here}
    return found, (*problems, *unknown)


@dataclass(frozen=True, slots=True)
class _Assessment:
    """A row of the leaders' table: whose risk, when, and what they say. `line` "" is every line."""

    indicator: str
    unit: str
    line: str
    period: Month
    risk: AssessedRisk
    span: Span


def _rows(data: Path, said: str | None) -> tuple[list[_Assessment], tuple[Problem, ...]]:
    path = find(data, said, ASSESSMENT_NAMES)
    if path is None:
        return [], ()
    rows, problems = read_table(path, _ASSESSMENT_COLUMNS, "P032")
    found, wrong = [], list(problems)
    for line, row in rows:
        span = Span(str(path), line)
        level = _RISK_WORDS.get(row["risk"].casefold())
        if level is None or not row["by"]:
            reason = f"risk: {row['risk']!r} (lav, middels, høy / low, medium, high)" if level is None else "by: ?"
            wrong.append(problem("P032", span, reason=reason))
            continue
        try:
            risk = AssessedRisk(level, row["reason"], row["by"], day_of(row["on"]))
            period = Month.parse(row["period"])
        except ValueError as error:
            wrong.append(problem("P032", span, reason=str(error)))
            continue
        found.append(_Assessment(row["indicator"], row["unit"], row["line"], period, risk, span))
    return found, tuple(wrong)
