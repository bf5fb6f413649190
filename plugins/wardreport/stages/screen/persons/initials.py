"""Persons by their initials: "N.T.H (SN 2009)", "cháu H., lớp 8A".

Initials alone are abbreviations of offices as well. They are somebody's where age, birth year, class or residence
stands beside them, and behind the word for a person where they are written with their stops.
"""

from __future__ import annotations

import re

from wardreport.stages.screen.passages import without_marks

_LETTER = r"[A-ZĐ]"
_STOPPED = re.compile(
    rf"(?<![\w.])(?P<initials>{_LETTER}\. ?(?:{_LETTER}\. ?){{0,3}}{_LETTER}?\.?)(?!\w|/(?!(?:19|20)\d\d))"
)
_SINGLE = re.compile(rf"(?<![\w.])(?P<initials>{_LETTER})(?P<stop>\.?)(?![\w/&-])")
_RUN = re.compile(rf"(?<![\w.])(?P<initials>{_LETTER}{{2,4}})(?= ?[(,–-] ?(?:SN|S\.N|[Ss]inh|sn)\b)")
_TELLING = re.compile(
    r"[ .,(:–-]{0,4}(?:[a-zđ ]{0,15}[,(] ?)?(?:sn\b|s\.n|sinh (?:nam|ngay|\d)|(?:nu|nam),? (?:sn|sinh)"
    r"|(?:19|20)\d\d,? lop|\d{1,2} ?(?:tuoi|t)\b|\(?\d{1,2}[a-h]\d?\)"
    r"|(?:hoc sinh |hs |hoc )?lop \d|hoc sinh|tru\b"
    r"|thuong tru|hktt|nha o|o (?:to|thon|ban|xom|ngo|so)\b|con (?:ong|ba|cua)\b)"
)
# a year in which somebody who is no longer an infant was born; papers of offices are of later years
_YEAR_BEHIND = re.compile(r" ?[,;:(\[/–-]? ?(?:19[3-9]\d|200\d|201[0-8])(?!\d)(?! ?[-–/] ?(?:19|20)\d\d)")
# Ng. Th. Hoa, Tr.V. Nam
_ABBREVIATED = re.compile(r"(?<![\w.])(?:Ng|Tr|Ph|Hg)\. ?(?:Th|V|T|Đ|M|H)\. ?[A-ZĐ][^\W\d_A-Z]{1,7}(?!\w)")
_BIRTH = re.compile(r"[ (,–-]{1,3}(?:sn|s\.n\.?|sinh(?: nam)?)[ :]{1,2}(?:19|20)\d\d")
_PERSON = re.compile(
    r"\b(?:chau|em|be|be gai|be trai|hoc sinh|nan nhan|bi hai|nu sinh|nam sinh|chi|anh|ong|ba|co|cau"
    r"|hs|hoc vien|sv|sinh vien|nv|bn|dt|d/t|ten|ten la|doi tuong|truong hop|ban|con|nguyen don|nguoi)[ :]{1,2}$"
)
_OFFICES = frozenset(
    {
        "TP",
        "UBND",
        "HDND",
        "TU",
        "TW",
        "PCT",
        "CT",
        "BCH",
        "TT",
        "QD",
        "ND",
        "HS",
        "TE",
        "SV",
        "TN",
        "PN",
        "GV",
        "CA",
        "XH",
        "BC",
        "TX",
        "TTG",
        "CP",
        "NQ",
        "KH",
        "TB",
        "TTR",
        "CTR",
        "CV",
        "HD",
        "BCA",
        "BCT",
        "BYT",
    }
)

_ANY = re.compile(r"(?:Ng|Tr|Ph|Hg)\.|(?<![^\W_])[A-ZĐ](?![^\W_])|[A-ZĐ]{2} ?[(,–-] ?(?:SN|S\.N|[Ss]inh|sn)\b")


def has_initials(text: str) -> bool:
    """Whether somebody is told by initials."""
    if not _ANY.search(text):
        return False
    if _ABBREVIATED.search(text):
        return True
    plain = ""
    for pattern, weak in ((_STOPPED, False), (_SINGLE, True), (_RUN, False)):
        for found in pattern.finditer(text):
            plain = plain or without_marks(text)
            letters = "".join(c for c in found["initials"] if c.isalpha()).replace("Đ", "D")
            if letters in _OFFICES:
                continue
            start, end = found.span()
            person = _PERSON.search(plain, max(0, start - 16), start)
            if pattern is _RUN:
                if _BIRTH.match(plain, end):
                    return True
                continue
            telling = _TELLING.match(plain, end)
            if weak or len(letters) == 1:
                stopped = text[end - 1] == "." and text[end : end + 1] in ("", " ", ",", ")", ";")
                if person and (telling or (stopped and _small(text, person.start(), start))):
                    return True
            elif telling or person or _YEAR_BEHIND.match(plain, end):
                return True
    return False


def _small(text: str, first: int, last: int) -> bool:
    """Whether the word for a person is in small letters: "em N.", and not the "Q. Chủ tịch" of a line in capitals."""
    return not text[first:last].isupper()
