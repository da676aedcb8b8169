"""The sentences at the top of a card, of cells made by hand; expected texts are written by hand."""

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape

from kpidsl.model.edition import Cell, Figure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.period import Month
from kpidsl.model.rules import DeviationCondition, DeviationRule, Tolerance, TrendRule
from kpidsl.model.spec import Link, Source
from kpidsl.model.state import Direction, Mark, State, Status, Trend, Undecided, WithoutArrow
from kpidsl.rendering.shown.charts import status_shape
from kpidsl.rendering.shown.summary import (
    affected_by,
    affecting,
    deviating,
    headlines,
    no_deviations_text,
    on_lines_text,
    parts_of_targets,
    summaries,
    summary,
    worst_first,
)
from tests.edition.stand_in import StandIn
from tests.made import indicator, spec, structure

SEPTEMBER, OCTOBER = Month.of(2026, 9), Month.of(2026, 10)


def cell(status, *, hidden=False, state=State.VALUE, undecided=Undecided.NO, covered=1, expected=1):
    value = Fraction(1, 2) if state is State.VALUE and not hidden else None
    figure = Figure(hidden, state, Mark(0), value, 1, 2, 2, Fraction(1), None, status, undecided)
    return Cell(figure, figure, Trend.NONE, 0, covered, expected, None, False, None)


GREEN, AMBER, RED, NO_TARGET = (cell(s) for s in (Status.GREEN, Status.AMBER, Status.RED, Status.NO_TARGET))
OPEN = cell(Status.NONE, undecided=Undecided.PARTIAL, covered=18, expected=23)
HIDDEN = cell(Status.NONE, hidden=True, covered=1, expected=4)
LATE = cell(Status.NONE, state=State.NOT_READY)


STRUCTURE = structure({"statlig": {"NO": ["0101", "0102"]}, "kommunal": {"NO": ["0101", "0102"]}})
NORGE, KOMMUNAL = 0, 3
DELIVERED = spec(sources={"tall": Source("tall", "unit_month", ())})


def edition(cells, links=(), months=(SEPTEMBER, OCTOBER)):
    """`cells`: code → (September's, October's). Which units have not delivered is not seen."""
    indicators = [indicator(c, title=f"Tittel {c}", links=tuple(Link(e) for m, e in links if m == c)) for c in cells]
    return StandIn(
        period=OCTOBER,
        months=months,
        structure=STRUCTURE,
        spec=DELIVERED,
        is_own=lambda _node: False,
        indicators_at=lambda _node: indicators,
        cell=lambda code, _node, month=None, _category=0: cells[code][month in (None, OCTOBER)],
        deviating=lambda code, _node: (0,) if cells[code][True].deviation else (),
        status=lambda code, _node: cells[code][True].year_to_date.status,
    )


def said(cells, language="nb", **more):
    return [point.text for point in summary(edition(cells, **more), 0, language)]


def test_it_counts_the_targets_that_are_judged():
    """Four of the six are judged: not the one without a target, nor the hidden one. The worst colour comes first, and
    what is judged and what is not are all six."""
    cells = {"A": GREEN, "B": GREEN, "C": AMBER, "D": RED, "E": NO_TARGET, "F": HIDDEN}
    pairs = {code: (one, one) for code, one in cells.items()}
    assert said(pairs) == [
        "1 av 4 mål er ikke nådd: 1 er nær, 2 er nådd.",
        "Uendret siden september 2026: alle statuser som kan sammenlignes.",
        "Uten status: 2 av 6 indikatorer: 1 skjult av hensyn til personvernet, 1 uten mål.",
    ]
    assert said(pairs, "en") == [
        "1 of 4 targets not met: 1 near, 2 met.",
        "Unchanged since September 2026: every status that can be compared.",
        "Without a status: 2 of 6 indicators: 1 hidden to protect privacy, 1 without a target.",
    ]


def test_it_says_what_has_changed_and_from_what_the_worse_first():
    """B changed from undecided, and G lost its colour; of what was hidden, not ready or without a target a change
    cannot be said."""
    cells = {
        "B": (OPEN, AMBER), "A": (GREEN, RED), "C": (HIDDEN, GREEN), "D": (LATE, GREEN), "E": (NO_TARGET, GREEN),
        "F": (GREEN, GREEN), "G": (GREEN, OPEN), "H": (AMBER, GREEN),
    }  # fmt: skip
    assert said(cells)[1] == (
        "Endret siden september 2026: A «Tittel A» fra nådd til ikke nådd; G «Tittel G» fra nådd til ikke avgjort; "
        "B «Tittel B» fra ikke avgjort til nær; H «Tittel H» fra nær til nådd."
    )
    assert said(cells, "en")[1].startswith("Changed since September 2026: A “Tittel A” from met to not met; ")


def test_what_has_become_a_deviation_without_another_status_is_a_change_too(monkeypatch):
    """A was near and is, but its arrow has turned downwards; B has deviated for long, C since nobody knows when."""
    since = {"A": OCTOBER, "B": SEPTEMBER, "C": OCTOBER, "D": None}
    cells = {code: (AMBER, replace(AMBER, deviation=True, since=month)) for code, month in since.items()}
    monkeypatch.setattr(
        "kpidsl.rendering.shown.summary.news", lambda _edition, code, _node: "new" if code == "A" else ""
    )
    assert "Endret siden september 2026: A er nytt avvik med samme status." in said(cells)
    assert "Changed since September 2026: A a new deviation with the same status." in said(cells, "en")


def test_the_first_month_has_nothing_to_be_compared_with():
    assert said({"A": (RED, RED)}, months=(OCTOBER,)) == ["1 av 1 mål er ikke nådd."]
    deviates = replace(RED, deviation=True)
    assert said({"A": (RED, deviates), "B": (RED, RED)}, months=(OCTOBER,)) == ["2 av 2 mål er ikke nådd: 1 avvik."]


def test_it_says_what_is_not_known_and_whose_figures_are_missing():
    """Of a hidden cell it does not say that units are missing. September was as
    October, and is told apart from it."""
    late = replace(LATE, year_to_date=OPEN.year_to_date)
    told = {"A": OPEN, "B": LATE, "C": HIDDEN, "D": late, "E": cell(Status.NONE, undecided=Undecided.PARTIAL)}
    assert said({code: (one, one) for code, one in told.items()}) == [
        "Uendret siden september 2026: alle statuser som kan sammenlignes.",
        "Ikke klart ennå for oktober: B «Tittel B».",
        "Ikke klart ennå for oktober, og status er ikke avgjort: D «Tittel D».",
        "Ikke alle har levert for oktober, og status er ikke avgjort: A «Tittel A» mangler fra 5 av 23 enheter "
        "(hvilke, vises ikke).",
        "Noe mangler hittil i år, og status er ikke avgjort: A «Tittel A» mangler for september fra 5 av 23 enheter "
        "(hvilke, vises ikke); D «Tittel D» mangler for september; E «Tittel E».",
        "Uten status: 5 av 5 indikatorer: 1 skjult av hensyn til personvernet, 3 ikke avgjort, 1 uten tall.",
    ]


def test_what_is_missing_of_the_year_is_told_with_its_months():
    """The year has three months of which A and D lack the first two; C lacks the first of one unit, and what B lacks
    is hidden. What lies before the year does not count."""
    months = tuple(Month.of(2026, 1) + back for back in (-1, 0, 1, 2))
    part = cell(Status.NONE, undecided=Undecided.PARTIAL)
    some = cell(Status.NONE, undecided=Undecided.PARTIAL, covered=2, expected=3)
    late, unseen = (cell(Status.NONE, state=State.MISSING, hidden=hidden) for hidden in (False, True))
    by_month = {
        "A": (late, late, late, part),
        "D": (part, late, late, part),
        "B": (unseen, unseen, part, part),
        "C": (late, some, part, part),
    }
    of = edition({code: (cells[2], cells[3]) for code, cells in by_month.items()}, months=months)
    of.period = months[-1]
    of.cell = lambda code, _node, month=None, _category=0: by_month[code][months.index(month or months[-1])]
    assert [p.text for p in summary(of, 0, "nb")][-2] == (
        "Noe mangler hittil i år, og status er ikke avgjort: "
        "A «Tittel A» og D «Tittel D» mangler for januar og februar; B «Tittel B»; "
        "C «Tittel C» mangler for januar fra 1 av 3 enheter (hvilke, vises ikke)."
    )
    of.spec = replace(DELIVERED, year_starts=2)
    assert [p.text for p in summary(of, 0, "en")][-2] == (
        "Part of the year to date is missing, and status undecided: "
        "A “Tittel A” and D “Tittel D” missing for February; B “Tittel B”; "
        "C “Tittel C”."
    )


def test_indicators_that_as_many_units_have_reported_are_named_together():
    """Those that the fewest have come first; the colour of a green one is decided all the same."""
    few, some = cell(Status.GREEN, covered=2, expected=23), cell(Status.GREEN, covered=18, expected=23)
    cells = {"A": (some, some), "B": (few, few), "C": (some, some)}
    assert said(cells)[-1] == (
        "Ikke alle har levert for oktober: B «Tittel B» mangler fra 21 av 23 enheter (hvilke, vises ikke); "
        "A «Tittel A» og C «Tittel C» mangler fra 5 av 23 enheter (hvilke, vises ikke)."
    )


def test_a_month_of_another_year_is_told_with_its_year():
    """The year begins in April, and the card is of January 2027: May lies in 2026, and January in the card's year."""
    months = tuple(Month.of(2026, 4) + at for at in range(10))
    lacks = {Month.of(2026, 5), Month.of(2027, 1)}
    part = cell(Status.NONE, undecided=Undecided.PARTIAL)
    of = edition({"A": (part, part)}, months=months)
    of.period, of.spec = months[-1], replace(DELIVERED, year_starts=4)
    late = replace(part, month=LATE.month)
    of.cell = lambda _code, _node, month=None, _category=0: late if month in lacks else part
    assert [p.text for p in summary(of, 0, "nb")][-2] == (
        "Noe mangler hittil i år, og status er ikke avgjort: A «Tittel A» mangler for mai 2026 og januar."
    )


def on_lines(statlig, kommunal, one=None):
    """What a unit's two cards say, of cells by code as (September's, October's)."""
    cards, one = (statlig, kommunal), one or indicator()
    both = StandIn(
        period=OCTOBER,
        months=(SEPTEMBER, OCTOBER),
        structure=STRUCTURE,
        spec=DELIVERED,
        is_own=lambda _node: False,
        indicators_at=lambda node: [replace(one, code=c, title=f"Tittel {c}") for c in cards[node == KOMMUNAL]],
        cell=lambda code, node, month=None, _category=0: cards[node == KOMMUNAL][code][month in (None, OCTOBER)],
        status=lambda code, node: cards[node == KOMMUNAL][code][True].year_to_date.status,
        deviating=lambda *_: (),
    )
    return [point.text for point in summaries(both, (NORGE, KOMMUNAL), "nb")]


def test_what_both_lines_say_is_said_once_and_the_rest_with_its_line():
    """A changes on both lines, B on the municipal one alone; the counts are whole sentences and differ."""
    statlig = {"A": (AMBER, RED), "B": (AMBER, AMBER)}
    kommunal = {"A": (AMBER, RED), "B": (RED, GREEN)}
    assert on_lines(statlig, kommunal) == [
        "1 av 2 mål er ikke nådd på linjen statlig: 1 er nær.",
        "1 av 2 mål er ikke nådd på linjen kommunal: 1 er nådd.",
        "Endret siden september 2026: A «Tittel A» fra nær til ikke nådd.",
        "Endret siden september 2026 på linjen kommunal: B «Tittel B» fra ikke nådd til nådd.",
    ]
    assert on_lines(statlig, statlig) == said(statlig)


def test_a_line_that_says_nothing_of_a_kind_leaves_it_to_the_other():
    assert on_lines({"A": (GREEN, GREEN)}, {"B": (LATE, LATE)}) == [
        "1 av 1 mål er nådd på linjen statlig.",
        "Uendret siden september 2026 på linjen statlig: alle statuser som kan sammenlignes.",
        "Ikke klart ennå for oktober på linjen kommunal: B «Tittel B».",
        "Uten status på linjen kommunal: 1 av 1 indikatorer: 1 uten tall.",
    ]


def test_lines_are_named_or_counted():
    assert on_lines_text(["a"], 2, "nb") == "på linjen a"
    assert on_lines_text(["a", "b"], 2, "nb") == "på begge linjer"
    assert on_lines_text(["a", "b"], 3, "en") == "on the lines a and b"
    assert on_lines_text(["a", "b", "c"], 3, "nb") == "på alle linjer"


def test_a_deviation_says_what_it_is_assumed_to_be_affected_by():
    cells = {"A": (RED, RED), "B": (AMBER, AMBER), "C": (HIDDEN, HIDDEN), "D": (GREEN, GREEN)}
    linked = edition(cells, links=(("B", "A"), ("C", "A"), ("D", "B")))
    assert affected_by(linked, 0, "A", "nb") == "B «Tittel B» (nær), C «Tittel C» (skjult)"
    assert affected_by(linked, 0, "D", "nb") == ""
    assert (
        affected_by(linked, 0, "A", "nb", {"A", "B"}) == "B (nær), C «Tittel C» (skjult)"
    )  # B stands there with its title


def test_a_deviation_says_what_it_is_assumed_to_affect_unless_that_stands_beside_it():
    cells = {"A": (RED, RED), "B": (AMBER, AMBER), "C": (GREEN, GREEN)}
    linked = edition(cells, links=(("B", "A"), ("B", "C")))
    assert affecting(linked, 0, "B", "nb") == "A «Tittel A» (ikke nådd), C «Tittel C» (nådd)"
    assert affecting(linked, 0, "B", "nb", {"A", "B"}) == "C «Tittel C» (nådd)"  # A says that B affects it
    assert affecting(linked, 0, "A", "nb") == ""


def test_the_page_says_it_before_the_first_table_and_counts_each_section_by_itself(agency, agency_pages):
    page = agency_pages["index.html"]
    first = page.index("<table")
    lead = unescape(re.sub("<[^>]+>", "", page[:first]))
    for point in summary(agency, agency.home, "nb"):
        assert point.lead in lead
        assert all(part in lead for part in point.parts)
    for section in page.split("<h2>")[1:]:
        heading, _, rows = section.partition("</small></h2>")
        rows = rows.partition("</table>")[0]
        if 'class="card' not in rows:
            continue
        for slug, word in (("red", "ikke nådd"), ("amber", "nær"), ("green", "nådd")):
            count = rows.count(f'data-label="Status"><span class="status {slug}"')
            assert (f" · {count} {word}" in heading) is (count > 0)


def test_a_sentence_of_one_line_names_it_and_no_sentence_is_said_twice(agency_pages):
    """Nor is each deviation told to be on the lines that all of them are on."""
    named = together = 0
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            lead = page.partition('<section class="lead"')[2].partition("</section>")[0]
            points = re.findall("<li><strong>(.*?)</li>", lead)
            assert len(points) == len(set(points))
            has_lines = page.count('<div class="on-line">') > 1
            assert has_lines or not re.search("på (linjen|begge linjer)", lead), name
            deviations = re.findall("<li><svg.*?</li>", lead, re.DOTALL) if has_lines else []
            of_each = [re.search("på (linjen|begge linjer)", deviation) for deviation in deviations]
            of_all = "Alle avvik er på " in lead
            assert all(of_each) or (of_all and not any(of_each)), name
            assert not of_all or len(deviations) > 1, name
            named += "på linjen" in lead
            together += of_all
    assert named
    assert together


def test_a_page_begins_with_the_red_deviations(agency_pages):
    """On some page both colours are there; on none is a red one below another."""
    mixed = 0
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            lead = page.partition('<section class="lead"')[2].partition("</section>")[0]
            found = [status_shape(Status.RED) in item for item in lead.split("<li>")[1:]]
            assert found == sorted(found, reverse=True), name
            mixed += len(set(found)) == 2
    assert mixed


def test_a_card_that_is_made_of_nothing_says_nothing():
    assert said({}) == []
    assert said({"A": (replace(NO_TARGET), NO_TARGET)}) == ["Uten status: 1 av 1 indikatorer: 1 uten mål."]


def deviation(status, value, target, trend=Trend.NONE):
    aim = None if target is None else Fraction(target)
    figure = Figure(False, State.VALUE, Mark(0), Fraction(value), 1, 1, 1, aim, None, status)
    return Cell(figure, figure, trend, 0, 1, 1, None, True, None)


def test_the_worst_are_red_before_amber_and_furthest_in_parts_of_the_target():
    """A misses half its target and is amber; B misses an eighth, C a fourth; how far D is, is not shown."""
    cells = {
        "A": deviation(Status.AMBER, "0.4", "0.8"),
        "B": deviation(Status.RED, "0.7", "0.8"),
        "C": deviation(Status.RED, "0.3", "0.4"),
        "D": deviation(Status.RED, "0.1", None),
        "E": GREEN,
    }
    of = edition({code: (one, one) for code, one in cells.items()})
    assert [i.code for i in worst_first(of, 0)] == ["C", "B", "D", "A"]
    assert (
        parts_of_targets(of, deviating(of, (0,)), "nb").replace("\N{NO-BREAK SPACE}", " ") == "C 25 %, B 13 %, A 50 %"
    )


def test_what_is_from_a_target_of_0_has_no_share_of_it():
    """It stands first of its colour: one is more than all of the target."""
    cells = {"A": deviation(Status.RED, "0.4", "0.8"), "B": deviation(Status.RED, "-1", 0)}
    of = edition({code: (one, one) for code, one in cells.items()})
    assert [i.code for i in worst_first(of, 0)] == ["B", "A"]
    assert parts_of_targets(of, deviating(of, (0,)), "nb").replace("\N{NO-BREAK SPACE}", " ") == "B har mål 0, A 50 %"
    assert parts_of_targets(of, deviating(of, (0,)), "en").startswith("B has target 0, ")


def headlined(cells, language="nb"):
    return headlines(edition({code: (one, one) for code, one in cells.items()}), 0, language)


def test_the_headline_counts_the_worst_colour_there_is():
    assert headlined({"A": GREEN, "B": AMBER, "C": RED, "D": HIDDEN}) == ("1 av 3 mål er ikke nådd",)
    assert headlined({"A": GREEN, "B": AMBER, "C": NO_TARGET}) == ("1 av 2 mål er nådd, 1 er nær",)
    assert headlined({"A": GREEN, "B": GREEN, "C": OPEN}) == ("2 av 2 mål er nådd",)
    assert headlined({"A": HIDDEN, "B": NO_TARGET}) == ()


def test_the_headline_names_the_worst_of_those_that_get_worse():
    """C is further from its target, but not getting worse; B is. The shorter form is for where that is too long."""
    cells = {
        "B": deviation(Status.RED, "0.7", "0.8", Trend.WORSE),
        "C": deviation(Status.RED, "0.3", "0.4", Trend.BETTER),
    }
    assert headlined(cells) == ("2 av 2 mål er ikke nådd; «Tittel B» blir dårligere", "2 av 2 mål er ikke nådd")
    assert headlined(cells, "en")[0] == "2 of 2 targets not met; “Tittel B” is getting worse"


AMBER_WORSE = DeviationRule((DeviationCondition(Status.RED), DeviationCondition(Status.AMBER, Trend.WORSE)))


def near(trend, compared=None, **more):
    """Amber by 0.1 of 0.8, a deviation where it gets worse; compared with July, when the figure was that."""
    july = Month.of(2026, 7) if compared else None
    of = replace(deviation(Status.AMBER, "0.7", "0.8", trend), deviation=trend is Trend.WORSE, compared_month=july)
    return replace(of, compared_value=Fraction(compared) if compared not in (None, HELD_BACK) else None, **more)


HELD_BACK = "held back"


def near_text(cells, language="nb", **changes):
    ruled = edition({code: (one, one) for code, one in cells.items()})
    indicators = [replace(i, deviation_rule=AMBER_WORSE, **changes) for i in ruled.indicators_at(0)]
    ruled.indicators_at = lambda _node: indicators
    return [p.text for p in summary(ruled, 0, language)][-1].replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_near_and_no_deviation_is_named_with_where_its_arrow_points_and_what_that_compares_with():
    """By the rule amber deviates where the arrow points down: B's does; A's points up, and C's is level. The arrow need
    not compare with last month, so it says with what; a figure that is held back is left out."""
    cells = {
        "A": near(Trend.BETTER, "0.65"),
        "B": near(Trend.WORSE, "0.75"),
        "C": near(Trend.UNCHANGED, HELD_BACK),
        "D": GREEN,
        "E": near(Trend.NONE, without_arrow=WithoutArrow.TOO_FEW_MONTHS),
        "F": near(Trend.NEW),
    }
    assert near_text(cells) == (
        "Nær, men ikke avvik (avvik bare når pilen peker nedover): "
        "A «Tittel A» (pilen: bedre, 70,0 % mot 65,0 % i juli); C «Tittel C» (pilen: uendret fra juli); "
        "E «Tittel E» (ingen pil: det er for få måneder å sammenligne med); F «Tittel F» (pilen: ny)."
    )
    assert near_text(cells, "en").startswith(
        "Near, but no deviation (a deviation only if the arrow points down): "
        "A “Tittel A” (the arrow: better, 70.0 % against 65.0 % in July); "
        "C “Tittel C” (the arrow: unchanged from July); "
    )
    pairs = {code: (one, one) for code, one in cells.items()}
    assert "ikke avvik" not in " ".join(said(pairs))  # by this rule only red ones are


def test_what_is_near_without_an_arrow_that_is_seen_may_be_a_deviation():
    """What the arrow compares with is hidden: it may point down. That no arrow is drawn for another reason, as B's, is
    seen."""
    cells = {
        "A": near(Trend.NONE, without_arrow=WithoutArrow.HIDDEN),
        "B": near(Trend.NONE, without_arrow=WithoutArrow.TOO_FEW_MONTHS),
    }
    assert near_text(cells) == (
        "Nær, og om det er avvik, er ikke kjent: A «Tittel A» (ingen pil: tallet det sammenlignes med, vises ikke)."
    )
    assert near_text(cells, "en").startswith("Near, and whether it is a deviation is not known: A “Tittel A” (")
    assert near_text({"B": cells["B"]}).startswith("Nær, men ikke avvik (")
    for code, text in (("A", "Ingen kjente avvik."), ("B", "Ingen avvik.")):
        one = edition({code: (cells[code], cells[code])})
        indicators = [replace(i, deviation_rule=AMBER_WORSE) for i in one.indicators_at(0)]
        one.indicators_at = lambda _node, these=indicators: these
        assert no_deviations_text(one, (0,), "nb") == text


def test_an_arrow_that_is_level_says_how_little_the_change_is():
    """0.4 points under the 1 point that the rule asks for: that the status went from met to near does not contradict
    it. Ten points are more than that, and the arrow is level for another reason (toward a corridor)."""
    cells = {"A": near(Trend.UNCHANGED, "0.704")}
    points = TrendRule("previous", Tolerance(Fraction(1)))
    assert near_text(cells, trend_rule=points).endswith(
        "A «Tittel A» (pilen: uendret, 70,0 % er mindre enn 1 prosentpoeng fra 70,4 % i juli)."
    )
    assert near_text(cells, "en", trend_rule=TrendRule("previous", Tolerance(Fraction(2)))).endswith(
        "(the arrow: unchanged, 70.0 % is less than 2 percentage points from 70.4 % in July)."
    )
    assert near_text({"A": near(Trend.UNCHANGED, "0.6")}, trend_rule=points).endswith(
        "(pilen: uendret, 70,0 % mot 60,0 % i juli)."
    )
    of_target = TrendRule("previous", Tolerance(Fraction(5), of_target=True))
    assert near_text(cells, trend_rule=of_target).endswith("(pilen: uendret, 70,0 % mot 70,4 % i juli).")


def test_an_arrow_that_is_level_by_chance_says_so():
    """Without a band the arrow is level where chance explains the change, however large that looks; not so toward a
    corridor, where two figures may be as far from it."""
    cells = {"A": near(Trend.UNCHANGED, "0.6")}
    assert near_text(cells, trend_rule=TrendRule("previous")).endswith(
        "(pilen: uendret, 70,0 % mot 60,0 % i juli er innenfor tilfeldig variasjon)."
    )
    assert near_text(cells, "en", trend_rule=TrendRule("previous")).endswith(
        "(the arrow: unchanged, 70.0 % against 60.0 % in July is within sampling noise)."
    )
    assert near_text(cells, trend_rule=TrendRule("previous"), direction=Direction.INSIDE).endswith(
        "(pilen: uendret, 70,0 % mot 60,0 % i juli)."
    )
    assert near_text({"A": near(Trend.UNCHANGED, "0.7")}, trend_rule=TrendRule("previous")).endswith(
        "(pilen: uendret, 70,0 % mot 70,0 % i juli)."
    )


def test_an_arrow_of_a_month_beside_another_year_to_date_says_that_it_is_the_months_alone():
    """The status is the year's: it may go from met to near in a month that is better than the one before."""
    of = near(Trend.BETTER, "0.65")
    cells = {"A": replace(of, month=replace(of.month, value=Fraction("0.68")))}
    assert near_text(cells).endswith("(pilen: bedre, 68,0 % i oktober alene mot 65,0 % i juli).")
    assert near_text(cells, "en").endswith("(the arrow: better, 68.0 % in October alone against 65.0 % in July).")


def test_amounts_that_an_arrow_compares_are_in_millions_as_the_card_has_them():
    of = near(Trend.BETTER, 2_500_000)
    cells = {"A": replace(of, month=replace(of.month, value=Fraction(2_400_000)))}
    kroner = {"unit": UnitOfMeasure.KRONER, "scale": Fraction(1)}
    assert near_text(cells, **kroner).endswith("bedre, 2,4 mill. kr i oktober alene mot 2,5 mill. kr i juli).")


def test_an_arrow_by_a_line_or_by_limits_does_not_say_that_it_compares_two_months():
    cells = {"A": near(Trend.BETTER, "0.65")}
    line, limits = TrendRule("line", months=6), TrendRule("control_limits")
    assert near_text(cells, trend_rule=line).endswith("A «Tittel A» (pilen: bedre langs linjen fra juli).")
    assert near_text(cells, trend_rule=limits).endswith("A «Tittel A» (pilen: bedre etter kontrollgrensene).")
    assert near_text(cells, "en", trend_rule=limits).endswith("(the arrow: better by the control limits).")


def test_five_that_are_no_deviations_are_named_and_the_rest_counted():
    cells = {code: near(Trend.NEW) for code in "ABCDEFG"}
    named = near_text(cells)
    assert named.endswith("E «Tittel E» (pilen: ny) og 2 til.")
    assert "F «" not in named
    assert near_text({code: near(Trend.NEW) for code in "ABCDE"}).endswith("E «Tittel E» (pilen: ny).")


def test_where_there_is_little_room_those_that_are_no_deviations_have_their_codes_alone():
    """All seven codes: there is room for them."""
    ruled = edition({code: (near(Trend.NEW),) * 2 for code in "ABCDEFG"})
    indicators = [replace(i, deviation_rule=AMBER_WORSE) for i in ruled.indicators_at(0)]
    ruled.indicators_at = lambda _node: indicators
    *others, last = summary(ruled, 0, "nb")
    assert last.in_brief.text == "Nær, men ikke avvik (avvik bare når pilen peker nedover): A, B, C, D, E, F, G."
    assert all(point.in_brief == point for point in others)


def test_paper_has_the_codes_of_what_is_near_and_the_screen_its_titles(agency_pages):
    several = 0
    for name, page in agency_pages.items():
        if name.startswith("unit-"):
            for screen, paper in re.findall(
                r'<li><strong>Nær, men ikke avvik[^<]*</strong> <span class="screen">(.*?)</span>'
                r'<span class="print">(.*?)</span></li>',
                page,
            ):
                assert re.findall(r"(?:^|; )(\S+) «", screen) == paper.split(", ")[:5], name
                several += 1
    assert several


def test_on_two_lines_the_rest_is_counted_of_what_is_named_together():
    """Six are near on both lines and one more on the municipal: of the six one is counted, and the seventh is named."""
    both = {code: (near(Trend.NEW), near(Trend.NEW)) for code in "ABCDEF"}
    ruled = indicator(deviation_rule=AMBER_WORSE)
    *_, common, own = on_lines(both, {**both, "G": (near(Trend.NEW),) * 2}, ruled)
    assert common.startswith("Nær, men ikke avvik (avvik bare når pilen peker nedover): A «")
    assert common.endswith("E «Tittel E» (pilen: ny) og 1 til.")
    assert own.endswith(" på linjen kommunal: G «Tittel G» (pilen: ny).")


def test_what_is_not_met_and_by_the_rule_no_deviation_is_named():
    """Only what is near deviates by this rule: that two targets are missed and there is no deviation would puzzle."""
    rule = DeviationRule((DeviationCondition(Status.AMBER, Trend.BETTER),))
    ruled = edition({"A": (RED, RED), "B": (RED, RED)})
    indicators = [replace(i, deviation_rule=rule) for i in ruled.indicators_at(0)]
    ruled.indicators_at = lambda _node: indicators
    assert [p.text for p in summary(ruled, 0, "nb")][-1] == ("Ikke nådd, men ikke avvik: A «Tittel A»; B «Tittel B».")
