"""Real files as offices and agencies send them: each is read, or refused with a sentence that a clerk can follow.

What a cell holds is what index.json beside the files says, which was read with another program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kpidsl.project import SourceSettings
from kpidsl.sources.csv_files import csv_pages
from kpidsl.sources.head import SourceColumns, find_head, positions
from kpidsl.sources.pages import Body
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.xlsx_files import workbook_pages

READ: dict[str, tuple[list[str], dict[str, object], int]] = {
    "27_dataset.csv": (["aar", "yrkeskode", "antall_arbeidssokere"], {}, 5734),
    "28_dataset.original.csv": (["aar", "yrkeskode", "antall_arbeidssokere"], {}, 5734),
    "29_dataset.original.csv": (["yrkekode", "ostfold", "norge"], {}, 136),
    "30_kommuner_med_endringer_fra2019_til2020.csv": (["kommuner_2019", "splittes"], {}, 313),
    "33_kommunetabell_2024.csv": (["Kommuner 2023", "Fylkesnr 2024"], {}, 427),
    "24_Kostra_01_-_Vegnett_hele_landet_2024_fylker.xlsx": (["fylke", "Riksveg (E+R)", "S"], {}, 15),
    "25_Kostra_21_gang_og_sykkelveg.xlsx": (["fylke", "lengde"], {}, 14),
    "26_Kostra_19_-_Bruer_hoyde_mindre_enn_4m.xlsx": (["fylke", "Antall"], {}, 6),
    "34_Svarprosent_Elevundersøkelsen.xlsx": (
        ["Inviterte", "Svarprosent"], {"sheet": "Svarprosent Elevundersøkelsen"}, 21
    ),
    "35_Lærlingundersøkelsen_VT_Landet_2021.xlsx": (["Utvalg", "Sist oppdatert"], {}, 174),
    "36_Sysselsettingsandel_per_kommune_06445.xlsx": (
        ["code", "Andel sysselsatte", "label"], {"sheet": "Telemark", "header_row": 5}, 17
    ),
    "37_Jernbanestatistikk_2012_2024.xlsx": (["År", "Måned_nr", "Påstigninger"], {}, 160),
}  # fmt: skip
"""What somebody may ask for: columns, settings, and the rows below the head that are not blank. Without a setting the
sheet is found by the columns."""

REFUSED: dict[str, tuple[list[str], str, int, str]] = {
    "31_ssb_kommunekoder_2019.csv": (["code", "name"], "P014", 2, "Raden har 6 celler, overskriften 8."),
    "32_ssb_klass_kommuneinndeling_2026.csv": (["code", "name"], "P014", 2, "Raden har 6 celler, overskriften 8."),
    "36_Sysselsettingsandel_per_kommune_06445.xlsx": (
        ["code", "Andel sysselsatte", "label"], "P090", 1,
        "Kolonnene til «kilde» står i rad 5, ikke i rad 1, som er den første med tekst.",
    ),
    "24_Kostra_01_-_Vegnett_hele_landet_2024_fylker.xlsx": (
        ["fylke", "kommune", "lengde"], "P094", 1,
        "Arkene «radvis per kommune», «radvis per kommune og vegkat» har alle kolonnene til «kilde». Hvilket gjelder?",
    ),
}  # fmt: skip
"""What is refused, in the words that are printed: the code, the line, the sentence."""


def outcome(path: Path, columns: list[str], settings: SourceSettings) -> tuple[dict[int, Sequence[str]], str]:
    """The rows below the head by line; or none, and the code, line and sentence of the refusal."""
    wanted = SourceColumns("kilde", {name: name for name in columns})
    pages = csv_pages if path.suffix == ".csv" else workbook_pages
    try:
        read = pages(path, settings, wanted)
        page = next(read)
        head, below = find_head(page.lines, wanted, settings.header_row, page.path, page.merged)
        body = Body(page, head, positions(head, wanted, page.path))
        rows = dict(body.rows(below))
        return rows | {row.line: (row.text,) for row in body.left_out}, ""
    except RefusedFileError as error:
        problem = error.problems[0]
        assert problem.span is not None
        assert path.name in problem.span.path
        return {}, f"{problem.code} {problem.span.line} {problem.message('nb')}"


@pytest.fixture
def folder(shared_data: Path) -> Path:
    if not (shared_data / "messy_files").is_dir():
        pytest.skip("the real files (../shared/data/messy_files) are not on this machine")
    return shared_data / "messy_files"


def test_every_file_is_tried(folder: Path) -> None:
    assert {p.name for p in folder.iterdir() if p.suffix in (".csv", ".xlsx")} == {*READ, *REFUSED}


@pytest.mark.parametrize("name", READ)
def test_a_file_is_read(folder: Path, name: str) -> None:
    columns, settings, count = READ[name]
    rows, refusal = outcome(folder / name, columns, SourceSettings.model_validate(settings))
    assert (refusal, len(rows)) == ("", count)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_with_a_sentence(folder: Path, name: str) -> None:
    columns, code, line, sentence = REFUSED[name]
    assert outcome(folder / name, columns, SourceSettings())[1] == f"{code} {line} {sentence}"


def test_cells_are_what_another_program_read(folder: Path) -> None:
    """Whole numbers and texts of every sheet; decimals have the digits of a 64-bit number."""
    compared = 0
    for entry in json.loads((folder / "index.json").read_text(encoding="utf-8")):
        for sheet, cell, kind, value in entry.get("cell_facts", ()):
            at = re.fullmatch(r"([A-Z])(\d+)", cell)
            assert at is not None
            row, column = int(at[2]), ord(at[1]) - ord("A")
            read = workbook_pages(folder / entry["file"], SourceSettings(sheet=sheet), SourceColumns("kilde", {}))
            cells = dict(next(read).lines)[row]
            if kind == "float":
                assert float(cells[column].removesuffix("e0")) == float(value)
            else:
                assert cells[column] == value.strip(), (entry["file"], sheet, cell)
            compared += 1
    assert compared == 47
