"""Mutations after which anything may be true but a traceback."""

from __future__ import annotations

import string
from pathlib import Path
from random import Random

from .agency import Agency
from .mutation import mutation, with_cell, written
from .writing import Form, write


@mutation("breaks")
def units_that_begin_and_end(agency: Agency, chance: Random, folder: Path) -> None:
    at = chance.randrange(len(agency.tables["enheter"]))
    day = f"202{chance.randint(4, 7)}-{chance.randint(1, 12):02}-{chance.choice((1, 15)):02}"
    write(with_cell(agency, "enheter", at, chance.choice(("from", "to")), day), {}, folder)


@mutation("breaks")
def other_changes(agency: Agency, chance: Random, folder: Path) -> None:
    rows = [
        {
            "old": chance.choice((*agency.offices, "0199", "0198")), "new": chance.choice((*agency.offices, "0198")),
            "date": f"202{chance.randint(4, 7)}-{chance.randint(1, 12):02}-01",
            "weight": chance.choice(("", "1", "0.5", "0.25")), "kind": chance.choice(("", "merge", "split")),
        }
        for _ in range(chance.randint(0, 5))
    ]  # fmt: skip
    write(Agency({**agency.tables, "endringer": rows}, agency.columns), {}, folder)


@mutation("breaks")
def a_register_of_chance(agency: Agency, chance: Random, folder: Path) -> None:
    rows = [dict(row) for row in agency.tables["enheter"]]
    for _ in range(chance.randint(1, 6)):
        row, column = chance.choice(rows), chance.choice(agency.columns["enheter"])
        row[column] = chance.choice(rows)[column] if chance.random() < 0.8 else ""
    write(
        Agency({**agency.tables, "enheter": rows}, agency.columns),
        {"enheter": Form(ending="csv", date="%Y-%m-%d")},
        folder,
    )


@mutation("breaks")
def settings_of_chance(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, {}, folder)
    values = (
        '""', '"tall.csv"', '"../etat.kpi"', '"."', '"/etc/passwd"', '"\\u0000"', '1', 'true', '[]', '{}',
        '";"', '"utf-8"', '"hex"', '"idna"', '"utf-7"', '"punycode"', '"undefined"', '"2026-01"',
        '"2026-99"', '"9999-12"', '"0000-01"', '"codes"', '"names"', '","', '{ kontor = "kontor" }',
        '{ ja = "alle" }', '{ ja = "" }', '{ "" = "missing" }', '{ "0" = "withheld_by_source" }',
        '{ \'"\' = \'missing\' }', "9" * 5000, "[" * 3000, '1979-05-27', 'nan',
    )  # fmt: skip
    keys = (
        "path",
        "sheet",
        "columns",
        "separator",
        "encoding",
        "units",
        "decimal",
        "marks",
        "first",
        "last",
        "none",
        "skip",
    )
    lines = [f"[sources.{chance.choice(('tall', 'regnskap', 'saker', 'ukjent'))}]"]
    lines += [f"{key} = {chance.choice(values)}" for key in chance.sample(keys, chance.randint(1, 3))]
    top = [f"{chance.choice(('register', 'changes', 'targets', 'assessments', 'x'))} = {chance.choice(values)}"]
    text = "\n".join((top if chance.random() < 0.3 else []) + lines) + "\n"
    raw = bytearray(text.encode())
    if chance.random() < 0.2:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    (folder.parent / "kpidsl.toml").write_bytes(raw)


@mutation("breaks")
def files_of_chance(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    heads = (
        b"",
        b"PK\x03\x04",
        b"PAR1",
        b"\xd0\xcf\x11\xe0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"%PDF",
        b"\x1f\x8b",
        b"\x00" * 8,
    )
    path.write_bytes(chance.choice(heads) + chance.randbytes(chance.choice((0, 1, 50, 3000))))


@mutation("breaks")
def what_is_no_file(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    path.unlink()
    if chance.random() < 0.5:
        path.mkdir()
    else:
        path.symlink_to(folder / "borte")


@mutation("breaks")
def several_mutations(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    for path in sorted(folder.iterdir()):
        raw = bytearray(path.read_bytes())
        for _ in range(chance.choice((0, 0, 1, 4))):
            raw[chance.randrange(len(raw))] = ord(chance.choice(string.printable))
        path.write_bytes(raw)
