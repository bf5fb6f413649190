"""Small counts in what units wrote for the report: the text must not tell what the tables hide.

A ward's count of 1 to 4 is hidden in every table, so a sentence that counts so few persons or
cases goes out with ``(c)`` for the number. What agencies write is the city's, but for paragraphs that name a ward.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from wardreport.domain.release import Narrative
from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.units import Role
from wardreport.writing.small_counts import SmallCountSieve, small_count_sieve
from wardreport.writing.small_counts.seen_text import seen

_KIND = re.compile(r"(?:phường|xã|thị trấn|đặc khu)\s+")  # a ward is often named without


def disclose_narratives(
    narratives: Iterable[Narrative], roles: dict[str, Role], policy: DisclosurePolicy, wards: Collection[str] = ()
) -> tuple[Narrative, ...]:
    """The same texts, those of wards through the sieve (``SmallCountSieve``), of others what is about a ward.

    ``roles`` are by unit code, ``wards`` the names of the wards.
    """
    sieve, names = small_count_sieve(policy.smallest_published), _names(wards)
    return tuple(
        replace(
            one, text=sieve.hide(one.text) if roles.get(one.unit) is Role.WARD else _of_others(one.text, sieve, names)
        )
        for one in narratives
    )


def _names(wards: Collection[str]) -> re.Pattern[str] | None:
    names = sorted({_KIND.sub("", seen(ward).text) for ward in wards})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None


def _of_others(text: str, sieve: SmallCountSieve, names: re.Pattern[str] | None) -> str:
    if names is None:
        return text
    lines = text.splitlines(keepends=True)
    return "".join(sieve.hide(line) if names.search(seen(line).text) else line for line in lines)
