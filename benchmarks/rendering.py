"""An edition of 450 offices and about 30 indicators to files: CPU and wall seconds, and the machine.

.venv/bin/python benchmarks/rendering.py [OFFICES]

The synthetic agency's indicators are doubled under new codes until there are 30. HTML, workbooks and decks in one process
and in as many as there are processors; of PDF, `edition.pdf` and the files of two dozen units.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from run import stage

from kpidsl.cli.options import processors
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering.formats import Order, format_named, lacking
from kpidsl.rendering.shown.shares import FileShare
from kpidsl.rendering.side_by_side import write_formats
from kpidsl.tooling.synthesize import synthesize
from kpidsl.worker_processes import Workers

FEW = 24
"""Of so many units PDF files are made."""


def with_indicators(edition: Edition, count: int) -> Edition:
    """The edition with copies of its indicators under new codes, until there are `count`."""
    assert edition.proof is not None
    spec, grids, hidden = edition.spec, dict(edition.grids), dict(edition.hidden)
    below = dict(edition.proof.below)
    indicators, requirements = list(spec.indicators), list(spec.requirements)
    for original in list(spec.indicators)[: max(0, count - len(indicators))]:
        code = f"{original.code}1"
        indicators.append(replace(original, code=code, links=()))
        grids[code], hidden[code] = replace(grids[original.code], code=code), hidden[original.code]
        if original.code in below:
            below[code] = below[original.code]
        at = next(k for k, r in enumerate(requirements) if original.code in r.codes)
        requirements[at] = replace(requirements[at], codes=(*requirements[at].codes, code))
    spec = replace(spec, indicators=tuple(indicators), requirements=tuple(requirements))
    proof = replace(edition.proof, below=below)
    return replace(edition, spec=spec, grids=grids, hidden=hidden, proof=proof)


def make_files(edition: Edition, folder: Path) -> None:
    """Make the files, in one process and in several, and a share of the PDF files, and print what each costs."""
    usual = ["html", "xlsx", *(["pptx"] if not lacking(["pptx"]) else [])]
    for name, chosen, processes in [
        *((one, [one], 1) for one in usual),
        (", ".join(usual), usual, processors()),
    ]:
        out = folder / f"{name}-{processes}"
        out.mkdir()
        with stage(f"{name}, {processes} process{'es' if processes > 1 else ''}"), Workers(processes) as workers:
            write_formats(Order(edition, out, "nb"), chosen, workers)
    if lacking(["pdf"]):
        return
    units = {node.unit for node in edition.structure.nodes}
    share = FileShare(0, max(1, len(units) // FEW))
    (folder / "pdf").mkdir()
    with stage("pdf, 1 process, a share"):
        format_named("pdf").write(Order(edition, folder / "pdf", "nb", share=share))
    print(f"{'':4}{len(list((folder / 'pdf').glob('*.pdf')))} files")


def main() -> None:
    offices = int(sys.argv[1]) if len(sys.argv) > 1 else 450
    project = load(Path("specs/nav"))
    spec = check(project).spec
    assert spec is not None
    with tempfile.TemporaryDirectory() as folder:
        synthesize(Path(folder) / "data", offices=offices, persons=20_000)
        with Workers(processors()) as workers:
            edition = run(project, spec, Path(folder) / "data", Month.of(2026, 10), workers=workers).edition
        assert edition is not None
        edition = with_indicators(edition, 30)
        print(f"{platform.machine()}, Python {platform.python_version()}: {len(edition.structure.leaves)} units,")
        print(f"{len(edition.structure.nodes)} nodes on both lines, {len(edition.spec.indicators)} indicators")
        make_files(edition, Path(folder))


if __name__ == "__main__":
    main()
