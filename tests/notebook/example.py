"""What a user's own file looks like to mypy: the types of the door (tests/notebook/test_door.py checks it)."""

from fractions import Fraction
from pathlib import Path
from typing import assert_type

import kpidsl

checked = kpidsl.check("kort")
assert_type(checked, kpidsl.Checked)
month = kpidsl.run(kpidsl.load(Path("kort")), "data", kpidsl.Month.of(2026, 10), recipients=["0315"])
assert_type(month, kpidsl.Run)
assert_type(month.edition, kpidsl.Edition)
assert_type(month.edition["B.1", "kontor 0315"], kpidsl.Cell)
assert_type(month.edition["B.1", "kontor 0315", "kommunal"].month.exact, Fraction | None)
assert_type(month.edition.card("fylke 03"), kpidsl.Card)
assert_type([p for p in month.problems if p.severity == "error"], list[kpidsl.Problem])
assert_type(kpidsl.explain(month.edition, "B.1", "kontor 0315").leader, str)
assert_type([change.old for change in kpidsl.compare("a", "b")], list[str])
month.edition["B.1"]  # type: ignore[index]
print(kpidsl.tell)  # type: ignore[attr-defined]
