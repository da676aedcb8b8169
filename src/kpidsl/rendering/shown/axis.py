"""The scale of an axis, and the texts beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Where something is drawn: x to the right, y down."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text and where it stands."""

    text: str
    at: Point


def scale(numbers: Sequence[float]) -> tuple[float, float, float]:
    """(low, high, step) of an axis with three to six round steps and air above the highest number."""
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0
    rough = span * 1.25 / 4
    power = 10.0
    while power > rough:
        power /= 10
    while power * 10 <= rough:
        power *= 10
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    floor = low // step * step
    if floor == low and low > 0:
        floor -= step
    if 0 <= floor < span and floor < step * 2:
        floor = 0.0
    top = floor
    while top < high + 0.12 * (top - floor) or top < floor + 2 * step:
        top += step
    return round(floor, 9), round(top, 9), round(step, 9)


def tight_scale(numbers: Sequence[float]) -> tuple[float, float, float]:
    """(low, high, step) of a scale that ends at the first round number beyond the numbers, without room for labels.
    ValueError without numbers."""
    low, high, step = scale(numbers)
    while low + step <= min(numbers):
        low += step
    while high - step >= max(numbers) and high - step > low:
        high -= step
    return round(low, 9), round(high, 9), step
