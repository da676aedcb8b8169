"""Each cell of the tables beside the rows, and each key of the project file, changes something or is a problem.

A cell is given another value that holds within the period shown; another figure, colour, target, unit or text of the
edition follows, or a problem. Ids, and the places of rows, are left out of the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from csv import DictReader
from dataclasses import fields
from io import StringIO
from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run, run_rows
from kpidsl.problems import SourceText
from kpidsl.project import ProjectFile, SourceSettings
from tests.language.meaning import meaning
from tests.language.page import edition_of
from tests.one_engine import one_engine

SPEC = """\
språk nb
organisasjon Etat
  nivåer kontor, kommune, fylke, land
  styringslinje statlig: kontor i fylke i land
  styringslinje kommunal: kontor i kommune
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
risiko
  lav når sannsynligheten er minst 70 %
  middels når sannsynligheten er minst 40 %
  høy ellers
kilde tall
  én rad per enhet og måned
  kontor enhet
  periode måned
  ja teller
  alle nevner
  tallene er strøm
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
resultatkrav "Svar"
  perspektiv bruker
  S.1 Svarandel
  S.2 Svarandel (60 %)
"""
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
FIGURES = {
    "tall.csv": "kontor;periode;ja;alle\n"
    + "".join(
        f"{office};{month};{ja + at};{alle}\n"
        for at, month in enumerate(MONTHS)
        for office, ja, alle in (("0101", 41, 100), ("0102", 122, 200), ("0201", 63, 100))
    )
    + "0109;2026-01;7;10\n",
    "enheter.csv": "unit;name;kind;line;parent;from;to\n"
    "NO;Norge;land;statlig;;;\n"
    "01;Østfold;fylke;statlig;NO;;\n"
    "02;Agder;fylke;statlig;NO;;\n"
    "0101;Moss;kontor;statlig;01;2025-01-01;\n"
    "0102;Halden;kontor;statlig;01;;2030-12-31\n"
    "0201;Mandal;kontor;statlig;02;;\n"
    "3001;Moss kommune;kommune;kommunal;;;\n"
    "0101;Moss;kontor;kommunal;3001;;\n",
    "endringer.csv": "old;new;date;weight;kind\n0109;0102;2026-02-01;1;merge\n",
    "maal.csv": "indicator;level;unit;line;value;unit_of_measure;from;to;decided;source\n"
    "S.1;kontor;0101;statlig;40;%;2026-01-01;2026-12-31;2025-12-01;Brevet\n"
    "S.1;kontor;0102;;70;;2026-01-01;;;\n",
    "risikovurderinger.csv": "indicator;unit;line;period;risk;reason;by;on\n"
    "S.1;0101;statlig;2026-05;middels;Mange er nye;Lederen;2026-06-02\n",
}
CELLS = {
    "enheter.csv": {
        "unit": "0188",
        "name": "Annet navn",
        "kind": "kommune",
        "line": "kommunal",
        "parent": "02",
        "from": "2026-05-01",
        "to": "2026-02-28",
    },
    "endringer.csv": {"old": "0108", "new": "0101", "date": "2027-02-01", "weight": "0,5", "kind": "split"},
    "maal.csv": {
        "indicator": "S.2",
        "level": "fylke",
        "unit": "0201",
        "line": "kommunal",
        "value": "45",
        "unit_of_measure": "dager",
        "from": "2026-04-01",
        "to": "2026-02-28",
        "decided": "2026-05-15",
        "source": "Et annet brev",
    },
    "risikovurderinger.csv": {
        "indicator": "S.2",
        "unit": "0201",
        "line": "kommunal",
        "period": "2026-04",
        "risk": "høy",
        "reason": "En annen grunn",
        "by": "En annen",
        "on": "2026-06-09",
    },
}
ASSESSED = "risikovurderinger.csv"
ROWS = {"enheter.csv": (4, 5, 8), "endringer.csv": (1,), "maal.csv": (1, 2), ASSESSED: (1,)}
"""The rows (from 1, under the head) that are changed cell by cell."""


def outcome(folder: Path, files: Mapping[str, str], settings: str = "") -> tuple[object, list[str]]:
    """What a run of May 2026 gives: the edition without ids and places, and the problems."""
    folder.mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "kort.kpi").write_text(SPEC, encoding="utf-8")
    (folder / "kpidsl.toml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        (folder / "data" / name).parent.mkdir(exist_ok=True)
        (folder / "data" / name).write_bytes(text.encode("cp1252" if "cp1252" in name else "utf-8"))
    project = load(folder)
    report = check(project)
    assert report.spec is not None, [p.message() for p in report.problems]
    made = run(project, report.spec, folder / "data", Month.of(2026, 5))
    codes = sorted(p.code for p in made.problems)
    return tuple(map(_said, made.editions)), codes


_PLACES = frozenset({"id", "location", "inputs", "created", "problems", "content", "spec_id"})


def _said(edition: Edition) -> object:
    kept = {f.name: getattr(edition, f.name) for f in fields(edition) if f.name not in _PLACES}
    return {name: _plain(value) for name, value in kept.items()}


def _plain(value: object) -> object:
    return meaning(value, _PLACES)


def outcome_of_rows(files: Mapping[str, str]) -> object:
    """The same in memory, without assessments and with less history: much faster."""
    spec, _ = check_sources([SourceText("kort.kpi", SPEC)])
    assert spec is not None
    given = {name.removesuffix(".csv"): list(DictReader(StringIO(text), delimiter=";")) for name, text in files.items()}
    results, problems = run_rows(spec, given, Month.of(2026, 5), (), history=4, open_engine=one_engine)
    return _said(edition_of(results)) if results else None, sorted(p.code for p in problems)


@pytest.fixture(scope="module")
def as_it_is() -> object:
    made = outcome_of_rows(FIGURES)
    assert made[0], made[1]
    return made


@pytest.fixture(scope="module")
def on_files(tmp_path_factory) -> object:
    made = outcome(tmp_path_factory.mktemp("kort") / "som-det-er", FIGURES)
    assert made[0], made[1]
    return made


def changed(table: str, column: str, row: int) -> dict[str, str]:
    """The files with another value in the cell."""
    lines = FIGURES[table].splitlines()
    at = lines[0].split(";").index(column)
    cells = lines[row].split(";")
    cells[at] = CELLS[table][column] if cells[at] != CELLS[table][column] else "01"
    lines[row] = ";".join(cells)
    return {**FIGURES, table: "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [(table, column, row) for table in CELLS if table != ASSESSED for row in ROWS[table] for column in CELLS[table]],
)
def test_a_cell_counts(as_it_is, table, column, row):
    assert outcome_of_rows(changed(table, column, row)) != as_it_is


@pytest.mark.parametrize("column", CELLS[ASSESSED])
def test_a_cell_of_the_assessments_counts(tmp_path, on_files, column):
    assert outcome(tmp_path / "kort", changed(ASSESSED, column, 1)) != on_files


SETTINGS = {
    "register": ('register = "units2.csv"', {"units2.csv": FIGURES["enheter.csv"].replace("Moss", "Et annet navn")}),
    "changes": ('changes = "andre.csv"', {"andre.csv": FIGURES["endringer.csv"].replace("0102", "0101")}),
    "targets": ('targets = "andre.csv"', {"andre.csv": FIGURES["maal.csv"].replace("40", "45")}),
    "assessments": ('assessments = "andre.csv"', {"andre.csv": FIGURES[ASSESSED].replace("middels", "høy")}),
    "path": ('[sources.tall]\npath = "andre.csv"', {"andre.csv": FIGURES["tall.csv"].replace("122", "123")}),
    "columns": ('[sources.tall.columns]\nja = "alle"', {}),
    "separator": ('[sources.tall]\nseparator = ","', {}),
    "encoding": ('[sources.tall]\nencoding = "utf-16"', {}),
    "units": ('[sources.tall]\nunits = "names"', {"tall.csv": FIGURES["tall.csv"].replace("0102", "Halden")}),
    "decimal": ('[sources.tall]\ndecimal = "."', {"tall.csv": FIGURES["tall.csv"].replace("122", "122,0")}),
    "marks": ('[sources.tall.marks]\n"41" = "missing"', {}),
    "first": ('[sources.tall]\nfirst = "2026-03"', {}),
    "last": ('[sources.tall]\nlast = "2026-03"', {}),
    "header_row": ("[sources.tall]\nheader_row = 2", {}),
    "totals": ('[sources.tall]\ntotals = ["9999"]', {"tall.csv": FIGURES["tall.csv"] + "9999;2026-05;4;9\n"}),
    "without_unit": (
        '[sources.tall]\nwithout_unit = ["9999"]',
        {"tall.csv": FIGURES["tall.csv"] + "9999;2026-05;4;9\n"},
    ),
    "first after last": ('[sources.tall]\nfirst = "2026-04"\nlast = "2026-01"', {}),
    "a month that is none": ('[sources.tall]\nfirst = "2026-99"', {}),
    "a month in other digits": ('[sources.tall]\nlast = "2026-0٣"', {}),
    "none": ('[sources.tall]\nnone = ["2099-12-31"]', {}),
    "shares": ('[sources.tall.shares]\nja = "fraction"', {}),
    "sheet of a text": ('[sources.tall]\nsheet = "Ark1"', {}),
    "a source that is none": ('[sources.tal]\npath = "tall.csv"', {}),
    "a column that is none": ('[sources.tall.columns]\njaa = "ja"', {}),
    "a key that is none": ('registre = "enheter.csv"', {}),
    "a key of a source that is none": ('[sources.tall]\nseparatr = ";"', {}),
}
"""Each key of kpidsl.toml, with the files that it needs."""


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_counts(tmp_path, key):
    settings, more = SETTINGS[key]
    files = {**FIGURES, **more}
    assert outcome(tmp_path / "med", files, settings) != outcome(tmp_path / "uten", files)


def test_every_key_of_the_project_file_is_tried():
    of_other_commands = {"follow_up", "roles"}  # of kpidsl forms and collect, and of ready: tests/month, tests/cli
    keys = {field.alias or name for name, field in ProjectFile.model_fields.items()} - {"sources"} - of_other_commands
    assert keys | SourceSettings.model_fields.keys() - {"sheet"} <= SETTINGS.keys()


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("a source that is none", "P060"),
        ("a column that is none", "P061"),
        ("sheet of a text", "P062"),
        ("first after last", "P063"),
        ("a month that is none", "P002"),
        ("a month in other digits", "P002"),
        ("shares", "P082"),  # counts are no shares
        ("none", "P081"),  # no column of the source has dates
    ],
)
def test_a_setting_that_nothing_uses_is_refused(tmp_path, key, code):
    settings, more = SETTINGS[key]
    editions, codes = outcome(tmp_path / "kort", {**FIGURES, **more}, settings)
    assert (editions, code in codes) == ((), True)
