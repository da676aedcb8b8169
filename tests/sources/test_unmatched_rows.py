"""Persons and texts of the rows that do not meet what they are looked up by: said, or refused where they are many."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from kpidsl.model.period import Month
from kpidsl.pipeline import RunOutcome, check, load, run

MONTH = Month.of(2026, 10)
SPEC = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), fylke (fylker)
  styringslinje statlig: kontor i fylke
kilde personer
  én rad per person og måned
  kontor_nr enhet
  person_id person
  periode   måned
  status    tekst{legal}
kilde aktiviteter
  én rad per hendelse
  kontor_nr enhet
  person_id person
  utført    dato
  type      tekst
begrep brukere (bruker) betyr personer der status er "arbeidssøker" eller "01"
begrep oppfølging betyr aktiviteter der type er "samtale" eller "møte"
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    B.1 Andel brukere med oppfølging siste 3 mnd. (80 %)
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
"""
REGISTER = """unit;name;kind;line;parent;from;to
01;Østfold;fylke;statlig;;;
0101;Halden;kontor;statlig;01;;
"""
STATUS = ("arbeidssøker", "arbeidssøker", "01")
PERSONS = ("0011", "0012", "0013")


def run_on(
    tmp_path: Path,
    status: tuple[str, ...] = STATUS,
    *,
    counted: tuple[str, ...] = PERSONS,
    looked_up: tuple[str, ...] = PERSONS,
    types: tuple[str, ...] = ("samtale", "møte", "samtale"),
    legal: str = "",
    earlier: tuple[str, ...] = (),
) -> RunOutcome:
    spec, data = tmp_path / "spec", tmp_path / "data"
    spec.mkdir()
    data.mkdir(exist_ok=True)
    (spec / "spec.kpi").write_text(SPEC.replace("{legal}", legal), encoding="utf-8")
    (spec / "kpidsl.toml").write_text('[sources.aktiviteter]\nfirst = "2026-08"\nlast = "2026-10"\n', encoding="utf-8")
    (data / "enheter.csv").write_text(REGISTER, encoding="utf-8")
    rows = [f"0101;{p};2026-10;{s}" for p, s in zip(counted, status, strict=True)]
    rows += [f"0101;{p};2026-09;{s}" for p, s in zip(counted, earlier, strict=False)]
    (data / "personer.csv").write_text("\n".join(["kontor_nr;person_id;periode;status", *rows, ""]), encoding="utf-8")
    rows = [f"0101;{p};2026-10-0{1 + at % 9};{t}" for at, (p, t) in enumerate(zip(looked_up, types, strict=True))]
    text = "\n".join(["kontor_nr;person_id;utført;type", *rows, ""])
    (data / "aktiviteter.csv").write_text(text, encoding="utf-8")
    return run_folder(spec, data)


def run_folder(spec: Path, data: Path) -> RunOutcome:
    project = load(spec)
    report = check(project)
    assert report.spec is not None
    return run(project, report.spec, data, MONTH)


def codes(outcome: RunOutcome) -> list[str]:
    return sorted({p.code for p in outcome.problems})


def message(outcome: RunOutcome, code: str) -> str:
    (one,) = [p.message() for p in outcome.problems if p.code == code]
    return one


def followed_up(outcome: RunOutcome) -> Fraction | None:
    """The share at 0101."""
    assert outcome.edition is not None
    node = next(at for at, n in enumerate(outcome.edition.structure.nodes) if n.unit.code == "0101")
    value = outcome.edition.cell("B.1", node).month.value
    return None if value is None else value


def test_what_meets_is_not_spoken_of(tmp_path: Path) -> None:
    outcome = run_on(tmp_path)
    assert codes(outcome) == []
    assert followed_up(outcome) == 1


@pytest.mark.parametrize(
    "form",
    [
        "Arbeidssøker", "ARBEIDSSØKER", "arbeids søker ", "1", "1.0", "arbeidssoker", "Arbeidssoeker", "arbeidssöker",
        "arbeidss?ker", "arbeidssøker.", "arbeidsxøker", "arbeid??øker",
    ],
)  # fmt: skip
def test_a_text_in_another_form_is_said_with_the_one_that_is_asked_for(tmp_path: Path, form: str) -> None:
    """A blank inside the word is another text, not another form: it is near, and rows hold the right one too. So is
    another letter, and a question mark for one that every system has."""
    outcome = run_on(tmp_path, ("arbeidssøker", "01", form))
    if " " in form.strip() or form in ("arbeidsxøker", "arbeid??øker"):
        assert codes(outcome) == []
        return
    meant = "01" if form[0].isdigit() else "arbeidssøker"
    assert codes(outcome) == ["D052"]
    said = f"personer: 1 av 3 rader (33 %) har «{form}» i «status»; spesifikasjonen spør etter «{meant}»."
    assert message(outcome, "D052") == said


@pytest.mark.parametrize(
    ("file", "head", "row", "code"),
    [
        ("maal.csv", "indicator;level;unit;value;from", "B.1;kontor;01019012345;60;2026-01-01", "D024"),
        ("endringer.csv", "old;new;date", "0099;010190 12345;2026-01-01", "D023"),
        ("risikovurderinger.csv", "indicator;unit;period;risk;by", "B.1;01019012345;2026-10;høy;A", "D030"),
    ],
)
def test_a_persons_number_in_a_table_is_not_shown(tmp_path: Path, file: str, head: str, row: str, code: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / file).write_text(f"{head}\n{row}\n", encoding="utf-8")
    outcome = run_on(tmp_path)
    said = " ".join(p.message(language) for p in outcome.problems for language in ("nb", "en", "nn"))
    assert code in codes(outcome)
    assert "…" in said
    assert "12345" not in said


def test_letters_of_another_script_are_named_by_their_numbers(tmp_path: Path) -> None:
    """The first letter is Cyrillic: on paper nobody sees why the row is not counted."""
    outcome = run_on(tmp_path, ("arbeidssøker", "01", "\u0430rbeidssøker"))
    said = "har «\u0430rbeidssøker (U+0430)» i «status»; spesifikasjonen spør etter «arbeidssøker»."
    assert message(outcome, "D052").endswith(said)


@pytest.mark.parametrize("legal", ["", ': "arbeidssøker", "01"'])
def test_signs_that_nobody_sees_make_no_other_text(tmp_path: Path, legal: str) -> None:
    outcome = run_on(tmp_path, ("arbeids\u00adsøker", "\u200b01", "arbeidssøker\ufeff"), legal=legal)
    assert codes(outcome) == []
    assert followed_up(outcome) == 1


def test_signs_that_nobody_sees_make_no_other_person(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, looked_up=("0011", "00\u200b12", "0013\u00ad"))
    assert codes(outcome) == []
    assert followed_up(outcome) == 1


@pytest.mark.parametrize(("many", "refused"), [(4, False), (5, True)])
def test_many_texts_in_another_form_refuse_the_source(tmp_path: Path, many: int, refused: bool) -> None:
    persons = tuple(str(1000 + n) for n in range(many + 2))
    outcome = run_on(
        tmp_path, ("Arbeidssøker",) * many + ("arbeidssøker", "01"), counted=persons, looked_up=persons[:3]
    )
    assert (outcome.edition is None) is refused


def test_declared_values_are_values_of_their_own(tmp_path: Path) -> None:
    outcome = run_on(
        tmp_path, ("arbeidssøker", "Arbeidssøker", "1"), legal=': "arbeidssøker", "Arbeidssøker", "01", "1"'
    )
    assert codes(outcome) == []


def test_a_misspelt_text_is_said_with_the_nearest(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, ("arbeidsøker", "arbeidsøker", "01"))
    said = message(outcome, "D053")
    assert "ingen rad har «arbeidssøker» i «status»" in said
    assert said.endswith("2 av 3 rader (67 %) har «arbeidsøker».")


def test_a_spelling_that_is_new_this_month_is_said(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, ("arbeidsøker", "arbeidsøker", "01"), earlier=STATUS)
    assert codes(outcome) == ["D053"]


def test_a_near_text_that_earlier_months_have_too_is_another_value(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, ("arbeidsøker", "01", "01"), earlier=("arbeidsøker", "arbeidssøker", "01"))
    assert codes(outcome) == []


def test_a_text_among_several_may_lack(tmp_path: Path) -> None:
    assert codes(run_on(tmp_path, types=("samtale",) * 3)) == []


def test_texts_that_all_lack_are_said(tmp_path: Path) -> None:
    outcome = run_on(tmp_path, types=("kurs",) * 3)
    assert [p.fields["text"] for p in outcome.problems if p.code == "D054"] == ["møte", "samtale"]
    assert followed_up(outcome) == 0


@pytest.mark.parametrize("written", ["11", "0011.0", "00-11", "0011 "])
def test_a_person_that_lost_its_zeros_is_said_and_not_shown(tmp_path: Path, written: str) -> None:
    outcome = run_on(tmp_path, looked_up=(written, "0012", "0013"))
    if written.strip() == "0011":
        assert codes(outcome) == []  # blanks around a cell are no part of it
        return
    assert codes(outcome) == ["D055"]
    said = message(outcome, "D055")
    assert "aktiviteter: 1 av 3 rader (33 %)" in said
    assert "11" not in said


@pytest.mark.parametrize(("many", "refused"), [(4, False), (5, True)])
def test_many_persons_without_their_zeros_refuse_the_source(tmp_path: Path, many: int, refused: bool) -> None:
    counted = tuple(f"00{n}" for n in range(100, 100 + many))
    status, types = ("arbeidssøker",) * (many - 1) + ("01",), ("samtale",) * many
    outcome = run_on(tmp_path, status, counted=counted, looked_up=tuple(p[2:] for p in counted), types=types)
    assert (outcome.edition is None) is refused


@pytest.mark.parametrize(("many", "expected"), [(1, []), (2, ["D056"]), (5, ["D056", "P018"])])
def test_sources_without_a_person_in_common_are_said(tmp_path: Path, many: int, expected: list[str]) -> None:
    counted, types = tuple(f"a{n}" for n in range(many)), ("samtale",) * many
    status = ("arbeidssøker", "01", "01", "01", "01")[:many]
    looked_up = tuple(f"b{n}" for n in range(many))
    outcome = run_on(
        tmp_path, status, counted=counted, looked_up=looked_up, types=types, legal=': "arbeidssøker", "01"'
    )
    assert codes(outcome) == expected


def test_a_person_that_none_of_the_rows_counted_has_is_nothing_to_speak_of(tmp_path: Path) -> None:
    assert codes(run_on(tmp_path, looked_up=("0011", "9999", "8888"))) == []


def with_numbers(tmp_path: Path, looked_up: list[int]) -> RunOutcome:
    """The run with the events' persons as a Parquet file's numbers."""
    (tmp_path / "data" / "aktiviteter.csv").unlink()
    persons = ", ".join(f"({n}::BIGINT, '{'samtale' if at == 0 else 'møte'}')" for at, n in enumerate(looked_up))
    columns = "'0101' AS kontor_nr, p AS person_id, DATE '2026-10-01' AS utført, t AS type"
    rows = f"SELECT {columns} FROM (VALUES {persons}) v(p, t)"
    duckdb.execute(f"COPY ({rows}) TO '{tmp_path / 'data' / 'aktiviteter.parquet'}'")
    return run_folder(tmp_path / "spec", tmp_path / "data")


def test_numbers_and_digits_are_compared_as_numbers(tmp_path: Path) -> None:
    run_on(tmp_path)
    outcome = with_numbers(tmp_path, [11, 12])
    assert codes(outcome) == []
    assert followed_up(outcome) == Fraction(2, 3)


def test_numbers_and_letters_are_compared_as_texts(tmp_path: Path) -> None:
    """A12 is no number: the texts hold, 0011 is not 11, and that is said."""
    run_on(tmp_path, counted=("0011", "A12", "13"))
    outcome = with_numbers(tmp_path, [11, 13])
    assert codes(outcome) == ["D055"]
    assert followed_up(outcome) == Fraction(1, 3)
