"""A small generated agency: its specification, and its tables as rows of canonical text."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SPEC = """\
språk nb
organisasjon Etat
  nivåer kontor (kontorer), fylke (fylker), land
  styringslinje statlig: kontor i fylke i land
status for alle andre
  grønn når målet er nådd
  gul når resultatet er høyst 10 % av målet dårligere enn målet
  rød ellers
trend for alle andre sammenlignet med forrige periode
kilde tall
  én rad per enhet og måned
  kontor enhet
  periode måned
  ja teller
  alle nevner
  tallene er strøm
kilde regnskap
  én rad per enhet og måned
  kontor enhet
  periode måned
  brukt kroner
kilde saker
  én rad per sak
  sak_id sak
  kontor enhet
  inn dato
  ut dato
  slag tekst: "vanlig", "klage"
begrep saker betyr saker
  fristen løper fra inn
begrep avsluttede saker betyr saker der ut er i perioden
begrep avsluttede klager betyr saker der ut er i perioden og slag er "klage"
størrelse forbruk betyr sum brukt i regnskap, lavere er bedre
resultatkrav "Krav"
  perspektiv bruker
  S.1 "Svar, ferdig regnet"
    hentes fra tall
    høyere er bedre
  R.1 Forbruk
  P.1 Antall avsluttede saker
  P.2 Antall avsluttede klager
"""
PERIOD = "2026-06"
MONTHS = tuple(f"2026-{number:02}" for number in range(1, 7))
NAMES = ("Moss", "Halden", "Bærum", "Sør-Varanger", "Ål", "Tønsberg", "Ås", "Vågå")

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Agency:
    """Tables by name, each a list of rows with every column in canonical text: ISO dates and months, plain numbers with
    a dot, no blanks; and the columns of each in order."""

    tables: dict[str, Rows]
    columns: dict[str, tuple[str, ...]]

    @property
    def offices(self) -> tuple[str, ...]:
        """The codes of the units at the bottom, as the register has them."""
        return tuple(row["unit"] for row in self.tables["enheter"] if row["kind"] == "kontor")


COLUMNS = {
    "tall": ("kontor", "periode", "ja", "alle"),
    "regnskap": ("kontor", "periode", "brukt"),
    "saker": ("sak_id", "kontor", "inn", "ut", "slag"),
    "enheter": ("unit", "name", "kind", "line", "parent", "from", "to"),
    "endringer": ("old", "new", "date", "weight", "kind"),
    "maal": ("indicator", "level", "unit", "line", "value", "unit_of_measure", "from", "to", "decided", "source"),
    "risikovurderinger": ("indicator", "unit", "line", "period", "risk", "reason", "by", "on"),
}
KINDS = {
    "code": {"kontor", "unit", "parent", "old", "new", "sak_id"},
    "number": {"ja", "alle", "brukt", "value"},
    "date": {"inn", "ut", "from", "to", "decided", "on", "date"},
    "month": {"periode", "period"},
}
"""Columns by what their cells hold; the others are words."""
SOURCES = ("tall", "regnskap", "saker")


def agency(seed: int) -> Agency:
    """The agency of a seed: three to eight offices in two counties, six months, an office with a former code."""
    chance = Random(seed)
    count = chance.randint(3, 8)
    offices = [(f"{1 + at % 2:02}{1 + at:02}", NAMES[at]) for at in range(count)]
    tables = {
        "enheter": _register(offices),
        "endringer": [{"old": "0199", "new": "0101", "date": "2026-04-01", "weight": "1", "kind": "merge"}],
        "tall": _figures(offices, chance),
        "regnskap": [
            {"kontor": code, "periode": month, "brukt": f"{chance.randint(1, 99999)}.{chance.randint(10, 99)}"}
            for code, _ in offices
            for month in MONTHS
        ],
        "saker": _cases(offices, chance),
        "maal": _targets(chance),
        "risikovurderinger": [_assessment(code, chance) for code, _ in offices[:2]],
    }
    return Agency(tables, dict(COLUMNS))


def _register(offices: list[tuple[str, str]]) -> Rows:
    above = [("NO", "Norge", "land", ""), ("01", "Østfold", "fylke", "NO"), ("02", "Agder", "fylke", "NO")]
    below = [(code, name, "kontor", code[:2]) for code, name in offices]
    return [
        {"unit": code, "name": name, "kind": kind, "line": "statlig", "parent": parent, "from": "", "to": ""}
        for code, name, kind, parent in [*above, *below]
    ]


def _figures(offices: list[tuple[str, str]], chance: Random) -> Rows:
    """A share of each office and month; until March the first office has its former code."""
    rows = []
    for code, _ in offices:
        for month in MONTHS:
            whole = chance.randint(10, 2500)
            written = "0199" if code == "0101" and month < "2026-04" else code
            rows.append({"kontor": written, "periode": month, "ja": str(chance.randint(1, whole)), "alle": str(whole)})
    return rows


def _cases(offices: list[tuple[str, str]], chance: Random) -> Rows:
    """Cases of every office in every month, some of them still open."""
    rows = []
    for code, _ in offices:
        for at, month in enumerate(MONTHS):
            for _ in range(chance.randint(1, 3)):
                end = MONTHS[min(at + chance.randint(0, 1), 5)]
                day = chance.randint(1, 12)
                is_open = chance.random() < 0.2
                rows.append(
                    {
                        "sak_id": str(1000 + len(rows)),
                        "kontor": code,
                        "inn": f"{month}-{day:02}",
                        "ut": "" if is_open else f"{end}-{chance.randint(13, 28)}",
                        "slag": chance.choice(("vanlig", "klage")),
                    }
                )
    return rows


def _targets(chance: Random) -> Rows:
    rows = []
    measures = {"S.1": "%", "R.1": "kroner", "P.1": "", "P.2": ""}
    for code, unit in measures.items():
        for level in ("kontor", "fylke", "land"):
            rows.append((code, level, "", str(chance.randint(10, 90)), unit, "2026-01-01"))
        rows.append((code, "kontor", "0101", str(chance.randint(10, 90)), unit, "2026-05-01"))
    return [
        {
            "indicator": code, "level": level, "unit": office, "line": "statlig", "value": value,
            "unit_of_measure": unit, "from": start, "to": "", "decided": "2025-12-01", "source": "Brevet",
        }
        for code, level, office, value, unit, start in rows
    ]  # fmt: skip


def _assessment(code: str, chance: Random) -> dict[str, str]:
    risk = chance.choice(("lav", "middels", "høy"))
    return {
        "indicator": "S.1", "unit": code, "line": "statlig", "period": PERIOD, "risk": risk,
        "reason": "Mange er nye", "by": "Lederen", "on": "2026-07-02",
    }  # fmt: skip
