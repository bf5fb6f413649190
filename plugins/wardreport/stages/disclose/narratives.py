"""Small counts of people in what wards wrote for the report: the text must not tell what the tables hide.

A ward's count of 1 to 4 is hidden in every table, so a sentence that counts so few persons or
cases goes out with ``(c)`` for the number. What agencies write is left: their figures are the city's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from wardreport.domain.release import Narrative
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.units import Role
from wardreport.writing.written_figures import SUPPRESSED

HIDDEN = SUPPRESSED
_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def disclose_narratives(
    narratives: Iterable[Narrative], roles: dict[str, Role], policy: DisclosurePolicy
) -> tuple[Narrative, ...]:
    """The same texts, those of wards with ``(c)`` for each small number before a noun of ``policy.counted_people``.

    ``roles`` are by unit code. Numbers may be written in figures (2, 02) or in words (hai).
    """
    small = _small_counts(policy)
    return tuple(
        replace(one, text=small.sub(rf"{HIDDEN}\g<noun>", one.text)) if roles.get(one.unit) is Role.WARD else one
        for one in narratives
    )


def _small_counts(policy: DisclosurePolicy) -> re.Pattern[str]:
    counts = range(1, policy.smallest_published)
    words = [_WORDS[count - 1] for count in counts if count <= len(_WORDS)]
    nouns = "|".join(re.escape(noun).replace(r"\ ", r"\s+") for noun in policy.counted_people)
    numbers = "|".join(map(str, counts))
    return re.compile(
        rf"(?<![\w.,/])(?:0*(?:{numbers})|{'|'.join(words)})(?P<noun>\s+(?:{nouns}))\b", re.IGNORECASE | re.UNICODE
    )
