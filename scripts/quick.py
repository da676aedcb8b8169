"""Run the tests of the rooms one changes: `make quick`, or `make quick ROOM=scoring`.

Without a room, those that git says are changed, here or since the branch left main. A room takes less than half a
minute on two quiet processors; what takes longer is left to `make test`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOME_PAGES = "tests/language/test_pages.py::test_page_holds_in_english"  # every twelfth
SLOW = (
    "test_damaged_files.py",  # every way to damage a file
    "test_no_person_is_shown.py",  # every place to name a person
    "test_scripts.py",  # scripts of edits to a book
    "test_collect.py",  # months of books, given out and read
    "test_answer_books.py",
    "test_figure_books.py",
    "test_strike.py",
)


def _quick_in(folder: str) -> tuple[str, ...]:
    """The test modules of the folder that are not slow."""
    return tuple(str(p.relative_to(ROOT)) for p in sorted((ROOT / folder).glob("test_*.py")) if p.name not in SLOW)


SOURCES = _quick_in("tests/sources")
TESTS = {
    "audit": ("tests/audit",),
    "cli": tuple(
        f"tests/cli/test_{name}.py"
        for name in ("disclosure", "faults", "fmt", "messages", "nothing_to_do", "nynorsk", "ready")
    ),
    "disclosure": ("tests/disclosure",),
    "engines": (
        *(
            f"tests/sources/test_{name}.py"
            for name in ("bounds", "changes", "delivery", "duplicates", "one_engine", "precedence")
        ),
        "tests/sources/test_typed_columns.py",
        "tests/sources/test_years.py",
        SOME_PAGES,
    ),
    "explaining": ("tests/edition/test_explain.py", "tests/edition/test_last_years_card.py"),
    "followup": _quick_in("tests/followup"),
    "language": ("tests/language/parsing", "tests/language/checking"),
    "measures": (
        "tests/language/checking/test_eight_sentences.py",
        "tests/language/checking/test_left_over.py",
        "tests/measures",
        "tests/nothing_ignored/test_lines.py",
        SOME_PAGES,
    ),
    "model": ("tests/model", "tests/scoring/test_exact.py"),
    "month": _quick_in("tests/month"),
    "notebook": ("tests/notebook",),
    "organisation": ("tests/scoring/test_changes.py", "tests/sources/test_names.py"),
    "planning": ("tests/nothing_ignored/test_figures.py", SOME_PAGES),
    "problems": ("tests/house", "tests/cli/test_messages.py"),
    "project": (*SOURCES, "tests/cli/test_messages.py"),
    "rendering": ("tests/edition/test_theme.py", "tests/edition/test_workbook.py", "tests/edition/test_store.py"),
    "scoring": ("tests/scoring", "tests/model"),
    "sources": (*SOURCES, "tests/cli/test_messages.py"),
    "tooling": ("tests/tooling/test_format.py", "tests/tooling/test_canonical.py", "tests/cli/test_fmt.py"),
    "wording": ("tests/edition/test_explain.py", "tests/edition/test_calendar.py"),
}
"""The quick tests of each room; every test of every room is `make test`."""
FOLDERS = {"grammar": "language", "renderers": "rendering", "specs": "language"}
"""Rooms of what lies outside src/kpidsl."""


def rooms_of(paths: Iterable[str]) -> set[str]:
    """The rooms that the paths (from the top of the checkout) are in; a file of tests gives none."""
    parts = [Path(path).parts for path in paths]
    inside = {p[2] for p in parts if p[:2] == ("src", "kpidsl") and len(p) > 3}
    return (inside | {FOLDERS[p[0]] for p in parts if p[0] in FOLDERS}) & TESTS.keys()


def modules_of(paths: Iterable[str]) -> set[str]:
    """The changed test modules themselves."""
    return {p for p in paths if p.startswith("tests/") and Path(p).name.startswith("test_") and (ROOT / p).is_file()}


def changed() -> list[str]:
    """The paths that git says are changed: not committed, new, or committed since the branch left main."""

    def said(*arguments: str) -> list[str]:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
        return done.stdout.split("\0") if done.returncode == 0 else []

    base = said("merge-base", "HEAD", "main")
    since = base[0].strip() if base else "HEAD"
    found = said("diff", "--name-only", "-z", since) + said("ls-files", "--others", "--exclude-standard", "-z")
    return [path for path in found if path]


def main() -> int:
    asked = [room for room in " ".join(sys.argv[1:]).replace(",", " ").split() if room]
    if unknown := set(asked) - TESTS.keys():
        print(f"no such room: {', '.join(sorted(unknown))}; the rooms are {', '.join(TESTS)}")
        return 2
    paths = [] if asked else changed()
    rooms = sorted(asked or rooms_of(paths))
    tests = sorted({test for room in rooms for test in TESTS[room]} | modules_of(paths))
    if not tests:
        print("nothing has changed in a room or its tests; make quick ROOM=… names one, make test runs everything")
        return 0
    print(f"rooms: {', '.join(rooms) or 'none'}; {' '.join(tests)}", flush=True)
    pytest = [sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *tests]
    return subprocess.run(pytest, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
