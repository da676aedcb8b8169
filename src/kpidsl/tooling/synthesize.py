"""A synthetic agency in files: nobody in it exists, and its spread and season are known.

The parameters that a test may lean on stand in `kpidsl.tooling.synthetic.people` (`SPREAD`, the levels) and
`kpidsl.tooling.synthetic.months` (`EXIT_SEASON`, `ENTRY_SEASON`), and are said in the README.txt written.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kpidsl.rendering.parquet import write_parquet
from kpidsl.tooling.synthetic import cases, figures, people, roles
from kpidsl.tooling.synthetic.chance import Floats, generator, standard_scores
from kpidsl.tooling.synthetic.months import ENTRY_SEASON, EXIT_SEASON, SyntheticMonth, months_until
from kpidsl.tooling.synthetic.register import MERGED, RENUMBERED, SyntheticRegister, make_register

SIZE_SPREAD = 0.9
NOTICE = "SYNTETISK / SYNTHETIC"
FOLDERS = ("personstatus", "aktiviteter")


@dataclass(frozen=True, slots=True)
class SyntheticSummary:
    """What was written: the folder, the months covered, and the rows of each file or folder of files."""

    out: Path
    offices: int
    months: tuple[str, ...]
    rows: dict[str, int]


def synthesize(
    out: Path,
    *,
    offices: int = 450,
    months: int = 36,
    last: str = "2026-10",
    persons: int = 60_000,
    seed: int = 1,
    progress: Callable[[str], None] | None = None,
) -> SyntheticSummary:
    """Write a synthetic agency to `out` and return what was written.

    `persons` is the number present at a time, so there are about `persons * months` rows of personstatus; they
    are made and written one month at a time. `progress` hears the name of each file. The same arguments give the
    same bytes. Raises ValueError for fewer than 8 or more than 600 offices, no month, no person, or a
    `last` that is not YYYY-MM.
    """
    if persons < 1:
        raise ValueError(f"persons must be at least 1, found {persons}")
    span, register, rng = months_until(last, months), make_register(offices), generator(seed)
    writer = _Writer(out, progress or (lambda _: None))
    writer.prepare()
    size = _office_sizes(rng, register)
    _write_months(writer, rng, register, size, span, persons)
    local = size[: register.kontor_count]
    # The forvaltningsenheter together decide three in ten applications.
    special = len(size) - len(local)
    shared = np.concatenate([local * 0.7 / local.sum(), np.full(special, 0.3 / special)])
    writer.parquet("sykefravær.parquet", cases.sick_leave(rng, register, local, span, persons))
    writer.parquet("søknader_aap.parquet", cases.applications(rng, register, shared, span, persons))
    writer.parquet("folketall.parquet", cases.inhabitants(rng, register, local, span, persons))
    _write_tables(writer, rng, register, span)
    writer.finish(seed, offices, persons, span)
    return SyntheticSummary(out, offices, tuple(month.name for month in span), dict(writer.rows))


def _office_sizes(rng: np.random.Generator, register: SyntheticRegister) -> Floats:
    """Return log-normal sizes of the offices, as weights."""
    scores = standard_scores(rng, len(register.offices))
    return np.array([round(math.exp(SIZE_SPREAD * float(score)), 6) for score in scores], dtype=np.float64)


def _write_months(
    writer: _Writer,
    rng: np.random.Generator,
    register: SyntheticRegister,
    size: Floats,
    span: Sequence[SyntheticMonth],
    persons: int,
) -> None:
    local = size[: register.kontor_count]
    practice = people.make_practice(rng, len(local))
    population = people.Population(rng, local, practice, persons)
    for month in span:
        present, events = population.step(month)
        codes = register.codes(str(month.last_day))
        writer.parquet(f"personstatus/{month.name}.parquet", people.status_columns(present, codes, month))
        writer.parquet(f"aktiviteter/{month.name}.parquet", people.event_columns(events, codes))


def _write_tables(
    writer: _Writer, rng: np.random.Generator, register: SyntheticRegister, span: Sequence[SyntheticMonth]
) -> None:
    units = ("unit", "name", "kind", "line", "parent", "from", "to")
    writer.csv("enheter.csv", units, register.unit_rows(), ",", "utf-8")
    changes = ("old", "new", "date", "weight", "kind")
    writer.csv("endringer.csv", changes, register.change_rows(), ",", "utf-8")
    writer.csv("roller.csv", roles.ROLE_HEADER, roles.role_rows(register), ";", "utf-8-sig")
    writer.csv("maal.csv", figures.TARGET_HEADER, figures.target_rows(register), ",", "utf-8")
    staff = figures.staff_rows(rng, register, span)
    writer.csv("medarbeidertall.csv", figures.STAFF_HEADER, staff, ";", "utf-8-sig")
    survey = figures.survey_rows(rng, register, span)
    writer.csv("brukerundersøkelse.csv", figures.SURVEY_HEADER, survey, ";", "cp1252")
    accounts = figures.accounts_rows(rng, register, span)
    writer.csv("regnskap.csv", figures.ACCOUNTS_HEADER, accounts, ";", "utf-8")


class _Writer:
    """Writes the files of one folder and counts their rows."""

    def __init__(self, out: Path, progress: Callable[[str], None]) -> None:
        self._out, self._progress = out, progress
        self.rows: dict[str, int] = {}

    def prepare(self) -> None:
        """Make the folders, and take away the monthly files of an earlier run."""
        for folder in FOLDERS:
            (self._out / folder).mkdir(parents=True, exist_ok=True)
            for stale in (self._out / folder).glob("????-??.parquet"):
                stale.unlink()

    def parquet(self, name: str, columns: cases.Columns) -> None:
        """Write one Parquet file; a monthly file is counted under its folder."""
        key = name.split("/")[0]
        self.rows[key] = self.rows.get(key, 0) + write_parquet(columns, self._out / name)
        self._progress(name)

    def csv(self, name: str, header: Sequence[str], rows: Iterable[Sequence[str]], mark: str, encoding: str) -> None:
        """Write one CSV file; no cell holds the separator."""
        lines = [mark.join(row) for row in (header, *rows)]
        (self._out / name).write_bytes(("\n".join(lines) + "\n").encode(encoding))
        self.rows[name] = len(lines) - 1
        self._progress(name)

    def finish(self, seed: int, offices: int, persons: int, span: Sequence[SyntheticMonth]) -> None:
        """Write the README of each folder, and manifest.json."""
        for folder in FOLDERS:
            text = f"{NOTICE}\nPersonene her finnes ikke. / The people here do not exist. Se/see ../README.txt\n"
            (self._out / folder / "README.txt").write_bytes(text.encode())
        (self._out / "README.txt").write_bytes(_readme(span).encode())
        manifest = {
            "notice": NOTICE,
            "seed": seed,
            "offices": offices,
            "persons": persons,
            "months": [span[0].name, span[-1].name],
            "rows": self.rows,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (self._out / "manifest.json").write_bytes(text.encode())


def _readme(span: Sequence[SyntheticMonth]) -> str:
    missing = figures.missing_month(span) or "ingen / none"
    return f"""{NOTICE}
Alt her er laget av en tilfeldighetsmodell. Ingen personer, saker eller kontortall er virkelige.
Everything here is made by a random model. No person, case or office figure is real.

Between offices, standard deviation on the logit scale: {people.SPREAD}
  Follow-up in 3 months {people.FOLLOWED_UP_3}, in 6 months (reduced capacity) {people.FOLLOWED_UP_6},
  job match {people.MATCHED}, approved plan {people.PLANNED}, meeting held {cases.MEETING_HELD};
  transition to work has half that spread.
Office size: log-normal, standard deviation {SIZE_SPREAD} on the log scale.
Season, January to December, mean 1:
  leaving  {EXIT_SEASON}
  arriving {ENTRY_SEASON}

enheter.csv, endringer.csv: `from` is the first day, `to` the first day after.
  A merge on {MERGED} and a renumbering on {RENUMBERED}: rows of months before carry the old code.
  Cases carry the code of the day they began, folketall the code at the year's end.
roller.csv: who leads, checks and approves where; UTF-8 with BOM, `;`. Some offices have no leader.
medarbeidertall.csv: UTF-8 with BOM, `;`, decimal comma. `{figures.NOT_READY}` means: not ready (a few offices of
  {span[-1].name}). Month missing altogether: {missing}.
brukerundersøkelse.csv: cp1252, `;`. regnskap.csv: UTF-8, `;`, decimal comma, kroner.
folketall.parquet: three inhabitants for each person in personstatus, one row per person and year.
"""
