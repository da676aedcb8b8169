"""Mutants that mutmut has generated in mutants/: a seeded sample of them, or what became of those that were run.

python scripts/mutation.py sample 120     # names, for mutmut run: as many of each room as its share, at least 15
python scripts/mutation.py report         # a table by module, and each room's rate with its 95 % interval
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

from mutmut.stats import status_by_exit_code
from scipy.stats import binomtest

ROOMS = ("scoring", "disclosure", "model")
LEAST = 15


def outcomes() -> dict[str, int | None]:
    """Every mutant's name with its exit code, None where it was not run."""
    found: dict[str, int | None] = {}
    for path in sorted(Path("mutants/src/kpidsl").glob("*/*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def sample(size: int) -> list[str]:
    names = sorted(outcomes())
    chance, chosen = random.Random(2026), []
    for room in ROOMS:
        own = [n for n in names if n.split(".")[1] == room]
        chosen += chance.sample(own, min(len(own), max(LEAST, size * len(own) // len(names))))
    return chosen


def report() -> list[str]:
    found: dict[str, Counter[str]] = {}
    for name, code in outcomes().items():
        _, room, module, _ = name.split(".")
        for key in (f"{room}.{module}", f"**{room}**"):
            found.setdefault(key, Counter())[status_by_exit_code[code]] += 1
    lines = ["| module | mutants | run | killed | timeout | survived | no tests | rate (95 %) |", "|---" * 8 + "|"]
    for key, n in sorted(found.items()):
        dead = n["killed"] + n["timeout"]
        run = n.total() - n["not checked"]
        interval = binomtest(dead, run).proportion_ci(method="wilson") if run else None
        rate = f"{dead / run:.0%} ({interval.low:.0%} to {interval.high:.0%})" if interval else ""
        counts = " | ".join(str(n[kind]) for kind in ("killed", "timeout", "survived", "no tests"))
        lines.append(f"| {key} | {n.total()} | {run} | {counts} | {rate} |")
    return lines


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["sample", "all"]:
            pass
        case ["sample", size]:
            print("\n".join(sample(int(size))))
        case _:
            print("\n".join(report()))
