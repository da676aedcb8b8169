"""Office files with the same bytes for the same content: fixed member times, no clock in the properties."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO

_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def fixed_zip(data: bytes, moment: datetime) -> bytes:
    """The archive `data` with every time set to `moment`, also in the archives inside it (a chart's workbook)."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith((".xlsx", ".docx", ".pptx")):
                content = fixed_zip(content, moment)
            elif name.endswith("core.xml"):
                content = _CLOCK.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            member = zipfile.ZipInfo(name, moment.timetuple()[:6])
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, content)
    return result.getvalue()
