"""A corpus of slips: each gives its code at its place, nothing that follows from it, and a safe fix undoes it.

`clean.kpi` has no fault. Every row is one edit of it: what stood there, what was written, the code that says so and
the line it is said at (words that begin it). Codes are those of the errors and warnings, all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kpidsl.language import check_sources
from kpidsl.problems import Problem, SourceText
from kpidsl.tooling.fix_files import apply, fix_texts
from tests.language.meaning import meaning

CLEAN = (Path(__file__).parent / "clean.kpi").read_text(encoding="utf-8")

SLIPS = (
    ("    M.3 Andel eldre", "\t\tM.3 Andel eldre", "S004", "M.3"),
    ("    M.3 Andel eldre", "   M.3 Andel eldre", "S005", "M.3"),
    ("    M.3 Andel eldre", "      M.3 Andel eldre", "S017", "M.3"),
    ("    M.2 Andel unge", "  M.2 Andel unge", "S017", "M.2"),
    ("Gjennomsnittlig leveringstid", "Gjenomsnittlig leveringstid", "S002", "P.1"),
    ("med lesestund siste", "med lesestudn siste", "S002", "M.2"),
    ("Andel eldre lånere", "Andel eldre lånre", "S002", "M.3"),
    ("P.4 Antall", "P4 Antall", "S008", "P4"),
    ("(høyst 12 000 kroner)", "(høyst 12.000 kroner)", "S007", "Ø.2"),
    ("(høyst 12 000 kroner)", "(høyst 12,000 kroner)", "S007", "Ø.2"),
    ("fra juli 2026", "fra jul 2026", "S021", "minst 65"),
    ("fra juli 2026", "fra 31. juni 2026", "S021", "minst 65"),
    ("fra juli 2026", "fra 5. kvartal 2026", "S021", "minst 65"),
    ("fra juli 2026", "fra 1.7.26", "S021", "minst 65"),
    ("fra juli 2026", "fra 2. halvår 2026", "S021", "minst 65"),
    ("fra juli 2026", "fra 15. juli 2026", "L034", "minst 65"),
    ("siste 3 mnd.", "siste kvartal", "S012", "M.1"),
    ("siste 3 mnd.", "siste 400 mnd.", "L026", "M.1"),
    ("P.1 Gjennomsnittlig", "P.1 120-persentil av", "S023", "P.1"),
    ('formål er "lesestund"', "formål er lesestund", "S022", "begrep lesestund"),
    ('formål er "lesestund"', 'formål er "lestund"', "T005", "begrep lesestund"),
    ("alder er minst 67", "alder er minst 67 og alder er under 60", "L020", "begrep eldre"),
    ("alder er minst 67", "alder er mellom 80 og 67", "L020", "begrep eldre"),
    ("alder er minst 67", "alder er over 66,5 og alder er under 67", "L020", "begrep eldre"),
    ('"utlån" eller "kurs"', '"utlån" og "kurs"', "S030", "begrep besøkende"),
    ("alder er under 18", "alder er under 18 eller alder er minst 18", "L021", "begrep unge"),
    ('"utlån" eller "kurs"', '"utlån" eller "utlån"', "L022", "begrep besøkende"),
    ("fra bestilt til levert", "fra levert til levert", "L022", "størrelse leveringstid"),
    ("datert levert", "datert bestilt", "L022", "utfall leverte"),
    ("av ramme hittil", "av innkjøp hittil", "L022", "Ø.1"),
    ("av ramme hittil", "av bemanning hittil", "L033", "Ø.1"),
    ("Andel unge lånere med lesestund siste 6 mnd.", "Andel unge lånere av unge lånere", "L023", "M.2"),
    ("leveringstid på bestilte bøker", "leveringstid på ventende bøker", "L020", "P.1"),
    ("(minst 80 %)", "(minst 800 %)", "T173", "M.3"),
    ("(minst 80 %)", "(høyst 100 %)", "L024", "M.3"),
    ("(95–102 %)", "(95–95 %)", "L024", "Ø.1"),
    ("(minst 80 %)", "(minst 0,8)", "T040", "M.3"),
    ("(høyst 14 dager)", "(minst 14 dager)", "L009", "P.1"),
    ("høyst 5 prosentpoeng", "høyst 0 prosentpoeng", "L025", "status for andeler"),
    ("høyst 10 % av målet dårligere", "høyst 10 % dårligere", "T132", "gul   når resultatet er høyst 10"),
    ("på E.1 etter", "på M.1 etter", "T120", "antas"),
    ("P.2 teller 40 %", "Ø.3 teller 40 %", "L028", "Ø.3 teller"),
    ("P.2 teller 40 %", "P.2 teller 40", "T116", "P.2 teller"),
    ("P.4 Antall", "p.2 Antall", "L029", "p.2"),
    ("Andel eldre lånere med gyldig kort", "Andel unge lånere med lesestund siste 6 mnd.", "L030", "M.3"),
    ('"Bøker i tide"', '"Flere leser"', "L030", 'resultatkrav "Flere leser"'),
    ("levert innen 3 uker", "levert innen 0 uker", "L035", "P.3"),
    ("levert innen 3 uker", "levert innen 1,5 måneder", "T011", "P.3"),
    ("er under 4", "er under 1", "L035", "skjerming"),
    ("eller status er gul og utviklingen er negativ", "eller status er rød og utviklingen er negativ", "L036", "avvik"),
    ("filial i kommune i fylke", "filial i kommune i filial", "T131", "styringslinje"),
    ("Antall ventende bøker (", "Antall ventende bøker hittil i år (", "T036", "P.4"),
    ("| lesestund |", "| lestund   |", "T005", "| 1101   | 1     | 02.01"),
    ("for filial 1101, 1102", "for filal 1101, 1102", "T043", "minst 50"),
    ("betyr medlemskap", "betyr medlemskp", "T001", "begrep lånere"),
    ("betyr lånere der alder er under 18", "betyr lånre der alder er under 18", "T001", "begrep unge"),
    ("lånere (låner) betyr", "lånere (låner betyr", "S001", "begrep lånere"),
    ("én rad per sak", "én rad pr sak", "S002", "én rad pr"),
    ("én rad per sak", "én rad per bestilling", "S001", "én rad per best"),
    ("levert mangler", "levert er tom", "S001", "begrep ventende"),
    ("levert mangler", "levert er før bestilt", "S001", "begrep ventende"),
    ("levert mangler", "levert er før 31.02.2026", "S021", "begrep ventende"),
    ("  minst 65 % fra juli 2026\n  minst 50 % fra 2026 for filial 1101, 1102\n", "", "L056", "måltall for M.1"),
    ('besøk der formål er "utlån"', 'besøk der frmål er "utlån"', "T003", "begrep besøkende"),
    ("på E.1 etter", "på E.2 etter", "T049", "antas"),
    ("måltall for M.1", "måltall for M.7", "T048", "måltall for M.7"),
    ("skal M.2 for filial 1101", "skal M.2 for filal 1101", "T070", "så skal"),
    ("alder   heltall", "alder   tallet", "S001", "alder"),
    ("status for alle andre", "status for de andre", "S001", "status for de"),
    ("status for alle andre", "status for andeler", "T050", "M.1"),
    ("02.01.2026", "02.13.2026", "T133", "| 1101   | 1     | 02.13"),
)
NOTES = (
    ("perspektiv produksjon", "perspektiv produksion", "L031", "perspektiv produksion"),
    ("  perspektiv økonomi\n", "", "L032", 'resultatkrav "Orden'),
    ("  måleindikatorer\n", "", "L027", "antas"),
    ("(minst 80 %)", "", "L037", "M.3"),
    ("fra juli 2026", "fra juli 2062", "L038", "minst 65"),
    ("  tallene er strøm\n", "", "L039", "kilde regnskap"),
    ("avvik når status er rød, eller status er gul og utviklingen er negativ\n", "", "L040", "status for alle andre"),
)


def problems_of(text: str) -> list[Problem]:
    return list(check_sources([SourceText("bibliotek.kpi", text)])[1])


def meant(text: str) -> object:
    spec, _ = check_sources([SourceText("bibliotek.kpi", text)])
    return None if spec is None else meaning(spec)


def test_the_clean_copy_has_no_fault() -> None:
    """A note says that a dated target takes over from the one in the sentence, as it should."""
    assert [p.code for p in problems_of(CLEAN)] == ["L006"]


def with_slip(old: str, new: str) -> str:
    """The clean copy with the edit, or with the later of two places (forms that are declared stand first)."""
    assert old in CLEAN
    before, _, after = CLEAN.rpartition(old)
    return f"{before}{new}{after}"


@pytest.mark.parametrize(("old", "new", "code", "at"), SLIPS)
def test_a_slip_is_one_message_at_its_place(old: str, new: str, code: str, at: str) -> None:
    text = with_slip(old, new)
    said = [p for p in problems_of(text) if p.severity != "note"]
    assert [p.code for p in said] == [code]
    assert said[0].span is not None
    assert text.splitlines()[said[0].span.line - 1].strip().startswith(at)


@pytest.mark.parametrize(("old", "new", "code", "at"), NOTES)
def test_what_is_worth_a_note(old: str, new: str, code: str, at: str) -> None:
    text = with_slip(old, new)
    said = [p for p in problems_of(text) if p.code == code]
    assert len(said) == 1
    assert said[0].span is not None
    assert text.splitlines()[said[0].span.line - 1].strip().startswith(at)
    assert [p.code for p in problems_of(text) if p.severity != "note"] == []


@pytest.mark.parametrize(("old", "new", "code", "at"), SLIPS)
def test_a_safe_fix_gives_what_was_meant(old: str, new: str, code: str, at: str) -> None:
    """A fix that is marked safe gives the clean copy's specification; --fix applies these alone."""
    file = SourceText("bibliotek.kpi", with_slip(old, new))
    for problem in problems_of(file.text):
        for fix in problem.fixes:
            if fix.safe:
                assert meant(apply(file, fix.edits).text) == meant(CLEAN)
    (fixed,), mended = fix_texts([file])
    if mended:
        assert meant(fixed.text) == meant(CLEAN)
    else:
        assert fixed == file


MENDED = (
    ("    M.3 Andel eldre", "    M.3 Andel andel eldre"),
    ("med lesestund siste 6 mnd.", "med med lesestund siste 6 mnd."),
    ("siste 6 mnd.", "siste 6 6 mnd."),
    ("lånere med lesestund siste", "lånere lesestund med siste"),
    ("(minst 80 %)", "(80 % minst)"),
    ("(minst 80 %)", "(minst % 80)"),
    ("(minst 80 %)", "(minst 80 %"),
    ("(minst 80 %)", "[minst 80 %]"),
    ("(minst 80 %)", "((minst 80 %))"),
    (
        "leveringstid betyr antall dager fra bestilt til levert, lavere",
        "leveringstid betyr antall dager fra bestilt til levert lavere",
    ),
    ("fristen er lovet, løper", "fristen er lovet løper"),
    ('"utlån", "lesestund"', '"utlån" "lesestund"'),
    ("status for andeler", "status for andeler:"),
)
"""Slips that are answered with the line as it was: a word twice, two that changed places, a bracket, a comma."""


@pytest.mark.parametrize(("old", "new"), MENDED)
def test_a_slip_of_the_pen_is_answered_with_the_line_that_reads(old: str, new: str) -> None:
    file = SourceText("bibliotek.kpi", with_slip(old, new))
    problem = next(p for p in problems_of(file.text) if p.code in ("S001", "S003"))
    (fix,) = problem.fixes
    assert meant(apply(file, fix.edits).text) == meant(CLEAN)


NOT_MENDED = (
    ("siste 6 mnd.", "siste -6 mnd."),
    ("siste 6 mnd.", "hver uke"),
    ("med gyldig kort", "ikke med gyldig kort"),
    ("med gyldig kort", "uten uten gyldig kort"),
    ("Andel unge lånere med lesestund", "Andel med lesestund unge lånere"),
)


@pytest.mark.parametrize(("old", "new"), NOT_MENDED)
def test_nothing_is_proposed_that_does_not_read_or_means_the_opposite(old: str, new: str) -> None:
    first = next(p for p in problems_of(with_slip(old, new)) if p.severity == "error")
    assert first.fixes == ()


BEFORE_A_SIGN = (
    ("hittil i år (95", "varig i år (95"),
    ("hittil i år (95", "hittil  år (95"),
    ("hittil i år (95", "hittil i  (95"),
)


@pytest.mark.parametrize("text", [with_slip(*slip) for slip in (*BEFORE_A_SIGN, *((s[0], s[1]) for s in SLIPS))])
def test_no_fix_takes_a_bracket_or_a_quotation_mark_away(text: str) -> None:
    """A word that is near another ends before the sign behind it."""
    file = SourceText("bibliotek.kpi", text)
    signs = {sign: text.count(sign) for sign in '()"'}
    if signs != {sign: CLEAN.count(sign) for sign in signs}:
        return  # the slip itself is one
    for problem in problems_of(text):
        for fix in problem.fixes:
            made = apply(file, fix.edits).text
            assert (made.count("("), made.count('"') % 2) == (made.count(")"), 0), fix


UNDONE_BY_ITSELF = {"S002", "S004", "S005", "S008", "T001", "T003", "T043", "T070"}
"""Codes whose fixes are safe, wherever the corpus has them."""


@pytest.mark.parametrize(("old", "new", "code", "at"), [s for s in SLIPS if s[2] in UNDONE_BY_ITSELF])
def test_what_can_only_be_one_thing_is_mended(old: str, new: str, code: str, at: str) -> None:
    (fixed,), mended = fix_texts([SourceText("bibliotek.kpi", with_slip(old, new))])
    assert [p.code for p in mended] == [code]
    assert meant(fixed.text) == meant(CLEAN)


def test_weights_that_are_no_per_cent_are_not_summed_too() -> None:
    text = CLEAN.replace("M.1 teller 60 %", "M.1 teller 0,6").replace("P.2 teller 40 %", "P.2 teller 0,4")
    assert [p.code for p in problems_of(text)] == ["T116", "T116"]


def test_targets_that_a_local_file_may_not_set_are_not_compared_with_the_national_ones() -> None:
    local = "bygger på nasjonal\ngjelder for filial 1101\nmåltall for M.1\n  minst 50 % fra 2026 for filial 1101\n"
    _, problems = check_sources([SourceText("bibliotek.kpi", CLEAN), SourceText("lokal.kpi", local)])
    assert [(p.code, p.span.path) for p in problems if p.span and p.severity == "error"] == [("T081", "lokal.kpi")]


def test_a_column_that_is_not_near_any_is_lacking_although_another_line_of_its_source_is_read() -> None:
    """Only under a source that has a line which could not be read may it be that line that declares the column."""
    text = with_slip("alder   heltall", "alder   tallet").replace("bestilt dato", "bestilling dato")
    assert [p.code for p in problems_of(text)][:1] == ["S001"]
    assert "T003" in [p.code for p in problems_of(text)]
