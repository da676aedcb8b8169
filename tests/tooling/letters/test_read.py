"""`kpidsl read`: a letter in each language, what is read of it, what is lacking, and the draft."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kpidsl.cli import cli
from kpidsl.language import check, load
from kpidsl.problems import SourceText
from kpidsl.tooling.letters.read_letter import Letter, declaration, read_letter
from kpidsl.tooling.letters.sentences import paragraphs_of, sentences_of
from tests.language.page import prelude

LETTERS = Path(__file__).parent
SPEC = prelude("words") + prelude("rules")


def letter(text: str) -> Letter:
    return read_letter(sentences_of(paragraphs_of(text)), [SourceText("ord.kpi", SPEC)])


def of_file(name: str) -> Letter:
    return letter((LETTERS / name).read_text(encoding="utf-8"))


def short_forms(found: Letter) -> list[str]:
    return [one.short for one in found.of("read")]


def lacking(found: Letter) -> list[list[tuple[str, str]]]:
    return [[(word.text, word.kind) for word in one.unknown] for one in found.of("nearly")]


def test_a_letter_in_bokmal() -> None:
    found = of_file("tildelingsbrev.txt")
    assert found.language == "nb"
    assert short_forms(found) == [
        "Andel arbeidssøkere med oppfølging siste 3 mnd (minst 80 %)",
        "Andel arbeidssøkere med godkjent plan (minst 75 % fra 2026, minst 80 % fra 2027)",
        "Andel avgjorte klager innen 4 uker (minst 100 %)",
        "Forbruk i prosent av budsjett (høyst 100 %)",
        "Antall åpne saker ved utgangen av måneden (høyst 120)",
    ]
    assert [one.written.number for one in found.of("read")] == [12, 12, 17, 18, 21]
    assert lacking(found) == [[("sykmeldte", "set"), ("dialogmøte", "set")]]
    assert [(one.written.text, one.problem.code) for one in found.of("asked") if one.problem] == [
        ("a) Klagene skal behandles raskt.", "Q008"),
        ("e) Redusert forbruk.", "Q008"),
    ]
    assert [one.written.text for one in found.of("other")][-2:] == [
        "Departementet ber om rapport pr. 1. juli.",
        "Med hilsen",
    ]
    assert not found.of("refused")


def test_a_letter_in_nynorsk() -> None:
    found = of_file("tildelingsbrev.nn.txt")
    assert found.language == "nn"
    assert short_forms(found) == [
        "Del arbeidssøkjarar med oppfølging siste 3 mnd (minst 80 %)",
        "Del avgjorde klager innan 4 veker (minst 100 %)",
        "Del arbeidssøkjarar med godkjend plan (minst 75 %)",
        "Forbruk i prosent av budsjett (høgst 100 %)",
    ]
    assert lacking(found) == [[("sjukmelde", "set"), ("dialogmøte", "set")]]
    assert [one.problem.code for one in found.of("asked") if one.problem] == ["Q008"]


def test_a_letter_in_english() -> None:
    found = of_file("mandate.en.txt")
    assert found.language == "en"
    assert short_forms(found) == [
        "Share of jobseekers with follow-up last 3 months (at least 80 %)",
        "Share of complaints decided within 4 weeks (at least 100 %)",
        "Share of jobseekers with approved plan (at least 75 %)",
        "Spending as a percentage of budget (at most 100 %)",
    ]
    assert lacking(found) == [[("sick-listed persons", "set"), ("dialogue meeting", "set")]]
    assert [one.problem.code for one in found.of("asked") if one.problem] == ["Q008"]


def test_a_word_may_be_a_form_of_a_declared_one() -> None:
    (one,) = letter("Andelen arbeidssøkeren med godkjent plan skal være minst 5 %.").of("nearly")
    (word,) = one.unknown
    assert (word.text, word.like) == ("arbeidssøkeren", "arbeidssøkere")


def test_a_sentence_that_reads_and_does_not_stand_is_refused_with_its_problem() -> None:
    found = letter("Andelen arbeidssøkere med godkjent plan skal være minst 5 dager.")
    assert [(one.kind, one.problem.code if one.problem else "") for one in found.sentences] == [("refused", "T040")]


@pytest.mark.parametrize(
    ("sentence", "code", "declared"),
    [
        ("Andel besvarte henvendelser siste døgn skal være minst 95 prosent.", "Q016", "besvarte henvendelser"),
        ("Andel besvarte henvendelser det siste året skal være minst 95 prosent.", "S012", "besvarte henvendelser"),
        ("Talet på forseinka brev siste månad skal ikkje overstige 30.", "S012", "forseinka brev"),
        ("The share of late letters in the last year must be at most 5 per cent.", "S012", "late letters"),
        ("The share of late letters over the last half year must be at most 5 per cent.", "S012", "late letters"),
    ],
)
def test_a_length_of_time_that_may_be_several_is_asked_about_also_where_a_term_is_lacking(
    sentence: str, code: str, declared: str
) -> None:
    """It was said to be no measure, though both are said of it when it is checked, one after the other."""
    (asked,) = letter(sentence).of("asked")
    assert asked.problem is not None
    assert asked.problem.code == code
    assert [word.text for word in asked.unknown] == [declared]


@pytest.mark.parametrize(
    "sentence",
    [
        "Det siste året har vært krevende for etaten.",
        "Siste år besvarte vi 95 prosent.",
        "The last year was hard.",
        "I siste kvartal var det uro.",
    ],
)
def test_a_length_of_time_alone_makes_no_measure(sentence: str) -> None:
    assert [one.kind for one in letter(sentence).sentences] == ["other"]


def test_prose_with_numbers_is_no_measure() -> None:
    found = letter(
        "I 2027 skal etaten prioritere unge. Vi møtes 3. november 2026. Brevet gjelder 12 etater. Rammen øker.\n\n2027"
    )
    assert {one.kind for one in found.sentences} == {"other"}


def read(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["read", *map(str, arguments)], input=text)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    folder = tmp_path / "kort"
    folder.mkdir()
    (folder / "ord.kpi").write_text(SPEC, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["tildelingsbrev.txt", "tildelingsbrev.nn.txt", "mandate.en.txt"])
def test_the_specification_stands_with_the_draft(name: str, spec: Path) -> None:
    out = spec / "brev.kpi"
    done = read(LETTERS / name, "--spec", spec, "--out", out)
    assert done.exit_code == 1  # a term is lacking, and a question is asked
    report = check(load(spec))
    assert [p.message("en") for p in report.problems if p.severity == "error"] == []
    assert report.spec is not None
    assert len(report.spec.indicators) == len(of_file(name).of("read"))


def test_the_draft_has_what_is_lacking_as_comments(spec: Path) -> None:
    out = spec / "brev.kpi"
    read(LETTERS / "tildelingsbrev.txt", "--spec", spec, "--out", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == [
        "# tildelingsbrev.txt",
        "språk nb",
        "Minst 80 pst. av arbeidssøkerne skal ha hatt oppfølging de siste tre månedene.",
    ]
    at = lines.index("# d) Andelen sykmeldte som har hatt dialogmøte innen 26 uker, skal være minst 60 prosent.")
    assert lines[at - 2 : at] == ["# begrep sykmeldte betyr … der …", "# begrep dialogmøte betyr … der …"]


def test_nothing_is_written_over(spec: Path) -> None:
    out = spec / "ord.kpi"
    done = read(LETTERS / "mandate.en.txt", "--spec", spec, "--out", out, "--lang", "en")
    assert (done.exit_code, done.stderr) == (
        1,
        f"{out}: exists, and is not written over. Choose another name after --out.\n",
    )
    assert out.read_text(encoding="utf-8") == SPEC


def test_standard_input_and_the_exit_code_of_a_letter_that_is_read_whole(spec: Path) -> None:
    done = read("-", "--spec", spec, text="Minst 80 prosent av arbeidssøkerne skal ha godkjent plan. Med hilsen")
    assert done.exit_code == 0
    assert done.stdout == (
        "Leses\n\n    1  Minst 80 prosent av arbeidssøkerne skal ha godkjent plan.\n"
        "       = Andel arbeidssøkere med godkjent plan (minst 80 %)\n\n"
        "Er ikke mål\n\n    1  Med hilsen\n\n"
        "2 setninger: 1 leses, 0 avvises, 0 mangler et begrep, 0 må avklares, 1 er ikke mål\n"
    )


def test_a_document_with_a_table(tmp_path: Path, spec: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Tildelingsbrev", 1)
    document.add_paragraph("Vi viser til møtet. Minst 80 prosent av arbeidssøkerne skal ha godkjent plan.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate([("Styringsparameter", "Mål"), ("Svarandel", "minst 75 %")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(tmp_path / "brev.docx")
    done = read(tmp_path / "brev.docx", "--spec", spec)
    assert done.exit_code == 0
    assert done.stdout.split("Er ikke mål")[0] == (
        "Leses\n\n    2  Minst 80 prosent av arbeidssøkerne skal ha godkjent plan.\n"
        "       = Andel arbeidssøkere med godkjent plan (minst 80 %)\n"
        "    4  Svarandel: minst 75 %\n       = Svarandel (minst 75 %)\n\n"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "leses med tillegget «docx»"), ("nn", "blir lesne med tillegget"), ("en", "read with the extra “docx”")],
)
def test_without_the_extra_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    (tmp_path / "brev.docx").write_bytes(b"PK")
    done = read(tmp_path / "brev.docx", "--lang", language)
    assert done.exit_code == 1
    assert words in done.stderr
    assert "pip install 'kpidsl[docx]'" in done.stderr


@pytest.mark.parametrize(("name", "words"), [("a.docx", "is not a Word document"), ("a.txt", "is not text in UTF-8")])
def test_bytes_that_are_no_letter_are_refused(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\xe5")
    done = read(tmp_path / name, "--lang", "en")
    assert (done.exit_code, words in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("sentence", "declared"),
    [
        ("Gjennomsnittlig svartid skal være høyst 5 minutter.", "størrelse svartid betyr antall minutter fra … til …"),
        (
            "Gjennomsnittlig svartid skal være høyst fem minutter.",
            "størrelse svartid betyr antall minutter fra … til …",
        ),
        ("Median svartid skal være under 90 sek.", "størrelse svartid betyr antall sekunder fra … til …"),
        ("Gjennomsnittlig ventetid skal være høyst 40 dager.", "størrelse ventetid betyr antall dager fra … til …"),
        ("Gjennomsnittlig ventetid skal være høyst 6 uker.", "størrelse ventetid betyr antall dager fra … til …"),
        ("Median ventetid skal være høyst 15 virkedager.", "størrelse ventetid betyr antall virkedager fra … til …"),
        ("Leieutgiftene skal ikke overstige 10 mill. kroner.", "størrelse Leieutgiftene betyr sum … i …"),
        ("Sykefraværet skal være høyst 5 prosent.", "størrelse Sykefraværet betyr … i prosent av … i …"),
        ("Gjennomsnittlig trivsel skal være minst 4,5 poeng.", "størrelse trivsel betyr … i …"),
        ("Gjennomsnittlig svartid skal være høyst 40.", "størrelse svartid betyr antall dager fra … til …"),
        (
            "Gjennomsnittleg svartid skal ikkje vere over 5 minutt.",
            "storleik svartid tyder talet på minutt frå … til …",
        ),
        ("Mean response should be at most 5 hours.", "quantity response means number of hours from … to …"),
    ],
)
def test_a_quantity_is_declared_in_what_the_sentence_measures_it_in(sentence: str, declared: str) -> None:
    found = letter(sentence)
    (one,) = found.of("nearly")
    assert [declaration(unknown, found.language, one.written.text) for unknown in one.unknown] == [declared]


def test_the_declaration_completed_stands_with_its_sentence(tmp_path: Path) -> None:
    """The columns in place of the `…`, and the sentence as it is written: the target in minutes is one of minutes."""
    sentence = "Gjennomsnittlig ringetid skal være høyst 5 minutter."
    found = read_letter(sentences_of(paragraphs_of(sentence)), [])
    ((unknown,),) = (one.unknown for one in found.of("nearly"))
    declared = declaration(unknown, "nb", sentence)
    source = "kilde anrop\n  én rad per sak\n  nr sak\n  kontor enhet\n  ringt tidspunkt\n  besvart tidspunkt\n"
    levels = "organisasjon P\n  nivåer kontor (kontorer), fylke (fylker)\n  styringslinje statlig: kontor i fylke\n"
    rule = "status for alle andre\n  grønn når målet er nådd\n  rød ellers\n"
    trend = (
        "trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon\n"
    )
    term = "begrep svar betyr anrop der besvart er i perioden\n"
    quantity = declared.replace("…", "ringt", 1).replace("…", "besvart", 1) + ", lavere er bedre\n"
    of_set = "T.1 " + sentence.replace("ringetid", "ringetid på svar") + "\n"
    (tmp_path / "utkast.kpi").write_text(
        "språk nb\n" + levels + source + term + quantity + rule + trend + of_set, encoding="utf-8"
    )
    report = check(load(tmp_path))
    assert [p.message("en") for p in report.problems if p.severity == "error"] == []
    assert report.spec is not None
