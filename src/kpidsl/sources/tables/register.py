"""The tables of the organisation: its units, and what changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from kpidsl.model.organisation import Register, UnitChange, UnitKey, UnitRow
from kpidsl.model.spec import Organisation
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files

REGISTER_NAMES = ("enheter.csv", "units.csv")
CHANGE_NAMES = ("endringer.csv", "changes.csv")
_UNIT_COLUMNS = ("unit", "name", "kind", "line", "parent", "from", "to")
_CHANGE_COLUMNS = ("old", "new", "date", "weight", "kind")

Row = tuple[int, dict[str, str]]


def find(data: Path, said: str | None, names: Sequence[str]) -> Path | None:
    """The file the project names, else the first of the conventional names that is there."""
    if said is not None:
        return data / said
    return next((data / n for n in names if (data / n).is_file()), None)


def read_table(path: Path, columns: Sequence[str], code: str) -> tuple[list[Row], tuple[Problem, ...]]:
    """Rows as (line, cells by column); a missing file or column is a problem."""
    if not path.is_file():
        return [], (problem(code, Span(str(path), 1), reason="filen finnes ikke / no such file"),)
    form, problems = csv_files.detect(path, SourceSettings())
    if form is None:
        return [], problems
    missing = [c for c in columns if c not in form.header]
    if missing:
        return [], (
            problem(code, Span(str(path), 1), reason=f"kolonne mangler / missing column: {', '.join(missing)}"),
        )
    with path.open(encoding=form.encoding, newline="") as file:
        reader = csv.DictReader(file, fieldnames=list(form.header), delimiter=form.separator)
        next(reader)
        return [(reader.line_num, {k: (v or "").strip() for k, v in r.items() if k}) for r in reader], ()


def register_of(
    units: Sequence[Row], changes: Sequence[Row], organisation: Organisation, path: str
) -> tuple[Register, tuple[Problem, ...]]:
    """The register of the rows; kinds and parents are matched with the specification's levels."""
    slugs = {form.casefold(): slug for slug, forms in organisation.levels.items() for form in (slug, *forms)}
    uppers = {line.name: line.levels for line in organisation.lines}
    kind_of: dict[tuple[str, str], list[str]] = {}
    for _, row in units:
        kind_of.setdefault((row["line"], row["unit"]), []).append(slugs.get(row["kind"].casefold(), row["kind"]))
    rows, problems = [], []
    for line, row in units:
        try:
            kind = slugs.get(row["kind"].casefold(), row["kind"])
            parent = _parent(row, kind, kind_of, uppers.get(row["line"], ()))
            span = (day_of(row["from"]), day_of(row["to"]))
            rows.append(UnitRow(UnitKey(kind, row["unit"]), row["name"], row["line"], parent, *span))
        except ValueError as error:
            problems.append(problem("P030", Span(path, line), reason=str(error)))
    problems += [problem("P030", Span(path, 1), reason=text) for text in _standing_twice(rows, uppers)]
    made: list[tuple[int, UnitChange]] = []
    for line, row in changes:
        try:
            on = day_of(row["date"]) or date.min
            made.append((line, UnitChange(row["old"], row["new"], on, row["kind"], _weight(row["weight"]))))
        except (ValueError, ZeroDivisionError) as error:
            problems.append(problem("P030", Span(path, line), reason=str(error)))
    problems += _weights_beside_one(made, path)
    return Register(tuple(rows), tuple(c for _, c in made)), tuple(problems)


def _weights_beside_one(changes: Sequence[tuple[int, UnitChange]], path: str) -> Iterator[Problem]:
    """Units whose weights of a day are declared (not all 1) and do not sum to 1, at the day's last row."""
    parted: dict[tuple[str, date], list[tuple[int, Fraction]]] = {}
    for line, change in changes:
        parted.setdefault((change.old, change.on), []).append((line, change.weight))
    for (old, on), shares in parted.items():
        total = sum(weight for _, weight in shares)
        if total != 1 and any(weight != 1 for _, weight in shares):
            yield problem("P036", Span(path, shares[-1][0]), unit=old, on=on, total=total)


def _weight(text: str) -> Fraction:
    """A share over 0 and up to 1; an empty cell is 1."""
    weight = Fraction(text.replace(",", ".") or "1")
    if not 0 < weight <= 1:
        raise ValueError(f"weight: {text}")
    return weight


def _standing_twice(rows: Sequence[UnitRow], levels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Units that stand twice on a line at one time, but a leaf that has different parents on one line alone."""
    seen: dict[tuple[str, UnitKey], list[UnitRow]] = {}
    parted: dict[UnitKey, str] = {}
    for row in rows:
        others = seen.setdefault((row.line, row.unit), [])
        for other in others:
            starts = max(row.valid_from or date.min, other.valid_from or date.min)
            if starts >= min(row.valid_to or date.max, other.valid_to or date.max):
                continue
            serves_both = row.parent and other.parent and row.parent != other.parent
            is_leaf = row.unit.kind not in {level for line in levels.values() for level in line[1:]}
            if not (serves_both and is_leaf and parted.setdefault(row.unit, row.line) == row.line):
                places = ", ".join(r.parent.code if r.parent else "–" for r in (other, row))
                yield f"{row.line}: {row.unit.kind} {row.unit.code} ({places})"
        others.append(row)


def _parent(
    row: Mapping[str, str], kind: str, kind_of: Mapping[tuple[str, str], list[str]], levels: Sequence[str]
) -> UnitKey | None:
    if not row["parent"]:
        return None
    kinds = kind_of.get((row["line"], row["parent"]), [])
    above = levels[levels.index(kind) + 1 :] if kind in levels else levels[1:]
    named = [k for k in above if k in kinds] or kinds
    if not named:
        raise ValueError(f"{row['unit']}: {row['parent']}?")
    return UnitKey(named[0], row["parent"])


def day_of(text: str) -> date | None:
    """The ISO date of a cell; None for an empty one. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def read_register(
    data: Path, register: str | None, changes: str | None, organisation: Organisation, beside: Path
) -> tuple[Register | None, tuple[Problem, ...]]:
    """The register in the data folder; None where there is none. One the project file names may lie beside it."""
    path, change_path = find(data, register, REGISTER_NAMES), find(data, changes, CHANGE_NAMES)
    if register is not None and path is not None and not path.is_file() and (beside / register).is_file():
        path = beside / register
    if path is None:
        return None, ()
    units, problems = read_table(path, _UNIT_COLUMNS, "P030")
    moved: list[Row] = []
    if change_path is not None:
        moved, more = read_table(change_path, _CHANGE_COLUMNS, "P030")
        problems += more
    made, found = register_of(units, moved, organisation, str(path))
    return made, (*problems, *found)
