"""A spreadsheet's page header or footer as one string with codes: ``&L&"Arial,Bold"&12Người lập``."""

from __future__ import annotations

import re

from wardreport.formats.legacy_fonts import decode

_CODE = re.compile(r'&(?:"([^"]*)"|\d{1,3}|[LCRPNDTFAGZBIUSEXYHO+-]|K[0-9A-Fa-f+-]{5,6}|(&))', re.I)


def header_text(coded: str) -> str:
    """The words of a header, without its codes; the font that a code names decodes what follows it."""
    pieces, font, at = [], None, 0
    for code in _CODE.finditer(coded):
        pieces.append(decode(coded[at : code.start()], font))
        at = code.end()
        if code[1] is not None:
            font = code[1].partition(",")[0]
        else:
            pieces.append(code[2] or (" " if code[0][1].upper() in "LCR" else ""))
    pieces.append(decode(coded[at:], font))
    return "".join(pieces).strip()
