"""What an office tells of itself in its letterhead, at the foot of a page and where it signs: landline, fax, mailbox.

A landline has the area code 02x, or 069 of police and army (Circular 22/2014/TT-BTTTT); behind the word for a telephone
it may lack the code. A mailbox is the office's where it is one of the State, under ``gov.vn``. Whatever else looks like
a number or an address stays in the text, and is a hit.
"""

from __future__ import annotations

import re

_BLANK = r"[ .\-–]{0,3}"
_ABROAD = rf"\(?\+? ?84\)?{_BLANK}\(?0?\)?{_BLANK}"
_CODED = rf"(?:{_ABROAD}|\(?0{_BLANK})(?:2{_BLANK}\d(?:{_BLANK}\d)?|69)\)?(?:{_BLANK}\d){{6,8}}(?!\d)"
_STATE = r"080[ .-]?\d{5}(?!\d)"  # the network of the Party and State
_LOCAL = r"[2-8](?:[ .-]?\d){5,6}(?!\d)(?![ .-]\d)"
_OF_OFFICE = r"(?: ?(?:cơ quan|cq|cố định|văn phòng|trực ban|thường trực|liên hệ))?"
_LABEL = (
    rf"(?:(?:số )?(?:điện thoại|dien thoai|đ\.? ?thoại|sđt|sdt|đt|dt|tel|telephone|phone){_OF_OFFICE}"
    r"|(?:số )?fax|☎|✆)"
)
_LANDLINES = re.compile(
    rf"(?<!\w){_LABEL}(?: ?[/,&-] ?{_LABEL})?[ .:]{{0,4}}(?:{_CODED}|{_STATE}|{_LOCAL})"
    rf"(?: ?(?:[,;/–-]|hoặc|và) ?(?:{_CODED}|{_LOCAL}|\d{{1,3}}(?![\d.]|[ -]\d)))*",
    re.I,
)
_MAILBOX = re.compile(
    r"(?:(?<!\w)(?:e-?mail|mail|thư điện tử|hộp thư)(?: ?công vụ)? ?:? ?)?"
    r"(?<![\w.+%-])[\w.+%-]+ ?@ ?(?:[\w-]+\.)*gov\.vn(?![\w-]|\.\w)",
    re.I,
)


# in a table that stands for it: the office's name in capitals, and beneath it where it is found
_HEADING = re.compile(r"\A\s*(?P<name>[^\n]{8,120})\n")
_CONTACT = re.compile(r"\b(?:tel|điện thoại|đt|fax|website|e-?mail)\b", re.I)
_LONGEST_LETTERHEAD = 400


def is_letterhead(text: str) -> bool:
    """Whether a text is a letterhead by what it says: a name in capitals over lines of how to reach the office."""
    if "\n" not in text or len(text) > _LONGEST_LETTERHEAD:
        return False
    found = _HEADING.match(text)
    if found is None or not found["name"].isupper() or " " not in found["name"].strip():
        return False
    return bool(_CONTACT.search(text))


def without_office_contacts(text: str, *, letterhead: bool = False) -> str:
    """The text without the office's landlines, fax numbers and mailboxes; in a letterhead one may stand alone."""
    if "@" in text:
        text = _MAILBOX.sub("", text)
    if any(c.isdigit() for c in text):
        text = _LANDLINES.sub("", text)
        if letterhead and re.fullmatch(_CODED, text.strip()):
            return ""
    return text
