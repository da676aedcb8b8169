"""What may be meant, as a list for a reader to copy from."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.problems.entry import Translated


def alternatives(nb: Sequence[str], nn: Sequence[str], en: Sequence[str]) -> Translated:
    """Return the readings in quotation marks with `or` between: `«a» eller «b»`; empty where there is none."""
    bokmål, nynorsk = (" eller ".join(f"«{reading}»" for reading in readings) for readings in (nb, nn))
    return Translated(bokmål, nynorsk, " or ".join(f"“{reading}”" for reading in en))
