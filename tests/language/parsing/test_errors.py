from __future__ import annotations

import pytest

from kpidsl.problems.edits import resulting
from tests.language.parsing.spec import outcome

# A line (line 2 of its file), and the one thing that is said of it: place, code, the beginning of the message.
SLIPS = [
    ("Andell arbeidssøkere med jobbmatch (30 %)", "2:1+6", "S002", "«Andell» kan ikke leses her; mente du «Andel»?"),
    (
        "Andel arbeidsøkere med jobbmatch (30 %)",
        "2:7+12",
        "S002",
        "«arbeidsøkere» kan ikke leses her; mente du «arbeidssøkere»?",
    ),
    (
        "Andel mottagere av AAP med jobbmatch (30 %)",
        "2:7+16",
        "S002",
        "«mottagere av AAP» kan ikke leses her; mente du «mottakere av AAP»?",
    ),
    (
        "Andel arbeidssøkere med jobbmacth (30 %)",
        "2:25+9",
        "S002",
        "«jobbmacth» kan ikke leses her; mente du «jobbmatch»?",
    ),
    (
        "Andel arbeidssøkere med oppfølging siste år (80 %)",
        "2:36+8",
        "S012",
        "«siste år» kan leses på flere måter; skriv «siste 12 mnd», «hittil i år» eller «i fjor»",
    ),
    (
        "Andel arbeidssøkere med varighet (80 %)",
        "2:34+1",
        "S001",
        "«(» kan ikke leses her; her ventes «under», «over», «minst»",
    ),
    ("Andel varighet med jobbmatch (80 %)", "2:7+8", "S020", "«varighet» er en størrelse, og her ventes en gruppe"),
    (
        "Andel arbeidssøkere med jobbmatch (80.5 %)",
        "2:36+4",
        "S006",
        "tallet «80.5» har feil desimaltegn for språket i fila; skriv «80,5»",
    ),
    (
        "Antall arbeidssøkere (høyst 1.000)",
        "2:29+5",
        "S007",
        "tallet «1.000» kan leses på to måter; skriv «1 000» (tusener) eller «1,000» (desimaler)",
    ),
    ("B7 Andel arbeidssøkere med jobbmatch (80 %)", "2:1+2", "S008", "koden «B7» mangler punktum; skriv «B.7»"),
    ("Andel arbeidssøkere med", "2:23+1", "S003", "linja slutter for tidlig; her ventes en gruppe (arbeidssøkere"),
    ("Andel arbeidssøkere med jobbmatch (80 %", "2:39+1", "S003", "linja slutter for tidlig; her ventes «)»"),
    ('"Uten slutt (80 %)', "2:1+18", "S009", "anførselstegnet blir aldri lukket"),
    ("begrp ting betyr k", "2:1+5", "S002", "«begrp» kan ikke leses her; mente du «begrep»?"),
    ("begrep ting er k der a finnes", "2:13+2", "S001", "«er» kan ikke leses her; her ventes «betyr»"),
    ("begrep andel betyr k", "2:8+5", "S010", "«andel» kan ikke være et begrep"),
    ("begrep år betyr k", "2:8+2", "S010", "«år» kan ikke være et begrep: det er en måleenhet"),
    ("begrep 2 ting betyr k", "2:8+6", "S010", "«2 ting» kan ikke være et begrep: det begynner med et tall"),
    (
        'begrep ting betyr k der a er 1 og b er "x" eller b er "y"',
        "2:25+33",
        "S011",
        "«og» og «eller» står om hverandre",
    ),
    ("begrep ting betyr k der a err 1", "2:27+3", "S002", "«err» kan ikke leses her; mente du «er»?"),
    ("kilde k\n  én rad per sak\n  a enht", "4:5+4", "S002", "«enht» kan ikke leses her; mente du «enhet»?"),
    ("kilde k\n  a enhet", "2:7+1", "S018", "kilden «k» mangler linja om hva en rad er"),
    (
        "måltall for B.1\n  80 % fra 2026 for kontor 12 500",
        "3:31+3",
        "S001",
        "«500» kan ikke leses her; her ventes",
    ),
    (
        "status for andeler\n  gull når målet er nådd",
        "3:3+4",
        "S002",
        "«gull» kan ikke leses her; mente du «gul»?",
    ),
    ("måltall for B.1\n\t80 %", "3:1+1", "S004", "linja er rykket inn med tabulator"),
    ("måltall for B.1\n    80 %\n  82 % fra 2026", "4:1+2", "S005", "linja er rykket inn 2 mellomrom"),
    ("måltall for B.1\n  80 %\n    82 % fra 2026", "4:5", "S015", "det kan ikke stå noe under denne linja"),
    ("antas å virke på E.1", "2:1+20", "S017", "linja hører hjemme under en indikator, ikke her"),
    ('prøve "p"\n  så skal B.1 være 50 %', "3:3+21", "S019", "prøven «p» mangler linja «når måneden er …»"),
    (
        'prøve "p"\n  gitt k\n    | a | b |\n    | 1 |\n  når måneden er mai 2026',
        "5:5+5",
        "S014",
        "raden har 1 celle, og overskriften har 2",
    ),
    ("?", "2:1+1", "S001", "«?» kan ikke leses her; her ventes «kilde», «begrep», «resultatkrav»"),
    ("Antall arbeidssøkere (3..5)", "2:23+1", "S001", ""),
]


@pytest.mark.parametrize(("text", "place", "code", "message"), SLIPS, ids=[text[:30] for text, *_ in SLIPS])
def test_one_slip_is_one_problem_with_its_place(text: str, place: str, code: str, message: str) -> None:
    problems = outcome(text).problems
    if text.endswith("(3..5)"):
        assert [p.code for p in problems] == ["S001"]
        return
    assert [p.code for p in problems] == [code]
    (one,) = problems
    assert one.span is not None
    said = f"{one.span.line}:{one.span.column}" + (f"+{one.span.length}" if one.span.length else "")
    assert said == place
    assert one.message("nb").startswith(message)
    for language in ("nb", "en"):
        shown = one.message(language) + one.help(language)
        assert not any(word in shown for word in ("_WORD", "LPAR", "QTY", "NAME", "$END", "Traceback"))


def test_all_problems_of_a_file_at_once() -> None:
    problems = outcome("Andell arbeidssøkere (3)\nbegrp ting betyr k\nstatu for andeler\n").problems
    assert [p.span.line for p in problems if p.span] == [2, 3, 4]


def test_a_misspelt_declaration_or_heading_costs_one_problem() -> None:
    text = (
        'begrp ting betyr k\nresultatkrav "X"\n  måleindikatorr\n    B.1 Andel arbeidssøkere med ting (30 %)\n'
        "      antas å virke på E.1\n    B.2 Antall ting (3)\n"
    )
    assert [p.code for p in outcome(text).problems] == ["S002", "S002"]


def test_all_uses_of_one_unknown_word_are_one_problem() -> None:
    text = "Antall arbeidsøkere (3)\nAndel arbeidsøkere med jobbmatch (3 %)\n"
    (one,) = outcome(text).problems
    assert one.span is not None
    assert one.span.line == 2
    assert [place.span.line for place in one.places] == [3]


def test_the_fix_is_a_line_to_copy() -> None:
    written = "Andel arbeidsøkere med jobbmatch (30 %)"
    (one,) = outcome(written).problems
    (fix,) = one.fixes
    lines = {one.span.path: ["", written]} if one.span else {}
    assert resulting(fix, lines) == ["Andel arbeidssøkere med jobbmatch (30 %)"]
    assert fix.safe


def test_english_messages_speak_english() -> None:
    (one,) = outcome("Number arbeidssøkere", "en").problems
    assert "expected" in one.message("en")
    assert "«number of»" in one.message("en") + one.help("en")


def test_what_is_too_large_is_a_problem() -> None:
    assert [p.code for p in outcome("Andel " + "x " * 5000).problems] == ["S013"]
    assert [p.code for p in outcome("begrep ting betyr k der " + "(" * 500 + "a finnes" + ")" * 500).problems] == [
        "S013"
    ]
    assert [p.code for p in outcome("\n" * 200_000).problems] == ["S013"]
    deep = "".join("  " * level + "x\n" for level in range(40))
    assert {p.code for p in outcome(deep).problems} <= {"S001", "S005", "S017"}
