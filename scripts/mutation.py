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

from scipy.stats import binomtest

ROOMS = ("scoring", "disclosure", "model")
LEAST = 15
KINDS = {0: "survived", 1: "killed", 3: "killed", 33: "no tests", 36: "timeout", -24: "timeout", None: "not run"}


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
            found.setdefault(key, Counter())[KINDS.get(code, "killed")] += 1
    lines = [
        "| module | mutants | killed | survived | timeout | no tests | rate (95 %) |",
        "|---|---|---|---|---|---|---|",
    ]
    for key, n in sorted(found.items()):
        run = n["killed"] + n["timeout"] + n["survived"] + n["no tests"]
        dead = n["killed"] + n["timeout"]
        interval = binomtest(dead, run).proportion_ci(method="wilson") if run else None
        rate = f"{dead / run:.0%} ({interval.low:.0%}-{interval.high:.0%})" if interval else ""
        lines.append(
            f"| {key} | {n.total()} | {n['killed']} | {n['survived']} | {n['timeout']} | {n['no tests']} | {rate} |"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(sample(int(sys.argv[2])) if sys.argv[1] == "sample" else report()))
