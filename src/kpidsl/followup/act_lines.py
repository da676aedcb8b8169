"""An act as one line of JSON, and the hashes that bind it.

There is one way to write an act: a line that is read must be, byte for byte, the one that would be written. So a
changed byte is seen even where it changes no value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kpidsl.model.act import Act, ActHeader, Json
from kpidsl.model.period import Month

_SALT = re.compile(r"[0-9a-f]{32}")


def new_act(number: int, prev: str, header: ActHeader, content: Mapping[str, Json], salt: str) -> Act:
    """The act with its digest and hash. Raises ValueError for a salt that is not 32 hexadecimal digits, and for a text
    that JSON cannot carry exactly (a float, half a surrogate pair)."""
    digest = digest_of(salt, content)
    return Act(number, prev, header, digest, hash_of(number, prev, header, digest), salt, content)


def first_prev(unit: str, year: int) -> str:
    """The `prev` of the first act of a chain: no chain can be passed off as another unit's or another year's."""
    return hashlib.sha256(f"kpidsl {unit} {year}".encode()).hexdigest()


def digest_of(salt: str, content: Mapping[str, Json]) -> str:
    """The sha256 of salt and text. Raises ValueError as `new_act` does."""
    if not _SALT.fullmatch(salt):
        raise ValueError(f"a salt is 32 hexadecimal digits, not {salt!r}")
    _check_exact(content)
    return hashlib.sha256(salt.encode() + _json(content)).hexdigest()


def hash_of(number: int, prev: str, header: ActHeader, digest: str) -> str:
    """The sha256 of everything but salt and text."""
    return hashlib.sha256(_json(_bound_fields(number, prev, header, digest))).hexdigest()


def to_line(act: Act) -> bytes:
    """The act as one line of UTF-8 JSON that ends in a line feed."""
    fields = _bound_fields(act.number, act.prev, act.header, act.digest)
    return _json({**fields, "hash": act.hash, "salt": act.salt, "said": act.said}) + b"\n"


def from_line(line: bytes) -> Act:
    """The act of a line, its hash and digest unchecked. Raises ValueError for anything `to_line` never writes."""
    try:
        act = _act(json.loads(line))
        if to_line(act) == line:
            return act
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the line is not an act") from error
    raise ValueError("the line is not as an act is written")


def _act(fields: dict[str, Any]) -> Act:
    """The act of the fields. Raises KeyError, TypeError or ValueError for one that is missing or of another type."""
    header = ActHeader(
        fields["unit"],
        Month.parse(fields["period"]),
        fields["kind"],
        fields["by"],
        fields["role"],
        date.fromisoformat(fields["on"]),
        fields["form"],
        fields["file"],
        fields["strikes"],
        fields.get("line", ""),
    )
    of_header = (header.unit, header.kind, header.by, header.role, header.line)
    texts = (*of_header, fields["prev"], fields["digest"], fields["hash"])
    numbers = (fields["n"], 0 if header.strikes is None else header.strikes)
    content, salt = fields["said"], fields["salt"]
    if not (all(isinstance(text, str) for text in texts) and all(type(number) is int for number in numbers)):
        raise TypeError("a field of the act has the wrong type")
    if (content is None) != (salt is None) or (content is not None and not isinstance(content, dict)):
        raise TypeError("salt and text are struck together")
    return Act(fields["n"], fields["prev"], header, fields["digest"], fields["hash"], salt, content)


def _bound_fields(number: int, prev: str, header: ActHeader, digest: str) -> dict[str, Json]:
    on_line: dict[str, Json] = {"line": header.line} if header.line else {}  # older acts have no such field
    return {
        "n": number,
        "prev": prev,
        "unit": header.unit,
        "period": str(header.period),
        "kind": header.kind,
        "by": header.by,
        "role": header.role,
        "on": header.on.isoformat(),
        "form": header.form,
        "file": header.file,
        "strikes": header.strikes,
        **on_line,
        "digest": digest,
    }


def _json(value: Json) -> bytes:
    """Raises ValueError where a text holds half a surrogate pair, which UTF-8 cannot carry."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _check_exact(value: Json) -> None:
    """Raises ValueError for what does not come back from JSON as it went in."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a key is a text, not {key!r}")
            _check_exact(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _check_exact(inner)
    elif value is not None and not isinstance(value, str | int):
        raise ValueError(f"an act holds texts, whole numbers, yes and no, not {value!r}")
