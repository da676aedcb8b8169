"""Windows of ready-made figures: `Sykefravær siste 12 mnd` adds up the parts of so many months."""

from __future__ import annotations

from dataclasses import replace

from kpidsl.language.checking.clauses import Clauses
from kpidsl.language.checking.scope import Refused, Scope, refuse
from kpidsl.language.checking.sets import months_of
from kpidsl.language.checking.types import Typed
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.amount_per import AMOUNT_PER
from kpidsl.model.measure import Cumulation, rows_of
from kpidsl.model.period import Frequency
from kpidsl.model.spec import Source
from kpidsl.problems import Span, Translated


def over_months(typed: Typed, clauses: Clauses, scope: Scope) -> Typed:
    """Return the sentence's formula over the months of its window: unchanged where a quantity has none behind it, and
    where it is of rows of persons, cases or events, or per distinct person (the words are then left over). Raises
    Refused where the months cannot be added up."""
    sources = {name: scope.sources[rows.source] for name, rows in rows_of(typed.formula).items()}
    if "rows" not in sources or not sources["rows"].ready_made or typed.traits.combined == "sides":
        return typed
    clause = _window(clauses)
    if clause is None:
        return typed
    months = months_of(clause.window)
    if clause.window.every:
        raise refuse("T164", clause.span, found=clause.text)
    over = sources.values() if typed.measure is not AMOUNT_PER else [sources["rows"]]
    for source in over:
        why = _why_not(source)
        if why is not None:
            raise refuse("T182", clause.span, words=clause.text, source=source.name, why=why)
    return replace(typed, window=months, cumulation=Cumulation.ROLLING, summed_months=months) if months > 1 else typed


def _window(clauses: Clauses) -> tree.WindowClause | None:
    """The window behind the quantity, or behind the one that it is per; None if there is none. Raises Refused if there
    are two."""
    clauses_with_window = [
        clauses.one(tree.WindowClause),
        *(per.window for per in clauses.every(tree.PerQuantityClause)),
    ]
    windows = [window for window in clauses_with_window if window is not None]
    if len(windows) > 1:
        raise Refused(written_twice(windows[0].span, windows[1].span))
    for window in windows:
        clauses.take(window)
    return windows[0] if windows else None


def _why_not(source: Source) -> Translated | None:
    """Why the months of a source cannot be added up; None where they can."""
    if source.grain == "unit_year":
        return _YEARLY
    return {Cumulation.STOCK: _STOCK, Cumulation.ROLLING: _ROLLING}.get(source.cumulation)


def check_periods(summed_months: int, frequency: Frequency, span: Span) -> None:
    """Refuse a window that does not consist of whole periods of an indicator that is measured so often."""
    if summed_months > 1 and summed_months % frequency.months:
        raise refuse("T183", span, window=str(summed_months), months=str(frequency.months))


_YEARLY = Translated(
    "den har ett tall per år. Stryk ordene, eller bruk en kilde med én rad per enhet og måned",
    "ho har eitt tal per år. Stryk orda, eller bruk ei kjelde med éi rad per eining og månad",
    "it has one figure a year. Remove the words, or use a source with one row per unit and month",
)
_STOCK = Translated(
    "tallene er beholdning, og det som er der hver måned, legges ikke sammen. Stryk ordene: siste måneds tall gjelder",
    "tala er behaldning, og det som er der kvar månad, blir ikkje lagt saman. Stryk orda: talet for siste månad gjeld",
    "the figures are stock, and what is there every month is not added up. Remove the words: the latest month's figure "
    "holds",
)
_ROLLING = Translated(
    "tallene er rullende, så hvert tall er allerede av flere måneder. Stryk ordene",
    "tala er rullande, så kvart tal er alt av fleire månader. Stryk orda",
    "the figures are rolling, so each is already of several months. Remove the words",
)
