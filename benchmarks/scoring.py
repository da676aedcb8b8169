"""Partials → Results: cells a second, on made-up partials of 450 offices, 36 months and N shares.

.venv/bin/python benchmarks/scoring.py [N]
"""

from __future__ import annotations

import platform
import sys
import time
from array import array

import numpy as np
from tests.language.page import prelude

from kpidsl.language import check_sources
from kpidsl.model.organisation import UnitKey
from kpidsl.model.period import Month
from kpidsl.model.tables import Block, Delivery, Tables
from kpidsl.organisation.structure import structure_from_codes
from kpidsl.planning import plan
from kpidsl.problems import SourceText
from kpidsl.scoring import score

OFFICES, MONTHS = 450, 36


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    text = (
        prelude("organisation")
        + prelude("persons")
        + "".join(
            f"A.{n} Andel arbeidssøkere med oppfølging siste {1 + n % 6} mnd. ({50 + n % 50} %)\n" for n in range(count)
        )
    )
    spec, problems = check_sources([SourceText("bench.kpi", text)])
    assert spec is not None, problems
    codes = [UnitKey("kontor", f"{n:04d}") for n in range(OFFICES)]
    structure = structure_from_codes(codes, spec.organisation.lines)
    months = tuple(Month.of(2023, 11) + n for n in range(MONTHS))
    made = plan(spec, structure, months)
    random = np.random.Generator(np.random.PCG64(1))
    size = OFFICES * MONTHS
    month = array("q", np.repeat([m.number for m in months], OFFICES).astype(np.int64).tobytes())
    unit = array("q", np.tile(np.arange(OFFICES), MONTHS).astype(np.int64).tobytes())
    zero = array("q", bytes(8 * size))
    values = {}
    for code in made.indicators.values():
        values[code.denominator] = array("q", np.full(size, 100, dtype=np.int64).tobytes())
        values[code.numerator] = array("q", random.integers(0, 101, size).astype(np.int64).tobytes())
    block = Block("personstatus", ("",), month, unit, zero, values, {})
    everything = Delivery(Month.of(1900, 1), Month.of(2200, 1))
    tables = Tables(structure.leaves, (block,), {}, dict.fromkeys(spec.sources, everything), {})
    started = time.perf_counter()
    results, _ = score(spec, made, tables, months[-1])
    seconds = time.perf_counter() - started
    cells = len(results.structure.nodes) * MONTHS * count
    print(
        f"{platform.machine()}, Python {platform.python_version()}: {cells:,} cells in {seconds:.2f} s = {cells / seconds:,.0f} a second"
    )


if __name__ == "__main__":
    main()
