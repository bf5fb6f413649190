"""The live checks of a form: formulas beside the table that say at once what the rule book would find.

They are made of the rule book's entries, so a reviewer who adds a sum there finds it in the next
blank form. They work in Excel and in LibreOffice, and count ``-`` as 0: ``N`` and ``SUM`` pass over text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from wardreport.correspondence.form_rows import OPEN, InputRow, Standing, right_type
from wardreport.domain.finding import Severity
from wardreport.metadata.indicators import ValueType
from wardreport.metadata.rules.rule_book import Entry, Grain
from wardreport.writing.written_figures import NIL, NO

WRONG, EMPTY, DOUBTFUL = "Sai", "Chưa điền", "Xem lại"  # how the text of a check begins
FINE, LEFT_OVER = "Đủ và khớp", "Còn"  # how the summary begins
WRONG_WORDS, EMPTY_WORDS, DOUBTFUL_WORDS = "cần sửa", "chưa điền", "nên xem lại"  # how it counts them
_DIGITS = 6  # a sum of amounts is rounded to so many decimals before it is compared: 0,1 + 0,2 is 0,3


Content = Decimal | str | None  # of a figure's cell
Case = tuple[str, str]  # a condition, and a formula for the text to show where it holds


class Remark(StrEnum):
    """What a feedback says of a row, the most severe first; it holds while the cell has what was sent."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    SETTLED = "settled"  # by a reviewer's decision


def check_formulas(
    rows: Mapping[str, InputRow],
    rules: Sequence[Entry],
    kin: Mapping[str, Iterable[str]],
    remarks: Mapping[str, Remark],
    contents: Mapping[int, Content],
) -> dict[int, str]:
    """By sheet row the formula of its check: a text where something is wrong or missing, else an empty text.

    ``rules`` are the entries in force for the form, ``kin`` by indicator those that are summed with it. ``remarks`` are
    by indicator, and ``contents`` by sheet row, what a feedback has found and holds.
    """
    broken = _broken_rules(rows, rules)
    told: dict[int, Remark] = {}
    for name, place in rows.items():
        if name in remarks:
            told[place.number] = min(told.get(place.number, remarks[name]), remarks[name], key=list(Remark).index)
    formulas = {}
    for place in dict.fromkeys(rows.values()):
        if place.standing in OPEN:
            relatives = [rows[name].cell for name in kin.get(place.indicator.indicator, ()) if name in rows]
            cases = [*_of_the_cell(place, sorted(relatives)), *broken.get(place.number, ())]
            remark = told.get(place.number)
            if remark is not None:
                cases = _remarked(cases, place, remark, contents.get(place.number))
            formulas[place.number] = "=" + _first_of(cases)
    return formulas


def _remarked(cases: list[Case], place: InputRow, remark: Remark, sent: Content) -> list[Case]:
    """The checks of a row of a feedback: what was found by other means is said too, until the cell is changed."""
    unchanged = _holds(place.cell, sent)
    if remark is Remark.SETTLED:
        return [(unchanged, '""'), *cases]
    if remark is Remark.DOUBTFUL:
        own_blank = sent is None and place.standing is Standing.OWN  # which is said as such
        case = (unchanged, f'"{DOUBTFUL}: theo phiếu phản hồi"')
        return [*cases, case] if own_blank or sent is not None else [case, *cases]
    case = (unchanged, f'"{WRONG}: theo phiếu phản hồi"')
    return [case, *cases] if sent is None else [*cases, case]


def _holds(cell: str, content: Content) -> str:
    if content is None:
        return f"ISBLANK({cell})"
    if isinstance(content, str):
        return f'{cell}="{content}"'
    return f"IF(ISNUMBER({cell}),ROUND({cell}-{content:f},{_DIGITS})=0,FALSE)"


def summary_formula(first: str, last: str) -> str:
    """The formula that counts the checks between two cells which say something, in words."""

    def count(begin: str) -> str:
        return f'SUMPRODUCT((LEFT({first}:{last},{len(begin)})="{begin}")*1)'

    def told(begin: str, words: str, before: str = '""') -> str:
        return f'IF({count(begin)}>0,{before}&{count(begin)}&" chỗ {words}","")'

    comma = f'IF({count(WRONG)}>0,", ","")'
    left_over = f'"{LEFT_OVER} "&{told(WRONG, WRONG_WORDS)}&{told(EMPTY, EMPTY_WORDS, comma)}'
    doubtful = told(DOUBTFUL, DOUBTFUL_WORDS, '"; "')
    return f'=IF({count(WRONG)}+{count(EMPTY)}>0,{left_over},"{FINE}")&{doubtful}'


def _first_of(cases: Sequence[Case]) -> str:
    formula = '""'
    for condition, text in reversed(cases):
        formula = f"IF({condition},{text},{formula})"
    return formula


def _of_the_cell(place: InputRow, relatives: Sequence[str]) -> Iterator[Case]:
    cell = place.cell
    empty = f"ISBLANK({cell})"
    if place.standing is Standing.RETURNED:
        nothing = f'OR({empty},{cell}="{NIL}",{cell}="{NO}",IF(ISNUMBER({cell}),{cell}=0,FALSE))'
        yield f"NOT({nothing})", f'"{WRONG}: thay bằng dấu ""{NIL}"""'
        return
    if place.standing is Standing.OWN and relatives:
        yield f"AND({empty},COUNT({','.join(relatives)})>0)", f'"{WRONG}: chưa điền, chưa cộng được"'
    yield empty, f'"{EMPTY}"' if place.standing is Standing.OWN else '""'
    takes = {
        ValueType.YESNO: f'"{WRONG}: chọn Có hoặc Không"',
        ValueType.COUNT: f'"{WRONG}: ghi số nguyên hoặc ""{NIL}"""',
    }.get(place.indicator.value_type, f'"{WRONG}: ghi số hoặc ""{NIL}"""')
    yield f"NOT({right_type(place)})", takes


def _broken_rules(rows: Mapping[str, InputRow], rules: Sequence[Entry]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    entries = [entry for entry in rules if entry.grain is Grain.SUBMISSION]
    for entry in sorted(entries, key=lambda entry: list(Severity).index(entry.severity)):
        names = [str(name) for name in entry.kwargs.get("column_list", ())]
        places = [rows[name] for name in names if name in rows]
        make = _CASES.get(entry.type or "")
        # a rule whose parts stand on others' rows, or on a percentage, cannot be judged in this form
        judged = all(p.standing in (Standing.OWN, Standing.SHARED) for p in places)
        in_cells = [place.indicator.indicator for place in places] == names
        if make and names and judged and in_cells:
            begin = WRONG if entry.severity is Severity.CRITICAL else DOUBTFUL
            found.setdefault(places[0].number, []).extend(make([place.cell for place in places], begin))
    return found


def _all_filled(cells: Sequence[str]) -> str:
    return f"COUNTA({','.join(cells)})={len(cells)}"


def _partition(cells: Sequence[str], begin: str) -> list[Case]:
    total, parts = cells[0], ",".join(cells[1:])
    differs = f"ROUND(N({total})-SUM({parts}),{_DIGITS})<>0"
    condition = f"AND({_all_filled(cells)},COUNT({parts})>0,{differs})"
    return [(condition, f'"{begin}: tổng ≠ các phần ("&ROUND(SUM({parts}),{_DIGITS})&")"')]


def _some_part(cells: Sequence[str], begin: str) -> list[Case]:
    condition = f"AND({_all_filled(cells)},COUNT({','.join(cells[1:])})=0,N({cells[0]})>0)"
    return [(condition, f'"{begin}: thiếu số chi tiết"')]


def _subset(cells: Sequence[str], begin: str) -> list[Case]:
    part, whole = cells[:2]
    return [(f"AND({_all_filled(cells[:2])},N({part})>N({whole}))", f'"{begin}: lớn hơn số ở {whole}"')]


def _amount_and_cases(cells: Sequence[str], begin: str) -> list[Case]:
    amount, cases = cells[:2]
    filled = _all_filled(cells[:2])
    return [
        (f"AND({filled},N({amount})>0,N({cases})=0)", f'"{begin}: thiếu số ở {cases}"'),
        (f"AND({filled},N({amount})=0,N({cases})>0)", f'"{begin}: thiếu số tiền"'),
    ]


_CASES: Mapping[str, Callable[[Sequence[str], str], list[Case]]] = {
    "expect_parts_to_sum_to_total": _partition,
    "expect_some_part_where_total": _some_part,
    "expect_part_not_to_exceed_whole": _subset,
    "expect_amount_exactly_when_cases": _amount_and_cases,
}
