"""People who live through the months: they come, are followed up, move, and leave for work or otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from kpidsl.tooling.synthetic.chance import (
    Dates,
    Floats,
    Ints,
    Texts,
    office_shares,
    pick,
    whole_number,
    words,
)
from kpidsl.tooling.synthetic.months import ENTRY_SEASON, EXIT_SEASON, SyntheticMonth

STATUSES = ("arbeidssøker", "i arbeid", "på tiltak")
CAPACITIES = ("nedsatt", "ikke vurdert", "full")
BENEFITS = ("AAP", "dagpenger", "ingen")
SEXES = ("kvinne", "mann", "ukjent")
KINDS = ("samtale", "møte", "jobbmatch", "overgang")
SEEKER, WORKING, MEASURE = range(3)
REDUCED = 0

# Status, work capacity, share of those present, share that leaves in a month, share of leavers who get work.
GROUPS = (
    (0, 2, 0.42, 0.085, 0.76),
    (0, 1, 0.12, 0.085, 0.72),
    (0, 0, 0.06, 0.050, 0.48),
    (2, 0, 0.12, 0.030, 0.45),
    (2, 2, 0.06, 0.060, 0.70),
    (1, 0, 0.12, 0.030, 0.45),
    (1, 2, 0.10, 0.060, 0.70),
)
TO_MEASURE, TO_SEEKER = 0.006, 0.018
MOVES_OFFICE = 0.002
AAP_SHARE = 0.75

# Between offices, the standard deviation on the logit scale.
SPREAD = 0.35
FOLLOWED_UP_3, FOLLOWED_UP_6, MATCHED, PLANNED = 0.80, 0.78, 0.30, 0.81


@dataclass(slots=True)
class People:
    """Those present, one element each; `plan` is NaT without an approved plan."""

    person: Ints
    office: Ints
    status: Ints
    capacity: Ints
    benefit: Ints
    age: Ints
    sex: Ints
    plan: Dates
    new: npt.NDArray[np.bool_]

    def only(self, keep: npt.NDArray[np.bool_]) -> People:
        """Return those marked in `keep`."""
        return People(*(getattr(self, field.name)[keep] for field in fields(self)))

    def joined_by(self, others: People) -> People:
        """Return these, and then the others."""
        pairs = ((getattr(self, f.name), getattr(others, f.name)) for f in fields(self))
        return People(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Events:
    """Events of a month, one element each."""

    office: Ints
    person: Ints
    day: Dates
    kind: Ints


@dataclass(frozen=True, slots=True)
class Practice:
    """What an office tends to do: a probability per office for each habit."""

    followed_up_3: Floats
    followed_up_6: Floats
    matched: Floats
    planned: Floats
    leaves_for_work: Floats


def make_practice(rng: np.random.Generator, offices: int) -> Practice:
    """Return the offices' habits, spread by `SPREAD` on the logit scale around the national levels."""
    return Practice(
        office_shares(rng, offices, FOLLOWED_UP_3, SPREAD),
        office_shares(rng, offices, FOLLOWED_UP_6, SPREAD),
        office_shares(rng, offices, MATCHED, SPREAD),
        office_shares(rng, offices, PLANNED, SPREAD),
        office_shares(rng, offices, 0.5, SPREAD / 2),
    )


class Population:
    """The people of the agency, carried from month to month; about `persons` at a time."""

    def __init__(self, rng: np.random.Generator, size: Floats, practice: Practice, persons: int) -> None:
        """Start with nobody; the first call of `step` fills the offices."""
        self._rng, self._size, self._practice, self._persons = rng, size, practice, persons
        self._next_person = 100_001
        self._people: People | None = None

    def step(self, month: SyntheticMonth) -> tuple[People, Events]:
        """Return those present at the end of the month, and the month's events."""
        if self._people is None:
            self._people = self._arrive(month, self._persons, [g[2] for g in GROUPS], settled=True)
            return self._people, self._activities(self._people, month)
        staying, transitions = self._leave(self._people, month)
        self._change(staying)
        flow = [g[2] * g[3] for g in GROUPS]
        count = whole_number(self._rng, self._persons * sum(flow) * ENTRY_SEASON[month.number - 1])
        self._people = staying.joined_by(self._arrive(month, count, flow, settled=False))
        activities = self._activities(self._people, month)
        return self._people, _joined(activities, transitions)

    def _arrive(self, month: SyntheticMonth, count: int, weights: list[float], *, settled: bool) -> People:
        """Return `count` new people; the settled have been there for some time already."""
        rng = self._rng
        group = pick(rng, weights, count)
        status = np.array([g[0] for g in GROUPS])[group]
        capacity = np.array([g[1] for g in GROUPS])[group]
        office = pick(rng, self._size, count)
        aap = (capacity == REDUCED) & (rng.random(count) < AAP_SHARE)
        benefit = np.where(aap, 0, np.where(rng.random(count) < 0.55, 1, 2))
        planned = rng.random(count) < np.where(aap, self._practice.planned[office], 0.30)
        age_days = rng.integers(1, 700, count) if settled else rng.integers(0, month.days, count)
        plan = month.last_day - age_days.astype("timedelta64[D]")
        people = People(
            person=np.arange(self._next_person, self._next_person + count, dtype=np.int64),
            office=office,
            status=status,
            capacity=capacity,
            benefit=benefit,
            age=18 + (rng.integers(0, 49, count) * rng.integers(60, 101, count)) // 100,
            sex=pick(rng, (0.47, 0.525, 0.005), count),
            plan=np.where(planned, plan, np.datetime64("NaT", "D")),
            new=np.full(count, not settled),
        )
        self._next_person += count
        return people

    def _leave(self, people: People, month: SyntheticMonth) -> tuple[People, Events]:
        """Return those who stay, and the transitions to work of those who left."""
        rng, count = self._rng, len(people.person)
        hazard, to_work = np.zeros((3, 3)), np.zeros((3, 3))
        for status, capacity, _, leaves, share in GROUPS:
            hazard[status, capacity], to_work[status, capacity] = leaves, share
        hazard[MEASURE, 1], to_work[MEASURE, 1] = 0.060, 0.70
        chance = hazard[people.status, people.capacity] * EXIT_SEASON[month.number - 1]
        left = rng.random(count) < chance
        # The office's habit is centred on a half: it scales the odds of work among those who leave.
        odds = self._practice.leaves_for_work / (1 - self._practice.leaves_for_work)
        base = to_work[people.status, people.capacity]
        odds_here = odds[people.office] * base / (1 - base)
        works = left & (rng.random(count) < odds_here / (1 + odds_here))
        leavers_in_work = int(works.sum())
        transitions = Events(
            people.office[works], people.person[works], _days(rng, month, leavers_in_work), np.full(leavers_in_work, 3)
        )
        return people.only(~left), transitions

    def _change(self, people: People) -> None:
        """Let a few change status or office, and let everybody be a month older."""
        rng, count = self._rng, len(people.person)
        draw = rng.random(count)
        seeking, measure = people.status == SEEKER, people.status == MEASURE
        people.status[seeking & (draw < TO_MEASURE)] = MEASURE
        people.status[measure & (draw < TO_SEEKER)] = SEEKER
        moves = rng.random(count) < MOVES_OFFICE
        people.office[moves] = pick(rng, self._size, int(moves.sum()))
        people.age[(rng.random(count) < 1 / 12) & (people.age < 66)] += 1
        people.new[:] = False

    def _activities(self, people: People, month: SyntheticMonth) -> Events:
        """Return the month's follow-up and job matches of those present."""
        rng, count, practice = self._rng, len(people.person), self._practice
        # Newcomers get in their first month what others get in a whole window, so a share holds from the start.
        three, six = practice.followed_up_3, practice.followed_up_6
        monthly = np.stack([1 - np.cbrt(1 - three), 1 - np.cbrt(np.sqrt(1 - six))])
        first = np.stack([three, six])
        habit = np.where(people.status == SEEKER, 0, np.where(people.capacity == REDUCED, 1, 0))
        chance = np.where(people.new, first[habit, people.office], monthly[habit, people.office])
        followed = np.flatnonzero(rng.random(count) < chance)
        matched_chance = np.where(people.status == SEEKER, practice.matched[people.office], 0.05)
        matched = np.flatnonzero(rng.random(count) < matched_chance)
        rows = np.concatenate([followed, matched])
        meeting = (rng.random(len(followed)) < 0.4).astype(np.int64)
        kinds = np.concatenate([meeting, np.full(len(matched), 2)])
        return Events(people.office[rows], people.person[rows], _days(rng, month, len(rows)), kinds)


def _days(rng: np.random.Generator, month: SyntheticMonth, count: int) -> Dates:
    return month.first_day + rng.integers(0, month.days, count).astype("timedelta64[D]")


def _joined(one: Events, other: Events) -> Events:
    return Events(*(np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(one)))


def status_columns(people: People, codes: Texts, month: SyntheticMonth) -> dict[str, npt.NDArray[np.generic]]:
    """Return the columns of personstatus for one month."""
    count = len(people.person)
    return {
        "kontor_nr": codes[people.office],
        "person_id": people.person,
        "periode": words((month.name,), np.zeros(count, dtype=np.int64)),
        "status": words(STATUSES, people.status),
        "arbeidsevne": words(CAPACITIES, people.capacity),
        "ytelse": words(BENEFITS, people.benefit),
        "alder": people.age,
        "plan_godkjent": people.plan,
        "kjønn": words(SEXES, people.sex),
    }


def event_columns(events: Events, codes: Texts) -> dict[str, npt.NDArray[np.generic]]:
    """Return the columns of aktiviteter for one month."""
    return {
        "kontor_nr": codes[events.office],
        "person_id": events.person,
        "utført": events.day,
        "type": words(KINDS, events.kind),
    }
