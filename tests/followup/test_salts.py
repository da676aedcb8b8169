"""The id of a form and the digest of an approval: with salts that are struck with the text, so that no guess can be
tried."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpidsl.followup.act_lines import new_act
from kpidsl.followup.approvals import digest_of_entered
from kpidsl.followup.asking import form_of, newly_salted
from kpidsl.followup.fold import FORM, READING, Followed, fold, said_of_form, said_of_reading
from kpidsl.followup.fold import Reading as Read
from kpidsl.followup.ledger import STRIKE
from kpidsl.followup.striking import StruckText, standing_texts
from kpidsl.model.act import Act, ActHeader
from kpidsl.model.follow_up import Author
from kpidsl.model.form import MEASURES, Form
from kpidsl.model.period import Month
from kpidsl.model.sheet import NumberedRow
from kpidsl.wording.words import words

PERIOD, DAY, UNIT = Month.of(2026, 10), date(2026, 11, 12), "kontor-0101"


def form(followed: Followed | None = None) -> Form:
    """The unit's form, of what is entered."""
    return form_of(UNIT, "Halden", PERIOD, (), followed or Followed(), words("nb"), "nb", {}, {})


def salt(at: int) -> str:
    return hashlib.sha256(f"{at}".encode()).hexdigest()[:32]


def made(*texts: str, salted: int = 0) -> list[Act]:
    """A form, and a book for each text of its one measure; salts from that number."""
    given = newly_salted(form())
    header = ActHeader(UNIT, PERIOD, FORM, "kpidsl", "", DAY, given.id)
    acts = [new_act(1, "", header, said_of_form(given), salt(salted))]
    for at, text in enumerate(texts, 2):
        rows = (NumberedRow("KTRWB", {"measure": text}, 4),)
        header = ActHeader(UNIT, PERIOD, READING, "Kari N.", "", DAY, given.id, f"{at}")
        said = said_of_reading(Read(given.id, Author("Kari N.", DAY), {MEASURES.name: rows}))
        acts.append(new_act(at, "", header, said, salt(salted + at)))
    return acts


def seen(acts: Sequence[Act]) -> str:
    return digest_of_entered(acts, PERIOD, DAY, "")


def test_the_same_form_is_given_out_once_and_each_new_one_has_a_salt() -> None:
    followed = fold(made("Per Åsen"))
    one = newly_salted(form(followed))
    two = newly_salted(form(followed))
    assert one.id != two.id
    assert one.salt != two.salt
    given = replace(followed, forms={**followed.forms, one.id: one}, latest={(one.kind, PERIOD): one.id})
    assert form(given).id == one.id
    assert fold([new_act(1, "", ActHeader(UNIT, PERIOD, FORM, "", "", DAY, one.id), said_of_form(one), salt(0))]).forms[
        one.id
    ] == replace(one)


def test_the_digest_of_what_is_entered_has_the_salts_of_what_made_it() -> None:
    """The same texts with other salts are otherwise; a book that changes nothing changes nothing, and what is taken
    back is as it was."""
    assert seen(made("Per Åsen")) != seen(made("Per Åsen", salted=40))
    assert seen(made("A")) == seen(made("A", "A")) == seen(made("A", "B", "A")) == seen(made("A", "B", "A", "A"))
    assert seen(made("A", "B")) not in (seen(made("A")), seen(made("B")))
    assert seen([]) == seen(made())


def test_after_a_strike_neither_can_be_made_of_a_right_guess() -> None:
    """All that is left in the ledger, with the name put back, gives other hashes than those that were written."""
    struck = StruckText("Per Åsen", "[strøket]")
    acts = made("Følge opp Per Åsen")
    given = newly_salted(form(fold(acts)))
    header = ActHeader(UNIT, PERIOD, FORM, "kpidsl", "", DAY, given.id)
    acts.append(new_act(3, "", header, said_of_form(given), salt(3)))
    approved, by_number = seen(acts), {act.number: act for act in acts}
    texts = {act.number: struck.out_of_act(act, by_number) for act in acts}
    assert "salt" in texts[1]  # which has not the name
    assert "salt" not in texts[3]
    strikes = [
        new_act(
            at + 2, "", ActHeader(UNIT, PERIOD, STRIKE, "Dag Ås", "", DAY, strikes=at), {"instead": texts[at]}, salt(9)
        )
        for at in (2, 3)
    ]
    for carried_out in (False, True):
        left = [replace(a, said=None, salt=None) if carried_out and a.number in (2, 3) else a for a in acts]
        standing = standing_texts([*left, *strikes])
        assert [act.salt is None for act in standing] == [False, True, True, False, False]
        guessed = [replace(act, said=by_number[act.number].said) if act.number == 2 else act for act in standing]
        assert fold(guessed).plan == fold(acts).plan
        assert seen(guessed) != approved
        last = fold(standing).forms[given.id]
        assert form(replace(fold(guessed), forms={given.id: last}, latest={PERIOD: given.id})).id != given.id
