"""Markdown pages as tests: blocks are read in order, `expected` and `problems` are judged on what stands above them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kpidsl.language import check_sources
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText

_BLOCK = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    page: Path
    line: int
    spec: str
    data: dict[str, tuple[dict[str, str], ...]]
    expected: tuple[dict[str, str], ...]
    kind: str = "expected"
    argument: str = ""


def table(text: str) -> tuple[dict[str, str], ...]:
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    header = [h.strip() for h in next(rows)]
    return tuple(dict(zip(header, (c.strip() for c in row), strict=True)) for row in rows if row)


def prelude(name: str) -> str:
    return (Path(__file__).parent / "preludes" / f"{name}.kpi").read_text(encoding="utf-8")


def examples(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    spec, data, found = "", {}, []
    for block in _BLOCK.finditer(text):
        kind, argument, body = block.groups()
        if kind == "kpi":
            spec = "".join(prelude(name) for name in argument.split()) + body
        elif kind == "csv":
            data[argument.strip()] = table(body)
        elif kind in ("expected", "problems"):
            line = text.count("\n", 0, block.start()) + 1
            found.append(Example(page, line, spec, dict(data), table(body), kind, argument.strip()))
    return found


def judge(example: Example) -> list[str]:
    """What does not hold, a sentence each."""
    return judge_problems(example) if example.kind == "problems" else judge_cells(example)


def judge_problems(example: Example) -> list[str]:
    """Errors and warnings of the specification and, with a month, of running it; each row one problem, in any order."""
    spec, found = check_sources([SourceText(example.page.name, example.spec)])
    if spec is not None and example.argument:
        month, *units = example.argument.split()
        asked = tuple((spec.organisation.lines[0].levels[0] if spec.organisation else "", u) for u in units)
        _, more = run_rows(spec, example.data, Month.parse(month), asked)
        found = (*found, *more)
    wanted = sorted(tuple(row.values()) for row in example.expected)
    observed_rows = sorted(
        tuple(p.code if key == "code" else p.fields.get(key, "") for key in example.expected[0])
        for p in found
        if p.severity != "note"
    )
    return [] if wanted == observed_rows else [f"problems expected {wanted}, found {observed_rows}"]


def judge_cells(example: Example) -> list[str]:
    """Cells that are not as expected."""
    spec, problems = check_sources([SourceText(example.page.name, example.spec)])
    errors = [p for p in problems if p.severity == "error"]
    if spec is None or errors:
        return [p.message("en") for p in errors]
    failures = []
    for month in sorted({row["month"] for row in example.expected}):
        rows = [row for row in example.expected if row["month"] == month]
        units = tuple(sorted({(row["level"], row["unit"]) for row in rows}))
        results, run_problems = run_rows(spec, example.data, Month.parse(month), units)
        if results is None:
            return [p.message("en") for p in run_problems]
        for row in rows:
            found = observed(results, row)
            failures += [
                f"{row['code']} {row['unit']} {month}: {key} expected {row[key]}, found {found[key]}"
                for key in row
                if key in found and row[key] and row[key] != found[key]
            ]
    return failures


def observed(results: Results, row: dict[str, str]) -> dict[str, str]:
    node = next(
        i
        for i, n in enumerate(results.structure.nodes)
        if n.unit.code == row["unit"] and (not row.get("line") or n.line == row["line"])
    )
    grid = results.grids[row["code"]]
    category = grid.categories.index(row.get("category", ""))
    months = len(results.months)
    at = (category * len(results.structure.nodes) + node) * months
    at += results.period.number - results.months[0].number
    scale = results.spec.indicator(row["code"]).scale

    def printed(figures) -> str:
        state = State(figures.state[at])
        if state is not State.VALUE:
            return state.slug
        return number(Fraction(figures.numerator[at], figures.denominator[at]) * scale)

    risk = results.risks.get((row["code"], node))

    def target(figures) -> str:
        if not figures.target_denominator[at]:
            return ""
        return number(Fraction(figures.target_numerator[at], figures.target_denominator[at]) * scale)

    return {
        "value": printed(grid.month),
        "ytd": printed(grid.year_to_date),
        "fraction": f"{grid.month.numerator[at]}/{grid.month.denominator[at]}",
        "state": State(grid.month.state[at]).slug,
        "status": Status(grid.month.status[at]).slug,
        "ytd_status": Status(grid.year_to_date.status[at]).slug,
        "trend": Trend(grid.trend[at]).slug,
        "target": target(grid.month),
        "ytd_target": target(grid.year_to_date),
        "excluded": str(grid.excluded[at]),
        "covered": f"{grid.covered[at]}/{grid.expected[at]}",
        "deviation": str(grid.deviation[at]),
        "risk": risk.level if risk else "none",
        "basis": risk.basis if risk else "none",
        "probability": f"{risk.probability:.3f}".rstrip("0").rstrip(".") if risk else "none",
        "ytd_fraction": f"{grid.year_to_date.numerator[at]}/{grid.year_to_date.denominator[at]}",
        "ytd_month": str(Month(grid.last_month[at])) if grid.last_month[at] else "",
        "marks": marks(grid.month.marks[at]),
        "ytd_marks": marks(grid.year_to_date.marks[at]),
    }


def marks(found: int) -> str:
    """The marks' words, or `none`."""
    return " ".join(sorted(str(m.name).lower() for m in Mark(found) if m)) or "none"


def number(value: Fraction) -> str:
    """A terminating decimal as such, everything else as n/d: exact either way."""
    for decimals in range(7):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            text = f"{abs(scaled.numerator):0{decimals + 1}d}"
            whole, rest = (text[:-decimals], text[-decimals:]) if decimals else (text, "")
            return ("-" if value < 0 else "") + whole + ("." + rest if rest else "")
    return f"{value.numerator}/{value.denominator}"
