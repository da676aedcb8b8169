"""Ready-made figures per unit and month, and the dated targets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpidsl.tooling.synthetic.months import SyntheticMonth
from kpidsl.tooling.synthetic.register import SyntheticRegister

Rows = list[tuple[str, ...]]
NOT_READY = "..."
NOT_READY_OFFICES = 5
LETTER = "Mål- og disponeringsbrev 2026 (SYNTETISK)"
STAFF_HEADER = ("kontor_nr", "periode", "svar", "utsendt", "trivsel", "tapte_dagsverk", "avtalte_dagsverk")
SURVEY_HEADER = ("kontor_nr", "periode", "fornøyde", "svar")
ACCOUNTS_HEADER = ("kontor_nr", "periode", "regnskapsført", "periodisert_budsjett")
TARGET_HEADER = (
    "indicator", "level", "unit", "line", "value", "unit_of_measure", "from", "to", "decided", "source",
)  # fmt: skip


def _decimal(hundredths: int) -> str:
    """Return hundredths as a number with a decimal comma and two decimals."""
    return f"{hundredths // 100},{hundredths % 100:02d}"


def _units(register: SyntheticRegister, month: SyntheticMonth) -> list[tuple[int, str]]:
    date = str(month.last_day)
    codes = register.codes(date)
    return [(number, str(codes[number])) for number in register.present(date)]


def missing_month(months: Sequence[SyntheticMonth]) -> str:
    """Return the month medarbeidertall lacks altogether: the sixth from the end; none when there are fewer."""
    return months[-6].name if len(months) >= 6 else ""


def staff_rows(rng: np.random.Generator, register: SyntheticRegister, months: Sequence[SyntheticMonth]) -> Rows:
    """Return medarbeidertall; five offices of the last month are not ready, and one month is missing."""
    staff = rng.integers(8, 70, len(register.offices))
    mood = rng.integers(415, 495, len(register.offices))
    answering = rng.integers(76, 97, len(register.offices))
    waiting = {office for office, _ in _units(register, months[-1])[2 : 2 + NOT_READY_OFFICES]}
    rows: Rows = []
    for month in months:
        for office, code in _units(register, month):
            sent = int(staff[office])
            answers = sum(int(u < answering[office]) for u in rng.integers(0, 100, sent))
            agreed = sent * int(rng.integers(1950, 2150))
            lost = agreed * int(rng.integers(35, 70)) // 1000
            joy = min(600, int(mood[office]) + int(rng.integers(-12, 13)))
            cells = (str(answers), str(sent), _decimal(joy), _decimal(lost), _decimal(agreed))
            if month is months[-1] and office in waiting:
                cells = (NOT_READY,) * 5
            if month.name != missing_month(months):
                rows.append((code, month.name, *cells))
    return rows


def survey_rows(rng: np.random.Generator, register: SyntheticRegister, months: Sequence[SyntheticMonth]) -> Rows:
    """Return brukerundersøkelse: the satisfied among those who answered."""
    level = rng.integers(66, 88, len(register.offices))
    rows: Rows = []
    for month in months:
        for office, code in _units(register, month):
            answers = int(rng.integers(12, 120))
            pleased = sum(int(u < level[office]) for u in rng.integers(0, 100, answers))
            rows.append((code, month.name, str(pleased), str(answers)))
    return rows


def accounts_rows(rng: np.random.Generator, register: SyntheticRegister, months: Sequence[SyntheticMonth]) -> Rows:
    """Return regnskap: kroner spent and budgeted in the month."""
    monthly = rng.integers(50_000_000, 140_000_000, len(register.offices))
    habit = rng.integers(965, 1036, len(register.offices))
    rows: Rows = []
    for month in months:
        for office, code in _units(register, month):
            budget = int(monthly[office])
            spent = budget * (int(habit[office]) + int(rng.integers(-30, 31))) // 1000
            rows.append((code, month.name, _decimal(spent), _decimal(budget)))
    return rows


def target_rows(register: SyntheticRegister) -> Rows:
    """Return dated targets for B.1: local ambitions of six offices and one county."""
    unchanged = [o for o in register.offices if o.kind == "kontor" and not o.change]
    eligible = [o.code for o in unchanged if o.county not in ("42", "55", "46")]
    rows: Rows = []
    for number, code in enumerate(eligible[:: max(1, len(eligible) // 6)][:6]):
        value = str((76, 78, 82, 83, 84, 85)[number])
        line = "kommunal" if number % 3 == 2 else "statlig"
        rows.append(("B.1", "kontor", code, line, value, "%", "2026-01-01", "", "2025-12-15", LETTER))
    rows.append(("B.1", "fylke", "46", "statlig", "81", "%", "2026-01-01", "", "2025-12-15", LETTER))
    return rows
