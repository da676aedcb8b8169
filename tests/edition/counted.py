"""A made-up agency whose every count is a number of its own, so that a leak of any of them can be searched for.

County 1: office P is hidden (four short of everybody), S is hidden with it (the smallest of the others; just below
the target, so that its printed value has digits of its own), O stays open. County 2: Q has values, R a mark for
"missing", T one for "not ready". A second source is delivered until the month before; the accounts hold negative and
large amounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

FIRST, LAST = 2025 * 12, 2026 * 12 + 9
OFFICES = ("P", "S", "O", "Q", "R", "T")
SPEC = """språk nb

organisasjon Prøve
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land

kilde svar
  én rad per enhet og måned
  kontor_nr  enhet
  periode    måned
  fornøyde   teller
  spurte     nevner
  tallene er strøm

kilde sene
  én rad per enhet og måned
  kontor_nr  enhet
  periode    måned
  ja         teller
  alle       nevner
  tallene er strøm

kilde regnskap
  én rad per enhet og måned
  kontor_nr  enhet
  periode    måned
  ført       kroner
  budsjett   kroner
  tallene er strøm

størrelse forbruk betyr sum ført i regnskap

resultatkrav "Fornøyde brukere"
  perspektiv bruker
  indikatorer
    A.1 "Fornøyde" (minst 75 %)
      hentes fra svar
      høyere er bedre
    A.2 "Sene tall" (minst 50 %)
      hentes fra sene
      høyere er bedre

resultatkrav "Innenfor rammen"
  perspektiv økonomi
  indikatorer
    A.3 Forbruk (høyst 100 000 kroner)
      lavere er bedre

status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 1 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode, uendret når endringen er innenfor tilfeldig variasjon
avvik når status er rød, eller status er gul
"""
PRINTED = "74,996"
"""The share of S as it would be printed: on its own side of the target."""
HIDING = "skjerming skjul tall når grunnlaget er under 5\n"


def counts(office: str, month: int) -> tuple[int, int]:
    """(numerator, denominator) of A.1."""
    step = month - FIRST
    base = {"P": 731, "S": 1_003, "O": 5_017, "Q": 2_003, "R": 3_017, "T": 4_037}[office]
    denominator = base * 1_000_003 + step * 1_013_017  # longer than any measure in a slide's or a sheet's markup
    if office == "P":
        return denominator - 4, denominator
    share = Fraction(749_961, 1_000_000) if office == "S" else Fraction(70 + step % 9, 100)
    return int(denominator * share), denominator


def text(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def write(folder: Path, *, hiding: bool) -> Path:
    """The specification in `folder`/spec and its data in `folder`/data; the specification's folder."""
    spec, data = folder / "spec", folder / "data"
    spec.mkdir(parents=True)
    data.mkdir()
    (spec / "spec.kpi").write_text(SPEC + (HIDING if hiding else ""), encoding="utf-8")
    (spec / "kpidsl.toml").write_text('[sources.svar.marks]\n"..." = "not_ready"\n".." = "missing"\n', encoding="utf-8")
    units = ["unit,name,kind,line,parent,from,to", "NO,Landet,land,statlig,,2008-01-01,"]
    units += [f"{n},Fylke {n},fylke,statlig,NO,2008-01-01," for n in ("F1", "F2")]
    units += [f"{o},Kontor {o},kontor,statlig,{'F1' if o in 'PSO' else 'F2'},2008-01-01," for o in OFFICES]
    (data / "enheter.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
    (data / "manifest.json").write_text('{"note": "SYNTHETIC"}', encoding="utf-8")
    for name, head, rows in (
        ("svar", "kontor_nr;periode;fornøyde;spurte", _answers()),
        ("sene", "kontor_nr;periode;ja;alle", _late()),
        ("regnskap", "kontor_nr;periode;ført;budsjett", _accounts()),
    ):
        (data / f"{name}.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return spec


def _answers() -> Iterator[str]:
    for month in range(FIRST, LAST + 1):
        for office in OFFICES:
            mark = {("R", LAST): "..", ("R", LAST - 4): "..", ("T", LAST): "..."}.get((office, month))
            cells = (mark, mark) if mark else counts(office, month)
            yield f"{office};{text(month)};{cells[0]};{cells[1]}"


def _late() -> Iterator[str]:
    for month in range(FIRST, LAST):
        for at, office in enumerate(OFFICES):
            yield f"{office};{text(month)};{40 + at + month % 7};{97 + at}"


def _accounts() -> Iterator[str]:
    for month in range(FIRST, LAST + 1):
        for at, office in enumerate(OFFICES):
            sign = "-" if office == "Q" else ""
            yield f"{office};{text(month)};{sign}{(at + 1) * 31_111 + month % 12 * 107},50;{90_000 + at}"


def secrets() -> set[str]:
    """Digits that stand for what is hidden: counts of the months and the years to date of P and S, and their shares."""
    found = {PRINTED}
    for office in "PS":
        for month in range(FIRST, LAST + 1):
            year = month - month % 12
            months = [counts(office, m) for m in range(year, month + 1)]
            for numerator, denominator in (months[-1], tuple(sum(c) for c in zip(*months, strict=True))):
                found |= {str(numerator), str(denominator), f"{100 * numerator / denominator:.12f}"[:8]}
    return found | {text.replace(".", ",") for text in found} | {text.replace(",", ".") for text in found}
