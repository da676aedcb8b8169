"""Nothing that may be written under an indicator is read and then ignored: it changes the indicator, or it is refused.

Two lines of one rule under one indicator are two things said, or refused: no line stands in for another.
"""

from __future__ import annotations

import pytest

from tests.nothing_ignored.checked import checked
from tests.nothing_ignored.world import LINES, UNDER

SAY_WHAT_HOLDS = {
    "direction": "the target says which way is better; a line that says the other way is refused",
    "frequency": "only «måles månedlig» is taken where figures of a longer period cannot be had, and it says so",
}
"""Rules of which a line may repeat what holds anyway under a sentence where the others are refused."""


@pytest.mark.parametrize("indicator", UNDER)
def test_every_line_counts_or_is_refused(indicator):
    pairs = [(rule, line, other) for rule, of in LINES.items() for line in of for other in of]
    singles = [(rule, line) for rule, of in LINES.items() for line in of]
    texts = {key: "\n".join((indicator, *key[1:])) for key in [*singles, *pairs]}
    alone, *rest = checked([indicator, *texts.values()])
    found = dict(zip(texts, rest, strict=True))
    assert alone is not None
    ignored = set()
    for rule, of in LINES.items():
        accepted = [one for line in of if (one := found[rule, line]) is not None]
        if accepted and all(one == alone for one in accepted):
            if rule not in SAY_WHAT_HOLDS or len(accepted) == len(of):
                ignored.add(f"{indicator} / {rule}")
        elif any(found[rule, line, line] for line in of):
            ignored.add(f"{indicator} / {rule} twice")
        elif any(
            (both := found[rule, line, other]) is not None and both in (found[rule, line], found[rule, other])
            for line in of
            for other in of
        ):
            ignored.add(f"{indicator} / {rule} beside another")
    assert ignored == set()
