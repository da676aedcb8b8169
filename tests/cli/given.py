"""Options of a command, each once: a test's own stand in place of the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def given(usual: Mapping[str, str], own: Sequence[str]) -> list[str]:
    """The usual options but for those that stand among its own, and these."""
    return [*(text for option, value in usual.items() if option not in own for text in (option, value)), *own]
