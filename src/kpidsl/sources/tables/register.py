"""Reads the register of units and the table of changes to their codes, and checks them against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from kpidsl.model.organisation import Register, SteeringLine, UnitChange, UnitKey, UnitRow
from kpidsl.model.period import Month, month_number
from kpidsl.model.spec import Organisation
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.problems.nearest import nearest
from kpidsl.sources.tables.cells import day_after, day_of, number_of
from kpidsl.sources.tables.change_kinds import ended_but_registered, far_ahead, wrong_kinds
from kpidsl.sources.tables.table import (
    Row,
    TableColumn,
    TableForm,
    find_table,
    in_own_words,
    read_table,
    unknown_cell,
)

REGISTER = TableForm(
    Translated("registeret", "registeret", "the register"),
    ("enheter", "units"),
    (
        TableColumn("unit", ("enhet", "eining", "kode", "enhetskode", "code"), needed=True, nn="eining"),
        TableColumn("name", ("navn", "namn"), needed=True, nn="namn"),
        TableColumn("kind", ("nivå", "type", "slag", "level"), needed=True),
        TableColumn("line", ("styringslinje", "styringsline", "linje"), needed=True, nn="styringsline"),
        TableColumn("parent", ("overordnet", "overordna", "hører til", "høyrer til", "forelder"), True, "overordna"),
        TableColumn("from", ("fra", "frå"), nn="frå"),
        TableColumn("to", ("til",)),
    ),
)
CHANGES = TableForm(
    Translated("tabellen over endringer", "tabellen over endringar", "the table of changes"),
    ("endringer", "endringar", "changes"),
    (
        TableColumn("old", ("gammel", "gammal", "gammel kode", "fra kode"), needed=True, nn="gammal"),
        TableColumn("new", ("ny", "ny kode", "til kode"), needed=True),
        TableColumn("date", ("dato",), needed=True),
        TableColumn("weight", ("vekt", "andel", "del")),
        TableColumn("kind", ("slag", "type")),
    ),
)


def register_of(
    units: Sequence[Row],
    changes: Sequence[Row],
    organisation: Organisation,
    path: str,
    changes_path: str = "",
    *,
    until: date = date.max,
) -> tuple[Register, list[Problem]]:
    """Return the register of the rows, and the problems. Kinds and parents are matched with the specification's levels.

    A problem whose code begins with P refuses the register; D021–D023 and D034 are of rows that are excluded, or have
    no place in the organisation; D039 and D041 of kinds of change; D047 of changes up to the day `until`, the last of
    the reporting month, that the register contradicts.
    """
    rows, of_units = _units(units, organisation, path)
    problems = in_own_words(of_units, units)
    levels = {line.name: line.levels for line in organisation.lines}
    problems += [problem("P038", Span(path, number), where=text) for number, text in _overlapping_rows(rows, levels)]
    if units and not levels:
        problems.append(problem("P053", Span(path, 1)))
    changes_read, of_changes = _changes(changes, {row.unit.code for _, row in rows}, changes_path or path)
    problems += [
        *in_own_words(of_changes, changes),
        *ended_but_registered(changes_read, [r for _, r in rows], until, changes_path or path),
        *far_ahead(changes_read, until, changes_path or path),
    ]
    refused = {p.span for p in of_changes if p.code == "P046"}
    unread = {row["old"] for number, row in changes if Span(changes_path or path, number) in refused}
    of_weights = _weights_not_one([c for c in changes_read if c[1].old not in unread], changes_path or path)
    problems += in_own_words(of_weights, changes)
    return Register(tuple(r for _, r in rows), tuple(c for _, c in changes_read)), problems


def _units(
    units: Sequence[Row], organisation: Organisation, path: str
) -> tuple[list[tuple[int, UnitRow]], list[Problem]]:
    """The valid rows, each with its number in the file, and the problems of the others."""
    lines = {line.name.casefold(): line for line in organisation.lines}
    slugs = organisation.level_words
    kinds: dict[tuple[str, str], list[str]] = {}
    for _, row in units:
        kinds.setdefault((row["line"].casefold(), row["unit"]), []).append(_slug(row["kind"], slugs))
    rows: list[tuple[int, UnitRow]] = []
    problems: list[Problem] = []
    strangers: dict[str, list[int]] = {}
    for number, row in units:
        line = lines.get(row["line"].casefold())
        if (
            lines
            and line is None
            and nearest(row["line"], [k.name for k in organisation.lines]) is None
            and row["line"]
        ):
            strangers.setdefault(row["line"], []).append(number)
            continue
        problem_of_row = _row_problem(row, line.levels if line else (), organisation, slugs, kinds, Span(path, number))
        problems += problem_of_row
        if not any(p.code.startswith("P") for p in problem_of_row):
            kind = _slug(row["kind"], slugs)
            parent = _parent(row, kind, kinds, line.levels if line else ())
            start, end = day_of(row["from"]), day_after(row["to"])
            name = line.name if line else row["line"]
            rows.append((number, UnitRow(UnitKey(kind, row["unit"]), row["name"], name, parent, start, end)))
    for name, numbers in strangers.items():
        known = ", ".join(line.name for line in organisation.lines)
        problems.append(problem("D021", Span(path, numbers[0]), line=name, count=len(numbers), known=known))
    return rows, [*problems, *_kinds_of_no_level(units, lines, slugs, path)]


def _kinds_of_no_level(
    units: Sequence[Row], lines: Mapping[str, SteeringLine], slugs: Mapping[str, str], path: str
) -> Iterator[Problem]:
    """D034 for each kind that is not a level of its line: its units are placed at the bottom."""
    others: dict[tuple[str, str], list[int]] = {}
    for number, row in units:
        line = lines.get(row["line"].casefold())
        if line is not None and _slug(row["kind"], slugs) not in line.levels and not _is_misspelt(row["kind"], slugs):
            others.setdefault((line.name, row["kind"]), []).append(number)
    for (name, kind), numbers in others.items():
        known = ", ".join(lines[name.casefold()].levels)
        yield problem("D034", Span(path, numbers[0]), line=name, kind=kind, count=len(numbers), known=known)


def _row_problem(
    row: Mapping[str, str],
    levels: Sequence[str],
    organisation: Organisation,
    slugs: Mapping[str, str],
    kinds: Mapping[tuple[str, str], list[str]],
    span: Span,
) -> list[Problem]:
    """The first problem of a row, in a list; empty if the row is valid."""
    if not row["unit"]:
        return [problem("P051", span, column="unit")]
    known_lines = [line.name for line in organisation.lines]
    if known_lines and not levels:
        return [unknown_cell("P030", span, "line", row["line"], known_lines)]
    if levels and _slug(row["kind"], slugs) not in levels and _is_misspelt(row["kind"], slugs):
        words = [organisation.levels.get(level, (level,))[0] for level in levels]
        return [unknown_cell("P030", span, "kind", row["kind"], words)]
    for column, read_date in (("from", day_of), ("to", day_after)):
        try:
            read_date(row[column])
        except ValueError:
            return [problem("P044", span, column=column, value=row[column])]
    start, end = day_of(row["from"]), day_after(row["to"])
    if start is not None and end is not None and end <= start:
        return [problem("P045", span, start=start, end=row["to"])]
    if not row["parent"]:
        above = _above(_slug(row["kind"], slugs), levels) if levels else ()
        if any(line == row["line"].casefold() and set(of) & set(above) for (line, _), of in kinds.items()):
            top = organisation.levels.get(levels[-1], (levels[-1],))[0]
            return [
                problem("D022", span, column="parent", unit=f"{row['kind']} {row['unit']}", line=row["line"], top=top)
            ]
        return []  # nothing stands above it in this register
    if _parent(row, _slug(row["kind"], slugs), kinds, levels) is None:
        above = _above(_slug(row["kind"], slugs), levels)
        codes = [code for (line, code), of in kinds.items() if line == row["line"].casefold() and set(of) & set(above)]
        return [unknown_cell("P039", span, "parent", row["parent"], codes, unit=f"{row['kind']} {row['unit']}")]
    return []


def _slug(kind: str, slugs: Mapping[str, str]) -> str:
    return slugs.get(kind.casefold(), kind)


def _is_misspelt(kind: str, slugs: Mapping[str, str]) -> bool:
    """Whether a kind that is not a level must be an error: it is empty, or near the word of a level."""
    return not kind or (kind.casefold() not in slugs and nearest(kind, slugs) is not None)


def _above(kind: str, levels: Sequence[str]) -> Sequence[str]:
    return levels[levels.index(kind) + 1 :] if kind in levels else levels[1:]


def _parent(
    row: Mapping[str, str], kind: str, kinds: Mapping[tuple[str, str], list[str]], levels: Sequence[str]
) -> UnitKey | None:
    """The unit of a level above that has the parent's code on the row's line, the nearest level first; None if there is
    none.

    Levels order a line, so no unit can be its own ancestor. Without levels any kind may be the parent.
    """
    if not row["parent"]:
        return None
    candidates = kinds.get((row["line"].casefold(), row["parent"]), [])
    named = [level for level in _above(kind, levels) if level in candidates] if levels else candidates
    return UnitKey(named[0], row["parent"]) if named else None


def _changes(changes: Sequence[Row], units: set[str], path: str) -> tuple[list[tuple[int, UnitChange]], list[Problem]]:
    """Each valid change with its row, and the problems. A new code must be in the register or be an old code of a
    later change (D023); an old code need not be known."""
    dated: list[tuple[int, UnitChange]] = []
    problems: list[Problem] = []
    for number, row in changes:
        span = Span(path, number)
        lacking = next((column for column in ("old", "new", "date") if not row[column]), None)
        if lacking:
            problems.append(problem("P051", span, column=lacking))
            continue
        try:
            on = day_of(row["date"])
        except ValueError:
            on = None
        if on is None:
            problems.append(problem("P044", span, column="date", value=row["date"]))
            continue
        weight = number_of(row["weight"]) if row["weight"] else Fraction(1)
        if weight is None or not 0 < weight <= 1:
            problems.append(problem("P046", span, value=row["weight"]))
            continue
        dated.append((number, UnitChange(row["old"], row["new"], on, row["kind"], weight)))
    olds = [(change.old, change.on) for _, change in dated]
    for number, change in dated if units else []:
        if change.new not in units and not any(old == change.new and on >= change.on for old, on in olds):
            problems.append(unknown_cell("D023", Span(path, number), "new", change.new, sorted(units), old=change.old))
    problems += [
        problem("D077", Span(path, number), on=change.on, month=Month(month_number(change.on)))
        for number, change in dated
        if change.on.day != 1
    ]
    return dated, [*problems, *wrong_kinds(dated, path)]


def _weights_not_one(changes: Sequence[tuple[int, UnitChange]], path: str) -> Iterator[Problem]:
    """P036 for each unit whose declared weights of a day do not sum to 1, at the last row of that day."""
    parted: dict[tuple[str, date], list[tuple[int, Fraction]]] = {}
    for line, change in changes:
        parted.setdefault((change.old, change.on), []).append((line, change.weight))
    for (old, on), shares in parted.items():
        total = sum(weight for _, weight in shares)
        if total != 1 and any(weight != 1 for _, weight in shares):
            yield problem("P036", Span(path, shares[-1][0]), column="weight", unit=old, on=on, total=total)


def _overlapping_rows(
    rows: Sequence[tuple[int, UnitRow]], levels: Mapping[str, Sequence[str]]
) -> Iterator[tuple[int, str]]:
    """Yield (row, text) for each unit that is on a line twice at one time, at its later row. A leaf may have
    different parents, on one line only."""
    seen: dict[tuple[str, UnitKey], list[UnitRow]] = {}
    parted: dict[UnitKey, str] = {}
    for number, row in rows:
        others = seen.setdefault((row.line, row.unit), [])
        for other in others:
            starts = max(row.valid_from or date.min, other.valid_from or date.min)
            if starts >= min(row.valid_to or date.max, other.valid_to or date.max):
                continue
            serves_both = row.parent and other.parent and row.parent != other.parent
            is_leaf = row.unit.kind not in {level for line in levels.values() for level in line[1:]}
            if not (serves_both and is_leaf and parted.setdefault(row.unit, row.line) == row.line):
                places = ", ".join(r.parent.code if r.parent else "–" for r in (other, row))
                yield number, f"{row.line}: {row.unit.kind} {row.unit.code} ({places})"
        others.append(row)


def read_register(
    data: Path,
    register: str | None,
    changes: str | None,
    organisation: Organisation,
    beside: Path,
    *,
    until: date = date.max,
) -> tuple[Register | None, list[Problem]]:
    """Return the register in the data folder, and the problems; None if there is none. A file named by the project
    file may be `beside` it. `until`: as in `register_of`."""
    path, problems = find_table(REGISTER, register, data, beside)
    change_path, of_changes = find_table(CHANGES, changes, data, beside)
    problems += of_changes
    if path is None:
        if change_path is not None:
            problems.append(problem("P047", Span(str(change_path), 1)))
        return None, problems
    units, more = read_table(REGISTER, path)
    problems += more
    moved: Sequence[Row] = ()
    if change_path is not None:
        moved, more = read_table(CHANGES, change_path)
        problems += more
    register_read, register_problems = register_of(
        units, moved, organisation, str(path), str(change_path or path), until=until
    )
    return register_read, [*problems, *register_problems]
