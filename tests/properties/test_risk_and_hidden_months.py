"""A risk is a forecast from many months: what is told of it may not tell one that is hidden."""

from __future__ import annotations

from itertools import pairwise

from kpidsl.disclosure import disclose
from kpidsl.language import check_sources
from kpidsl.model.edition import Edition
from kpidsl.model.period import Month
from kpidsl.pipeline import run_rows
from kpidsl.problems import SourceText
from tests.language.page import prelude
from tests.made import ruled

FIRST = Month.of(2026, 1)
SPEC = prelude("organisation") + prelude("ready-made") + prelude("risk") + "S.1 Svarandel (75 %)\n"
OFFICES = {"0101": (30, 40), "0102": (35, 50), "0103": (60, 70)}


def edition(april: tuple[int, int], may: tuple[int, int]) -> Edition:
    """Ten months of three offices; 0101 has these figures in April and May, of 16 of 22, and 0102 the rest of the
    country's."""
    own, together = {3: april, 4: may}, {3: (45, 62), 4: (42, 60)}
    rows = []
    for office, figure in OFFICES.items():
        for at in range(10):
            of_0101 = own.get(at, OFFICES["0101"])
            rest = tuple(a - b for a, b in zip(together[at], of_0101, strict=True)) if at in own else figure
            ja, alle = {"0101": of_0101, "0102": rest}.get(office, figure)
            rows.append({"kontor_nr": office, "periode": str(FIRST + at), "ja": str(ja), "alle": str(alle)})
    spec, problems = check_sources([SourceText("spec.kpi", SPEC)])
    assert spec is not None, [p.message("en") for p in problems]
    units = [("kontor", code) for code in OFFICES]
    results, found = run_rows(spec, {"tall": rows}, FIRST + 9, units)
    assert results is not None, [p.message("en") for p in found]
    assert any(results.structure.nodes[node].unit.code == "0101" for _, node in results.risks)
    (one,) = disclose(ruled(results, 5), language="nb", history=24, engine_version="")
    return one


def test_no_risk_tells_how_two_hidden_months_were_divided() -> None:
    """Of 0101 April and May are hidden, for April's sake, and of 0102 with them; that it has 16 of 22 follows from
    the years to date. Every division of it with a small April is published alike, so nobody can go through them and
    compare risks."""
    divisions = [((9, 12), (7, 10)), ((8, 12), (8, 10)), ((10, 12), (6, 10)), ((9, 10), (7, 12))]
    editions = [edition(*one) for one in divisions]
    for one, other in pairwise(editions):
        for node, here in enumerate(one.structure.nodes):
            hidden = [one.cell("S.1", node, FIRST + month).month.hidden for month in range(10)]
            is_hidden = here.unit.code in ("0101", "0102")
            assert hidden == [is_hidden and month in (3, 4) for month in range(10)]
            assert (("S.1", node) in one.risks) == (not is_hidden)
        assert one.grids == other.grids
        assert one.risks == other.risks
        assert not any(risk.ends for risk in one.risks.values())  # learnt from few units, and two of them are hidden
