"""Numbers and addresses that belong to one person: citizen IDs, telephones, e-mail, number plates.

Every pattern has counted repetitions or begins where a run of its letters begins, so that a long text costs no more
than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardreport.stages.screen.identifying.bank_accounts import account_spans
from wardreport.stages.screen.identifying.mailboxes import has_mailbox
from wardreport.stages.screen.identifying.mixed_telephones import has_mixed_telephone
from wardreport.stages.screen.identifying.telephones import (
    APART,
    DIGIT_KEYS,
    NO_DATE,
    has_telephone,
    spoken,
    with_figures,
)
from wardreport.stages.screen.passages import Passage, key, without_marks

# the provinces of the citizen ID (Circular 59/2021/TT-BCA, annex I)
_NO_PROVINCES = frozenset(
    {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69, 71, 73, 76, 78}
    | {81, 85, 88, 90}
)
_PROVINCES = frozenset(f"{code:03}" for code in range(1, 97) if code not in _NO_PROVINCES)
_OLDEST, _YOUNGEST = 1910, 2040  # birth years that a citizen ID may tell; no clock inside a stage
_ID = re.compile(rf"{APART}{NO_DATE}0(?:[ .-]?\d){{11}}(?!\.?\d)")
_OLD_ID_ALONE = re.compile(r"0[1-9]\d(?:[ .]?\d{3}){2}")
_ID_WORD = re.compile(
    r"\b(?:cmnd|cmtnd|cmt|cccd|gcmnd|so can cuoc|can cuoc|chung minh|dinh danh|id card)\b"
    r"[^\d\n]{0,25}\d(?:[ .-]?\d){8,11}(?!\d)"
)
# the number of a firm that pays taxes has the digits of a telephone
_OFFICE_NUMBER = re.compile(r"\b(?:ma so thue|mst|ma so doanh nghiep|msdn)(?: so)?[ :.]{1,4}\d(?:[ .-]?\d){7,15}(?!\d)")
_INSURED = re.compile(
    r"\b(?:bhyt|bhxh|bao hiem y te|bao hiem xa hoi|gplx|bang lai)\b[^\d\n]{0,20}\d(?:[ .-]?\d){9,13}(?!\d)"
)
_PASSPORT = re.compile(r"\b(?:ho chieu|passport|hc)\b[^\d\n]{0,20}?\b(?:[a-z] ?\d{7,8}|\d{9}|\d{12})(?!\d)")

_PLATE_CODE = r"(?:1[1245-9]|2\d|3\d|4[013789]|[5-8]\d|9[02-57-9])"
_DASH = r"[-–.·_]"
_PLATE = re.compile(
    rf"(?<![\w/.,-]){_PLATE_CODE}(?:"
    # by their stop after three figures: 97A-123.45, 97 B1 - 234.56
    rf" ?{_DASH}? ?[A-ZĐ][A-Z\d]? ?{_DASH}? ?\d{{3}}\.\d{{2}}"
    rf"| ?{_DASH}? ?[A-Z]\d? ?{_DASH}? ?\d{{5}}|-?[A-Z]{{2}} ?- ?\d{{5}}"
    r"|[A-Z]{1,2}\d?-\d{4}|[A-Z]\d -?\d{4}|-?[A-Z]\d[ -]\d{4}"
    # group by group: 97 A 123 45, 97_B1_23_456, 97A/123.45, MĐ of electric motorcycles
    r"|(?P<gap>[ _])[A-ZĐ][A-Z\d]?[ _](?:\d{3}[ _.]\d{2}|\d{2}[ _.]\d{3})|[A-ZĐ][A-Z\d]?[ _](?:\d{3}_\d{2}|\d{2}_\d{3})"
    r"| - [A-Z]\d? - \d{3} - \d{2}|[A-Z]\d?/\d{3}\.\d{2}|[ -]?[A-Z]\d[ -]{1,3}(?:\d{2}[ .]\d{3}|\d{3} \d{2})"
    rf"|[ -]?MĐ\d?(?: ?{_DASH} ?| )?\d{{3}}[. ]?\d{{2}}"
    r")(?![\w/])",
)
# in small letters a unit of measurement could stand there: "20m 15000"
_PLATE_SMALL = re.compile(
    rf"(?<![\w/.,-]){_PLATE_CODE}(?: ?-? ?[a-z][a-z\d]?(?: ?{_DASH} ?| )?\d{{3}}\.\d{{2}}"
    rf"|-?(?:[abdef]|[a-z]\d) ?{_DASH}? ?\d{{5}}|-?[a-z]\d-\d{{4}}|-?[a-z]{_DASH}\d{{5}}|[a-z]\d{{5}})(?![\w/])"
)
_PLATE_WORD = re.compile(
    r"\b(?:bien so|bien kiem soat|bks|bien xe|bsx|xe may|xe o to|bien)\b[^\d\n]{0,15}"
    r"\d{2} ?-? ?[a-z]{1,2}\d?[ .-]{0,3}\d{3}[. ]?\d{1,2}(?![\w/])"
)
# nothing with fewer digits than a plate can be any of the numbers, and most texts have fewer
_SIX_DIGITS = re.compile(r"(?:[^\d]*\d){6}")
_NINE_DIGITS = re.compile(r"\d(?:[^\w\n]{0,3}_?\d){8}")
_LIKE_A_PLATE = re.compile(r"\d[ –.·_-]{0,3}[a-zA-ZĐđ]{1,2}\d?[ .·_–/-]{0,4}\d{2}")
_NUMBER_WORDS = frozenset(
    key(word)
    for words in (
        "đt sđt đtdđ điện tel phone mobile hotline zalo viber liên gọi di whatsapp",
        "dt sdt dtdd dien lien goi",
        "bhyt bhxh bảo hiểm bao hiem gplx bằng bang",
        "hộ ho passport hc cmnd cmtnd cmt cccd gcmnd căn can chứng chung định dinh id",
    )
    for word in words.split()
)
_LETTER_BETWEEN = re.compile(r"0[35789]\d{1,2}[ .-]{0,2}[a-zA-Z*#]")
_LINE_BETWEEN = re.compile(r"\d[ \t]?[/.,-]?[ \t]?\r?\n[ \t]?\d")
_NOUGHT = re.compile(r"\d[ .-]?[oO]|[oO][ .-]?\d")


def identifiers(text: str, passage: Passage) -> Iterator[str]:
    """The rules that the numbers and addresses of a normalised text break; ``passage`` is the same text."""
    plain = ""
    if has_mailbox(text):
        yield "privacy.email"
    if not _SIX_DIGITS.match(text) and not _nearly_telephone(text):
        if _told_in_words(text, passage):
            yield "privacy.phone"
        return
    figures = with_figures(text)
    if _NUMBER_WORDS.isdisjoint(passage.keys) and not _NINE_DIGITS.search(figures):
        phone = _told_in_words(text, passage)
    else:
        plain = plain or without_marks(text)
        # a citizen ID written in groups is not also a telephone
        taken = [found.span() for found in _ID.finditer(figures) if _plausible(found[0])]
        taken += account_spans(plain)
        if taken or _id_number(figures, plain):
            yield "privacy.id_number"
        taken += [found.span() for found in _OFFICE_NUMBER.finditer(plain)]
        phone = has_telephone(figures, with_figures(plain), taken) or _told_in_words(text, passage)
    if phone:
        yield "privacy.phone"
    if _LIKE_A_PLATE.search(text):
        plain = plain or without_marks(text)
        if _PLATE.search(text) or _PLATE_SMALL.search(plain) or _PLATE_WORD.search(plain):
            yield "privacy.plate"


def _told_in_words(text: str, passage: Passage) -> bool:
    """Whether a telephone is told in words, in part or whole, or with letters or line breaks between its groups."""
    if spoken(passage.keys, text):
        return True
    may_be = (
        len(DIGIT_KEYS.intersection(passage.keys)) >= 2 or _LETTER_BETWEEN.search(text) or _LINE_BETWEEN.search(text)
    )
    return bool(may_be) and has_mixed_telephone(without_marks(text))


def _nearly_telephone(text: str) -> bool:
    """Whether O stands among figures, of which there are fewer then."""
    return bool(_NOUGHT.search(text) and _SIX_DIGITS.match(with_figures(text)))


def _id_number(text: str, plain: str) -> bool:
    if _OLD_ID_ALONE.fullmatch(text.strip()):
        return True
    return bool(_ID_WORD.search(plain) or _INSURED.search(plain) or _PASSPORT.search(plain))


def _plausible(number: str) -> bool:
    """Whether twelve digits are built as a citizen ID is: province, century and sex, year of birth."""
    digits = "".join(c for c in number if c.isdigit())
    year = (1900 if digits[3] in "01" else 2000) + int(digits[4:6])
    return digits[:3] in _PROVINCES and digits[3] in "0123" and _OLDEST <= year <= _YOUNGEST
