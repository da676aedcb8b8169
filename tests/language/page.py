"""Markdown pages as tests: blocks are read in order, `expected` and `problems` are judged on what stands above."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.spec import Spec
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import Problem, SourceText
from kpidsl.project import ProjectFile
from kpidsl.rendering import charts, rows

_BLOCK = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHAPES = {"circle": "circle", "path": "triangle", "rect": "square"}


@dataclass(frozen=True)
class Example:
    page: Path
    line: int
    spec: str
    before: int
    data: dict[str, tuple[dict[str, str], ...]]
    settings: ProjectFile
    kind: str
    argument: str
    expected: tuple[dict[str, str], ...]


def table(text: str) -> tuple[dict[str, str], ...]:
    lines = csv.reader(io.StringIO(text), skipinitialspace=True)
    header = [h.strip() for h in next(lines)]
    return tuple(dict(zip(header, (c.strip() for c in row), strict=True)) for row in lines if row)


def prelude(name: str) -> str:
    return (Path(__file__).parent / "preludes" / f"{name}.kpi").read_text(encoding="utf-8")


def examples(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    spec, before, data, settings, found = "", 0, {}, ProjectFile(), []
    for block in _BLOCK.finditer(text):
        kind, argument, body = block.groups()
        if kind == "kpi":
            head = "".join(prelude(name) for name in argument.split())
            spec, before = head + body, head.count("\n")
        elif kind == "csv":
            data[argument.strip()] = table(body)
        elif kind == "toml":
            settings = ProjectFile.model_validate(tomllib.loads(body))
        elif kind in ("expected", "problems"):
            line = text.count("\n", 0, block.start()) + 1
            found.append(Example(page, line, spec, before, dict(data), settings, kind, argument.strip(), table(body)))
    return found


def judge(example: Example) -> list[str]:
    """What does not hold, a sentence each."""
    spec, problems = check_sources([SourceText(example.page.name, example.spec)])
    if example.kind == "problems":
        return _judge_problems(example, spec, problems)
    errors = [p for p in problems if p.severity == "error"]
    if spec is None or errors:
        return [p.message("en") for p in errors]
    failures = []
    for card in sorted({_card(row) for row in example.expected}):
        asked = [row for row in example.expected if _card(row) == card]
        units = tuple(sorted({(row["level"], row["unit"]) for row in asked}))
        results, run_problems = run_rows(spec, example.data, Month.parse(card), units, example.settings)
        if results is None:
            return [p.message("en") for p in run_problems]
        for row in asked:
            found = observed(results, row)
            failures += [
                f"{row['code']} {row['unit']} {row['month']}: {key} expected {row[key]}, found {found[key]}"
                for key in row
                if key in found and row[key] and row[key] != found[key]
            ]
    return failures


def _card(row: dict[str, str]) -> str:
    """The month of the card that the row is read from: its own unless the page names another."""
    return row.get("card") or row["month"]


def _judge_problems(example: Example, spec: Spec | None, of_spec: tuple[Problem, ...]) -> list[str]:
    """Every listed problem is found (a line counts in the page's own block); no error is found unlisted."""
    found = [(p.code, p.severity, str(p.span.line - example.before) if p.span else "") for p in of_spec]
    if spec is not None and example.argument:
        _, of_rows = run_rows(spec, example.data, Month.parse(example.argument), (), example.settings)
        found += [(p.code, p.severity, str(p.span.line) if p.span else "") for p in of_rows]
    codes = {code for code, _, _ in found}
    wanted = [row for row in example.expected if not row["code"].startswith("not ")]
    failures = [
        f"{row['code']} found"
        for row in example.expected
        if row["code"].removeprefix("not ") in codes and row not in wanted
    ]
    failures += [
        f"{row['code']} expected on line {row.get('line') or '(any)'}, found {found}"
        for row in wanted
        if not any(row["code"] == code and row.get("line", "") in ("", line) for code, _, line in found)
    ]
    listed = {row["code"] for row in wanted}
    return failures + [f"{c} on line {line} is not listed" for c, s, line in found if s == "error" and c not in listed]


def observed(results: Results, row: dict[str, str]) -> dict[str, str]:
    node = next(
        i
        for i, n in enumerate(results.structure.nodes)
        if n.unit.code == row["unit"] and (not row.get("line") or n.line == row["line"])
    )
    grid = results.grids[row["code"]]
    category = grid.categories.index(row.get("category", ""))
    month = Month.parse(row["month"])
    months = len(results.months)
    at = (category * len(results.structure.nodes) + node) * months
    at += month.number - results.months[0].number
    scale = results.spec.indicator(row["code"]).scale

    def printed(figures) -> str:
        state = State(figures.state[at])
        if state is not State.VALUE:
            return state.slug
        return number(Fraction(figures.numerator[at], figures.denominator[at]) * scale)

    def target(figures) -> str:
        if not figures.target_denominator[at]:
            return ""
        return number(Fraction(figures.target_numerator[at], figures.target_denominator[at]) * scale)

    def marks(figures) -> str:
        return " ".join(m.name.lower() for m in Mark if m & figures.marks[at]) or "none"

    found = {
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
        "marks": marks(grid.month),
        "ytd_marks": marks(grid.year_to_date),
        "reaches": str(Month(grid.last_month[at])) if grid.last_month[at] else "none",
    }
    return found | (presented(results, row["code"], node, month, category) if row.keys() & _PRESENTED else {})


_PRESENTED = {"printed", "ytd_printed", "distance", "symbol", "word", "arrow", "notes"}


def presented(results: Results, code: str, node: int, month: Month, category: int) -> dict[str, str]:
    """What a reader of the edition in Norwegian sees of the cell."""
    edition = _edition(results)
    indicator = edition.spec.indicator(code)
    cell = edition.cell(code, node, month, category)
    shape = re.search(r"<svg[^>]*><(\w+)", charts.status_shape(cell.year_to_date.status))
    shown = {
        "printed": rows.figure_text(cell.month, indicator, "nb"),
        "ytd_printed": rows.figure_text(cell.year_to_date, indicator, "nb"),
        "distance": rows.distance_text(cell.year_to_date, indicator, "nb"),
        "word": rows.words("nb")[cell.year_to_date.status.slug],
        "symbol": _SHAPES[shape[1]],
        "arrow": cell.trend.slug,
        "notes": "; ".join(rows.notes(cell, edition, "nb")),
    }
    return {name: text.replace("\u00a0", " ") for name, text in shown.items()}


def _edition(results: Results) -> Edition:
    return disclose(
        results,
        recipient="internal, whole country",
        language="nb",
        suppress_below=results.spec.suppress_below,
        history=HISTORY_MONTHS,
        engine_version="",
    )


def number(value: Fraction) -> str:
    """A terminating decimal as such, everything else as n/d: exact either way."""
    for decimals in range(7):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            text = f"{abs(scaled.numerator):0{decimals + 1}d}"
            whole, rest = (text[:-decimals], text[-decimals:]) if decimals else (text, "")
            return ("-" if value < 0 else "") + whole + ("." + rest if rest else "")
    return f"{value.numerator}/{value.denominator}"
