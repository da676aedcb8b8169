"""Markdown pages as tests: blocks are read in order, `expected` and `problems` are judged on what stands above them."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from kpidsl.disclosure import disclose, named
from kpidsl.engines.engine import OpenEngine
from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.ranking import ranking
from kpidsl.model.results import Results
from kpidsl.model.state import Mark, State, Status, Trend
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import Problem
from kpidsl.project import ProjectFile
from kpidsl.rendering.machine.columns import NAMES, result_rows
from kpidsl.rendering.shown import charts, rows, selection
from kpidsl.rendering.shown.counts import perspective_colour, status_counts
from kpidsl.rendering.shown.rank_intervals import rank_intervals
from kpidsl.wording import cells
from kpidsl.wording.longer_windows import longer_text
from kpidsl.wording.needs import need_text
from kpidsl.wording.since import news, since_text
from tests.one_engine import one_engine

from .check_once import check_once

_SHAPES = {"circle": "circle", "path": "triangle", "rect": "square"}
_BLOCK = re.compile(r"^```(\w+)[ \t]*([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    page: Path
    line: int
    spec: str
    before: int
    data: dict[str, tuple[dict[str, str], ...]]
    expected: tuple[dict[str, str], ...]
    kind: str = "expected"
    argument: str = ""
    settings: ProjectFile = field(default_factory=ProjectFile)
    local: str = ""


def table(text: str) -> tuple[dict[str, str], ...]:
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    header = [h.strip() for h in next(rows)]
    return tuple(dict(zip(header, (c.strip() for c in row), strict=True)) for row in rows if row)


def prelude(name: str) -> str:
    return (Path(__file__).parent / "preludes" / f"{name}.kpi").read_text(encoding="utf-8")


def examples(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    spec, local, before, data, settings, found = "", "", 0, {}, ProjectFile(), []
    for block in _BLOCK.finditer(text):
        kind, argument, body = block.groups()
        if kind == "kpi":
            head = "".join(prelude(name) for name in argument.split())
            spec, local, before = head + body, "", head.count("\n")
        elif kind == "local":
            local = body
        elif kind == "csv":
            data[argument.strip()] = table(body)
        elif kind == "toml":
            settings = ProjectFile.model_validate(tomllib.loads(body))
        elif kind in ("expected", "problems"):
            line = text.count("\n", 0, block.start()) + 1
            found.append(
                Example(page, line, spec, before, dict(data), table(body), kind, argument.strip(), settings, local)
            )
    return found


def judge(example: Example, open_engine: OpenEngine = one_engine) -> list[str]:
    """What does not hold, a sentence each."""
    return judge_problems(example, open_engine) if example.kind == "problems" else judge_cells(example, open_engine)


def judge_problems(example: Example, open_engine: OpenEngine) -> list[str]:
    """Errors and warnings of the specification and, with a month, of running it; each row one problem, in any order."""
    spec, found = check_once(example.page.name, example.spec, example.local)
    if spec is not None and example.argument:
        month, *units = example.argument.split()
        asked = tuple((spec.organisation.lines[0].levels[0] if spec.organisation else "", u) for u in units)
        _, more = run_rows(spec, example.data, Month.parse(month), asked, example.settings, open_engine=open_engine)
        found = (*found, *more)

    def said(p: Problem, key: str) -> str:
        """A field of the message; `code`, or `line`: in the page's own block of specification, or of the data."""
        if key == "line" and p.span is not None:
            return str(p.span.line - example.before * (p.span.path == example.page.name))
        return p.code if key == "code" else p.fields.get(key, "")

    wanted = sorted(tuple(row.values()) for row in example.expected)
    observed_rows = sorted(tuple(said(p, key) for key in example.expected[0]) for p in found if p.severity != "note")
    return [] if wanted == observed_rows else [f"problems expected {wanted}, found {observed_rows}"]


def judge_cells(example: Example, open_engine: OpenEngine) -> list[str]:
    """Cells that are not as expected."""
    spec, problems = check_once(example.page.name, example.spec, example.local)
    errors = [p for p in problems if p.severity == "error"]
    if spec is None or errors:
        return [p.message("en") for p in errors]
    failures = []
    for card in sorted({_card(row) for row in example.expected}):
        asked = [row for row in example.expected if _card(row) == card]
        units = tuple(sorted({(row["level"], row["unit"]) for row in asked}))
        results, run_problems = run_rows(
            spec, example.data, Month.parse(card), units, example.settings, open_engine=open_engine
        )
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


def observed(results: Results, row: dict[str, str]) -> dict[str, str]:
    node = _node(results.structure, row)
    grid = results.grids[row["code"]]
    if node is None:
        return dict.fromkeys(row, "no such unit")
    if row.get("category", "") not in grid.categories:
        return dict.fromkeys(row, "no such category")
    category = grid.categories.index(row.get("category", ""))
    months = len(results.months)
    at = (category * len(results.structure.nodes) + node) * months
    month = Month.parse(row["month"])
    at += month.number - results.months[0].number
    scale = results.spec.indicator(row["code"]).scale

    def printed(figures) -> str:
        state = State(figures.state[at])
        if state is not State.VALUE:
            return state.slug
        return number(Fraction(figures.numerator[at], figures.denominator[at]) * scale)

    risk = results.risks.get((row["code"], node))

    def place() -> tuple[str, str, str]:
        """Rank of how many, the third, and the interval of the rank, in the recipient's edition."""
        edition = edition_of(results, row.get("recipient", ""))
        at = _node(edition.structure, row)
        found = ranking(edition, edition.spec.indicator(row["code"]), results.structure.nodes[node].line)
        here = next((p for p in found.places if p.node == at), None)
        if here is None:
            return "unranked", "unranked", "none"
        certain = rank_intervals(edition, edition.spec.indicator(row["code"]), found).get(at)
        interval = "none" if certain is None else "–".join(map(str, certain))
        return f"{here.rank}/{len(found.places)}", str(here.third), interval

    def colours() -> str:
        """How many are green, amber and red in the indicator's perspective."""
        found = status_counts(edition_of(results), node, results.spec.indicator(row["code"]).perspective)
        return " ".join(str(n) for n in found.values())

    def perspective() -> str:
        """The colour of the indicator's perspective."""
        found = perspective_colour(edition_of(results), node, results.spec.indicator(row["code"]).perspective)
        return found.slug if found is not None else "none"

    def need() -> str:
        """What the rest of the year must show, in Norwegian and with plain spaces."""
        edition = edition_of(results, row.get("recipient", ""))
        there, indicator = _node(edition.structure, row), edition.spec.indicator(row["code"])
        text = need_text(edition.cell(row["code"], there, month), indicator, edition.period, "nb")
        return text.replace("\u00a0", " ") or "none"

    rank, third, interval = place() if row.get("rank") else ("", "", "")

    def bound(figures, name: str = "target") -> str:
        top, bottom = getattr(figures, f"{name}_numerator")[at], getattr(figures, f"{name}_denominator")[at]
        return number(Fraction(top, bottom) * scale) if bottom else "none" if name == "ambition" else ""

    found = {
        "value": printed(grid.month),
        "ytd": printed(grid.year_to_date),
        "fraction": f"{grid.month.numerator[at]}/{grid.month.denominator[at]}",
        "state": State(grid.month.state[at]).slug,
        "status": Status(grid.month.status[at]).slug,
        "ytd_status": Status(grid.year_to_date.status[at]).slug,
        "trend": Trend(grid.trend[at]).slug,
        "target": bound(grid.month),
        "ytd_target": bound(grid.year_to_date),
        "ambition": bound(grid.month, "ambition"),
        "ytd_ambition": bound(grid.year_to_date, "ambition"),
        "excluded": str(grid.excluded[at]),
        "covered": f"{grid.covered[at]}/{grid.expected[at]}",
        "deviation": str(grid.deviation[at]),
        "risk": risk.level if risk else "none",
        "basis": risk.basis if risk else "none",
        "probability": f"{risk.probability:.3f}".rstrip("0").rstrip(".") if risk else "none",
        "need": need() if row.get("need") else "",
        "ytd_fraction": f"{grid.year_to_date.numerator[at]}/{grid.year_to_date.denominator[at]}",
        "ytd_month": str(Month(grid.last_month[at])) if grid.last_month[at] else "",
        "rank": rank,
        "third": third,
        "interval": interval,
        "colours": colours() if row.get("colours") else "",
        "perspective": perspective() if row.get("perspective") else "",
        "categories": " ".join(grid.categories[1:]),
        "marks": marks(grid.month.marks[at]),
        "ytd_marks": marks(grid.year_to_date.marks[at]),
    }
    return found | (presented(edition_of(results, row.get("recipient", "")), row) if row.keys() & _PRESENTED else {})


def _node(structure: Structure, row: dict[str, str]) -> int | None:
    """The node of the row's unit, on its line where it names one; None where there is none."""
    named = (i for i, n in enumerate(structure.nodes) if n.unit.code == row["unit"])
    return next((i for i in named if row.get("line") in (None, "", structure.nodes[i].line)), None)


_PRESENTED = {
    "seen", "since", "printed", "ytd_printed", "goal", "aim", "distance", "symbol", "word", "arrow", "bar", "notes",
    "machine", "news", "since_words", "peers", "early_warning", "place", "deviates", "longer",
}  # fmt: skip


def presented(edition: Edition, row: dict[str, str]) -> dict[str, str]:
    """What a reader of the edition in Norwegian sees of the cell; only `seen` where the edition does not hold it."""
    node, indicator = _node(edition.structure, row), edition.spec.indicator(row["code"])
    if node is None or indicator is None or not indicator.stands_at(edition.structure.nodes[node]):
        return dict.fromkeys(_PRESENTED - {"seen"}, "not in the edition") | {"seen": "no"}
    month = Month.parse(row["month"])
    category = edition.grids[indicator.code].categories.index(row.get("category", ""))
    cell = edition.cell(indicator.code, node, month, category)
    line = edition.structure.nodes[node].line
    peers = edition.distributions.get((indicator.code, line))
    shape = re.search(r"<svg[^>]*><(\w+)", charts.status_shape(cell.year_to_date.status))
    shown = {
        "seen": "yes",
        "since": str(cell.since) if cell.since else "none",
        "deviates": str(int(cell.deviation)),
        "news": (month == edition.period and news(edition, indicator.code, node, category)) or "none",
        "since_words": since_text(edition, indicator.code, node, "nb", (category,)) or "none",
        "aim": cells.ambition_text(cell, indicator, "nb") or "none",
        "goal": cells.target_on_card(edition, indicator, node, cell, "nb", category),
        "bar": "yes" if rows.row(edition, indicator, node, "", "nb", category).bullet else "none",
        "machine": machine(edition, row, line),
        "peers": " ".join([*map(number, (peers.lower, peers.median, peers.upper)), f"of {peers.count}"])
        if peers
        else "none",
        "printed": cells.figure_text(cell.month, indicator, "nb"),
        "ytd_printed": cells.figure_text(cell.year_to_date, indicator, "nb"),
        "distance": cells.distance_text(cell.year_to_date, indicator, "nb") or "none",
        "word": rows.words("nb")[cell.year_to_date.status.slug],
        "symbol": _SHAPES[shape[1]],
        "arrow": cell.trend.slug,
        "early_warning": str(int(cell.early_warning)),
        "place": place_on_card(edition, node, indicator.code),
        "longer": longer_text(cell, indicator, edition.spec.year_starts, "nb") or "none",
        "notes": "; ".join(cells.notes(cell, indicator, edition.period, "nb")),
    }
    return {name: text.replace("\u00a0", " ") for name, text in shown.items()}


def place_on_card(edition: Edition, node: int, code: str) -> str:
    """Which row of the unit's card the indicator is, from 1."""
    codes = [i.code for _, _, those in selection.card(edition, node) for i in those]
    return str(codes.index(code) + 1)


def machine(edition: Edition, row: dict[str, str], line: str) -> str:
    """State, value, numerator, denominator, n, status and trend in results.csv, `-` where a cell is empty."""
    names = list(NAMES)
    key = (row["month"], line, row["unit"], row["code"], row.get("category", ""))
    (found,) = (
        dict(zip(names, r, strict=True))
        for r in result_rows(edition)
        if tuple(r[names.index(n)] for n in ("period", "line", "unit", "indicator", "category")) == key
    )
    asked = ("state", "value", "numerator", "denominator", "n", "status", "trend")
    return " ".join(found[name] or "-" for name in asked)


def edition_of(results: Results, recipient: str = "") -> Edition:
    """The edition for everybody inside, or for `recipient`: a unit's code, `code/line`, or `/line`."""
    unit, _, line = recipient.partition("/")
    recipients, problems = named(results.structure, (unit,) if unit else (), line)
    assert not problems, problems
    (edition,) = disclose(
        results,
        recipients,
        language="nb",
        history=HISTORY_MONTHS,
        engine_version="",
    )
    return edition


def marks(found: int) -> str:
    """The marks' words, or `none`."""
    return " ".join(sorted(Mark(found).slugs)) or "none"


def number(value: Fraction) -> str:
    """A terminating decimal as such, everything else as n/d: exact either way."""
    for decimals in range(7):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            text = f"{abs(scaled.numerator):0{decimals + 1}d}"
            whole, rest = (text[:-decimals], text[-decimals:]) if decimals else (text, "")
            return ("-" if value < 0 else "") + whole + ("." + rest if rest else "")
    return f"{value.numerator}/{value.denominator}"
