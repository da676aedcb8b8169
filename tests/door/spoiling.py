"""Mutations of bytes and files: most often of the digits and letters in them."""

from __future__ import annotations

import string
from pathlib import Path
from random import Random

from .agency import SOURCES, Agency
from .mutation import mutation, written
from .writing import write


@mutation("changes")
def another_byte(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    raw = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        raw[chance.randrange(len(raw))] = chance.choice((chance.randrange(256), ord(chance.choice(string.printable))))
    path.write_bytes(raw)


@mutation("changes")
def another_digit(agency: Agency, chance: Random, folder: Path) -> None:
    write(agency, {}, folder)
    path = chance.choice(sorted(folder.iterdir()))
    raw = bytearray(path.read_bytes())
    places = [at for at, byte in enumerate(raw) if chr(byte).isdigit()]
    raw[chance.choice(places)] = ord(chance.choice(string.digits))
    path.write_bytes(raw)


@mutation("changes")
def a_file_cut_off(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    raw = path.read_bytes()
    path.write_bytes(raw[: chance.randrange(len(raw))])


@mutation("changes")
def bytes_left_out(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    raw = path.read_bytes()
    at = chance.randrange(len(raw))
    path.write_bytes(raw[:at] + raw[at + chance.choice((1, 1, 5, 60)) :])


@mutation("changes")
def bytes_put_in(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    raw = path.read_bytes()
    at = chance.randrange(len(raw))
    what = chance.choice(
        (chance.randbytes(4), b";", b",", b'"', b"\n", b"\r", b"\x00", b"\xc3", b"\t", b"\xff\xfe", b"   ")
    )
    path.write_bytes(raw[:at] + what + raw[at:])


@mutation("changes")
def a_file_away(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    if path.stem in ("maal", "risikovurderinger", "endringer"):
        path = next(p for p in folder.iterdir() if p.stem == "tall")
    path.unlink()


@mutation("changes")
def a_file_twice(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    other = ".csv" if path.suffix != ".csv" else ".xlsx"
    path.with_suffix(other).write_bytes(path.read_bytes())


@mutation("changes")
def another_ending(agency: Agency, chance: Random, folder: Path) -> None:
    path = written(agency, chance, folder)
    ending = chance.choice((".csv", ".xlsx", ".parquet") if path.stem in SOURCES else (".csv", ".xlsx"))
    path.rename(path.with_suffix(ending))
