"""Numbers and addresses that belong to one person: citizen IDs, telephones, e-mail, number plates.

Every pattern has counted repetitions or begins where a run of its letters begins, so that a long text costs no more
than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardreport.stages.screen.passages import without_marks

# the provinces of the citizen ID (Circular 59/2021/TT-BCA, annex I)
_NO_PROVINCES = frozenset(
    {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69, 71, 73, 76, 78}
    | {81, 85, 88, 90}
)
_PROVINCES = frozenset(f"{code:03}" for code in range(1, 97) if code not in _NO_PROVINCES)
_OLDEST, _YOUNGEST = 1910, 2040  # birth years that a citizen ID may tell; no clock inside a stage
# not within a longer number, a decimal, or a date or time written with hyphens
_APART = r"(?<!\d)(?<!\d[.,-])"
# a date is no beginning of either number
_DATE = r"(?!\d{2}[ .-]\d{2}[ .-](?:19|20)\d{2}(?!\d))"
_ID = re.compile(rf"{_APART}{_DATE}0(?:[ .-]?\d){{11}}(?!\d)")
_OLD_ID_ALONE = re.compile(r"0[1-9]\d(?:[ .]?\d{3}){2}")
_ID_WORD = re.compile(
    r"\b(?:cmnd|cmtnd|cmt|cccd|gcmnd|so can cuoc|can cuoc|chung minh|dinh danh|id card)\b"
    r"[^\d\n]{0,25}\d(?:[ .-]?\d){8,11}(?!\d)"
)
_PASSPORT = re.compile(r"\b(?:ho chieu|passport|hc)\b[^\d\n]{0,20}?\b(?:[a-z] ?\d{7,8}|\d{9}|\d{12})(?!\d)")

_GAP = r"(?: - |\) ?|[ .-])?"
_PHONE = re.compile(
    rf"{_APART}{_DATE}(?:"
    rf"\(?0(?:3[2-9]|5[2-9]|7[06-9]|8\d|9\d)(?:{_GAP}\d){{7}}"  # mobiles
    rf"|\(?0[3-9]{_GAP}\d(?:{_GAP}\d){{7}}"
    rf"|\(?01[2689]\d(?:{_GAP}\d){{7}}"  # mobiles of before 2018
    rf"|\(?02\d(?:{_GAP}\d){{7,8}}"  # landlines
    rf"|(?:\(?\+ ?84\)?|\(84\)|0084){_GAP}(?:\(0\)|0)?{_GAP}[2-9](?:{_GAP}\d){{8,9}}"
    r")(?!\d)"
)
_PHONE_WORD = re.compile(
    r"\b(?:dt|sdt|dtdd|dien thoai|so dt|tel|phone|mobile|hotline|zalo|viber|lien he|goi so|di dong)\b"
    r"(?: so)?[ .:-]{0,4}\(?\d(?:\)? ?[.-]?\d){6,10}(?![ .-]?\d)"
)

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+ ?(?:@|\[at\]|\(at\)) ?[\w-]+(?:\.[\w-]+)+")

_PLATE_CODE = r"(?:1[1245-9]|2\d|3\d|4[013789]|[5-8]\d|9[02-57-9])"
_PLATE = re.compile(
    rf"(?<![\w/.,-]){_PLATE_CODE}(?:"
    rf"[ -]?[A-Z][A-Z\d]?[ -]{{1,2}}(?:\d{{3}}\.\d{{2}}|\d{{5}})"  # 97A-123.45, 97B1 23456, 97-B1 12345
    rf"|[A-Z]\d{{3}}\.\d{{2}}|[A-Z]{{1,2}}\d?-\d{{4}}|[A-Z]\d -?\d{{4}}|-?[A-Z]\d[ -]\d{{4}}|[A-Z]\d{{5}}"
    r")(?![\w/])",
)
_PLATE_SMALL = re.compile(rf"(?<![\w/.,-]){_PLATE_CODE} ?-?[a-z][a-z\d]?[ -]\d{{3}}\.\d{{2}}(?![\w/])")
_PLATE_WORD = re.compile(
    r"\b(?:bien so|bien kiem soat|bks|bien xe|bsx|xe may|xe o to|bien)\b[^\d\n]{0,15}"
    r"\d{2} ?-? ?[a-z]{1,2}\d?[ .-]{0,3}\d{3}[. ]?\d{1,2}(?![\w/])"
)


def identifiers(text: str) -> Iterator[str]:
    """The rules that the numbers and addresses of a normalised text break."""
    if ("@" in text or "[at]" in text or "(at)" in text) and _MAIL.search(text):
        yield "privacy.email"
    if not _six_digits(text):
        return
    plain = without_marks(text)
    if _id_number(text, plain):
        yield "privacy.id_number"
    if _phone(text, plain):
        yield "privacy.phone"
    if _PLATE.search(text) or _PLATE_SMALL.search(plain) or _PLATE_WORD.search(plain):
        yield "privacy.plate"


def _six_digits(text: str) -> bool:
    """Nothing with fewer digits than a plate can be any of them, and most texts have fewer."""
    count = 0
    for letter in text:
        if letter.isdigit():
            count += 1
            if count > 5:
                return True
    return False


def _id_number(text: str, plain: str) -> bool:
    if any(_plausible(found[0]) for found in _ID.finditer(text)):
        return True
    if _OLD_ID_ALONE.fullmatch(text.strip()):
        return True
    return bool(_ID_WORD.search(plain) or _PASSPORT.search(plain))


def _plausible(number: str) -> bool:
    """Whether twelve digits are built as a citizen ID is: province, century and sex, year of birth."""
    digits = "".join(c for c in number if c.isdigit())
    year = (1900 if digits[3] in "01" else 2000) + int(digits[4:6])
    return digits[:3] in _PROVINCES and digits[3] in "0123" and _OLDEST <= year <= _YOUNGEST


def _phone(text: str, plain: str) -> bool:
    # a citizen ID written in groups is not also a telephone
    return any(not _within_id(text, found) for found in _PHONE.finditer(text)) or bool(_PHONE_WORD.search(plain))


def _within_id(text: str, found: re.Match[str]) -> bool:
    longer = _ID.match(text, found.start())
    return longer is not None and _plausible(longer[0])
