"""What a run costs by stage: CPU seconds of all its processes, wall seconds, and the most memory it has held so far.

.venv/bin/python benchmarks/run.py [PERSONS] [--held]

The agency that `kpidsl generate` makes, with the specification in specs/nav and one edition for all units. The files are
made twice: each format by itself in one process, and all of them in as many as there are processors. `--held` tells what
the scored figures hold, by tracemalloc, which makes scoring several times slower.
"""

from __future__ import annotations

import gc
import os
import platform
import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from kpidsl import pipeline
from kpidsl.cli.options import processors
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.rendering.formats import Order, lacking
from kpidsl.rendering.side_by_side import write_formats
from kpidsl.tooling.synthesize import synthesize
from kpidsl.worker_processes import Workers

STAGES = {"typed_sources": "reading and typing", "score": "scoring", "disclose": "hiding, and its proof"}
FORMATS = ("csv", "html", "json", "xlsx", "pptx")


def cpu() -> float:
    """The seconds that this process and those it has ended have used, user and system."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print what is done inside."""
    started, used = time.perf_counter(), cpu()
    yield
    wall, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:32}{cpu() - used:7.1f} s CPU {wall:7.1f} s wall {peak:7.0f} MB", flush=True)


def told(name: str, called: Any) -> Any:
    """The function, which prints what a call costs."""

    def calls(*given: Any, **named: Any) -> Any:
        with stage(name):
            return called(*given, **named)

    return calls


def held(called: Any) -> Any:
    """The function, which prints how many bytes what it returns holds a cell."""

    def calls(*given: Any) -> Any:
        for library in ("scipy.optimize", "scipy.special"):
            import_module(library)  # scoring loads them when it needs them: their code is not what it holds
        tracemalloc.start()
        results, problems = called(*given)
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        cells = sum(len(grid.trend) for grid in results.grids.values())
        print(f"{'':4}{cells:,} cells hold {size / 1e6:.0f} MB: {size / cells:.0f} bytes a cell")
        return results, problems

    return calls


def make_files(edition: Edition, folder: Path) -> None:
    """Make the files of each format, and then of all at once."""
    formats = [name for name in FORMATS if not lacking([name])]
    for name, chosen, processes in [*((one, [one], 1) for one in formats), ("all of them", formats, processors())]:
        out = folder / name.replace(" ", "-")
        out.mkdir()
        with stage(f"{name}, {processes} process{'es' if processes > 1 else ''}"), Workers(processes) as workers:
            write_formats(Order(edition, out, "nb"), chosen, workers)


def main() -> None:
    given = [one for one in sys.argv[1:] if one != "--held"]
    persons = int(given[0]) if given else 60_000
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}: {persons:,} persons")
    for function, name in STAGES.items():
        called = getattr(pipeline, function)
        called = held(called) if function == "score" and "--held" in sys.argv else called
        setattr(pipeline, function, told(f"  {name}", called))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with stage("synthetic data"):
            synthesize(folder / "data", persons=persons)
        project = pipeline.load(Path("specs/nav"))
        spec = pipeline.check(project).spec
        assert spec is not None
        with stage("to an edition"), Workers(processors()) as workers:
            outcome = pipeline.run(project, spec, folder / "data", Month.of(2026, 10), workers=workers)
        edition = outcome.edition
        assert edition is not None, [problem.code for problem in outcome.problems]
        print(f"{len(edition.structure.nodes)} nodes, {len(edition.spec.indicators)} indicators")
        make_files(edition, folder)


if __name__ == "__main__":
    main()
