"""A statistic costs a file, a page and the reference, and a line in each of two tables (in the registry the import of
that line too): tried on a copy.

The mode (the value most rows have, the smallest of several) is no statistic of the language; here it becomes one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODE = '''"""Mode: the value that most rows have, the smallest of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from kpidsl.measures.measure import FROM_ALL_ROWS, Measure


def most_frequent(ordered: Sequence[int], scale: int, _percent: int | None) -> Fraction:
    """The value that stands most often among ascending integers, `scale` of which make 1."""
    return Fraction(Counter(ordered).most_common(1)[0][0], scale)


MODE = Measure(
    name="mode",
    called=("en typisk verdi", "a mode"),
    takes=frozenset({"of_set", "year"}),
    traits=FROM_ALL_ROWS,
    words={"MODE": None},
    reduced=most_frequent,
)
'''
WORD = 'MODE = { nb = ["vanligste"], nn = ["vanlegaste"], en = ["mode of"] }'
PAGE = """# The most common time

Two of the cases of 0101 took 4 days, one 9; that of 0102 took 2.

```kpi organisation cases
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    D.1 Vanligste varighet på avsluttede tilfeller (høyst 5 dager)
```

```csv saker
sak_id, kontor_nr, start,      slutt,      møte, unntak
1,      0101,      2026-10-01, 2026-10-05, ,
2,      0101,      2026-10-02, 2026-10-06, ,
3,      0101,      2026-10-01, 2026-10-10, ,
4,      0102,      2026-10-01, 2026-10-03, ,
```

```expected
code, level,  unit, month,   value, status
D.1,  kontor, 0101, 2026-10, 4,     green
D.1,  kontor, 0102, 2026-10, 2,     green
```
"""
JUDGE = """
from pathlib import Path
import kpidsl
from tests.language.page import examples, judge
from tests.language.translate import translated
assert Path(kpidsl.__file__).is_relative_to(Path.cwd()), kpidsl.__file__
for example in examples(Path("tests/language/pages/06e-mode.md")):
    assert judge(example) == [], judge(example)
    english = translated(example.spec, "en")
    assert "mode of" in english.casefold(), english
"""


def _insert(file: Path, before: str, line: str) -> None:
    """One line, before the first line that begins so."""
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, text in enumerate(lines) if text.startswith(before))
    file.write_text("\n".join([*lines[:at], line, *lines[at:]]) + "\n", encoding="utf-8")


def test_a_statistic_is_a_file_a_page_and_two_lines(tmp_path: Path) -> None:
    for folder in ("src", "grammar", "renderers", "tests/language"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
    shutil.copy(ROOT / "tests/__init__.py", tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src/kpidsl/measures/mode.py").write_text(MODE, encoding="utf-8")
    (tmp_path / "tests/language/pages/06e-mode.md").write_text(PAGE, encoding="utf-8")
    registry = tmp_path / "src/kpidsl/measures/registry.py"
    _insert(registry, "from kpidsl.measures.quantile", "from kpidsl.measures.mode import MODE")
    _insert(registry, "    QUANTILE,", "    MODE,")
    _insert(tmp_path / "grammar/words.toml", "MEDIAN", WORD)
    path = os.pathsep.join((str(tmp_path / "src"), str(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-c", JUDGE],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
