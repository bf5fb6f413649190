"""The texts of an OOXML workbook: shared and inline strings, rich ones with their runs, and the format's escapes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from wardreport.formats.grid import UnreadableError
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import marked
from wardreport.formats.ooxml.package_relations import named

# ECMA-376 part 1, 22.9.2.19 (ST_Xstring): a character that XML has not, and an underline that would look like one
_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_NOT_SET = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a rich text; None where the font of the cell says it."""

    text: str
    font: str | None = None
    struck: bool | None = None
    raised: bool | None = None


Runs = tuple[Run, ...]


def unescaped(text: str) -> str:
    """A text without the format's escapes: ``_x000D_`` is a line break, ``_x0041_`` an A, ``_x005F_`` an underline."""
    return _ESCAPE.sub(_characters, text) if "_x" in text else text


def _characters(escapes: re.Match[str]) -> str:
    codes = b"".join(int(code, 16).to_bytes(2, "big") for code in escapes[0][2:-1].split("__x"))
    text = codes.decode("utf-16-be", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) != "Cc")


def read_strings(root: etree._Element) -> tuple[str | Runs, ...]:
    """The shared strings. Raises ``UnreadableError`` where one was doubled: every label behind it would be another's.

    A count that is too low is no sign by itself, since some programs add strings and forget it.
    """
    strings = tuple(text_item(item) for item in root)
    counted = root.get("uniqueCount", "")
    if counted.isdecimal() and int(counted) < len(strings) and any(a == b for a, b in pairwise(strings)):
        raise UnreadableError("file.corrupt")
    return strings


def text_item(item: etree._Element) -> str | Runs:
    """``si`` and ``is``: plain text, or runs with fonts of their own; phonetic hints are no text."""
    plain, run = named(item, "t"), named(item, "r")
    if len(item) == 1 and item[0].tag == plain:
        return unescaped(item[0].text or "")
    runs: list[Run] = []
    for child in item:
        if child.tag == plain:
            runs.append(Run(unescaped(child.text or "")))
        elif child.tag == run:
            runs.append(_run(child, unescaped(child.findtext(plain) or "")))
    return tuple(runs)


def _run(element: etree._Element, text: str) -> Run:
    properties = element.find(named(element, "rPr"))
    if properties is None:
        return Run(text)
    font = properties.find(named(element, "rFont"))
    return Run(text, font.get("val") if font is not None else None, is_struck(properties), is_raised(properties))


def is_struck(font: etree._Element) -> bool:
    """Whether a font strikes its text out."""
    strike = font.find(named(font, "strike"))
    return strike is not None and strike.get("val", "1") not in _NOT_SET


def is_raised(font: etree._Element) -> bool:
    """Whether a font puts its text above or below the line."""
    align = font.find(named(font, "vertAlign"))
    return align is not None and align.get("val") in ("superscript", "subscript")


def joined(runs: Runs, cell: Run) -> str:
    """The runs as one text, with marks; ``cell`` is the look of what they do not say themselves."""
    return "".join(
        marked(
            decode(run.text, run.font or cell.font),
            struck=cell.struck if run.struck is None else run.struck,
            raised=cell.raised if run.raised is None else run.raised,
        )
        for run in runs
    )
