"""`make fuzz-door`: many mutated data folders in one process, and what became of each."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from random import Random

from kpidsl.model.spec import Spec
from kpidsl.problems import Problem

from .agency import agency
from .mutations import MUTATIONS, Mutation
from .running import Card, Outcome, outcome, specification
from .second_reader import UnsureError, read_card
from .writing import write

FULL = 10_000
AGENCIES = 40
LISTED = 40


@dataclass(slots=True)
class Found:
    """What became of the folders: how many by (mutation, verdict), and the faults in words."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def table(self) -> Iterator[str]:
        """A line a mutation: how many kept their figures, were read as the second reader does, were said, and fell."""
        verdicts = ("equal", "said", "refused", "silent", "wrong", "traceback")
        yield f"{'':32}" + "".join(f"{v:>10}" for v in verdicts)
        for name in (*MUTATIONS, "all"):
            numbers = [sum(n for (m, w), n in self.counts.items() if w == v and name in (m, "all")) for v in verdicts]
            yield f"{name:32}" + "".join(f"{n:>10}" for n in numbers)


@lru_cache(maxsize=AGENCIES)
def _plain(seed: int) -> Outcome:
    """The agency of the seed, written plainly."""
    with _folder() as data:
        write(agency(seed), {}, data)
        return outcome(specification(), data.parent, data)


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder of data, in one of its own for the project file."""
    with tempfile.TemporaryDirectory(prefix="door-") as root:
        data = Path(root) / "data"
        data.mkdir()
        yield data


def one(spec: Spec, seed: int, found: Found, keep: Path | None = None) -> None:
    """Mutate the folder of a seed, run it, and judge."""
    chance = Random(f"door {seed}")
    mutation = MUTATIONS[chance.choice(sorted(MUTATIONS))]
    base = seed % AGENCIES
    with _folder() as data:
        mutation.make(agency(base), chance, data)
        if keep is not None:
            shutil.copytree(data.parent, keep, symlinks=True)
        verdict, words = _judged(spec, mutation, _plain(base), data)
    found.counts[mutation.name, verdict] += 1
    if words:
        found.faults.append(f"seed {seed}, {mutation.name}: {verdict}: {words}")


def _judged(spec: Spec, mutation: Mutation, plain: Outcome, data: Path) -> tuple[str, str]:
    """What became of the folder, and where that is a fault what it is."""
    try:
        mutated = outcome(spec, data.parent, data)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [f for f in frames if "kpidsl" in f.filename][-1]
        return "traceback", f"{type(error).__name__} at {Path(own.filename).name}:{own.lineno}: {str(error)[:150]}"
    if mutated.card is None:
        named = any(p.severity == "error" for p in mutated.problems)
        return ("refused", "") if named else ("silent", "no edition and no error")
    said = _new(plain.problems, mutated.problems)
    if mutation.effect == "breaks":
        return ("said" if said else "equal"), ""
    assert plain.card is not None
    try:
        expected = plain.card if mutation.effect == "keeps" else read_card(data)
    except UnsureError as doubt:
        return ("said", "") if said else ("silent", f"the second reader is not sure ({doubt}), and nothing is said")
    differs = _difference(expected, mutated.card)
    if not differs:
        return "equal", ""
    return ("said", "") if said else ("wrong", differs)


def _new(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> bool:
    """Whether something is said that the plain folder does not give."""
    known = {(p.code, p.message()) for p in before}
    return any((p.code, p.message()) not in known for p in after)


def _difference(expected: Card, got: Card) -> str:
    """The first cells that differ; empty where none does."""
    parts: list[tuple[str, Mapping[object, object], Mapping[object, object]]] = [
        ("value", dict(expected.values), dict(got.values)),
        ("target", dict(expected.targets), dict(got.targets)),
        ("risk", dict(expected.risks), dict(got.risks)),
    ]
    found = [
        f"{what} of {key}: {there.get(key)}, expected {value}"
        for what, these, there in parts
        for key, value in these.items()
        if there.get(key) != value
    ]
    return "; ".join(found[:3])


def fuzz(folders: int, first: int = 0, found: Found | None = None) -> Found:
    """Run so many folders from the first seed."""
    found = found if found is not None else Found()
    spec = specification()
    for seed in islice(count(first), folders):
        one(spec, seed, found)
    return found


def main() -> int:
    """The command of `make fuzz-door`. 1 where anything fell, was wrong or silent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folders", type=int, default=FULL)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    began = time.monotonic()
    found = fuzz(asked.folders, asked.first)
    print("\n".join([*found.faults[:LISTED], *found.table()]))
    print(f"{asked.folders} folders, {len(found.faults)} faults; {time.monotonic() - began:.0f} seconds in one process")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
