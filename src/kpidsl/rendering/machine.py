"""Machine files: one row a node, line, month, indicator and category; exact integers and dot decimals."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from kpidsl.model.edition import Cell, Edition, is_early_warning
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Grid
from kpidsl.model.state import Mark, State, Status, Trend

COLUMNS: dict[str, str] = {
    "period": "The month, YYYY-MM.",
    "line": "Steering line.",
    "level": "Kind of unit.",
    "unit": "Unit code.",
    "unit_name": "Unit name.",
    "indicator": "Indicator code.",
    "category": "Category of the breakdown; empty for the whole.",
    "value": "The month's value in the indicator's unit, 6 decimals; empty where there is none.",
    "numerator": "Exact numerator of the raw value (value = scale x numerator / denominator).",
    "denominator": "Exact denominator of the raw value.",
    "n": "Rows or weight the value rests on.",
    "state": "value, not_ready, missing, not_relevant, withheld_by_source, or hidden.",
    "marks": "partial, break, derived, distributed, uncertain, overlapping, unsized (what lacks is of"
    " unknown size), assumed (the colour assumes 0.5-1.5 times its last known size), twelfths (distributed evenly: a"
    " twelfth of the year's figure a month); separated by spaces.",
    "target": "The month's target in the indicator's unit, 6 decimals.",
    "status_month": "The month's attainment: green, amber, red, no_target, none.",
    "ytd_value": "Year to date, as value.",
    "ytd_numerator": "As numerator.",
    "ytd_denominator": "As denominator.",
    "ytd_state": "As state.",
    "ytd_marks": "As marks.",
    "ytd_target": "As target.",
    "ytd_last_month": "The last month the year to date holds.",
    "status": "Attainment year to date.",
    "trend": "better, unchanged, worse, new, none.",
    "deviation": "1 for a deviation by the rule.",
    "early_warning": "1 for green and getting worse, without being a deviation.",
    "since": "First month of the present run of deviations.",
    "covered": "Units with a figure.",
    "expected": "Units that should have one.",
    "excluded": "Rows left out by exceptions.",
    "risk_probability": "Probability of reaching the target at the year's end, 4 decimals; the reporting month only.",
    "risk": "low, medium or high, by the rule.",
    "risk_basis": "decided, forecast, or thin (an uncertain forecast).",
    "variation": "By control limits: common, improving, concerning, too_few.",
    "assurance": "By control limits: hits, misses, inconsistent, none.",
    "assessed_risk": "The leader's own assessment: low, medium or high.",
    "assessed_reason": "The reason given.",
    "assessed_by": "Who assessed.",
    "assessed_on": "When, YYYY-MM-DD.",
}


_STATES = tuple(s.slug for s in State)
_STATUSES = tuple(s.slug for s in Status)
_TRENDS = tuple(t.slug for t in Trend)


def _decimal(numerator: int, denominator: int, scale: Fraction) -> str:
    """The fraction times the scale to 6 decimals, half away from zero, exactly; empty for 0/0."""
    if not denominator:
        return ""
    top, bottom = numerator * scale.numerator * 10**6, denominator * scale.denominator
    whole, rest = divmod(abs(top), abs(bottom))
    whole += 2 * rest >= abs(bottom)
    sign = "-" if (top < 0) != (bottom < 0) and whole else ""
    return f"{sign}{whole // 10**6}.{whole % 10**6:06d}"


@lru_cache(maxsize=256)
def _marks(marks: int) -> str:
    return " ".join(Mark(marks).slugs)


def _figure(figures: Figures, at: int, hidden: int, scale: Fraction) -> tuple[str, ...]:
    """value, numerator, denominator, state, marks, target."""
    target = _decimal(figures.target_numerator[at], figures.target_denominator[at], scale)
    state = figures.state[at]
    if hidden or state != State.VALUE:
        marks = _marks(figures.marks[at]) if state == State.VALUE else ""
        return ("", "", "", "hidden" if hidden else _STATES[state], marks, target)
    n, d = figures.numerator[at], figures.denominator[at]
    return (_decimal(n, d, scale), str(n), str(d), "value", _marks(figures.marks[at]), target)


@lru_cache(maxsize=1024)
def _month(number: int) -> str:
    return str(Month(number)) if number else ""


def _warns(grid: Grid, cell: int) -> int:
    return int(is_early_warning(grid.year_to_date.status[cell], grid.trend[cell], grid.deviation[cell]))


def _judged(cell: Cell) -> tuple[str, ...]:
    """Risk, control limits and the leader's assessment."""
    risk, control, assessed = cell.risk, cell.control, cell.assessed
    return (
        *((f"{risk.probability:.4f}", risk.level, risk.basis) if risk else ("", "", "")),
        *((control.variation.slug, control.assurance.slug) if control else ("", "")),
        *((assessed.level, assessed.reason, assessed.by, str(assessed.on or "")) if assessed else ("", "", "", "")),
    )


def result_rows(edition: Edition) -> Iterator[tuple[str, ...]]:
    """Rows of results.csv in the order of `COLUMNS`, sorted by node, indicator, category and month."""
    months = [str(m) for m in edition.months]
    nodes, now = len(edition.structure.nodes), edition.period.number - edition.months[0].number
    for at, node in enumerate(edition.structure.nodes):
        whose = (node.line, node.unit.kind, node.unit.code, node.name)
        for indicator in edition.indicators_at(at):
            grid, hidden = edition.grids[indicator.code], edition.hidden[indicator.code]
            for category, name in enumerate(grid.categories):
                first = (category * nodes + at) * len(months)
                for cell, month in enumerate(months, first):
                    gone = hidden[cell]
                    shown = not gone and grid.month.state[cell] == State.VALUE
                    latest = cell - first == now and not category
                    last, since = grid.last_month[cell], grid.since[cell]
                    value = _figure(grid.month, cell, gone, indicator.scale)
                    yield (
                        month, *whose, indicator.code, name, *value[:3], str(grid.month.n[cell]) if shown else "",
                        *value[3:], _STATUSES[grid.month.status[cell]],
                        *_figure(grid.year_to_date, cell, gone, indicator.scale),
                        _month(last), _STATUSES[grid.year_to_date.status[cell]],
                        _TRENDS[grid.trend[cell]], str(grid.deviation[cell]), str(_warns(grid, cell)),
                        _month(since), str(grid.covered[cell]),
                        str(grid.expected[cell]), str(grid.excluded[cell]),
                        *(_judged(edition.cell(indicator.code, at)) if latest else ("",) * 9),
                    )  # fmt: skip


def result_columns(rows: Sequence[tuple[str, ...]]) -> dict[str, list[str]]:
    """The rows as columns of text, for results.parquet."""
    return {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}


def safe(text: str) -> str:
    """A text cell that a spreadsheet will not take for a formula."""
    return (
        f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not text[1:2].isdigit()) else text
    )


def write_results(edition: Edition, folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """The rows (of `result_rows`) as results.csv, those of the period that are deviations or early warnings as lists
    of their own, and data_problems.csv."""
    names, period = list(COLUMNS), str(edition.period)
    lists = {"deviations.csv": names.index("deviation"), "early_warnings.csv": names.index("early_warning")}
    with ExitStack() as files:
        opened = [
            files.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in ("results.csv", *lists)
        ]
        whole, *chosen = (csv.writer(f, lineterminator="\n") for f in opened)
        for writer in (whole, *chosen):
            writer.writerow(names)
        for row in rows:
            clean = [safe(cell) for cell in row]
            whole.writerow(clean)
            for writer, column in zip(chosen, lists.values(), strict=True):
                if row[0] == period and row[column] == "1":
                    writer.writerow(clean)
    fields = ("code", "severity", "file", "row", "message_nb", "message_en")
    with (folder / "data_problems.csv").open("w", encoding="utf-8", newline="") as file:
        listing = csv.writer(file, lineterminator="\n")
        listing.writerow(fields)
        listing.writerows([safe(p[f]) for f in fields] for p in edition.problems)


class Manifest(BaseModel):
    """What edition.json says: identity and what the edition is of; no figures."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Hash of everything the edition is made of.")
    revision: int = Field(description="1 for the first edition of the period.")
    period: str = Field(pattern=r"^\d{4}-\d{2}$", description="The reporting month.")
    recipient: str = Field(description="For whom the edition is made.")
    language: str = Field(description="nb or en.")
    engine_version: str = Field(description="Version of kpidsl.")
    working_days: str = Field(description="Calendar of the working days that figures rest on; empty where none do.")
    synthetic: bool = Field(description="Whether the data said that they are synthetic.")
    indicators: list[str] = Field(description="Codes in the order of the card.")
    months: list[str] = Field(description="Months in results.csv, ascending.")
    units: int = Field(description="Number of leaf units.")
    suppress_below: int = Field(description="Counts from 1 to below this are hidden; 0 for none.")
    data_problems: int = Field(description="Rows in data_problems.csv.")
    columns: dict[str, str] = Field(description="The columns of results.csv and what they hold.")


def manifest(edition: Edition) -> Manifest:
    """The edition's manifest."""
    return Manifest(
        id=edition.id,
        revision=edition.revision,
        period=str(edition.period),
        recipient=edition.recipient,
        language=edition.language,
        engine_version=edition.engine_version,
        working_days=edition.working_days,
        synthetic=edition.synthetic,
        indicators=[i.code for i in edition.spec.indicators],
        months=[str(m) for m in edition.months],
        units=len(edition.structure.leaves) - len(edition.structure.whole_of),
        suppress_below=edition.spec.suppress_below,
        data_problems=len(edition.problems),
        columns=COLUMNS,
    )


def write_manifest(edition: Edition, folder: Path) -> None:
    """edition.json."""
    text = json.dumps(manifest(edition).model_dump(), ensure_ascii=False, indent=2) + "\n"
    (folder / "edition.json").write_text(text, encoding="utf-8")
