"""A task of the month's cycle, in words."""

from __future__ import annotations

from kpidsl.model.cycle import Task
from kpidsl.problems import LANGUAGES, Translated
from kpidsl.wording.words import words


def task_in_words(task: Task) -> Translated:
    """What is to be done, in every language: `godkjenne statusrapporten`."""
    return Translated(*(words(language)[f"task_{task}"] for language in LANGUAGES))
