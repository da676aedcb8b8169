"""The pictures of the README, from a small synthetic agency; needs Chromium on the path."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from kpidsl.model.period import Month
from kpidsl.pipeline import check, load, run
from kpidsl.rendering import render
from kpidsl.tooling.synthesize import synthesize

ROOT = Path(__file__).parents[1]
PICTURES = {"nation": ("index.html", "1280,1010"), "indicator": ("indicator-B_2e_8.html", "1280,740")}
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


def main() -> int:
    chromium = shutil.which("chromium")
    if chromium is None:
        print("needs Chromium on the path")
        return 1
    project = load(ROOT / "specs" / "nav")
    report = check(project)
    assert report.spec is not None
    with tempfile.TemporaryDirectory() as folder:
        synthesize(Path(folder) / "data", offices=40, persons=8000)
        edition = run(project, report.spec, Path(folder) / "data", Month.of(2026, 10)).edition
        assert edition is not None
        pages = render(edition, Path(folder) / "out", formats=("html",))
        (ROOT / "docs" / "images").mkdir(exist_ok=True)
        for name, (page, size) in PICTURES.items():
            to = ROOT / "docs" / "images" / f"{name}.png"
            arguments = [chromium, *QUIET, f"--screenshot={to}", f"--window-size={size}", f"file://{pages / page}"]
            subprocess.run(arguments, check=True, capture_output=True)
            print(to.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
