"""Reads the table of who has which role in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kpidsl.model.cycle import Role
from kpidsl.model.duty import Holder
from kpidsl.model.organisation import Register, UnitKey
from kpidsl.model.spec import Organisation
from kpidsl.problems import Problem, Span, Translated, problem
from kpidsl.sources.tables.cells import day_after, day_of
from kpidsl.sources.tables.table import Row, TableColumn, TableForm, find_table, in_own_words, read_table, unknown_cell

ROLES = TableForm(
    Translated("tabellen over roller", "tabellen over roller", "the table of roles"),
    ("roller", "roles"),
    (
        TableColumn("role", ("rolle",), needed=True),
        TableColumn("level", ("nivå", "slag", "kind")),
        TableColumn("unit", ("enhet", "eining", "kode", "enhetskode"), needed=True, nn="eining"),
        TableColumn("line", ("styringslinje", "styringsline", "linje"), nn="styringsline"),
        TableColumn("name", ("navn", "namn"), needed=True, nn="namn"),
        TableColumn("id", ("ident", "brukernavn", "brukarnamn")),
        TableColumn("from", ("fra", "frå"), nn="frå"),
        TableColumn("to", ("til",)),
    ),
)


def read_holders(
    data: Path, named: str | None, roles: Sequence[Role], organisation: Organisation, register: Register, beside: Path
) -> tuple[tuple[Holder, ...], list[Problem]]:
    """Return those who have a role, and the problems; nobody without the table.

    A file named by the project file may be `beside` the data folder. A row is left out, and listed, if it names an
    unknown role, level, unit or line, or a unit of a level that the role is not on (D070), or has an invalid date, an
    end that is not after its start, or no name (D071). A row that is written twice is used once (D072).
    """
    path, problems = find_table(ROLES, named, data, beside)
    if path is None:
        return (), problems
    rows, more = read_table(ROLES, path)
    holders, of_rows = holders_of(rows, roles, organisation, register, str(path))
    return holders, [*problems, *more, *of_rows]


def holders_of(
    rows: Sequence[Row], roles: Sequence[Role], organisation: Organisation, register: Register, path: str
) -> tuple[tuple[Holder, ...], list[Problem]]:
    """Return those who have a role by the rows of the table, and the problems, as `read_holders` does."""
    by_word = {word.casefold(): role for role in roles for word in role.words}
    units: dict[str, list[UnitKey]] = {}
    for of_unit in register.rows:
        if of_unit.unit not in units.setdefault(of_unit.unit.code, []):
            units[of_unit.unit.code].append(of_unit.unit)
    problems: list[Problem] = []
    seen: dict[Holder, int] = {}
    for number, row in rows:
        span = Span(path, number)
        role = by_word.get(row["role"].casefold())
        wrong = _unknown(row, role, by_word, units, organisation, span)
        if wrong is not None or role is None:
            problems += [wrong] if wrong is not None else []
            continue
        holder = _holder(row, role, _units(row, units, organisation), organisation, span)
        if isinstance(holder, Problem):
            problems.append(holder)
        elif holder in seen:
            problems.append(problem("D072", span, name=holder.name, role=holder.role, first=str(seen[holder])))
        else:
            seen[holder] = number
    return tuple(seen), in_own_words(problems, rows)


def _unknown(
    row: Mapping[str, str],
    role: Role | None,
    by_word: Mapping[str, Role],
    units: Mapping[str, Sequence[UnitKey]],
    organisation: Organisation,
    span: Span,
) -> Problem | None:
    """The problem of the first cell that names something unknown; None where there is none."""
    if role is None:
        return unknown_cell("D070", span, "role", row["role"], list(by_word))
    if row["level"] and row["level"].casefold() not in organisation.level_words:
        return unknown_cell("D070", span, "level", row["level"], list(organisation.level_words))
    if row["unit"] not in units:
        return unknown_cell("D070", span, "unit", row["unit"], list(units))
    lines = {line.name.casefold() for line in organisation.lines}
    if row["line"] and row["line"].casefold() not in lines:
        return unknown_cell("D070", span, "line", row["line"], [line.name for line in organisation.lines])
    kinds = {unit.kind for unit in _units(row, units, organisation)}
    if not kinds & set(role.levels):
        levels = row["level"] or ", ".join(sorted(unit.kind for unit in units[row["unit"]]))
        return problem("D073", span, role=role.name, unit=row["unit"], level=levels, levels=", ".join(role.levels))
    return None


def _units(row: Mapping[str, str], units: Mapping[str, Sequence[UnitKey]], organisation: Organisation) -> list[UnitKey]:
    """The units with the row's code, of its level where it names one."""
    level = organisation.level_words.get(row["level"].casefold(), "")
    return [unit for unit in units[row["unit"]] if level in ("", unit.kind)]


def _holder(
    row: Mapping[str, str], role: Role, units: Sequence[UnitKey], organisation: Organisation, span: Span
) -> Holder | Problem:
    try:
        first, last = day_of(row["from"]), day_after(row["to"])
    except ValueError:
        return problem("D071", span, name=row["name"], start=row["from"], end=row["to"])
    if not row["name"] or (first is not None and last is not None and last <= first):
        return problem("D071", span, name=row["name"], start=row["from"], end=row["to"])
    line = next((line.name for line in organisation.lines if line.name.casefold() == row["line"].casefold()), "")
    unit = next(unit for unit in units if unit.kind in role.levels)
    return Holder(row["name"], row["id"], role.name, unit, line, first, last)
