"""The cell styles of an OOXML workbook, as far as they say what a cell holds: number format, date, font."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from wardreport.formats.archive import Archive
from wardreport.formats.grid import UNSEEN
from wardreport.formats.legacy_fonts import is_legacy
from wardreport.formats.ooxml.package_relations import named
from wardreport.formats.ooxml.spreadsheet_strings import Run, is_raised, is_struck, unescaped

# of ECMA-376 part 1, 18.8.30: the formats that every program knows by number
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_THE_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_QUOTED = re.compile(r'"([^"]*)"')
_SHORTEST = 3  # letters of a text that tells of somebody; shorter are units and signs
_DATE_SIGNS = re.compile(r"[ymdhs]", re.I)


_NO_LOOK = Run("")


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's style says of its value."""

    number_format: str = "General"
    date: bool = False
    look: Run = _NO_LOOK  # its font only where the bytes are no Unicode: TCVN3, VNI, Wingdings


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or time; letters in quotes, colours and locales do not count."""
    bare = _NOT_THE_CODE.sub("", code.split(";", maxsplit=1)[0])
    return "general" not in bare.casefold() and bool(_DATE_SIGNS.search(bare))


def read_styles(root: etree._Element) -> tuple[Style, ...]:
    """By the number that a cell names (``s``) what its style says."""
    codes = {f.get("numFmtId"): unescaped(f.get("formatCode", "")) for f in _children(root, "numFmts")}
    fonts = [_look(font) for font in _children(root, "fonts")]
    return tuple(_style(format_of, codes, fonts) for format_of in _children(root, "cellXfs"))


def read_conditional_formats(root: etree._Element) -> tuple[tuple[str, ...], ...]:
    """By the number that a rule names (``dxfId``) the number formats that it may put in place of a cell's own."""
    return tuple(formats_of_a_rule(difference) for difference in _children(root, "dxfs"))


def formats_of_a_rule(difference: etree._Element) -> tuple[str, ...]:
    """The number formats that a differential style may put in place of a cell's own; ``UNSEEN`` for a stroke."""
    font, number = difference.find("{*}font"), difference.find("{*}numFmt")
    marked = font is not None and (is_struck(font) or is_raised(font))
    code = unescaped(number.get("formatCode", "")) if number is not None else ""
    return (*((UNSEEN,) if marked else ()), *((code,) if code else ()))


def format_texts(archive: Archive, relations: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """What the number formats of a workbook write out in quotes beside or instead of a number."""
    part = dict(relations.values()).get("styles", "")
    if part not in archive:
        return ()
    codes = (unescaped(f.get("formatCode", "")) for f in archive.xml(part).iter("{*}numFmt"))
    texts = (text.strip() for code in codes for text in _QUOTED.findall(code))
    return tuple(text for text in dict.fromkeys(texts) if len(text) > _SHORTEST)


def _look(font: etree._Element) -> Run:
    name = font.find(named(font, "name"))
    called = name.get("val", "") if name is not None else ""
    return Run("", called if is_legacy(called) else None, is_struck(font), is_raised(font))


def _style(format_of: etree._Element, codes: dict[str | None, str], fonts: list[Run]) -> Style:
    number = format_of.get("numFmtId", "0")
    known = int(number) if number.isascii() and number.isdigit() else 0
    code = codes.get(number) or _BUILT_IN.get(known, "General")
    date = is_date_format(code) if number in codes else known in _BUILT_IN_DATES
    font_id = format_of.get("fontId", "0")
    position = int(font_id) if font_id.isascii() and font_id.isdigit() else 0
    return Style(code, date, fonts[position] if position < len(fonts) else _NO_LOOK)


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    block = root.find(named(root, name))
    return [] if block is None else list(block)
