"""A statistic costs a file, a page and the reference, and a line in each of two tables (in the registry the import of
that line too): tried on a copy, of one that is computed from all rows and of one that adds up.

The mode (the value most rows have, the smallest of several) and the sum of durations are no statistics of the language;
here they become such.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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
MODE_WORD = 'MODE = { nb = ["vanligste"], nn = ["vanlegaste"], en = ["mode of"] }'
MODE_PAGE = """# The most common time

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
TOTAL = '''"""Total: the sum of the rows' values."""

from __future__ import annotations

from kpidsl.measures.measure import Measure
from kpidsl.model.measure import Column, Columns, ValueStatistic
from kpidsl.model.quotient import Quotient, Side
from kpidsl.model.traits import Kind, Traits


def values_added(formula: ValueStatistic) -> Quotient:
    """The sum of the values of the rows that have one."""
    value = formula.value
    added = Columns(((1, value.name),)) if isinstance(value, Column) else value
    return Quotient(Side(formula.rows, added, formula.known))


TOTAL = Measure(
    name="total",
    called=("en samlet verdi", "a total"),
    takes=frozenset({"of_set", "year"}),
    traits=Traits(
        kind=Kind.AMOUNT, combined="sum", targets="summed", hidden_by="nothing", forecast="amount"
    ),
    words={"TOTAL_OF": None},
    quotient=values_added,
)
'''
TOTAL_WORD = 'TOTAL_OF = { nb = ["all"], nn = ["all"], en = ["all the"] }'
TOTAL_PAGE = """# All the time

The cases of 0101 took 4, 5 and 9 days, 18 in all; that of 0102 took 2. The county has 20.

```kpi organisation cases
resultatkrav "Krav"
  perspektiv bruker
  indikatorer
    D.1 All varighet på avsluttede tilfeller (høyst 18 dager)
```

```csv saker
sak_id, kontor_nr, start,      slutt,      møte, unntak
1,      0101,      2026-10-01, 2026-10-05, ,
2,      0101,      2026-10-02, 2026-10-07, ,
3,      0101,      2026-10-01, 2026-10-10, ,
4,      0102,      2026-10-01, 2026-10-03, ,
5,      0102,      2026-10-01, ,           ,
```

```csv enheter
unit, name,  kind,   line,    parent, from, to
0101, Liten, kontor, statlig, 01,     ,
0102, Stor,  kontor, statlig, 01,     ,
01,   Fylke, fylke,  statlig, NO,     ,
NO,   Norge, land,   statlig, ,       ,
```

```expected
code, level,  unit, month,   value, status
D.1,  kontor, 0101, 2026-10, 18,    green
D.1,  kontor, 0102, 2026-10, 2,     green
D.1,  fylke,  01,   2026-10, 20,    green
```
"""
JUDGE = """
import sys
from pathlib import Path
import kpidsl
from tests.language.page import examples, judge
from tests.language.translate import translated
assert Path(kpidsl.__file__).is_relative_to(Path.cwd()), kpidsl.__file__
page, word = sys.argv[1:]
for example in examples(Path(page)):
    assert judge(example) == [], judge(example)
    english = translated(example.spec, "en")
    assert word in english.casefold(), english
"""


@dataclass(frozen=True)
class New:
    """A new statistic: what is written, and the lines of the registry that its own two stand before."""

    name: str
    file: str
    page: str
    word: str
    english: str
    before: tuple[str, str]


NEW = (
    New("mode", MODE, MODE_PAGE, MODE_WORD, "mode of", ("from kpidsl.measures.quantile", "    QUANTILE,")),
    New("total", TOTAL, TOTAL_PAGE, TOTAL_WORD, "all the", ("from kpidsl.model.measure", ")\n\nBY_NAME")),
)


def _insert(file: Path, before: str, line: str) -> None:
    """One line, before the only place where the text stands at the start of a line."""
    text = file.read_text(encoding="utf-8")
    assert text.count(f"\n{before}") == 1, before
    file.write_text(text.replace(f"\n{before}", f"\n{line}\n{before}"), encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("new", NEW, ids=lambda new: new.name)
def test_a_statistic_is_a_file_a_page_and_two_lines(tmp_path: Path, new: New) -> None:
    for folder in ("src", "grammar", "renderers", "tests/language"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
    for file in ("tests/__init__.py", "tests/one_engine.py"):
        shutil.copy(ROOT / file, tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    page = f"tests/language/pages/{new.name}.md"
    (tmp_path / f"src/kpidsl/measures/{new.name}.py").write_text(new.file, encoding="utf-8")
    (tmp_path / page).write_text(new.page, encoding="utf-8")
    registry = tmp_path / "src/kpidsl/measures/registry.py"
    _insert(registry, new.before[0], f"from kpidsl.measures.{new.name} import {new.name.upper()}")
    _insert(registry, new.before[1], f"    {new.name.upper()},")
    _insert(tmp_path / "grammar/words.toml", "MEDIAN", new.word)
    path = os.pathsep.join((str(tmp_path / "src"), str(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, page, new.english],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
