"""Nothing is made of an edition before it is proven that what it hides cannot be worked out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition, Recipient
from kpidsl.model.period import Month
from kpidsl.model.proof import Proof
from kpidsl.pipeline import HISTORY_MONTHS, run_rows
from kpidsl.problems import SourceText
from kpidsl.rendering import render
from tests.language.page import prelude
from tests.made import ruled

SPEC = prelude("organisation") + prelude("ready-made") + "S.1 Svarandel (80 %)\n"
JANUARY = Month.of(2026, 1)


def editions(below: int) -> tuple[Edition, ...]:
    """The edition for all and the public's, of two offices under a rule of hiding (0: none)."""
    spec, _ = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None
    rows = [
        {"kontor_nr": office, "periode": str(JANUARY), "ja": "30", "alle": "60"} for office in ("0101", "0102")
    ]  # fmt: skip
    results, _ = run_rows(spec, {"tall": rows}, JANUARY, [("kontor", row["kontor_nr"]) for row in rows])
    assert results is not None
    both = Recipient(), Recipient(public=True)
    return disclose(ruled(results, below), both, language="nb", history=HISTORY_MONTHS, engine_version="1")


def test_each_recipients_edition_has_the_proof() -> None:
    assert [edition.proof for edition in editions(5)] == [Proof({"S.1": 5}, {})] * 2
    assert [edition.proof for edition in editions(0)] == [Proof({}, {})] * 2


@pytest.mark.parametrize("proof", [None, Proof({}, {}), Proof({"S.1": 4}, {})])
def test_an_edition_is_not_made_without_the_proof_of_its_thresholds(proof: Proof | None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no proof of what it hides"):
        render(replace(editions(5)[0], proof=proof), tmp_path)
    assert not list(tmp_path.rglob("*.*"))


def test_a_threshold_that_is_raised_has_to_be_proven_again(tmp_path: Path) -> None:
    """What hides a count under 5 does not hide one of 7."""
    (edition, _) = editions(5)
    with pytest.raises(ValueError, match="has no proof of what it hides"):
        render(replace(edition, spec=ruled(edition.spec, 10)), tmp_path)
    assert render(edition, tmp_path).exists()
    assert render(replace(edition, spec=ruled(edition.spec, 0)), tmp_path).exists()
