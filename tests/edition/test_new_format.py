"""What a new output format costs, done on a copy of the tree: three files, and the tests of all formats sweep it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITER = '''"""A unit's card as Markdown."""

from kpidsl.rendering.formats import Order
from kpidsl.rendering.shown.rows import row
from kpidsl.rendering.shown.selection import card, selected, stem


def write_markdown(order: Order) -> None:
    """card-<unit>.md for each of the units."""
    edition, language = order.edition, order.language
    for node in selected(edition, order.units):
        lines = [f"# {edition.structure.nodes[node].name}", "", "| | | | |", "|---|---|--:|--:|"]
        for _, _, those in card(edition, node):
            for indicator in those:
                r = row(edition, indicator, node, "", language)
                lines.append(f"| {r.code} | {r.title} | {r.result} | {r.year_to_date} |")
        path = order.folder / f"card-{stem(edition, node)}.md"
        path.write_text("\\n".join(lines) + "\\n", encoding="utf-8")
'''
READER = '''"""The cards in Markdown."""

from kpidsl.rendering.shown.selection import stem

from . import Said

HOLDS = "cards"


def texts(path):
    yield path.read_text(encoding="utf-8")


def figures(made):
    for node in dict.fromkeys(node for node, _ in made.rows()):
        text = (made.folder / f"card-{stem(made.edition, node)}.md").read_text(encoding="utf-8")
        for line in text.splitlines()[4:]:
            code, _, result, year = (cell.strip(" ") for cell in line.strip("|").split("|"))
            yield Said(node, code, True, year)
            yield Said(node, code, False, result)
'''
DEFERRED = """def _md(order: Order) -> None:
    from kpidsl.rendering.markdown import write_markdown

    write_markdown(order)


def _pdf("""
ENTRY = """    Format("md", "cards in Markdown", "card-land-NO.md", (".md",), _md),
    Format(
        "pdf","""
WRONG = {
    "{r.year_to_date} |": "{r.result} |",
    '# {edition.structure.nodes[node].name}"': '# {edition.structure.nodes[node].name} 74,996 Kontor Q"',
}
"""What the tests must see: the wrong column, and a hidden figure and another's office in the title."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program and the tests of editions, with the new format."""
    tree = tmp_path_factory.mktemp("copy") / "tree"
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("src", "grammar", "renderers", "specs", "tests/edition"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=ignored)
    for file in ("pyproject.toml", "tests/__init__.py"):
        shutil.copy(ROOT / file, tree / file)
    (tree.parent / "before").mkdir()
    for folder in ("src", "tests"):
        shutil.copytree(tree / folder, tree.parent / "before" / folder)
    registry = tree / "src/kpidsl/rendering/formats.py"
    text = registry.read_text(encoding="utf-8")
    for old, new in (("def _pdf(", DEFERRED), ('    Format(\n        "pdf",', ENTRY)):
        assert text.count(old) == 1
        text = text.replace(old, new)
    registry.write_text(text, encoding="utf-8")
    (tree / "tests/edition/read_back/read_md.py").write_text(READER, encoding="utf-8")
    return tree


def changed(tree: Path) -> set[str]:
    """The files of the copy that are new or another than before the format."""
    before, found = tree.parent / "before", set()
    for path in (p.relative_to(tree) for folder in ("src", "tests") for p in (tree / folder).rglob("*") if p.is_file()):
        if not (before / path).is_file() or (before / path).read_bytes() != (tree / path).read_bytes():
            found.add(str(path))
    return found


SWEEPS = (
    "test_same_numbers.py::test_every_format_is_read_back",
    "test_same_numbers.py::test_cards_say_what_results_say[counted nb-md]",
    "test_same_numbers.py::test_what_is_hidden_is_in_no_byte_of_any_file[nb]",
    "test_recipients.py::test_nothing_of_others_is_in_any_byte[units0-statlig-QRT-more0]",
)


def run(tree: Path, writer: str) -> str:
    """The sweeps of the counted agency and of one recipient, in the copy, without PDF; what pytest says."""
    (tree / "src/kpidsl/rendering/markdown.py").write_text(writer, encoding="utf-8")
    without = tree.parent / "without"
    without.mkdir(exist_ok=True)
    (without / "weasyprint.py").write_text('raise ImportError("PDF takes its time")\n', encoding="utf-8")
    tests = [f"tests/edition/{name}" for name in SWEEPS]
    command = [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", *tests, "-rA"]
    path = os.pathsep.join(map(str, (without, tree / "src")))
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_new_format_costs_three_files_and_is_swept(tree: Path) -> None:
    """Without being listed in any test: the same numbers, nothing hidden, nothing of another's, and read back."""
    said = run(tree, WRITER)
    assert changed(tree) == {
        "src/kpidsl/rendering/formats.py",
        "src/kpidsl/rendering/markdown.py",
        "tests/edition/read_back/read_md.py",
    }
    assert {line.partition("/edition/")[2] for line in said.splitlines() if line.startswith("PASSED")} == {*SWEEPS}


def test_the_sweeps_see_what_is_wrong_in_it(tree: Path) -> None:
    wrong = WRITER
    for right, put in WRONG.items():
        assert right in wrong
        wrong = wrong.replace(right, put)
    said = run(tree, wrong)
    failed = {line.partition("/edition/")[2].partition(" - ")[0] for line in said.splitlines() if "FAILED" in line[:6]}
    assert failed == {*SWEEPS[1:]}, said[-3000:]
    for seen in ("('md', Said(", "{'74,996': {'.md'}}", "'Kontor Q': {'.md'}"):
        assert seen in said
