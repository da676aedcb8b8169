"""Letters of other scripts that are printed as Latin ones (Unicode's technical standard 39, confusables.txt), and signs
by their numbers."""

from __future__ import annotations

from collections.abc import Iterable

_OTHERS = (
    "\u0430\u0441\u0435\u0456\u0458\u043e\u0440\u0455\u0443\u0445"  # Cyrillic
    "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd"  # Greek
)
_LATIN = str.maketrans(_OTHERS, "aceijopsyxABCEHIJKMOPSTXYABEZHIKMNOPTYXov")


def in_latin(text: str) -> str:
    """Return the text with the Latin letter for each that looks like it."""
    return text.translate(_LATIN)


def look_alikes(text: str) -> str:
    """Return the letters of the text that only look Latin, as `numbers_of` does."""
    return numbers_of(letter for letter in text if ord(letter) in _LATIN)


def numbers_of(signs: Iterable[str]) -> str:
    """Return the signs by their numbers in Unicode, each once (`U+0430, U+043E`); empty without any."""
    return ", ".join(dict.fromkeys(f"U+{ord(sign):04X}" for sign in signs))
