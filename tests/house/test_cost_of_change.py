"""What a change costs, made on a copy of the tree: the files that had to change, and that nothing else was needed."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("src", "grammar", "renderers", "scripts", "docs/problems", "tests/problems")
PAGE = """# L099: A term with a very short name

A term of one or two letters says nothing to who reads the card.

## Wrong

```kpi kort.kpi with organisasjon.kpi regler.kpi saker.kpi
begrep x betyr innkomne saker der type er "klage"
P.1 Andel x av innkomne saker (høyst 20 %)
```

> kort.kpi:1 «x»

## Right

```kpi kort.kpi
begrep klagesaker betyr innkomne saker der type er "klage"
P.1 Andel klagesaker av innkomne saker (høyst 20 %)
```
"""
ENTRY = """    "L099": Entry(
        "warning",
        "Navnet «{term}» er svært kort.",
        "The name “{term}” is very short.",
        "Et navn sier hva det er.",
        "A name says what it is.",
    ),
}
"""
FINDING = """        if len(key) < 3:
            scope.report("L099", declared.first.forms[0].span, term=key)
"""
GENERATE = """
import sys
from scripts import problem_pages as pages
page = pages.read("L099")
said = pages.run(page.wrong)
assert page.places == tuple(pages.place(p.span, said.texts) for p in said.problems if p.code == "L099") != ()
assert [p for p in pages.run(page.right).problems if p.code == "L099"] == []
(pages.FOLDER / "L099.md").write_text(pages.whole(page, said), encoding="utf-8")
"""
ORGANISATION = """språk nb
organisasjon NAV
  nivåer kontor (kontorer), land
  styringslinje statlig: kontor i land
kilde saker
  én rad per sak
  sak_id sak
  kontor enhet
  start  dato
begrep klager betyr saker
status for alle andre
  grønn når målet er nådd
  gul   når resultatet er høyst 10 % av målet dårligere enn målet
  rød   ellers
trend for alle andre sammenlignet med forrige periode
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what is worked on."""
    for folder in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    """Put `new` where `old` stands last."""
    before, _, after = path.read_text(encoding="utf-8").rpartition(old)
    assert before
    path.write_text(before + new + after, encoding="utf-8")


def changed(tree: Path) -> set[str]:
    """The files that are not as they are here."""
    files = {p.relative_to(tree) for f in COPIED for p in (tree / f).rglob("*") if p.is_file()}
    made = {p for p in files if "__pycache__" not in p.parts}
    same = {p for p in made if (ROOT / p).is_file() and filecmp.cmp(ROOT / p, tree / p, shallow=False)}
    return {str(p) for p in made - same}


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy: its kpidsl and its scripts, with the packages of this environment."""
    environment = os.environ | {"PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    return subprocess.run([sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True)


def check(tree: Path, sentence: str) -> str:
    (tree / "kort.kpi").write_text(f"{ORGANISATION}K.1 {sentence}\n", encoding="utf-8")
    return run(tree, "-m", "kpidsl", "check", "--format", "concise", "kort.kpi").stdout


def test_a_synonym_is_one_word_in_one_file(tree: Path) -> None:
    assert "feil[S00" in check(tree, "Mengden klager (høyst 20)")
    edit(tree / "grammar" / "words.toml", 'COUNT = { nb = ["antall"', 'COUNT = { nb = ["antall", "mengden"')
    assert "0 feil, 0 advarsler i 1 fil; 1 indikator" in check(tree, "Mengden klager (høyst 20)")
    assert changed(tree) == {"grammar/words.toml"}


def test_a_lint_is_its_row_its_page_and_the_line_that_finds_it(tree: Path) -> None:
    edit(tree / "src" / "kpidsl" / "problems" / "codes" / "linting.py", "}\n", ENTRY)
    edit(
        tree / "src" / "kpidsl" / "language" / "check.py",
        "        if key not in scope.used",
        FINDING + "        if key not in scope.used",
    )
    page = tree / "docs" / "problems" / "L099.md"
    page.write_text(PAGE, encoding="utf-8")
    done = run(tree, "-c", GENERATE)
    assert (done.returncode, done.stderr) == (0, "")
    written = page.read_text(encoding="utf-8")
    assert "kort.kpi:1:8: advarsel[L099] Navnet «x» er svært kort." in written
    assert "kort.kpi:1:8: warning[L099] The name “x” is very short." in written
    assert run(tree, "-m", "kpidsl", "problem", "L099").stdout == written
    assert changed(tree) == {
        "docs/problems/L099.md",
        "src/kpidsl/language/check.py",
        "src/kpidsl/problems/codes/linting.py",
    }
