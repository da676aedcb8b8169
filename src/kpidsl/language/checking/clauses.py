"""Each statistic takes the clauses it uses out of the sentence; whatever is left would be ignored, and is an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from kpidsl.language.checking.scope import Refused
from kpidsl.language.reading.repetition import written_twice
from kpidsl.language.tree import phrases as tree
from kpidsl.measures.measure import Measure
from kpidsl.problems import problem

Piece = tree.Clause | tree.SetPhrase | tree.TermRef | tree.Window | tree.AgePhrase | tree.SameUnit
C = TypeVar("C", bound=tree.Clause)


class LeftOver(Refused):
    """Raised for a reading with words that its statistic does not take: `texts` at `spans` as written, with its
    problem."""

    def __init__(self, pieces: list[Piece], measure: Measure[Any]) -> None:
        left_over = problem(
            "T035",
            pieces[0].span,
            words=pieces[0].text,
            called=measure.called,
            takes=measure.takes_in_words(),
        )
        super().__init__(left_over)
        self.left_over = left_over
        self.texts = tuple(piece.text for piece in pieces)
        self.spans = tuple(piece.span for piece in pieces)


class Clauses:
    """The pieces of a sentence that no one has taken: its clauses, its set phrases, and in each of these the
    properties and outcomes, the window and `ved samme enhet`."""

    def __init__(self, sentence: tree.Sentence) -> None:
        self._clauses = sentence.clauses
        self._left = {id(piece): (piece, of) for piece, of in _pieces(sentence)}

    def has(self, kind: type[C]) -> bool:
        """Return whether there is a clause of that kind, taken or not."""
        return any(isinstance(clause, kind) for clause in self._clauses)

    def one(self, kind: type[C]) -> C | None:
        """Take and return the clause of that kind; None if there is none. Raises Refused if there are two."""
        of_kind = self.every(kind)
        if len(of_kind) > 1:
            raise Refused(written_twice(of_kind[0].span, of_kind[1].span))
        return of_kind[0] if of_kind else None

    def every(self, kind: type[C]) -> list[C]:
        """Take and return all clauses of that kind."""
        of_kind: list[C] = [clause for clause in self._clauses if isinstance(clause, kind)]
        for clause in of_kind:
            self.take(clause)
        return of_kind

    def take(self, piece: Piece) -> None:
        """Take a piece. Taking it again has no effect."""
        self._left.pop(id(piece), None)

    def check_none_left(self, measure: Measure[Any]) -> None:
        """Raise LeftOver if a piece has not been taken. A phrase counts once, with everything inside it."""
        outermost = [piece for piece, of in self._left.values() if of is None or id(of) not in self._left]
        if outermost:
            raise LeftOver(outermost, measure)


def _pieces(sentence: tree.Sentence) -> Iterator[tuple[Piece, Piece | None]]:
    """Every piece with the one that contains it (None: no other)."""
    if sentence.head is not None:
        yield from _of_phrase(sentence.head, None)
    for clause in sentence.clauses:
        yield clause, None
        match clause:
            case tree.WithClause():
                yield from _of_with(clause)
            case tree.JoinedClause(parts=parts):
                for part in parts:
                    yield part, clause
                    yield from _of_with(part)
            case tree.OutOfClause(phrase) | tree.PerClause(phrase=phrase) | tree.ExceptClause(phrase):
                yield from _of_phrase(phrase, clause)
            case tree.PerQuantityClause(window=tree.WindowClause() as window):
                yield window, clause
            case _:
                pass


def _of_with(clause: tree.WithClause) -> Iterator[tuple[Piece, Piece | None]]:
    yield from _of_phrase(clause.phrase, clause)
    if clause.same_unit is not None:
        yield clause.same_unit, clause


def _of_phrase(phrase: tree.SetPhrase, of: Piece | None) -> Iterator[tuple[Piece, Piece | None]]:
    yield phrase, of
    yield from ((modifier, phrase) for modifier in phrase.modifiers)
    for piece in (phrase.window, phrase.age):
        if piece is not None:
            yield piece, phrase
