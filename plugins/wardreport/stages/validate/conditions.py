"""What rules across columns ask of one row, whichever engine asks (docs/design/findings.md).

Each takes the cells of the rule's columns, in their order: exact decimals, or ``-`` for nil, which counts as 0. A row
with anything not known is not asked about, since the cell itself has its finding.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wardreport.writing.written_figures import NIL


def parts_sum_to_total(total: Any, *parts: Any) -> bool:
    """Whether the total equals the sum of its parts; true where every part is nil and the total is not."""
    return all(part == NIL for part in parts) or bool(_number(total) == sum(map(_number, parts), Decimal(0)))


def some_part_where_total(total: Any, *parts: Any) -> bool:
    """Whether some part is not nil where the total is above zero."""
    return not _number(total) > 0 or not all(part == NIL for part in parts)


def part_within_whole(part: Any, whole: Any) -> bool:
    """Whether the part is at most the whole."""
    return bool(_number(part) <= _number(whole))


def amount_exactly_when_cases(amount: Any, cases: Any) -> bool:
    """Whether amount and cases are both above zero, or neither."""
    return (_number(amount) > 0) is (_number(cases) > 0)


def printed_percentage_of_parts(printed: Any, part: Any, whole: Any) -> bool:
    """Whether the percentage, rounded as it is printed, is 100 × the part over the whole; nil says nothing."""
    if NIL in (printed, part, whole) or whole == 0:
        return True
    decimals = max(0, -int(printed.as_tuple().exponent))
    return bool(abs(printed - 100 * part / whole) <= Decimal(5).scaleb(-decimals - 1))


def _number(figure: Any) -> Any:
    return Decimal(0) if figure == NIL else figure
