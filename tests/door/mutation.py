"""What a mutation of a data folder is, and what several of them need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

from .agency import SOURCES, Agency
from .writing import Form, write

Effect = Literal["keeps", "changes", "breaks"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A mutation. `keeps`: the figures stay, or something is said. `changes`: the figures are what the second reader
    reads, or something is said. `breaks`: nothing falls, that is all."""

    name: str
    effect: Effect
    make: Callable[[Agency, Random, Path], None]


MUTATIONS: dict[str, Mutation] = {}
_Make = Callable[[Agency, Random, Path], None]


def mutation(effect: Effect) -> Callable[[_Make], _Make]:
    """Enter the function as a mutation of its name."""

    def entered(make: _Make) -> _Make:
        name = make.__name__.replace("_", " ").strip()
        MUTATIONS[name] = Mutation(name, effect, make)
        return make

    return entered


def some_form(agency: Agency, chance: Random, **changes: object) -> tuple[str, dict[str, Form]]:
    """A table, and a form for it; the other tables are written plainly, some of them in another format."""
    table = chance.choice(sorted(agency.tables))
    forms = {
        name: Form(
            ending=chance.choice(("csv", "csv", "csv", "xlsx", "parquet") if name in SOURCES else ("csv", "xlsx"))
        )
        for name in agency.tables
    }
    forms[table] = replace(Form(), **changes)  # type: ignore[arg-type]
    return table, forms


def settings(folder: Path, text: str) -> None:
    """The project file beside the data folder."""
    (folder.parent / "kpidsl.toml").write_text(text, encoding="utf-8")


def written(agency: Agency, chance: Random, folder: Path) -> Path:
    """Write the agency in some form; one of its files."""
    write(agency, some_form(agency, chance)[1], folder)
    return chance.choice(sorted(p for p in folder.iterdir() if p.is_file()))


def with_cell(agency: Agency, table: str, at: int, column: str, text: str) -> Agency:
    """The agency with another text in one cell."""
    rows = [dict(row) for row in agency.tables[table]]
    rows[at][column] = text
    return Agency({**agency.tables, table: rows}, agency.columns)
