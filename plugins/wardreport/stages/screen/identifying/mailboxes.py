"""Mail addresses: as they are, with their signs written out, with blanks between the letters, or without their sign."""

from __future__ import annotations

import re

from wardreport.stages.screen.passages import without_marks

_USER = r"(?<![\w.+%-])[\w.+%-]{1,60}"
_MAIL = re.compile(rf"{_USER} ?@ ?[\w-]+(?:\.[\w-]+)+")
_AT = (
    r"(?: ?[\[({<] ?(?:a|at|@|a cong|acong|a vong) ?[\])}>] ?| a cong | acong | at |[_–-]{1,3}at[_–-]{1,3}"
    r"| ?@ ?|[•·*]@[•·*])"
)
_DOT = r"(?: ?\. ?|,| ?[\[({] ?(?:\.|dot|cham) ?[\])}] ?| dot | cham |[_–-]{1,3}dot[_–-]{1,3})"
_ENDING = r"(?:com|vn|net|org|edu|info|io|me)"
# who hides an address from machines writes out its signs: only with a host's ending, since "at" and "a" are words
_HIDDEN = re.compile(rf"{_USER}?{_AT}[a-z\d-]{{1,30}}?(?:{_DOT}[a-z\d-]{{1,30}}){{0,2}}{_DOT}{_ENDING}\b")
_PROVIDER = r"(?:gmail|yahoo|hotmail|outlook|icloud|ymail|protonmail|zohomail)"
# of a provider of mailboxes the ending is not asked for, nor the right sign where another stands
_AT_PROVIDER = re.compile(
    rf"[\w.+%-]{{2}} ?[•·*]?@[•·*]? ?{_PROVIDER}\b|[\w.+%-]{{2}} ?[#&*•·©®~|]{{1,3}} ?{_PROVIDER}\b"
)
_SIGNS_LEFT_OUT = re.compile(rf"(?<![\w.])(?=[a-z_.]{{0,40}}\d)[\w.-]{{4,40}} ?{_PROVIDER} ?[. ] ?com\b")
_STOP_FOR_AT = re.compile(rf"(?<![\w.-])(?!(?:www|mail|login|m|webmail)\.)[a-z][\w.+-]{{1,40}}\.{_PROVIDER}\.com\b")
# h o a @ g m a i l
_LETTER_BY_LETTER = re.compile(r"(?<![^\W_])[\w.] ?@ ?[a-z](?: [a-z.]){3}")
_DATABASE = re.compile(r"\w://[^\s/@:]{1,60}:[^\s/@]{1,60}@")  # user and password of a server
_SIGN = re.compile(rf"@|[\[({{<] ?a|[_–-]at[_–-]|\b(?:a cong|a còng|acong|at)\b|{_PROVIDER}", re.IGNORECASE)


def has_mailbox(text: str) -> bool:
    """Whether a normalised text tells a mail address."""
    if not _SIGN.search(text):
        return False
    if "://" in text:
        text = _DATABASE.sub("://", text)
    plain = without_marks(text)
    patterns = (_HIDDEN, _SIGNS_LEFT_OUT, _AT_PROVIDER, _STOP_FOR_AT, _LETTER_BY_LETTER)
    return bool(_MAIL.search(text)) or any(pattern.search(plain) for pattern in patterns)
