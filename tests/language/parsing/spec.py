"""A small specification that the tests of this folder write sentences after, and the way to parse them."""

from __future__ import annotations

from pathlib import Path

from kpidsl.language.parsing.parse import ParseOutcome, parse
from kpidsl.language.tree.blocks import Block
from kpidsl.language.tree.indicators import Indicator
from kpidsl.problems import SourceText

SPECS = Path(__file__).resolve().parents[3] / "specs"
HERE = Path(__file__).resolve().parent

TERMS = """språk nb
begrep arbeidssøkere (arbeidssøker) betyr personstatus der status er "arbeidssøker"
  på engelsk: jobseekers, jobseeker
begrep personer med nedsatt arbeidsevne betyr personstatus der arbeidsevne er "nedsatt"
begrep mottakere av AAP betyr personstatus der ytelse er "AAP"
begrep unge arbeidssøkere betyr arbeidssøkere der alder er under 30
begrep oppfølging betyr aktiviteter der type er "samtale" eller "møte"
begrep jobbmatch betyr aktiviteter der type er "jobbmatch"
begrep overgang til arbeid betyr en overgang i aktiviteter der type er "overgang"
begrep godkjent aktivitetsplan betyr at plan_godkjent finnes i personstatus
begrep sykefraværstilfeller betyr sykefravær
egenskap avsluttede betyr sykefraværstilfeller der slutt er i perioden
størrelse varighet betyr antall dager fra start til slutt, lavere er bedre
begrep dialog 2 møter (dialog 2-møte) betyr sykefravær
utfall gjennomførte betyr dialog 2 møter datert møte_holdt
"""


def outcome(text: str, language: str = "nb") -> ParseOutcome:
    """What becomes of a file beside the terms above."""
    return parse([SourceText("terms.kpi", TERMS), SourceText("a.kpi", f"språk {language}\n{text}")])


def blocks(text: str, language: str = "nb") -> tuple[Block, ...]:
    """The blocks of a file that must have no problem (its language line left out)."""
    made = outcome(text, language)
    assert [p.message() for p in made.problems] == []
    return made.files[1].blocks[1:]


def indicator(text: str, language: str = "nb") -> Indicator:
    """The one indicator of a file without problems."""
    (block,) = blocks(text, language)
    assert isinstance(block, Indicator)
    return block
