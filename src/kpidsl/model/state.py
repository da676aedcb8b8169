"""The state of a cell: exactly one state, and a set of marks beside it."""

from __future__ import annotations

from enum import IntEnum, IntFlag, StrEnum


class State(IntEnum):
    """Exactly one of these; *hidden* is not among them (it is decided after scoring)."""

    VALUE = 0
    NOT_READY = 1
    MISSING = 2
    NOT_RELEVANT = 3
    WITHHELD_BY_SOURCE = 4

    @property
    def sign(self) -> str:
        """The printed mark, as Statistics Norway prints it; empty for a value."""
        return ("", "...", "..", ".", ":")[self]

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


class Mark(IntFlag):
    """What a reader must know about a value besides its state."""

    NONE = 0
    PARTIAL = 2
    BREAK = 4
    DERIVED = 8
    DISTRIBUTED = 16
    UNCERTAIN = 32
    OVERLAPPING = 64
    UNSIZED = 128
    """Something lacks whose size was never known."""
    ASSUMED = 256
    """The colour holds as long as what lacks has 0.5 to 1.5 times its last known size."""
    TWELFTHS = 512
    """Distributed evenly: it holds a part, and not all, of a year's figure, a twelfth a month."""

    @property
    def slugs(self) -> tuple[str, ...]:
        """The words in machine files; what is distributed evenly is distributed."""
        marks = self | Mark.DISTRIBUTED if Mark.TWELFTHS & self else self
        return tuple(m.name.lower() for m in Mark if m.name and m & marks)


class Status(IntEnum):
    """Attainment by the rule's bands; NO_TARGET prints "uten mål"; NONE where there is no value."""

    NONE = 0
    GREEN = 1
    AMBER = 2
    RED = 3
    NO_TARGET = 4

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


COLOURS = (Status.GREEN, Status.AMBER, Status.RED)
"""The statuses that are a colour, best first."""


class Undecided(IntEnum):
    """Why a figure that has a value has neither a colour nor the status "no target"."""

    NO = 0
    """It has; or there is no value."""
    MINIMUM_BASE = 1
    """Its base is below what the indicator requires for a colour."""
    PARTIAL = 2
    """What is missing from it may change the colour."""
    NO_BASE = 3
    """The earlier figure that an improvement is reckoned from is missing."""
    WITHOUT_TARGET = 4
    """The target is that of some of its units, and what these have together is not known."""

    @property
    def slug(self) -> str:
        """The word in machine files; empty for NO."""
        return self.name.lower() if self else ""


class Trend(IntEnum):
    """Direction of the arrow: improvement, never raw up or down (unless the quantity has no direction)."""

    NONE = 0
    BETTER = 1
    UNCHANGED = 2
    WORSE = 3
    NEW = 4

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


class WithoutArrow(IntEnum):
    """Why a figure has no arrow; the first of these that holds."""

    NO = 0
    """It has one, or is new; or the cell is hidden."""
    NO_RULE = 1
    """The specification has no trend rule for the indicator."""
    NO_DIRECTION = 2
    """Neither more nor less is better."""
    NO_VALUE = 3
    """There is no figure for the month; its state says why."""
    PARTIAL = 4
    """Something is missing from the month's figure."""
    TOO_FEW_MONTHS = 5
    """What it is compared with lies before the first month, or there are too few points for control limits."""
    NO_VALUE_BEFORE = 6
    """There is no figure to compare with, or one is lacking along the line."""
    PARTIAL_BEFORE = 7
    """Something is missing from the figure that it is compared with, or from one along the line."""
    BREAK = 8
    """The series breaks between the two."""
    NO_CORRIDOR = 9
    """The best is inside a corridor, and none is in force."""
    HIDDEN = 10
    """The figure that it is compared with is hidden, or lies before the edition, where it may be."""

    @property
    def slug(self) -> str:
        """The word in machine files; empty for NO."""
        return self.name.lower() if self else ""


class TargetOrigin(IntEnum):
    """Where a node's target in a month comes from."""

    NONE = 0
    """There is no target."""
    OWN = 1
    """A row holds for the node itself."""
    OF_CHILDREN = 2
    """Every unit below that has a target has the same."""
    DERIVED = 3
    """Made of several: of the units below, or of the predecessors of a merged unit."""

    @property
    def slug(self) -> str:
        """The word in machine files."""
        return self.name.lower()


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    INSIDE = "inside"


# How two contributions combine when they are added (roll-up, year to date, numerator with denominator).
# Rows and columns: VALUE, NOT_READY, MISSING, NOT_RELEVANT, WITHHELD. A VALUE beside a lacking one stands,
# and the sum is marked PARTIAL; NOT_RELEVANT is the neutral element; among lacking ones the one that may
# still change (NOT_READY) is said, then WITHHELD, then MISSING.
_V, _N, _M, _R, _W = State.VALUE, State.NOT_READY, State.MISSING, State.NOT_RELEVANT, State.WITHHELD_BY_SOURCE
SUM_TABLE: tuple[tuple[State, ...], ...] = (
    (_V, _V, _V, _V, _V),
    (_V, _N, _N, _N, _N),
    (_V, _N, _M, _M, _W),
    (_V, _N, _M, _R, _W),
    (_V, _N, _W, _W, _W),
)
