"""Section F: organisation and steering lines."""

from __future__ import annotations

from dataclasses import replace

from . import mutant


@mutant("predecessors-dropped", "kpidsl.pipeline:structure_at", "kpidsl.pipeline:structure_from_codes")
def predecessors_dropped(right):
    return lambda *arguments: replace(right(*arguments), successor={})
