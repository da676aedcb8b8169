"""Books of the plan edited in LibreOffice at random, as at the keyboard: what is read of them is what was typed.

`make office-books` does 300. Rows are typed in, inserted, copied, deleted, dragged over and sorted; LibreOffice saves
the book, and it is read. What the sheet must hold is kept beside, row by row, in the forms that the ledger has.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from kpidsl.followup.matching import numbered
from kpidsl.followup.merging import merge
from kpidsl.followup.row_numbers import new_number
from kpidsl.model.follow_up import Author, Entries, EntryRow, FilledCell
from kpidsl.model.form import MEASURES, STATUSES, Form, FormKind
from kpidsl.model.period import Month
from kpidsl.rendering.workbook.form_book import write_form_book
from kpidsl.sources.form_books import BookRead, read_form_book
from kpidsl.wording.form_words import form_words
from kpidsl.wording.words import words

from .scripts import SET_UP

MACRO = Path(__file__).with_suffix(".bas")
LETTERS = "CDEFGJ"
TYPED = dict(zip(LETTERS, ("measure", "responsible", "deadline", "measure_status", "expected", "comment"), strict=True))
"""The columns that are typed in, by their letters."""
AUTHOR = Author("Kari Nes", SET_UP.on)


@dataclass
class EditedBook:
    """A book, what is done with it, and what must stand in it: rows of a number and cells, as the ledger has them."""

    form: Form
    path: Path
    steps: list[str] = field(default_factory=list)
    rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    edits: int = 0


def word(chance: random.Random) -> str:
    """A word of letters alone: a drag counts on from digits."""
    return "Ord" + "".join(chance.choice("abcdefghijklmnoprstuvyæøå") for _ in range(9))


def typed(chance: random.Random, column: str) -> tuple[str, str]:
    """What is typed in a cell of the column, and what the ledger is to have of it."""
    if column == "deadline":
        day, month = chance.randint(1, 28), chance.randint(1, 12)
        return f"{day}.{month}.2027", f"2027-{month:02}-{day:02}"
    if column == "measure_status":
        slug = chance.choice(STATUSES)
        return words("nb")[f"choice_{slug}"], slug
    if column == "expected":
        whole, tenths = chance.randint(1, 99), chance.randint(1, 9)
        return chance.choice([(f"{whole},{tenths}", f"{whole}.{tenths}"), (f"{whole}", f"{whole}")])
    text = chance.choice([word(chance), f"{word(chance)}, {word(chance)}", "0315", "=1+1 = to", "B.1", "uke 50"])
    return (word(chance), "") if column == "measure" else (text.replace("=1", "1"), text.replace("=1", "1"))


def edited(chance: random.Random, at: int, folder: Path) -> EditedBook:
    """A book with a plan, and a list of edits of it."""
    rows: dict[str, dict[str, str]] = {}
    for _ in range(chance.randint(1, 9)):
        cells = {c: typed(chance, c)[1] for c in TYPED.values() if chance.random() < 0.6}
        cells["measure"] = word(chance)
        rows[new_number(cells["measure"], rows)] = cells
    form = Form(f"{new_number(f'{at}', ())}-{new_number(f'{at} 2', ())}", "kontor-0101", "Halden", Month.of(2026, 10),
                "nb", {MEASURES.name: rows})  # fmt: skip
    book = EditedBook(form, folder / f"{at}.xlsx", rows=[(number, dict(cells)) for number, cells in rows.items()])
    write_form_book(form, (), book.path)
    book.steps += [f"open\t{book.path}", "name\tKari Nes"]
    is_sorted = False
    for _ in range(chance.randint(3, 20)):
        ways = ("type", "insert", "copy", "delete", "sort", *(() if is_sorted else ("fill",)))
        way = chance.choices(ways, (9, 3, 2, 1, 1, 2)[: len(ways)])[0]
        book.edits += 1
        is_sorted |= _edit(chance, way, book)
    book.steps.append(f"save\t{book.path.with_name(f'{at}-filled.xlsx')}")
    return book


def _edit(chance: random.Random, way: str, book: EditedBook) -> bool:
    """One edit; whether the order of the rows is not known after it."""
    at = chance.randrange(len(book.rows))
    number, cells = book.rows[at]
    key = cells["measure"]
    if way == "type":
        letter = chance.choice(LETTERS[1:])
        text, kept = typed(chance, TYPED[letter])
        cells[TYPED[letter]] = kept
        book.steps.append(f"type\t{key}\t{letter}\t{text}")
    elif way == "insert":
        new = word(chance)
        book.rows.insert(at, ("", {"measure": new}))
        book.steps.append(f"insert\t{key}\t{new}")
    elif way == "copy":
        new = word(chance)
        book.rows.insert(at + 1, (number, {**cells, "measure": new}))
        book.steps.append(f"copy\t{key}\t{new}")
    elif way == "delete" and len(book.rows) > 1:
        del book.rows[at]
        book.steps.append(f"delete\t{key}")
    elif way == "fill":
        letter = chance.choice("DF")
        below = book.rows[at + 1 : at + 1 + chance.randint(1, 3)]
        text = cells.get(TYPED[letter], "")
        if below and text and not any(map(str.isdecimal, text)):
            for _, of_row in below:
                of_row[TYPED[letter]] = text
            book.steps.append(f"fill\t{key}\t{letter}\t{len(below)}")
    elif way == "sort":
        book.steps.append(f"sort\t{chance.choice((0, 2, 3, 5))}\t{len(book.rows)}")
        return True
    return False


def run(books: list[EditedBook], folder: Path) -> None:
    """Have LibreOffice do all of it, in a profile of its own, which it makes first."""
    steps = folder / "steps.txt"
    steps.write_text("\n".join([*(step for book in books for step in book.steps), "end\n"]), encoding="utf-8")
    profile = folder / "profile"
    office = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.resolve().as_uri()}"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=300)
    module = 'xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic"'
    source = f"<script:module {module}>{escape(MACRO.read_text(encoding='utf-8'))}</script:module>"
    (profile / "user" / "basic" / "Standard" / "Module1.xba").write_text(source, encoding="utf-8")
    macro = f'macro:///Standard.Module1.Main("{steps.resolve()}")'
    subprocess.run([*office, macro], check=True, capture_output=True, timeout=3600)


def faults(book: EditedBook) -> Iterator[str]:
    """What is otherwise in the saved book than what was done, and in the plan after it is merged."""
    path = book.path.with_name(f"{book.path.stem}-filled.xlsx")
    read = read_form_book(path, FormKind.FOLLOW_UP.tables, form_words())
    if not isinstance(read, BookRead):
        yield f"{path}: not read, {read}"
        return
    if (read.book.form, read.book.filled_by, read.findings) != (book.form.id, AUTHOR.name, ()):
        yield f"{path}: {read.book.form}, {read.book.filled_by}, {read.findings}"
    sheet = read.book.sheets[MEASURES.name].rows
    found = Counter((row.number, _shown(row.cells)) for row in sheet)
    expected = Counter((number, _shown(cells)) for number, cells in book.rows)
    if found != expected:
        yield f"{path}: lost {list(expected - found)}, found {list(found - expected)}"
    base = book.form.tables[MEASURES.name]
    now = Entries({n: EntryRow({c: FilledCell(t, SET_UP) for c, t in cells.items()}) for n, cells in base.items()})
    rows = numbered(sheet, base, base, MEASURES, book.form.id, ())
    merged, _ = merge(now, base, rows, AUTHOR, MEASURES)
    plan = Counter(_shown(cells) for cells in merged.texts.values())
    if plan.keys() != {shown for _, shown in expected}:
        yield f"{path}: the plan lacks {[one for _, one in expected if one not in plan]}"


def _shown(cells: object) -> frozenset[tuple[str, str]]:
    return frozenset((c, text) for c, text in dict(cells).items() if text and c in TYPED.values())  # type: ignore[call-overload]


def edit_and_read(count: int, folder: Path, seed: int = 0) -> tuple[list[EditedBook], list[str]]:
    """So many books edited, and what is wrong with them."""
    books = [edited(random.Random(f"{seed} {at}"), at, folder) for at in range(count)]
    run(books, folder)
    return books, [fault for book in books for fault in faults(book)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        started = time.monotonic()
        done, wrong = edit_and_read(int(sys.argv[1]), Path(made))
        cells = sum(len(_shown(cells)) for book in done for _, cells in book.rows)
        edits = sum(book.edits for book in done)
        print(
            f"{len(done)} books, {edits} edits, {cells} cells; faults: {len(wrong)}, {time.monotonic() - started:.0f} s"
        )
        print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))
