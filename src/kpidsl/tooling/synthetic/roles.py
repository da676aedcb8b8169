"""Who has which role in the synthetic agency. Every thirtieth office has no leader, and some have changed theirs."""

from __future__ import annotations

from collections.abc import Iterator

from kpidsl.tooling.synthetic.register import COUNTIES, SyntheticRegister

ROLE_HEADER = ("role", "level", "unit", "line", "name", "id", "from", "to")
LAST_DAY, FIRST_DAY = "2026-05-31", "2026-06-01"
"""When leaders are changed."""
WITHOUT_LEADER, CHANGED = 30, 12
"""Every so many offices."""


def role_rows(register: SyntheticRegister) -> list[tuple[str, ...]]:
    """Return the rows of roller.csv, in the order of the header."""
    rows: list[tuple[str, ...]] = []
    for county, name, _ in COUNTIES:
        rows.append(_row("fylkesdirektør", "fylke", county, "statlig", f"Direktør {name} (syntetisk)"))
        rows.append(_row("statistikkansvarlig", "fylke", county, "statlig", f"Statistikk {name} (syntetisk)"))
    for kommune in sorted({office.kommune for office in register.offices if office.kommune}):
        rows.append(_row("rådmann", "kommune", kommune, "kommunal", f"Rådmann {kommune} (syntetisk)"))
    for number, office in enumerate(register.offices, start=1):
        if number % WITHOUT_LEADER:
            rows += _leaders(office.kind, office.code, number)
            if office.change == "renumber":
                rows += _leaders(office.kind, office.successor, number)
    return rows


def _leaders(level: str, unit: str, number: int) -> Iterator[tuple[str, ...]]:
    """One leader, or one and the one who came after."""
    name = f"Leder {unit} (syntetisk)"
    if number % CHANGED:
        yield _row("leder", level, unit, "", name)
    else:
        yield _row("leder", level, unit, "", f"Tidligere leder {unit} (syntetisk)", end=LAST_DAY)
        yield _row("leder", level, unit, "", name, start=FIRST_DAY)


def _row(role: str, level: str, unit: str, line: str, name: str, start: str = "", end: str = "") -> tuple[str, ...]:
    ident = name.removesuffix(" (syntetisk)").replace(" ", "-").lower()
    return role, level, unit, line, name, ident, start, end
