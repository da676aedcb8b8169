"""How often a target is met, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kpidsl.problems.entry import Translated

Often = Literal["never", "always", "by_one_figure"]

HOW_OFTEN: Mapping[Often, Translated] = {
    "never": Translated("aldri", "aldri", "never"),
    "always": Translated("alltid", "alltid", "always"),
    "by_one_figure": Translated("bare av ett eneste tall", "berre av eitt einaste tal", "by one single figure only"),
}
