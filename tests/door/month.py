"""A small clean month as an agency has it on disk: two counties of two offices, five sources, the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PERIOD = "2026-10"
MONTHS = tuple(f"2026-{number:02}" for number in range(1, 11))
OFFICES = ("0101", "0102", "0201", "0202")

SPEC = """\
språk nb
organisasjon Etaten
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
avvik når status er rød
kilde tall
  én rad per enhet og måned
  kontor_nr enhet
  periode måned
  ja teller
  alle nevner
  tallene er strøm
kilde regnskap
  én rad per enhet og måned
  kontor_nr enhet
  periode måned
  brukt kroner
kilde saker
  én rad per sak
  sak_id sak
  kontor_nr enhet
  mottatt dato
  avgjort dato
  slag tekst
kilde brukere
  én rad per person og måned
  person_id person
  kontor_nr enhet
  periode måned
kilde samtaler
  én rad per hendelse
  person_id person
  kontor_nr enhet
  holdt dato
begrep saker (sak) betyr saker
  fristen løper fra mottatt
begrep avgjorte saker betyr saker der avgjort er i perioden
begrep avgjorte klager betyr saker der avgjort er i perioden og slag er "klage"
begrep brukere (bruker) betyr brukere
utfall ferdige (ferdig) betyr saker datert avgjort
begrep veiledning betyr samtaler
størrelse svarandel betyr ja i prosent av alle i tall, høyere er bedre
størrelse forbruk betyr sum brukt i regnskap, lavere er bedre
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    S.1 "Svarandel, ferdig regnet"
      hentes fra tall
      høyere er bedre
    R.1 Forbruk (høyst 1 000 kroner)
    P.1 Antall avgjorte saker (minst 2)
    P.2 Antall avgjorte klager (høyst 1)
    P.3 Andel ferdige saker innen 30 dager (90 %)
    A.1 Andel brukere med veiledning (70 %)
"""
LOCAL = """\
språk nb
bygger på nasjonal
gjelder for kontor 0101
resultatkrav "Vårt eget"
  perspektiv bruker
  indikatorer
    L.1 Svarandel (40 %)
"""
SETTINGS = """\
[sources.tall.marks]
"..." = "not_ready"
"""


def _each(line: str) -> str:
    """The line for every office and month."""
    return "".join(line.format(office=office, month=month) for month in MONTHS for office in OFFICES)


def _cases() -> str:
    """Two cases of each office in every month, received on the 1st, decided on the 20th; the second a complaint."""
    return "".join(
        f"{month[5:]}{office}{number};{office};{month}-01;{month}-20;{kind}\n"
        for month in MONTHS
        for office in OFFICES
        for number, kind in ((1, "vanlig"), (2, "klage"))
    )


def _persons(line: str, count: int) -> str:
    return "".join(
        line.format(person=f"0{at + 1}01{office}{number:04}", office=office, month=month)
        for month in MONTHS
        for at, office in enumerate(OFFICES)
        for number in range(count)
    )


TABLES: Mapping[str, str] = {
    "enheter.csv": "unit,name,kind,line,parent,from,to\n"
    "NO,Norge,land,statlig,,,\n"
    "01,Østfold,fylke,statlig,NO,,\n"
    "02,Agder,fylke,statlig,NO,,\n"
    "0101,Moss,kontor,statlig,01,,\n"
    "0102,Halden,kontor,statlig,01,,\n"
    "0201,Arendal,kontor,statlig,02,,\n"
    "0202,Grimstad,kontor,statlig,02,,\n",
    "endringer.csv": "old,new,date,weight,kind\n0103,0102,2026-04-01,1,merge\n",
    "maal.csv": "indicator,level,unit,line,value,unit_of_measure,from,to,decided,source\n"
    "S.1,kontor,,statlig,80,%,2026-01-01,,2025-12-01,Brevet\n"
    "S.1,fylke,,statlig,80,%,2026-01-01,,2025-12-01,Brevet\n"
    "S.1,land,,statlig,80,%,2026-01-01,,2025-12-01,Brevet\n"
    "S.1,kontor,0101,statlig,60,%,2026-01-01,,2025-12-01,Brevet\n"
    "P.2,kontor,0101,statlig,3,,2026-01-01,,2025-12-01,Brevet\n"
    "R.1,kontor,0102,statlig,1200,kroner,2026-01-01,,2025-12-01,Brevet\n",
    "risikovurderinger.csv": "indicator,unit,line,period,risk,reason,by,on\n"
    "S.1,0101,statlig,2026-10,lav,Flere er ansatt,Lederen,2026-11-02\n",
    "tall.csv": "kontor_nr;periode;ja;alle\n" + _each("{office};{month};75;100\n"),
    "regnskap.csv": "kontor_nr;periode;brukt\n" + _each("{office};{month};900,50\n"),
    "saker.csv": "sak_id;kontor_nr;mottatt;avgjort;slag\n" + _cases(),
    "brukere.csv": "person_id;kontor_nr;periode\n" + _persons("{person};{office};{month}\n", 4),
    "samtaler.csv": "person_id;kontor_nr;holdt\n" + _persons("{person};{office};{month}-15\n", 3),
}
"""Every file of the data folder. In October each office has S.1 75/100, R.1 900,50, P.1 2, P.2 1, P.3 2/2, A.1 3/4."""


def write_month(root: Path) -> None:
    """`spec/` and `data/` in the folder."""
    (root / "spec").mkdir()
    (root / "data").mkdir()
    (root / "spec" / "nasjonal.kpi").write_text(SPEC, encoding="utf-8")
    (root / "spec" / "moss.kpi").write_text(LOCAL, encoding="utf-8")
    (root / "spec" / "kpidsl.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (root / "data" / name).write_text(text, encoding="utf-8")
