"""An edition of 450 offices and about 30 indicators to HTML and workbooks: seconds, and the machine.

The synthetic agency's indicators are doubled under new codes until there are 30. Beside it, in the same run, what one
would pick instead for the figures alone: pandas is no dependency, so the standard library's csv writer of the same cells.
"""

from __future__ import annotations

import csv
import platform
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering.html.site import write_html
from kpidsl.rendering.machine import result_rows, write_results
from kpidsl.rendering.workbook.books import write_workbook
from kpidsl.tooling.synthesize import synthesize


def with_indicators(edition: Edition, count: int) -> Edition:
    """The edition with copies of its indicators under new codes, until there are `count`."""
    spec, grids, hidden = edition.spec, dict(edition.grids), dict(edition.hidden)
    indicators, requirements = list(spec.indicators), list(spec.requirements)
    for original in list(spec.indicators)[: max(0, count - len(indicators))]:
        code = f"{original.code}1"
        indicators.append(replace(original, code=code, links=()))
        grids[code], hidden[code] = replace(grids[original.code], code=code), hidden[original.code]
        at = next(k for k, r in enumerate(requirements) if original.code in r.codes)
        requirements[at] = replace(requirements[at], codes=(*requirements[at].codes, code))
    spec = replace(spec, indicators=tuple(indicators), requirements=tuple(requirements))
    return replace(edition, spec=spec, grids=grids, hidden=hidden)


def main() -> None:
    offices = int(sys.argv[1]) if len(sys.argv) > 1 else 450
    project = load(Path("specs/nav"))
    spec = check(project).spec
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "data", Path(folder) / "out"
        out.mkdir()
        synthesize(data, offices=offices, persons=20_000)
        edition = run(project, spec, data, Month.of(2026, 10)).edition
        edition = with_indicators(edition, 30)
        print(f"{platform.machine()}, Python {platform.python_version()}: {len(edition.structure.leaves)} units,")
        print(f"{len(edition.structure.nodes)} nodes on both lines, {len(edition.spec.indicators)} indicators")
        seconds = {}
        for name, write in (
            ("html", lambda: write_html(edition, out, "nb")),
            ("xlsx", lambda: write_workbook(edition, out, "nb", ())),
            ("csv", lambda: write_results(edition, out, result_rows(edition))),
        ):
            started = time.perf_counter()
            write()
            seconds[name] = time.perf_counter() - started
        rows = list(result_rows(edition))
        started = time.perf_counter()
        with (out / "plain.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        plain = time.perf_counter() - started
        for name, took in seconds.items():
            print(f"{name:5}{took:7.1f} s")
        print(
            f"csv.writer on the {len(rows):,} finished rows: {plain:.1f} s; results.csv takes {seconds['csv'] / plain:.1f} x"
        )


if __name__ == "__main__":
    main()
