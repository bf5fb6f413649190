"""Text without figures and small counts: what a reviewer or a rule wrote may go round, a count in it may not.

Small counts of sensitive indicators are protected wherever they are published, and a reason such
as "tổng 25, cộng lại 26" repeats them. Dates, document numbers, articles of law and cell addresses are no figures.
"""

from __future__ import annotations

import re

from wardreport.writing.small_counts import small_count_sieve, with_masks

MASK = "[số]"

_TOKEN = re.compile(
    r"""
    (?P<kept>
        \d{1,2}[/.-]\d{1,2}[/.-]\d{4}                          # 05/06/2024
      | \b(?:ngày|tháng|năm)\s+\d+(?:/\d+)*                    # ngày 5/6, năm 2024
      | \b(?:điều|khoản|nghị\ định|luật|thông\ tư)\s+\d+[\w/.-]*  # Điều 12, Nghị định 09/2019/NĐ-CP
      | \d+(?:/\d{4})?[/-][^\W\d_][\w-]*                       # 45/UBND-VP, 09/2019/NĐ-CP
      | [^\W\d_]\w*                                            # C9, S1
    )
  | \d+(?:[.,\u00a0\u202f\ ]\d{3})*(?:[.,]\d+)?                # 25; 19.810; 4,63
    """,
    re.VERBOSE | re.IGNORECASE,
)


def figureless(text: str, *known: str) -> str:
    """``text`` with ``[số]`` for each figure and small count, but for those of ``known`` (a rule's own words, a name).

    Small counts in words are found by the sieve of all free text; larger ones in words stay.
    """
    told = without_figures(text, *known)
    hidden = small_count_sieve().hidden(told, MASK)
    return with_masks(
        told, [part for part in hidden if not any(told[slice(*part[:2])].lower() in words.lower() for words in known)]
    )


def without_figures(text: str, *known: str) -> str:
    """``text`` with ``[số]`` for each figure, but for those that stand in ``known``."""
    allowed = {token[0] for words in known for token in _TOKEN.finditer(words) if token["kept"] is None}
    return _TOKEN.sub(lambda token: token[0] if token["kept"] or token[0] in allowed else MASK, text)
