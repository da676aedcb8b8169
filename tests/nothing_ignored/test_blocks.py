"""Nothing that may be written in a block (a source, a term, an organisation, targets, rules, a test) is ignored.

Each block stands in a specification that uses it. A line is added to it, and two lines of one rule: what is accepted
says something that was not said before, or, of a rule, something that its other lines would have said otherwise.
"""

from __future__ import annotations

import pytest

from kpidsl.problems import SourceText
from tests.nothing_ignored.leaving_out import checked

HEAD = """\
organisasjon Etat
  nivåer kontor, kommune, land
  styringslinje statlig: kontor i land
  styringslinje kommunal: kontor i kommune
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
"""
CASES = """\
kilde saker
  én rad per sak
  sak_id sak
  kontor enhet
  start dato
  slutt dato
  frist dato
  møte dato
  karakter desimaltall
"""
PERSONS = """\
kilde personer
  én rad per person og måned
  kontor enhet
  person_id person
  periode måned
  alder heltall
kilde hendelser
  én rad per hendelse
  kontor enhet
  person_id person
  dag dato
"""
FIGURES = """\
kilde tall
  én rad per enhet og måned
  kontor enhet
  periode måned
  ja heltall
  alle heltall
"""
TERM_LINES = {
    "deadline": ("fristen er frist", "fristen løper fra start", "fristen er 14 dager fra start"),
    "exception": ("unntatt der karakter finnes", "unntatt der alder finnes", "unntatt der ja finnes"),
    "counted by cases": ("regnet av saker som forfaller i perioden", "regnet av saker som er avgjort i perioden"),
    "counted by persons": ("regnet av dem som sluttet i perioden", "regnet av dem som var med ved starten"),
    "direction": ("lavere er bedre", "høyere er bedre"),
    "valid from": ("gjelder fra juli 2026", "gjelder fra mai 2026"),
}
SOURCE_LINES = {
    "cumulation": (
        "tallene er strøm",
        "tallene er beholdning",
        "tallene er rullende 6 mnd",
        "tallene er rullende 12 mnd",
    ),
    "closed": ("tallene skal gå opp",),
    "precedence": ("går foran andre", "går foran andre, meld fra om forskjeller over 5 %"),
    "changes": ("meld fra om endringer over 30 %", "meld fra om endringer over 2,5 %"),
    "grain": ("én rad per enhet og måned", "én rad per sak", "én rad per person og måned"),
    "column": ("kontor enhet", "ja heltall", "ja desimaltall", "ja teller, mellom 0 og 1", "ny tekst"),
}
BLOCKS = {
    "set": (PERSONS, "begrep brukere betyr personer", (), "A.1 Antall brukere\n", TERM_LINES),
    "set of cases": (CASES, "begrep åpne betyr saker der slutt mangler", (), "A.1 Antall åpne\n", TERM_LINES),
    "set with a deadline": (
        CASES,
        "begrep møtesaker betyr saker",
        ("fristen er frist, løper fra start",),
        "utfall holdte betyr møtesaker datert møte\n"
        "A.1 Andel holdte møtesaker innen fristen (80 %)\nA.2 Andel holdte møtesaker innen 3 uker (80 %)\n",
        TERM_LINES,
    ),
    "property": (
        CASES,
        "egenskap avsluttede betyr tilfeller der slutt er i perioden",
        (),
        "begrep tilfeller betyr saker\nA.1 Antall avsluttede tilfeller\n",
        TERM_LINES,
    ),
    "outcome": (
        CASES,
        "utfall holdte betyr møtesaker datert møte",
        (),
        "begrep møtesaker betyr saker\n  fristen er frist, løper fra start\n"
        "A.1 Andel holdte møtesaker innen fristen (80 %)\n",
        TERM_LINES,
    ),
    "transition": (
        PERSONS,
        "begrep overgang betyr en overgang i hendelser",
        ("regnet av dem som sluttet i perioden",),
        "begrep brukere betyr personer\nA.1 Andel brukere med overgang (80 %)\n",
        TERM_LINES,
    ),
    "duration": (
        CASES,
        "størrelse ventetid betyr antall dager fra start til slutt",
        ("lavere er bedre",),
        "begrep tilfeller betyr saker\nA.1 Median ventetid på tilfeller (10 dager)\n",
        TERM_LINES,
    ),
    "duration with its direction": (
        CASES,
        "størrelse ventetid betyr antall dager fra start til slutt, lavere er bedre",
        (),
        "begrep tilfeller betyr saker\nA.1 Median ventetid på tilfeller (10 dager)\n",
        TERM_LINES,
    ),
    "score": (CASES, "størrelse nivå betyr karakter i saker", (), "A.1 Gjennomsnittlig nivå\n", TERM_LINES),
    "sum": (FIGURES, "størrelse svar betyr sum ja i tall", (), "A.1 Svar\n", TERM_LINES),
    "ratio": (FIGURES, "størrelse svarandel betyr ja i prosent av alle i tall", (), "A.1 Svarandel\n", TERM_LINES),
    "ready-made source": (
        FIGURES.replace("kilde tall", "kilde andre"),
        "kilde tall",
        ("én rad per enhet og måned", "kontor enhet", "periode måned", "ja heltall", "alle heltall"),
        "størrelse svarandel betyr ja i prosent av alle i tall\nA.1 Svarandel\n",
        SOURCE_LINES,
    ),
    "source of persons": (
        FIGURES.replace("kilde tall", "kilde andre"),
        "kilde tall",
        ("én rad per person og måned", "kontor enhet", "p person", "periode måned"),
        "begrep brukere betyr tall\nA.1 Antall brukere\n",
        SOURCE_LINES,
    ),
    "source of events": (
        FIGURES.replace("kilde tall", "kilde andre"),
        "kilde tall",
        ("én rad per hendelse", "kontor enhet", "p person", "dag dato"),
        "begrep brukere betyr tall\nA.1 Antall brukere\n",
        SOURCE_LINES,
    ),
    "source of cases": (
        FIGURES.replace("kilde tall", "kilde andre"),
        "kilde tall",
        ("én rad per sak", "kontor enhet", "dag dato", "sak_id sak"),
        "begrep brukere betyr tall der dag er i perioden\nA.1 Antall brukere\n",
        SOURCE_LINES,
    ),
    "requirement": (
        PERSONS + "begrep brukere betyr personer\n",
        'resultatkrav "Krav"',
        ("perspektiv bruker", "A.1 Antall brukere"),
        "",
        {"perspective": ("perspektiv bruker", "perspektiv økonomi")},
    ),
    "test": (
        PERSONS + "begrep brukere betyr personer\nA.1 Antall brukere (høyst 5)\n",
        'prøve "en"',
        (
            "gitt personer",
            "  | kontor | person_id |",
            "  | 0101 | 1 |",
            "når måneden er mai 2026",
            "så skal A.1 være 1",
        ),
        "",
        {
            "month": ("når måneden er mai 2026", "når måneden er juni 2026"),
            "expected": (
                "så skal A.1 være 2",
                "så skal A.1 for kontor 0101 være 1",
                "så skal A.1 for kontor 0101, 0102 være 1",
            ),
        },
    ),
    "status": (
        PERSONS + "begrep brukere betyr personer\nA.1 Antall brukere (høyst 5)\n",
        "status for antall",
        ("grønn når målet er nådd", "gul når resultatet er høyst 1 dårligere enn målet", "rød ellers"),
        "",
        {
            "band": (
                "rød ellers",
                "gul ellers",
                "gul når resultatet er høyst 2 dårligere enn målet",
                "grønn når målet er nådd",
            )
        },
    ),
    "risk": (
        PERSONS + "begrep brukere betyr personer\nA.1 Antall brukere (høyst 5)\n",
        "risiko",
        ("lav når sannsynligheten er minst 70 %", "middels når sannsynligheten er minst 40 %", "høy ellers"),
        "",
        {
            "band": (
                "høy ellers",
                "lav ellers",
                "middels når sannsynligheten er minst 50 %",
                "lav når sannsynligheten er minst 80 %",
            )
        },
    ),
}


def specification(above: str, block: str, lines: tuple[str, ...], below: str):
    text = f"språk nb\n{HEAD}{above}{block}\n" + "".join(f"  {line}\n" for line in lines) + below
    return checked((SourceText("verden.kpi", text),))


@pytest.mark.parametrize("name", BLOCKS)
def test_every_line_of_a_block_counts_or_is_refused(name):
    above, block, lines, below, added = BLOCKS[name]
    alone = specification(above, block, lines, below)
    assert alone is not None
    ignored = []
    for rule, of in added.items():
        one = {line: specification(above, block, (*lines, line), below) for line in of}
        accepted = [made for made in one.values() if made is not None]
        if accepted and all(made == alone for made in accepted):
            ignored.append(rule)
            continue
        for line in of:
            for other in of:
                if one[line] is None and one[other] is None:
                    continue
                both = specification(above, block, (*lines, line, other), below)
                if both is not None and both in (one[line], one[other]):
                    ignored.append(f"{rule}: {line} + {other}")
    assert ignored == []


def test_a_band_of_another_colour_or_level_is_refused():
    """The colours are in their order, and each line says which it is of."""
    above, block, bands, below, _ = BLOCKS["status"]
    for at, words in enumerate((("gul", "rød"), ("grønn", "rød"), ("grønn", "gul"))):
        for word in words:
            other = list(bands)
            other[at] = " ".join((word, *bands[at].split()[1:]))
            assert specification(above, block, tuple(other), below) is None, other
    above, block, bands, below, _ = BLOCKS["risk"]
    for at, words in enumerate((("middels", "høy"), ("lav", "høy"), ("lav", "middels"))):
        for word in words:
            other = list(bands)
            other[at] = " ".join((word, *bands[at].split()[1:]))
            assert specification(above, block, tuple(other), below) is None, other


TAILS = (
    ("fra juli 2026", "fra 2026"),
    ("for kontor", "for kontor 0101", "for kontor 0101, 0102", "for land"),
    ("for styringslinje statlig", "for styringslinje kommunal"),
    ("vedtatt 1. desember 2025", "vedtatt 1. mai 2026"),
    ('for "unge"', 'i "eldre"', "for voksne"),
)
BY_AGE = PERSONS.replace("  alder heltall\n", '  alder heltall\n  gruppe tekst: "unge", "voksne", "eldre"\n', 1)
ROW = BY_AGE + "begrep brukere betyr personer\nA.1 Antall brukere\n  lavere er bedre\n  fordelt på gruppe\n"


@pytest.mark.parametrize("tails", TAILS, ids=lambda of: of[0])
def test_every_tail_of_a_target_counts_and_stands_once(tails):
    def row(*said: str):
        return specification(ROW, "måltall for A.1", (" ".join(("høyst 5", *said)),), "")

    one = {tail: row(tail) for tail in tails}
    found = [row(), *one.values()]
    assert None not in found
    assert all(found.count(made) == 1 for made in found)
    assert [(tail, other) for tail in tails for other in tails if row(tail, other) is not None] == []


TOP = (
    ("språk nb", "språk en"),
    ("år starter i april", "år starter i mai"),
    ("skjerming skjul tall når grunnlaget er under 5", "skjerming skjul tall når grunnlaget er under 9"),
    ("et perspektiv får den dårligste fargen i det",),
    ("perspektiver bruker, økonomi", "perspektiver økonomi, bruker"),
    ("rangering etter verdi", "rangering etter måloppnåelse", "rangering for antall etter verdi, med usikkerhet"),
    ("avvik når status er gul", "avvik når status er rød", "avvik for antall når utviklingen er negativ"),
    ("avvik lukkes etter 2 mnd uten avvik", "avvik lukkes etter 3 mnd uten avvik"),
    ("trend for antall sammenlignet med forrige måned", "trend for alle andre sammenlignet med forrige måned"),
    ("bygger på nasjonal\ngjelder for kontor 0101", "bygger på nasjonal\ngjelder for kontor 0102"),
)
CARD = (
    "begrep brukere betyr personer\n"
    'resultatkrav "Krav"\n  perspektiv bruker\n  A.1 Antall brukere (høyst 5)\n'
    'resultatkrav "Penger"\n  perspektiv økonomi\n  A.2 Antall brukere (høyst 9)\n'
)


@pytest.mark.parametrize("lines", TOP, ids=lambda of: of[0])
def test_every_line_at_the_top_counts_and_stands_once(lines):
    def top(*said: str):
        return checked((SourceText("verden.kpi", "\n".join((*said, HEAD + PERSONS + CARD))),))

    alone, one = top(), {line: top(line) for line in lines}
    assert alone is not None
    assert any(made not in (None, alone) for made in one.values()) or all(made is None for made in one.values())
    for line in lines:
        for other in lines:
            both = top(line, other)
            assert both is None or both not in (alone, one[line], one[other]), (line, other)
