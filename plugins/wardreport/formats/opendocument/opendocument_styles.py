"""The styles of an OpenDocument spreadsheet, as far as reading needs them: fonts, percent formats, hidden sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from wardreport.formats.grid import UNSEEN
from wardreport.formats.marked_text import PLAIN, Look

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_MAX_PARENTS = 20  # styles may be made to inherit in a circle
_MAX_DECIMALS, _MAX_WHOLE, _MAX_THOUSANDS, _MAX_MAPS = 15, 20, 5, 3
_NUMBER_STYLES = frozenset(f"{_NUMBER}{kind}-style" for kind in ("number", "percentage", "currency", "text"))
_OTHER_STYLES = {  # a number is not seen in them
    f"{_NUMBER}date-style": "yyyy-mm-dd",
    f"{_NUMBER}time-style": "hh:mm",
    f"{_NUMBER}boolean-style": '"TRUE";"TRUE";"FALSE"',
}
_MAP = f"{STYLE}map"
_CONDITION = re.compile(r"value\(\) ?(<=|>=|!=|<|>|=) ?(-?[0-9.]+)")


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look
    parent: str | None
    data_style: str | None
    master_page: str | None
    hidden: bool
    by_condition: tuple[str, ...] | None = None  # the styles that go before it


class Styles:
    """Every style of content.xml and the common ones of styles.xml, by family and name."""

    def __init__(self, content: etree._Element, common: etree._Element | None) -> None:
        self._faces: dict[str, str] = {}
        self._styles: dict[tuple[str, str | None], _Style] = {}
        self._formats: dict[str, str] = {}
        self._maps: dict[str, list[tuple[str, str]]] = {}  # by number format: conditions and the formats for them
        self._looks: dict[tuple[str, str | None], Look] = {}
        self._perhaps: dict[str | None, tuple[str, ...]] = {}
        if common is not None:
            self._collect(common, (f"{OFFICE}styles",))
        self._collect(content, (f"{OFFICE}styles", f"{OFFICE}automatic-styles"))

    def look(self, family: str, name: str | None) -> Look:
        """How text of a style looks: by itself, by its parents, by the family's default."""
        key = (family, name)
        if key not in self._looks:
            look, at = PLAIN, name
            for _ in range(_MAX_PARENTS):
                style = self._styles.get((family, at))
                if style is None:
                    break
                look, at = look.over(style.look), style.parent
            default = self._styles.get((family, None))
            look = look.over(default.look) if default is not None else look
            self._looks[key] = PLAIN if look == PLAIN else look
        return self._looks[key]

    def number_format(self, name: str | None) -> str:
        """The number format of a cell style, as Excel would write it; General where it is none of numbers."""
        data_style = self._inherited("table-cell", name, "data_style") or ""
        code = self._formats.get(data_style, "General")
        for condition, other in reversed(self._maps.get(data_style, [])[:_MAX_MAPS]):
            limit = _CONDITION.fullmatch(condition)
            if limit:
                code = f"[{limit[1].replace('!=', '<>')}{limit[2]}]{self._formats.get(other, 'General')};{code}"
        return code

    def perhaps(self, name: str | None) -> tuple[str, ...]:
        """The number formats that conditions in a cell style may put in place of its own."""
        if name not in self._perhaps:
            others = self._inherited("table-cell", name, "by_condition") or ()
            self._perhaps[name] = tuple(code for other in others for code in self.formats_of_a_rule(other))
        return self._perhaps[name]

    def formats_of_a_rule(self, name: str | None) -> tuple[str, ...]:
        """The number formats that a cell style puts in place of another; ``UNSEEN`` for one that strikes out."""
        look, code = self.look("table-cell", name), self.number_format(name)
        marked = look.struck or look.hidden or look.raised
        return (*((UNSEEN,) if marked else ()), *((code,) if code != "General" else ()))

    def is_hidden(self, table_style: str | None) -> bool:
        """Whether tables of this style are not shown."""
        style = self._styles.get(("table", table_style))
        return style is not None and style.hidden

    def master_page(self, table_style: str | None) -> str | None:
        """The page that tables of this style are printed on, which has their header and footer."""
        page: str | None = self._inherited("table", table_style, "master_page")
        return page

    def _inherited(self, family: str, name: str | None, attribute: str) -> Any:
        for _ in range(_MAX_PARENTS):
            style = self._styles.get((family, name))
            if style is None:
                break
            value = getattr(style, attribute)
            if value is not None:
                return value
            name = style.parent
        default = self._styles.get((family, None))
        return getattr(default, attribute) if default is not None else None

    def _collect(self, root: etree._Element, rooms: tuple[str, ...]) -> None:
        for declarations in root.iterfind(f"{OFFICE}font-face-decls"):
            for face in declarations:
                name = face.get(f"{STYLE}name", "")
                self._faces[name] = face.get(f"{_SVG}font-family", name)
        for room in rooms:
            for styles in root.iterfind(room):
                for element in styles:
                    self._style(element)

    def _style(self, element: etree._Element) -> None:
        if element.tag in (f"{STYLE}style", f"{STYLE}default-style"):
            text = element.find(f"{STYLE}text-properties")
            table = element.find(f"{STYLE}table-properties")
            key = (element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name"))
            self._styles[key] = _Style(
                look=PLAIN if text is None else self._own_look(text),
                parent=element.get(f"{STYLE}parent-style-name"),
                data_style=element.get(f"{STYLE}data-style-name"),
                master_page=element.get(f"{STYLE}master-page-name") or None,
                hidden=table is not None and table.get(f"{TABLE}display") == "false",
                by_condition=tuple(m.get(f"{STYLE}apply-style-name", "") for m in element.iterfind(_MAP)) or None,
            )
        elif element.tag in _OTHER_STYLES:
            self._formats[element.get(f"{STYLE}name", "")] = _OTHER_STYLES[str(element.tag)]
        elif element.tag in _NUMBER_STYLES:
            name = element.get(f"{STYLE}name", "")
            self._formats[name] = _format(element)
            self._maps[name] = [
                (m.get(f"{STYLE}condition", ""), m.get(f"{STYLE}apply-style-name", "")) for m in element.iter(_MAP)
            ]

    def _own_look(self, properties: etree._Element) -> Look:
        strike = properties.get(f"{STYLE}text-line-through-style") or properties.get(f"{STYLE}text-line-through-type")
        position = properties.get(f"{STYLE}text-position")
        display = properties.get(f"{_TEXT}display")
        return Look(
            font=self._own_font(properties),
            struck=None if strike is None else strike != "none",
            hidden=None if display is None else display == "none",
            raised=None if position is None else not position.startswith("0"),
        )

    def _own_font(self, properties: etree._Element) -> str | None:
        name = properties.get(f"{STYLE}font-name")
        if name is not None:
            return self._faces.get(name, name)
        return properties.get(f"{_FO}font-family")


def _format(style: etree._Element) -> str:
    """One style of numbers as Excel would write it, with its words in quotes."""
    code = ""
    for part in style:
        if part.tag == f"{_NUMBER}number":
            code += _digits(part)
        elif part.tag in (f"{_NUMBER}text", f"{_NUMBER}currency-symbol"):
            text = part.text or ""
            # the sign of a percentage is such a text too
            code += "%" if text == "%" and style.tag == f"{_NUMBER}percentage-style" else _quoted(text)
        elif part.tag == f"{_NUMBER}scientific-number":
            code += "0.00E+00"
        elif part.tag == f"{_NUMBER}fraction":
            code += "# ?/?"
        elif part.tag == f"{_NUMBER}fill-character":
            code += f"*{(part.text or ' ')[0]}"
        elif part.tag == f"{_NUMBER}text-content":
            code += "@"
    sign = "%" if style.tag == f"{_NUMBER}percentage-style" and "%" not in code else ""
    return f"{code or '0'}{sign}" if sign or style.find(f"{_NUMBER}number") is not None else code or '""'


def _digits(number: etree._Element) -> str:
    decimals = _count(number, "decimal-places", 0, _MAX_DECIMALS)
    kept = min(_count(number, "min-decimal-places", decimals, _MAX_DECIMALS), decimals)
    factor = number.get(f"{_NUMBER}display-factor", "1")
    left_out = "," * min((len(factor) - 1) // 3, _MAX_THOUSANDS) if factor.isdecimal() else ""
    fraction = f".{'0' * kept}{'#' * (decimals - kept)}" if decimals else ""
    return f"{_whole_digits(number)}{fraction}{left_out}"


def _whole_digits(number: etree._Element) -> str:
    """The digits before the decimal sign, with texts of the format's own between them, counted from the right."""
    texts = {
        _count(part, "position", 0, _MAX_WHOLE): _quoted(part.text or "")
        for part in number.iter(f"{_NUMBER}embedded-text")
    }
    least = _count(number, "min-integer-digits", 1, _MAX_WHOLE)
    if not texts:
        return "#,##0" if number.get(f"{_NUMBER}grouping") == "true" else "0" * max(1, least)
    length = max(least, *texts)
    digits = ["0" if place <= least else "#" for place in range(length, 0, -1)]
    return "".join(texts.get(place, "") + digit for place, digit in zip(range(length, 0, -1), digits, strict=True)) + (
        texts.get(0, "")
    )


def _count(element: etree._Element, attribute: str, otherwise: int, most: int) -> int:
    written = element.get(f"{_NUMBER}{attribute}", "")
    return min(int(written), most) if written.isdecimal() and len(written) < 5 else otherwise


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"' if text else ""
