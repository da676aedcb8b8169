"""The pictures of docs/month.md, from what `make demo-month` has made; needs Chromium, LibreOffice and pdftoppm."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
NEEDED = ("chromium", "soffice", "pdftoppm")


def run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def book(source: Path, folder: Path) -> None:
    """The sheet of measures as it is printed, cut to its table."""
    opened = openpyxl.load_workbook(source)
    for name in opened.sheetnames:
        if name != "Tiltak":
            del opened[name]
    opened.save(folder / "book.xlsx")
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "book.xlsx")
    crop = ("-x", 40, "-y", 50, "-W", 1440, "-H", 165)
    run("pdftoppm", "-png", "-r", 130, *crop, "-f", 1, "-singlefile", folder / "book.pdf", IMAGES / "month-book")


def page(source: Path) -> None:
    """The plan on the unit's page, with nothing else of it."""
    text = source.read_text(encoding="utf-8")
    head, plan = text.partition("</head>")[0], re.search(r'<section class="plan".*?</section>', text, re.DOTALL)
    if plan is None:
        raise SystemExit(f"{source} has no plan")
    alone = source.with_name("plan-alone.html")  # beside the page, whose style sheet it uses
    alone.write_text(f"{head}</head><body><main>{plan[0]}</main></body></html>", encoding="utf-8")
    run(
        "chromium",
        *QUIET,
        "--window-size=1180,745",
        f"--screenshot={IMAGES / 'month-page.png'}",
        alone.resolve().as_uri(),
    )
    alone.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--month", type=Path, default=Path("demo-month"))
    month = parser.parse_args().month
    if absent := [name for name in NEEDED if shutil.which(name) is None]:
        print(f"needs {', '.join(absent)} on the path")
        return 1
    unit = next(path for path in sorted((month / "editions").iterdir()) if path.name.startswith("kontor"))
    with tempfile.TemporaryDirectory() as folder:
        book(next((month / "oppfolging" / unit.name / "out").glob("[!~]*.xlsx")), Path(folder))
    page(next((unit / "2026-10").glob("*/index.html")))
    for name in ("month-book", "month-page"):
        print((IMAGES / f"{name}.png").relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
