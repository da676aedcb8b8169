"""Rows → partials against the fastest hand-written one-scan SQL, cells compared equal first.

.venv/bin/python benchmarks/partials.py [PERSONS]     (280000 persons are about 10 million rows)
"""

from __future__ import annotations

import platform
import resource
import sys
import tempfile
import time
from pathlib import Path

from kpidsl.engines.duckdb import open_duckdb
from kpidsl.language import check_sources
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.organisation.structure import structure_from_codes
from kpidsl.planning import plan
from kpidsl.problems import SourceText
from kpidsl.project import ProjectFile
from kpidsl.sources import Loaded, bind, load
from kpidsl.tooling.synthesize import synthesize

SPEC = """språk nb
organisasjon N
  nivåer kontor (kontorer), land
  styringslinje s: kontor i land
kilde personstatus
  én rad per person og måned
  kontor_nr enhet
  person_id person
  periode   måned
  status    tekst
  arbeidsevne tekst
  ytelse    tekst
  alder     heltall
  plan_godkjent dato
begrep a betyr personstatus der status er "arbeidssøker"
begrep b betyr a der alder er under 30
begrep c betyr personstatus der ytelse er "AAP"
begrep d betyr c der plan_godkjent finnes
begrep e betyr personstatus der arbeidsevne er "nedsatt"
begrep f betyr e der status er "arbeidssøker"
begrep g betyr personstatus der status er "på tiltak"
begrep h betyr personstatus der status er "i arbeid"
""" + "".join(f"{x.upper()}.1 Antall {x} (uten mål)\n" for x in "abcdefgh")
SQL = (Path(__file__).parent / "sql" / "eight_indicators.sql").read_text(encoding="utf-8")


def main() -> None:
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 280_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        synthesize(data, persons=persons)
        spec, problems = check_sources([SourceText("bench.kpi", SPEC)])
        assert spec is not None, problems
        work = Path(folder) / "work"
        work.mkdir()
        source = spec.sources["personstatus"]
        bindings, _ = bind(spec.sources, data, ProjectFile())
        with open_duckdb(work, [data]) as engine:
            started = time.perf_counter()
            loaded = load(engine, source, bindings["personstatus"], 0, work, Month.of(2026, 10))
            reading = time.perf_counter() - started
            assert isinstance(loaded, Loaded), loaded
            codes = sorted(code for (code,) in engine.counts(source, ["kontor_nr"]))
            structure = structure_from_codes([UnitKey("kontor", c) for c in codes], spec.organisation.lines)
            months = tuple(Month.of(2023, 11) + n for n in range(36))
            made = plan(spec, structure, months)
            by_hand = SQL.replace("FROM personstatus", f"FROM {engine.tables[source.name]} AS personstatus")
            ours, theirs = [], []
            for _ in range(5):
                started = time.perf_counter()
                tables = engine.reduce(made, {}, {})
                ours.append(time.perf_counter() - started)
                started = time.perf_counter()
                rows = engine.connection.execute(by_hand).fetchall()
                theirs.append(time.perf_counter() - started)
        block = tables.blocks[0]
        keys = [made.indicators[f"{x}.1"].numerator for x in "ABCDEFGH"]
        found = {
            (structure.leaves[u].code, m): tuple(block.values[k][at] for k in keys)
            for at, (u, m) in enumerate(zip(block.unit, block.month, strict=True))
        }
        assert found == {(r[0], r[1]): tuple(r[2:]) for r in rows}, "cells differ"
        ours.sort()
        theirs.sort()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{platform.machine()}, {loaded.rows:,} rows, {len(found):,} cells x 8 equal")
        print(
            f"reading and typing {reading:.2f} s; partials {ours[2]:.2f} s; hand-written {theirs[2]:.2f} s; ratio {ours[2] / theirs[2]:.2f}; peak {peak:.1f} GiB"
        )


if __name__ == "__main__":
    main()
