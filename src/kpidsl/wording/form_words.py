"""The words of the books that are filled in, for whoever reads them back."""

from __future__ import annotations

from kpidsl.model.form import NUMBER, TABLES, FormColumn, FormWords
from kpidsl.problems import LANGUAGES, Translated
from kpidsl.wording.words import words


def form_words() -> FormWords:
    """The heads, choices and labels of every language: a book may be filled in with those of any."""
    heads: dict[str, dict[str, str]] = {table.name: {} for table in TABLES}
    choices = {}
    for w in map(words, LANGUAGES):
        for table in TABLES:
            heads[table.name][w["head_number"].casefold()] = NUMBER
            for column in table.columns:
                heads[table.name][w[f"head_{column.name}"].casefold()] = column.name
                choices.update({w[f"choice_{slug}"].casefold(): slug for slug in column.choices})
    return FormWords(heads, choices, frozenset(words(one)["form_filled_by"].casefold() for one in LANGUAGES))


def head_of(column: FormColumn) -> Translated:
    """The head of the column, in every language."""
    return Translated(*(words(language)[f"head_{column.name}"] for language in LANGUAGES))


def choices_of(column: FormColumn) -> Translated:
    """The words that may be chosen in the column, with commas between them."""
    of = (", ".join(words(language)[f"choice_{slug}"] for slug in column.choices) for language in LANGUAGES)
    return Translated(*of)
