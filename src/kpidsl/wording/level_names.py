"""What the lowest units below another are called together, by the specification's levels."""

from __future__ import annotations

from collections.abc import Sequence

from kpidsl.model.edition import Edition
from kpidsl.model.spec import Organisation
from kpidsl.wording.words import listed, words

_PLURAL_ENDINGS = {"nb": "r", "en": "s"}
_MANY = 3


def units_word(edition: Edition, kinds: Sequence[str], language: str) -> str:
    """Units of those levels in the plural: `kontorer`, `kontorer og forvaltningsenheter`. `enheter` where they are of
    more than two, and where the specification has no plural of a level in the reader's language."""
    organisation = edition.spec.organisation if edition.spec.language == language else None
    names = [_plural(organisation, kind, language) for kind in kinds] if organisation is not None else []
    return listed(names, language) if names and len(names) < _MANY and all(names) else words(language)["units_below"]


def _plural(organisation: Organisation, kind: str, language: str) -> str:
    """The first of a level's forms that is its name with a plural ending; empty without one."""
    forms = organisation.levels.get(kind, ())
    plurals = (f for f in forms if f != kind and f.startswith(kind[:-1]) and f.endswith(_PLURAL_ENDINGS[language]))
    return next(plurals, "")
