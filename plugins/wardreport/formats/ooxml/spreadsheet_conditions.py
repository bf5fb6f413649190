"""The rules of a sheet that change how its cells look by a condition: strokes, number formats, bars over numbers."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from wardreport.formats.grid import UNSEEN, CellRange, column_number
from wardreport.formats.ooxml.package_relations import named
from wardreport.formats.ooxml.spreadsheet_styles import formats_of_a_rule

_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FALSE = ("0", "false")


def conditions(block: etree._Element, known: tuple[tuple[str, ...], ...]) -> Iterator[tuple[CellRange, str]]:
    """Of a sheet's ``conditionalFormatting`` or ``extLst`` the ranges and the number formats they may get.

    ``known`` are the workbook's differential styles. Rules of Excel 2010 have theirs with them.
    """
    if block.tag == named(block, "conditionalFormatting"):
        for code in dict.fromkeys(c for rule in block for c in _codes(rule, known)):
            yield from ((place, code) for place in _ranges(block.get("sqref", "")))
        return
    for group in block.iter(f"{_X14}conditionalFormatting"):
        places = list(_ranges(next((str(e.text or "") for e in group if str(e.tag).endswith("}sqref")), "")))
        for code in dict.fromkeys(c for rule in group.iter(f"{_X14}cfRule") for c in _codes(rule, known)):
            yield from ((place, code) for place in places)


def _codes(rule: etree._Element, known: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    number = rule.get("dxfId", "")
    if number.isdecimal() and int(number) < len(known):
        yield from known[int(number)]
    for child in rule:
        name = str(child.tag).rpartition("}")[2]
        if name == "dxf":
            yield from formats_of_a_rule(child)
        elif name in ("dataBar", "iconSet") and child.get("showValue") in _FALSE:
            yield UNSEEN


def _ranges(written: str) -> Iterator[CellRange]:
    yield from (place for place in map(cell_range, written.split()) if place is not None)


def cell_range(written: str) -> CellRange | None:
    """``A7:B9`` as numbers; None where it is no range of cells."""
    first, _, last = written.replace("$", "").partition(":")
    ends = []
    for end in (first, last or first):
        letters = end.rstrip("0123456789")
        if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or not end[len(letters) :]:
            return None
        ends.append((int(end[len(letters) :]), column_number(letters.upper())))
    return CellRange(*ends[0], *ends[1])
