"""Sentences as letters write them, made at random in three languages, each with the short form that says the same.

A sentence is made of pieces. A piece that means something is one that the sentence is another without; list marks,
articles and the full stop mean nothing. The terms are those of `tests/language/preludes/words.kpi`.

`python -m tests.nothing_ignored.letter_sentences --sentences 100000` reads as many.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kpidsl.language.parsing.account import indicators_of
from kpidsl.language.parsing.parse import parse
from kpidsl.language.tree.meaning import meaning
from kpidsl.problems import SourceText
from tests.language.page import prelude

WORLD = prelude("words") + prelude("rules")
LANGUAGE = {"nb": "språk nb", "nn": "språk nn", "en": "language en"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; `means` where the sentence is another without it."""

    text: str
    means: bool = True


@dataclass(frozen=True)
class Made:
    """A sentence in pieces, and its short form in bokmål."""

    language: str
    pieces: tuple[Piece, ...]
    short: str

    @property
    def text(self) -> str:
        return joined(self.pieces)

    def without(self, at: int) -> str:
        """The sentence without one of its pieces."""
        return joined(self.pieces[:at] + self.pieces[at + 1 :])


def joined(pieces: tuple[Piece, ...]) -> str:
    text = " ".join(piece.text for piece in pieces if piece.text)
    for mark in (",", ".", ";", ":"):
        text = text.replace(f" {mark}", mark)
    return text[:1].upper() + text[1:]


NUMERALS = {
    "nb": ["to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    "nn": ["to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv"],
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
# A level is named by its first form: that another form names the same level is the checker's to know, not the tree's.
WORDS: dict[str, dict[str, list[str]]] = {
    "nb": {
        "least": ["minst", "ikke mindre enn", "ikke under"],
        "most": ["høyst", "ikke mer enn", "maksimalt", "ikke over"],
        "percent": ["prosent", "%", "pst."],
        "shall": ["skal", "må", "bør"],
        "be": ["være", "utgjøre", "ligge på"],
        "share": ["andelen", "andel", "prosentandelen", "andelen av"],
        "who had": ["som har hatt", "med", "som har fått"],
        "who had not": ["som ikke har hatt", "uten", "som ikke har fått"],
        "who have": ["som har", "med"],
        "who lack": ["som mangler", "uten"],
        "have had": ["ha hatt", "ha fått"],
        "lack": ["mangle", "være uten"],
        "have": ["ha"],
        "of": ["av", "blant"],
        "last": ["de siste {n}", "siste {n}", "i løpet av de siste {n}"],
        "months": ["måneder", "mnd"],
        "the months": ["månedene"],
        "within": ["innen {n}"],
        "weeks": ["uker"],
        "days": ["dager"],
        "hours": ["timer"],
        "minutes": ["minutter", "min"],
        "seconds": ["sekunder", "sek."],
        "older": ["eldre enn {n}", "over {n}"],
        "persons": ["arbeidssøkere", "arbeidssøkerne"],
        "young": ["unge arbeidssøkere"],
        "follow-up": ["oppfølging", "oppfølgingen"],
        "plan": ["godkjent plan", "en godkjent plan"],
        "complaints": ["klager", "klagene"],
        "decided": ["avgjøres", "være avgjort"],
        "open": ["åpne saker"],
        "mean": ["gjennomsnittlig", "den gjennomsnittlige"],
        "median": ["median", "medianen for"],
        "duration": ["varighet"],
        "on closed": ["på avsluttede tilfeller", "for avsluttede tilfeller"],
        "from": ["fra {y}", "i {y}"],
        "and": ["og"],
        "in each office": ["i hver kontor"],
        "there shall be": ["det skal være"],
        "label": ["Styringsparameter 3:", "KPI 4:"],
        "spending": ["forbruket", "forbruk"],
        "budget": ["budsjettet", "budsjett"],
        "not exceed": ["ikke overstige"],
    },
    "nn": {
        "least": ["minst", "ikkje mindre enn", "ikkje under"],
        "most": ["høgst", "ikkje meir enn", "maksimalt", "ikkje over"],
        "percent": ["prosent", "%", "pst."],
        "shall": ["skal", "må", "bør"],
        "be": ["vere", "utgjere", "liggje på"],
        "share": ["delen", "del", "prosentdelen"],
        "who had": ["som har hatt", "med", "som har fått"],
        "who had not": ["som ikkje har hatt", "utan", "som ikkje har fått"],
        "who have": ["som har", "med"],
        "who lack": ["som manglar", "utan"],
        "have had": ["ha hatt", "ha fått", "ha motteke"],
        "lack": ["mangle", "vere utan"],
        "have": ["ha"],
        "of": ["av", "blant"],
        "last": ["dei siste {n}", "siste {n}", "i løpet av dei siste {n}"],
        "months": ["månader", "mnd"],
        "the months": ["månadene"],
        "within": ["innan {n}"],
        "weeks": ["veker"],
        "days": ["dagar"],
        "hours": ["timar"],
        "minutes": ["minutt", "min"],
        "seconds": ["sekund", "sek."],
        "older": ["eldre enn {n}", "over {n}"],
        "persons": ["arbeidssøkjarar", "arbeidssøkjarane"],
        "young": ["unge arbeidssøkjarar"],
        "follow-up": ["oppfølging", "oppfølginga"],
        "plan": ["godkjend plan", "ein godkjend plan"],
        "complaints": ["klager", "klagene"],
        "decided": ["avgjerast", "vere avgjort"],
        "open": ["opne saker"],
        "mean": ["gjennomsnittleg", "den gjennomsnittlege"],
        "median": ["median", "medianen for"],
        "duration": ["varigheit"],
        "on closed": ["på avslutta tilfelle", "for avslutta tilfelle"],
        "from": ["frå {y}", "i {y}"],
        "and": ["og"],
        "in each office": ["i kvar kontor"],
        "there shall be": ["det skal vere"],
        "label": ["Styringsparameter 3:", "KPI 4:"],
        "spending": ["forbruket", "forbruk"],
        "budget": ["budsjettet", "budsjett"],
        "not exceed": ["ikkje overstige"],
    },
    "en": {
        "least": ["at least", "no less than", "a minimum of"],
        "most": ["at most", "no more than", "a maximum of"],
        "percent": ["per cent", "%", "pct"],
        "shall": ["should", "must", "shall"],
        "be": ["be", "amount to", "make up"],
        "share": ["the proportion of", "share of", "the percentage of", "the share of"],
        "who had": ["who have had", "with", "who have received"],
        "who had not": ["who have not had", "without", "who have not received"],
        "who have": ["who have", "with"],
        "who lack": ["who lack", "without"],
        "have had": ["have had", "have received"],
        "lack": ["lack"],
        "have": ["have"],
        "of": ["of", "among"],
        "last": ["in the last {n}", "last {n}", "in the past {n}"],
        "months": ["months"],
        "the months": ["months"],
        "within": ["within {n}"],
        "weeks": ["weeks"],
        "days": ["days"],
        "hours": ["hours"],
        "minutes": ["minutes", "mins"],
        "seconds": ["seconds", "secs"],
        "older": ["over {n} old"],
        "persons": ["jobseekers"],
        "young": ["young jobseekers"],
        "follow-up": ["follow-up"],
        "plan": ["approved plan", "an approved plan"],
        "complaints": ["complaints"],
        "decided": ["be decided"],
        "open": ["open cases"],
        "mean": ["mean", "the average"],
        "median": ["median"],
        "duration": ["duration"],
        "on closed": ["of closed spells"],
        "from": ["from {y}", "in {y}"],
        "and": ["and"],
        "in each office": ["in every kontor", "in each kontor"],
        "there shall be": ["there should be"],
        "label": ["KPI 4:"],
        "spending": ["spending"],
        "budget": ["budget"],
        "not exceed": ["not exceed"],
    },
}
SHORT_SENSE = {"least": "minst", "most": "høyst"}


@dataclass
class Maker:
    """Makes sentences of one language."""

    language: str
    random: Random
    typed: bool = False
    """Whether each sentence types over the declarations: these have neither times of day nor the age of open cases."""

    def say(self, key: str, **values: object) -> str:
        return self.random.choice(WORDS[self.language][key]).format(**values)

    def make(self, marked: bool) -> Made:
        forms = [self.share, self.quota, self.within, self.count, self.mean, self.exceed, self.years]
        form = self.random.choice(forms if self.typed else [*forms, self.aged])
        pieces, short = form()
        if marked and self.random.random() < 0.25:
            label = self.say("label")
            pieces, short = [Piece(label), *pieces], f"{label} {short}"
        if marked and self.random.random() < 0.25:
            pieces = [Piece(self.random.choice(["•", "–", "a)", "(iv)", "2."]), means=False), *pieces]
        if self.random.random() < 0.5:
            pieces = [*pieces, Piece(self.random.choice([".", ";"]), means=False)]
        return Made(self.language, tuple(pieces), short)

    def number(self, low: int, high: int) -> tuple[str, int]:
        n = self.random.randint(low, high)
        return (NUMERALS[self.language][n - 2] if 2 <= n <= 12 and self.random.random() < 0.5 else str(n)), n

    def quota_pieces(self) -> tuple[list[Piece], str]:
        sense, n = self.random.choice(["least", "most"]), self.random.randint(13, 99)
        said = [Piece(self.say(sense)), Piece(f"{n} {self.say('percent')}")]
        return said, f"{SHORT_SENSE[sense]} {n} %"

    def window(self) -> tuple[Piece, str]:
        written, n = self.number(2, 12)
        the = "the months" if self.language == "en" else "months"
        return Piece(self.say("last", n=f"{written} {self.say(the)}")), f"siste {n} mnd"

    def whom(self) -> tuple[Piece, str]:
        key, short = self.random.choice([("persons", "arbeidssøkere"), ("young", "unge arbeidssøkere")])
        return Piece(self.say(key)), short

    def having(self, who: bool) -> tuple[list[Piece], str]:
        """What they have or have not, as a relative clause or after `skal`."""
        window, short = self.window()
        match self.random.randrange(4):
            case 0:
                words = self.say("who had" if who else "have had")
                return [Piece(words), Piece(self.say("follow-up"), means=False), window], f"med oppfølging {short}"
            case 1:
                words = self.say("who had not" if who else "lack")
                return [Piece(words), Piece(self.say("follow-up"), means=False), window], f"uten oppfølging {short}"
            case 2:
                return [Piece(f"{self.say('who have' if who else 'have')} {self.say('plan')}")], "med godkjent plan"
            case _:
                return [Piece(f"{self.say('who lack' if who else 'lack')} {self.say('plan')}")], "uten godkjent plan"

    def share(self) -> tuple[list[Piece], str]:
        whom, short = self.whom()
        having, had = self.having(who=True)
        quota, target = self.quota_pieces()
        ending = [Piece(f"{self.say('shall')} {self.say('be')}", means=False), *quota]
        is_marked = self.random.random() < 0.3
        if is_marked:  # what a mark and per cent stand behind is a share, said or not
            ending = [Piece(self.random.choice([":", "–"]), means=False), *quota]
        share = Piece(self.say("share"), means=not is_marked)
        return [share, whom, *having, *ending], f"Andel {short} {had} ({target})"

    def quota(self) -> tuple[list[Piece], str]:
        whom, short = self.whom()
        having, had = self.having(who=False)
        quota, target = self.quota_pieces()
        of, shall = self.say("of"), Piece(self.say("shall"), means=False)
        if self.random.random() < 0.2:
            each = Piece(self.say("in each office"))
            rest = [shall, *quota] if self.language != "en" else quota
            after = [] if self.language != "en" else [shall]
            said = [each, *rest, Piece(f"{of} {whom.text}"), *after, *having]
            return said, f"Andel {short} {had} ({target} for kontor)"
        if self.language != "en" and self.random.random() < 0.4:
            return [Piece(f"av {whom.text}"), shall, *quota, *having], f"Andel {short} {had} ({target})"
        return [*quota, Piece(f"{of} {whom.text}"), shall, *having], f"Andel {short} {had} ({target})"

    def within(self) -> tuple[list[Piece], str]:
        quota, target = self.quota_pieces()
        written, n = self.number(2, 40)
        units = [("weeks", "uker"), ("days", "dager")]
        if not self.typed:
            units += [("hours", "timer"), ("minutes", "minutter"), ("seconds", "sekunder")]
        unit, short = self.random.choice(units)
        said = [*quota, Piece(f"{self.say('of')} {self.say('complaints')}"), Piece(self.say("shall"), means=False)]
        limit = Piece(self.say("within", n=f"{written} {self.say(unit)}"))
        return [*said, Piece(self.say("decided")), limit], f"Andel avgjorte klager innen {n} {short} ({target})"

    def count(self) -> tuple[list[Piece], str]:
        sense, (written, n) = self.random.choice(["least", "most"]), self.number(2, 900)
        there = [Piece(self.say("there shall be"), means=False)] if self.random.random() < 0.5 else []
        said = [*there, Piece(f"{self.say(sense)} {written}"), Piece(self.say("open"))]
        return said, f"Antall åpne saker ({SHORT_SENSE[sense]} {n})"

    def aged(self) -> tuple[list[Piece], str]:
        sense, limit = self.random.choice(["least", "most"]), self.random.randint(2, 900)
        written, n = self.number(2, 24)
        said = [Piece(self.say("open")), Piece(self.say("older", n=f"{written} {self.say('months')}"))]
        said += [Piece(f"{self.say('shall')} {self.say('be')}", means=False), Piece(f"{self.say(sense)} {limit}")]
        return said, f"Antall åpne saker eldre enn {n} måneder ({SHORT_SENSE[sense]} {limit})"

    def mean(self) -> tuple[list[Piece], str]:
        key, short = self.random.choice([("mean", "Gjennomsnittlig"), ("median", "Median")])
        n = self.random.randint(13, 400)
        said = [Piece(self.say(key)), Piece(self.say("duration")), Piece(self.say("on closed"))]
        said += [Piece(f"{self.say('shall')} {self.say('be')}", means=False)]
        said += [Piece(self.say("most")), Piece(f"{n} {self.say('days')}")]
        return said, f"{short} varighet på avsluttede tilfeller (høyst {n} dager)"

    def exceed(self) -> tuple[list[Piece], str]:
        shall = f"{self.say('shall')} {self.say('not exceed')}"
        said = [Piece(self.say("spending")), Piece(shall), Piece(self.say("budget"))]
        return said, "Forbruk i prosent av budsjett (høyst 100 %)"

    def years(self) -> tuple[list[Piece], str]:
        whom, short = self.whom()
        low, year = self.random.randint(13, 50), self.random.randint(2024, 2030)
        first, second = (f"{n} {self.say('percent')}" for n in (low, low + 5))
        said = [Piece(self.say("share")), whom, Piece(f"{self.say('who have')} {self.say('plan')}")]
        said += [Piece(f"{self.say('shall')} {self.say('be')}", means=False), Piece(first)]
        said += [Piece(self.say("from", y=year)), Piece(self.say("and"), means=False), Piece(second)]
        said += [Piece(self.say("from", y=year + 1))]
        return said, f"Andel {short} med godkjent plan ({low} % fra {year}, {low + 5} % fra {year + 1})"


def sentences(language: str, seed: int, *, marked: bool = True) -> Iterator[Made]:
    """Sentences without end, the same for the same seed; `marked`: some have a list's mark or a label before them."""
    maker = Maker(language, Random(f"{language}{seed}"), typed=not marked)
    while True:
        yield maker.make(marked)


def trees(language: str, lines: list[str]) -> list[object]:
    """What each line says as an indicator, None where it has no reading."""
    files = [SourceText("ord.kpi", WORLD), SourceText("brev.kpi", "\n".join((LANGUAGE[language], *lines)))]
    found = {one.span.line: meaning(one) for one in indicators_of(parse(files).files[1])}
    return [found.get(number) for number in range(2, len(lines) + 2)]


def failures(made: list[Made], random: Random) -> list[str]:
    """Sentences that are not read as their short form, and pieces that could be dropped."""
    language = made[0].language
    dropped = []
    for one in made:
        at = random.choice([n for n, piece in enumerate(one.pieces) if piece.means])
        dropped.append((one.pieces[at].text, one.without(at)))
    read = trees(language, [one.text for one in made])
    short = trees("nb", [one.short for one in made])
    less = trees(language, [text for _, text in dropped])
    found = [
        f"{language}: «{one.text}» is not «{one.short}»" for one, a, b in zip(made, read, short, strict=True) if a != b
    ]
    found += [
        f"{language}: «{one.text}» says the same without «{piece}»"
        for one, whole, part, (piece, _) in zip(made, read, less, dropped, strict=True)
        if whole is not None and part == whole
    ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    total, wrong = 0, 0
    makers = {language: sentences(language, asked.seed) for language in WORDS}
    random = Random(asked.seed)
    while total < asked.sentences:
        for source in makers.values():
            made = [next(source) for _ in range(500)]
            found = failures(made, random)
            total, wrong = total + len(made), wrong + len(found)
            for line in found[:5]:
                print(line, flush=True)
        print(f"{total} sentences, {wrong} failures", file=sys.stderr, flush=True)
    print(f"{total} sentences read, {wrong} failures")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
