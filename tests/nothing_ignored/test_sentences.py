"""Nothing that may be added to a sentence is read and then ignored: it changes what is counted, or it is refused.

A rule of the grammar counts as ignored under a sentence where no clause of it changes anything: one clause that
says what holds anyway is a stated default, as long as another of the same rule says something else.
"""

from __future__ import annotations

import pytest

from tests.nothing_ignored.checked import checked
from tests.nothing_ignored.world import CLAUSES, HEADS


@pytest.mark.parametrize("sentence", HEADS)
def test_every_clause_counts_or_is_refused(sentence):
    """So does a second one beside it, of the same rule."""
    keys = [
        (rule, *clauses)
        for rule, of in CLAUSES.items()
        for clauses in [*((c,) for c in of), *((c, d) for c in of for d in of)]
    ]
    alone, *rest = checked([sentence, *(" ".join((sentence, *key[1:])) for key in keys)])
    found = dict(zip(keys, rest, strict=True))
    assert alone is not None
    ignored = set()
    for rule, of in CLAUSES.items():
        accepted = [found[rule, c] for c in of if found[rule, c] is not None]
        if accepted and all(one == alone for one in accepted):
            ignored.add(f"{sentence} + {rule}")
        elif any(found[rule, c, c] for c in of):
            ignored.add(f"{sentence} + {rule} twice")
        elif _one_is_dropped({key[1:]: one for key, one in found.items() if key[0] == rule}, of):
            ignored.add(f"{sentence} + {rule} beside another")
    assert ignored == set()


def _one_is_dropped(found, of):
    """Whether of every two clauses that may stand together the first, or of every two the second, has no effect."""
    pairs = [(c, d) for c in of for d in of if c != d and found[c, d] is not None]
    firsts = [found[c, d] == found[d,] for c, d in pairs]
    seconds = [found[c, d] == found[c,] for c, d in pairs]
    return bool(pairs) and (all(firsts) or all(seconds))


REVIEWED = (
    ("Forbruk", "per brukere"),
    ("Forbruk", "per 2 brukere"),
    ("Forbruk", "med brukere"),
    ("Forbruk", "innen 3 dager"),
    ("Forbruk", "på brukere"),
    ("Forbruk", "unntatt kontakt"),
    ("Svarandel", "per 1000 brukere"),
    ("Svarandel", "unntatt brukere"),
    ("Gjennomsnittlig varighet på avsluttede tilfeller", "per 1000 brukere"),
    ("Gjennomsnittlig varighet på avsluttede tilfeller", "innen 3 dager"),
    ("Gjennomsnittlig varighet på avsluttede tilfeller", "med kontakt"),
    ("Gjennomsnittlig varighet på avsluttede tilfeller", "unntatt kontakt"),
    ("Forbruk i prosent av forbruk", "per brukere"),
    ("Forbruk i prosent av forbruk", "unntatt brukere"),
    ("Andel brukere med kontakt siste 3 mnd.", "hittil i år"),
)
"""Sentences of a review that came out as if the last words were not there, each in this world's terms."""


@pytest.mark.parametrize(("sentence", "words"), REVIEWED)
def test_what_was_once_ignored_counts_or_is_refused(sentence, words):
    shorter, whole = checked([sentence, f"{sentence} {words}"])
    assert shorter is not None
    assert whole is None or whole.meaning != shorter.meaning
