"""`make fuzz`: many runs over all processors, the table of what was compared, and what that table must hold."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import count, islice
from multiprocessing import get_context

from .compare import INDICATORS, compared, made
from .coverage import FULL, Coverage

MOST_EMPTY = 0.1  # of the cells may rest on no rows
LISTED = 20  # mismatches that are shown


def one(seed: int) -> tuple[Coverage, list[str]]:
    """A run: what was compared, and what was not as the reference says."""
    coverage = Coverage()
    try:
        return coverage, list(islice(compared(made(seed), coverage), LISTED))
    except Exception as error:
        raise RuntimeError(f"seed {seed}") from error


def runs(seeds: Iterable[int], processes: int) -> Iterator[tuple[Coverage, list[str]]]:
    """The runs in the order of their seeds, on so many processes."""
    if processes == 1:
        yield from map(one, seeds)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(one, seeds, chunksize=1)


def fuzz(pairs: int, first: int = 0, processes: int = 1, found: Coverage | None = None) -> list[str]:
    """Run until so many pairs are compared or something differs: the differences; `found` counts the cells."""
    coverage = found if found is not None else Coverage()
    seeds = islice(count(first), -(-pairs // INDICATORS))
    for covered, wrong in runs(seeds, processes):
        coverage += covered
        if wrong:
            return wrong
    return []


def main() -> int:
    """The command of `make fuzz`. 1 where anything differs or the table lacks what it must hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=FULL)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    coverage, began = Coverage(), time.monotonic()
    wrong = fuzz(asked.pairs, asked.first, asked.processes, coverage)
    print("\n".join(wrong or coverage.table()))
    print(f"{len(wrong)} mismatches; {time.monotonic() - began:.0f} seconds on {asked.processes} processes")
    lacks = coverage.pairs >= FULL and (coverage.few() or coverage.without_rows() > MOST_EMPTY)
    return 1 if wrong or lacks else 0


if __name__ == "__main__":
    sys.exit(main())
