"""`import kpidsl`: few names, cheap, typed; keys that never guess; nothing that the edition hides; exact tables."""

from __future__ import annotations

import ast
import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

import kpidsl
from kpidsl.model import edition as released
from kpidsl.model.period import Month
from kpidsl.notebook.keys import AmbiguousKeyError, UnknownKeyError
from kpidsl.notebook.results import Results
from tests.edition import counted

ROOT = Path(__file__).parents[2]
PERIOD = "2026-10"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The counted agency with a municipal line, on which every office stands too; P and S are hidden."""
    folder = tmp_path_factory.mktemp("door")
    spec = counted.write(folder, hiding=True) / "spec.kpi"
    text = spec.read_text(encoding="utf-8")
    text = text.replace("fylke (fylker), land\n", "kommune (kommuner), fylke (fylker), land\n")
    line = "  styringslinje statlig: kontor i fylke i land\n"
    text = text.replace(line, f"{line}  styringslinje kommunal: kontor i kommune\n")
    spec.write_text(text, encoding="utf-8")
    with (folder / "data" / "enheter.csv").open("a", encoding="utf-8") as file:
        file.write("Q,Kontor Q,kommune,kommunal,,2008-01-01,\n")  # a municipality with an office's code and name
        file.writelines(f"{o},Kontor {o},kontor,kommunal,Q,2008-01-01,\n" for o in counted.OFFICES)
    return folder


@pytest.fixture(scope="module")
def edition(agency: Path) -> kpidsl.Edition:
    return kpidsl.run(agency / "spec", agency / "data", PERIOD).edition


def test_at_most_twelve_sorted_names_each_of_which_is_there() -> None:
    assert kpidsl.__all__ == sorted(kpidsl.__all__)
    assert len(kpidsl.__all__) <= 12
    assert {name for name in kpidsl.__all__ if not callable(getattr(kpidsl, name))} == set()
    assert set(kpidsl.__all__) <= set(dir(kpidsl))
    with pytest.raises(AttributeError, match="no attribute 'tell'"):
        kpidsl.tell  # noqa: B018


def test_the_names_come_from_where_the_types_say() -> None:
    """The imports that a type checker reads and the table that Python uses are the same."""
    tree = ast.parse((ROOT / "src" / "kpidsl" / "__init__.py").read_text(encoding="utf-8"))
    imports = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if node.module and node.module.startswith("kpidsl.")
    }
    assert imports == kpidsl._HOMES
    assert imports.keys() == set(kpidsl.__all__)


def test_importing_costs_nothing() -> None:
    code = "import sys, json, kpidsl; print(json.dumps([m for m in sys.modules if m.startswith('kpidsl')]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["kpidsl"]


def test_an_example_is_typed() -> None:
    """As a user has it: from the installed package alone. Wrong keys and names are errors that mypy sees."""
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--warn-unused-ignores",
        str(Path(__file__).parent / "example.py"),
    ]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Success"), done.stdout


def test_each_unit_has_a_key_of_its_own(edition: kpidsl.Edition) -> None:
    nodes = edition.released.structure.nodes
    for at, node in enumerate(nodes):
        cell = edition["A.1", f"{node.unit.kind} {node.unit.code}", node.line]
        figure = edition.released.cell("A.1", at).month
        assert (cell.name, cell.line) == (node.name, node.line)
        assert cell.month.exact == (None if figure.value is None else figure.value * 100)
    assert len(edition.units) == len({n.unit for n in nodes})


@pytest.mark.parametrize("key", ["Q", "kontor Q ", "KONTOR Q", "kontorer q", "kontor Kontor Q", "Kontor R"])
def test_a_unit_is_its_level_with_its_code_or_name_or_one_of_them(edition: kpidsl.Edition, key: str) -> None:
    """Q is an office and a municipality, and both are called Kontor Q: alone, neither says which."""
    if key == "Q":
        with pytest.raises(AmbiguousKeyError) as error:
            edition["A.1", key]
        assert set(error.value.keys) == {("kontor Q",), ("kommune Q",)}
        assert "'kommune Q' (Kontor Q)" in str(error.value)
        return
    assert edition["A.1", key].unit == ("kontor R" if key.endswith("R") else "kontor Q")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (("A1", "kontor Q"), "Mente du 'A.1'?"),
        (("A.1", "kontr Q"), "Mente du 'kontor Q'?"),
        (("A.1", "kontor X"), "Skriv nivå og kode"),
        (("A.1", "kontor Q", "fylkeskommunal"), "Styringslinjer: statlig, kommunal"),
        (("A.1", "fylke F1", "kommunal"), "Styringslinjer: statlig"),
    ],
)
def test_a_key_of_nothing_says_what_is_near(edition: kpidsl.Edition, key: tuple[str, str], said: str) -> None:
    with pytest.raises(UnknownKeyError) as error:
        edition[key]
    assert said in str(error.value)
    assert isinstance(error.value, KeyError)


def test_lines_that_differ_are_not_chosen_between(edition: kpidsl.Edition) -> None:
    """An office's figure is the same on both lines; with another target on the second, the line must be named."""
    made = edition.released
    assert edition["A.1", "kontor O"].line == "statlig"
    grid = made.grids["A.1"]
    nodes = made.structure.nodes
    at = next(i for i, n in enumerate(nodes) if (n.unit.code, n.line) == ("O", "kommunal"))
    targets = list(grid.month.target_numerator)
    targets[(at + 1) * len(made.months) - 1] += 1
    other = replace(grid, month=replace(grid.month, target_numerator=targets))
    changed = kpidsl.Edition(replace(made, grids={**made.grids, "A.1": other}))
    with pytest.raises(AmbiguousKeyError) as error:
        changed["A.1", "kontor O"]
    assert error.value.keys == (("A.1", "kontor O", "statlig"), ("A.1", "kontor O", "kommunal"))
    assert "['A.1', 'kontor O', 'kommunal']" in str(error.value)
    assert changed[error.value.keys[1]].line == "kommunal"
    assert changed["A.1", "kontor R"].line == "statlig"


def test_a_month_outside_the_edition_is_an_error(edition: kpidsl.Edition) -> None:
    assert edition.cell("A.1", "kontor O", month="2026-09").period == Month.of(2026, 9)
    with pytest.raises(UnknownKeyError, match="2020-01"):
        edition.cell("A.1", "kontor O", month="2020-01")
    with pytest.raises(ValueError, match="not a month"):
        edition.cell("A.1", "kontor O", month="oktober")


def test_values_are_exact_and_none_where_there_is_none(edition: kpidsl.Edition) -> None:
    """The counts' own quotient of O, times 100; nothing of what is hidden, missing or not ready."""
    numerator, denominator = counted.counts("O", counted.LAST)
    value = edition["A.1", "kontor O"].month
    assert value.exact == Fraction(100 * numerator, denominator)
    assert value.as_float == float(value) == float(Fraction(100 * numerator, denominator))
    assert (value.target, value.target_text, value.state) == (75, "≥\u00a075\u00a0%", "value")
    for unit, state in (("P", "hidden"), ("R", "missing"), ("T", "not_ready")):
        value = edition["A.1", f"kontor {unit}"].month
        assert (value.exact, value.as_float, value.state) == (None, None, state)
        with pytest.raises(ValueError, match="no figure"):
            float(value)


def test_what_is_hidden_is_in_nothing_that_a_notebook_shows(edition: kpidsl.Edition) -> None:
    shown = [repr(edition), edition._repr_html_()]
    for unit in edition.units:
        card = edition.card(unit)
        shown += [card._repr_html_(), repr(card), *(c._repr_html_() for c in card.cells)]
        past = edition.cell("A.1", unit, card.line, month="2026-03")
        shown += [past._repr_html_(), str(kpidsl.explain(edition, "A.1", unit, card.line))]
    every = edition.results
    assert len(every)
    shown.append(repr(duckdb.sql("from every").fetchall()))
    text = "\n".join(shown).replace("\u00a0", "")
    assert {s for s in counted.secrets() if s in text} == set()
    assert str(counted.counts("O", counted.LAST)[0]) in text


def test_a_card_shows_the_figures_of_its_page(edition: kpidsl.Edition) -> None:
    card = edition.card("kontor O")
    page = card._repr_html_()
    for cell in card.cells:
        assert cell.month.text in page
        assert cell.year_to_date.text in cell._repr_html_()
    assert [c.indicator for c in card.cells] == ["A.1", "A.2", "A.3"]
    assert "Kontor O" in page
    assert ">statlig<" in page
    assert ">kommunal<" in edition.card("kontor O", "kommunal")._repr_html_()
    assert "<script" not in page
    assert "href" not in page


def test_arrow_is_results_csv_with_types(edition: kpidsl.Edition, tmp_path: Path) -> None:
    with (edition.write(tmp_path, formats=["csv"]) / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    results = edition.results
    found = duckdb.sql("from results")
    assert found.columns == list(rows[0]) == list(results.columns)
    assert len(results) == len(rows)

    def text(name: str, value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, float):
            return f"{value:.{4 if name == 'risk_probability' else 6}f}"
        if isinstance(value, bool):
            return str(int(value))
        return str(value)[:7] if name in {"period", "since", "ytd_last_month", "trend_compared"} else str(value)

    for row, values in zip(rows, found.fetchall(), strict=True):
        assert row == {n: text(n, v) for n, v in zip(found.columns, values, strict=True)}
    exact = duckdb.sql("select numerator from results where unit = 'O' and indicator = 'A.1' and period = '2026-10-01'")
    assert exact.fetchall()[0] == (Decimal(counted.counts("O", counted.LAST)[0]),)


def test_arrow_needs_no_pyarrow(edition: kpidsl.Edition) -> None:
    assert "pyarrow" not in sys.modules
    assert "arrow_array_stream" in repr(Results(edition.released).__arrow_c_stream__())


def test_a_refused_run_says_its_problems(agency: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.kpi").write_text("kilde <svar>\n  tull\n", encoding="utf-8")
    refused = kpidsl.run(tmp_path, agency / "data", PERIOD)
    assert refused.editions == ()
    assert refused.problems.errors
    with pytest.raises(ValueError, match=r"wrong\.kpi:1"):
        _ = refused.edition
    for page in (refused._repr_html_(), kpidsl.check(tmp_path)._repr_html_()):
        assert page.count("<tr>") == len(refused.problems) + 1
        assert "<svar>" not in page
    assert repr(kpidsl.check(tmp_path)).startswith("<Checked: refused>\n")
    assert kpidsl.check(agency / "spec")._repr_html_() == "<p>&lt;Checked: 3 indicators&gt;</p>"
    assert repr(refused.problems).count("\n") == len(refused.problems) - 1
    with pytest.raises(FileNotFoundError):
        kpidsl.run(agency / "spec", tmp_path / "nowhere", PERIOD)


def test_a_recipients_edition_has_its_own_units(agency: Path) -> None:
    month = kpidsl.run(agency / "spec", agency / "data", PERIOD, recipients=["O", "F2"], line="statlig")
    assert [e.recipient for e in month.editions] == ["O Kontor O, statlig", "F2 Fylke F2, statlig"]
    with pytest.raises(KeyError):
        month.edition["A.1", "kontor Q"]


def test_the_edition_is_the_pipelines(edition: kpidsl.Edition) -> None:
    assert isinstance(edition.released, released.Edition)
    assert edition.id == edition.released.id
