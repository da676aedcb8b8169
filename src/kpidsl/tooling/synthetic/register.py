"""The synthetic agency's register: counties, kommuner, offices, their changes and their codes over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.tooling.synthetic.chance import Texts

# County code, name, share of the offices.
COUNTIES = (
    ("03", "Oslo", 15), ("11", "Rogaland", 25), ("15", "Møre og Romsdal", 25), ("18", "Nordland", 38),
    ("31", "Østfold", 14), ("32", "Akershus", 26), ("33", "Buskerud", 22), ("34", "Innlandet", 46),
    ("39", "Vestfold", 8), ("40", "Telemark", 17), ("42", "Agder", 27), ("46", "Vestland", 52),
    ("50", "Trøndelag", 48), ("55", "Troms", 26), ("56", "Finnmark", 21),
)  # fmt: skip
# The counties that always have offices, and how many: the merge, the renumbering and the examples need them.
FIRST_OFFICES = {"03": 2, "55": 2, "46": 1, "42": 1}
# Offices keep old numbers after their county has got a new one: first office number where it is not NN01.
FIRST_CODES = {"03": 315, "55": 1902}
SMALLEST, LARGEST = 8, 600
OPENED = "2008-01-01"
MERGED, RENUMBERED = "2026-07-01", "2026-03-01"


@dataclass(frozen=True, slots=True)
class Office:
    """One office as it was opened; `successor` is the code it goes over to at `changed`, or empty."""

    code: str
    kind: str
    county: str
    kommune: str
    changed: str = ""
    successor: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class SyntheticRegister:
    """All offices: first those of kind kontor, then those of kind forvaltningsenhet."""

    offices: tuple[Office, ...]

    @property
    def kontor_count(self) -> int:
        """Return how many of the offices are of kind kontor."""
        return sum(office.kind == "kontor" for office in self.offices)

    def codes(self, date: str) -> Texts:
        """Return each office's code on an ISO date; two merged offices have the same."""
        return np.array(
            [o.successor if o.changed and date >= o.changed else o.code for o in self.offices], dtype=object
        )

    def present(self, date: str) -> list[int]:
        """Return the index of every office with a code of its own on an ISO date."""
        return [i for i, o in enumerate(self.offices) if not (o.change == "merge" and date >= o.changed)]

    def unit_rows(self) -> list[tuple[str, ...]]:
        """Return the rows of enheter.csv: unit, name, kind, line, parent, from, to (first day after)."""
        rows: list[tuple[str, ...]] = [("NO", "Norge", "land", "statlig", "", OPENED, "")]
        rows += [(code, name, "fylke", "statlig", "NO", OPENED, "") for code, name, _ in COUNTIES]
        for kommune in sorted({o.kommune for o in self.offices if o.kommune}):
            name = f"Kommune {kommune} (syntetisk)"
            rows.append((kommune, name, "kommune", "kommunal", "", OPENED, ""))
        for office in self.offices:
            rows += _office_rows(office, office.code, OPENED, office.changed)
            if office.change == "renumber":
                rows += _office_rows(office, office.successor, office.changed, "")
        return rows

    def change_rows(self) -> list[tuple[str, ...]]:
        """Return the rows of endringer.csv: old, new, date, weight, kind."""
        return [(o.code, o.successor, o.changed, "1", o.change) for o in self.offices if o.change]


def _office_rows(office: Office, code: str, start: str, end: str) -> list[tuple[str, ...]]:
    label = "Kontor" if office.kind == "kontor" else "Forvaltningsenhet"
    name = f"{label} {code} (syntetisk)"
    rows: list[tuple[str, ...]] = [(code, name, office.kind, "statlig", office.county, start, end)]
    if office.kommune:
        rows.append((code, name, office.kind, "kommunal", office.kommune, start, end))
    return rows


def make_register(offices: int) -> SyntheticRegister:
    """Return a register of `offices` offices, about one in 22 a forvaltningsenhet.

    Raises ValueError outside 8 to 600, which the four-digit codes have room for.
    """
    if not SMALLEST <= offices <= LARGEST:
        raise ValueError(f"offices must be between {SMALLEST} and {LARGEST}, found {offices}")
    special = max(1, round(offices * 20 / 450))
    shares = _offices_per_county(offices - special)
    result: list[Office] = []
    for county, _, _ in COUNTIES:
        result += _county_offices(county, shares[county])
    biggest = sorted(COUNTIES, key=lambda row: -row[2])
    for number in range(special):
        county = biggest[number % len(biggest)][0]
        code = f"{county}{98 - number // len(biggest)}"
        result.append(Office(code, "forvaltningsenhet", county, ""))
    return SyntheticRegister(tuple(result))


def _offices_per_county(count: int) -> dict[str, int]:
    """Share out offices by the method of highest averages."""
    shares = {county: FIRST_OFFICES.get(county, 0) for county, _, _ in COUNTIES}
    for _ in range(count - sum(shares.values())):
        county = max(COUNTIES, key=lambda row: row[2] / (2 * shares[row[0]] + 1))[0]
        shares[county] += 1
    return shares


def _county_offices(county: str, count: int) -> list[Office]:
    first = FIRST_CODES.get(county, int(county) * 100 + 1)
    offices: list[Office] = []
    for number in range(count):
        shared = county == "03" or number % 8 == 5
        kommune = offices[-1].kommune if shared and offices else f"{county}{number + 1:02d}"
        code = f"{first + number:04d}"
        if county == "03" and number == count - 1:
            offices.append(Office(code, "kontor", county, kommune, MERGED, offices[-1].code, "merge"))
        elif county == "46" and number == 0:
            offices.append(Office(code, "kontor", county, kommune, RENUMBERED, "4689", "renumber"))
        else:
            offices.append(Office(code, "kontor", county, kommune))
    return offices
