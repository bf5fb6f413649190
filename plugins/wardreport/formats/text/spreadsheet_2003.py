"""Reads Excel 2003 XML spreadsheets (SpreadsheetML), which programs of ministries still export as ``.xls``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from wardreport.domain.submission import FreeText
from wardreport.formats.archive import parse_xml
from wardreport.formats.authors import by_author, note_texts
from wardreport.formats.grid import MAX_CELLS, UNSEEN, Cell, CellRange, CellValue, Document, Sheet, UnreadableError
from wardreport.formats.header_codes import header_text
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import PLAIN, Look, looking, marks_of_a_cell, text_cell, unmarked
from wardreport.formats.seen_cells import put_under_conditions

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_O = "{urn:schemas-microsoft-com:office:office}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_HTML_FONT, _FACE, _STRUCK, _RAISED = f"{_HTML}Font", f"{_HTML}Face", (f"{_HTML}S",), (f"{_HTML}Sup", f"{_HTML}Sub")
_INDEX, _DATA, _CELL, _STYLE_ID = f"{_SS}Index", f"{_SS}Data", f"{_SS}Cell", f"{_SS}StyleID"
_PROPERTIES = frozenset(f"{_O}{name}" for name in ("Title", "Subject", "Description", "Keywords", "Category"))
_AUTHORS = frozenset(f"{_O}{name}" for name in ("Author", "LastAuthor", "Company", "Manager"))
_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Scientific": "0.00E+00"}
_FORMATS |= {"General Number": "General", "Currency": '"$"#,##0.00', "Euro Currency": '"€"#,##0.00'}
_FORMATS |= {f"{length} Date": "m/d/yyyy" for length in ("General", "Short", "Medium", "Long")}
_FORMATS |= {f"{length} Time": "h:mm" for length in ("Short", "Medium", "Long")}
_FORMATS |= {"Yes/No": '"Yes";"Yes";"No"', "True/False": '"True";"True";"False"', "On/Off": '"On";"On";"Off"'}
_PLACE = re.compile(r"(?:R([0-9]{1,7}))?(?:C([0-9]{1,7}))?")
_MAX_INDEX = 1_048_576
_MAX_PARENTS = 20
_MAX_COLUMN_STYLES = 256


def read_spreadsheet_2003(content: bytes) -> Document:
    """The sheets of an XML spreadsheet. Raises ``UnreadableError``: corrupt, too_large, unsupported for other XML."""
    root = parse_xml(content.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if root.tag != f"{_SS}Workbook":
        raise UnreadableError("file.unsupported")
    return _Reader(root).document()


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look
    number_format: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class _DefaultStyles:
    """The styles of cells that name none: their column's, else their table's."""

    columns: tuple[tuple[int, int, str], ...] = ()  # first and last
    table: str | None = None

    @classmethod
    def of(cls, table: etree._Element | None) -> _DefaultStyles:
        """As a table's columns say it."""
        if table is None:
            return cls()
        columns, at = [], 0
        for column in table.iterchildren(f"{_SS}Column"):
            at = _index(column, at + 1)
            span = _count(column, f"{_SS}Span")
            style = column.get(_STYLE_ID)
            if style:
                columns.append((at, at + span, style))
            at += span
        return cls(tuple(columns[:_MAX_COLUMN_STYLES]), table.get(_STYLE_ID))

    def at(self, column: int) -> str | None:
        """The style of a column's cells."""
        return next((style for first, last, style in self.columns if first <= column <= last), self.table)


class _Reader:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._styles: dict[str, _Style] = {}
        for style in root.iterfind(f"{_SS}Styles/{_SS}Style"):
            self._styles[style.get(f"{_SS}ID", "")] = _style(style)
        self._resolved: dict[str | None, _Style] = {}
        self._texts: list[FreeText] = []
        self._cell_count = 0

    def document(self) -> Document:
        sheets = tuple(self._sheet(s, number) for number, s in enumerate(self._root.iterfind(f"{_SS}Worksheet"), 1))
        names = tuple(
            (name.get(f"{_SS}Name", ""), name.get(f"{_SS}RefersTo", "").removeprefix("="))
            for name in self._root.iter(f"{_SS}NamedRange")
        )
        self._texts += [FreeText("workbook!names", name) for name, _ in names]
        self._texts += [FreeText("workbook!names", t) for _, to in names for t in re.findall(r'"([^"]+)"', to)]
        for element in self._root.iterfind(f"{_O}DocumentProperties/*"):
            if element.tag in _AUTHORS:
                self._texts += by_author("workbook!properties", element.text or "")
        texts = [
            (e.text or "").strip() for e in self._root.iterfind(f"{_O}DocumentProperties/*") if e.tag in _PROPERTIES
        ]
        texts += [
            "".join(map(str, e.itertext())).strip() for e in self._root.iterfind(f"{_O}CustomDocumentProperties/*")
        ]
        self._texts += [FreeText("workbook!properties", text) for text in dict.fromkeys(texts) if text]
        return Document(sheets, tuple(self._texts), (), names)

    def _sheet(self, worksheet: etree._Element, number: int) -> Sheet:
        cells: dict[tuple[int, int], Cell] = {}
        merged: list[CellRange] = []
        hidden_rows: list[int] = []
        hidden_columns: list[int] = []
        table = worksheet.find(f"{_SS}Table")
        row_number = 0
        defaults = _DefaultStyles.of(table)
        for row in table.iterchildren(f"{_SS}Row") if table is not None else ():
            row_number = _index(row, row_number + 1)
            merged += self._row(row, number, row_number, cells, defaults)
            if row.get(f"{_SS}Hidden") == "1":
                hidden_rows.append(row_number)
            row_number += _count(row, f"{_SS}Span")
        if table is not None:
            hidden_columns = list(_hidden_columns(table))
        put_under_conditions(cells, _conditions(worksheet))
        rows, columns = {row for row, _ in cells}, {column for _, column in cells}
        self._texts += self._page(worksheet, number)
        visible = worksheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "")
        return Sheet(
            title=worksheet.get(f"{_SS}Name", ""),
            number=number,
            hidden=visible in ("SheetHidden", "SheetVeryHidden"),
            cells=cells,
            merged=tuple(merged),
            hidden_rows=tuple(row for row in hidden_rows if row in rows),
            hidden_columns=tuple(column for column in hidden_columns if column in columns),
        )

    def _row(
        self,
        row: etree._Element,
        sheet: int,
        row_number: int,
        cells: dict[tuple[int, int], Cell],
        defaults: _DefaultStyles,
    ) -> Iterator[CellRange]:
        column = 0
        for element in row.iterchildren(_CELL):
            column = _index(element, column + 1)
            across, down = _count(element, f"{_SS}MergeAcross"), _count(element, f"{_SS}MergeDown")
            if across or down:
                yield CellRange(row_number, column, row_number + down, column + across)
            cell = self._cell(element, element.get(_STYLE_ID) or row.get(_STYLE_ID) or defaults.at(column))
            if cell is not None:
                cells[row_number, column] = cell
                self._cell_count += 1
                if self._cell_count > MAX_CELLS:
                    raise UnreadableError("file.too_large")
            self._comment(element, sheet, row_number, column)
            column += across

    def _cell(self, element: etree._Element, style_id: str | None) -> Cell | None:
        data = element.find(_DATA)
        is_formula = element.get(f"{_SS}Formula") is not None
        if data is None:
            return Cell(None, formula=True) if is_formula else None
        style = self._style(style_id)
        kind = data.get(f"{_SS}Type", "String")
        content = _rich_text(data, style.look)
        text = unmarked(content)
        if kind == "Error":
            return Cell(text or "#ERR!", formula=is_formula, error=True)
        value = _value(kind, text)
        if value is None:
            return Cell(None, formula=True) if is_formula else None
        if isinstance(value, str) and value == text:
            return text_cell(content, style.number_format or "General", formula=is_formula)
        spans = marks_of_a_cell(struck=bool(style.look.struck), raised=bool(style.look.raised))
        return Cell(value, style.number_format or "General", is_formula, False, *spans)

    def _style(self, style_id: str | None) -> _Style:
        if style_id not in self._resolved:
            look, number_format = PLAIN, None
            name: str | None = style_id or "Default"
            for _ in range(_MAX_PARENTS):
                style = self._styles.get(name or "")
                if style is None:
                    break
                look, number_format = look.over(style.look), number_format or style.number_format
                name = style.parent or ("Default" if name != "Default" else None)
            self._resolved[style_id] = _Style(PLAIN if look == PLAIN else look, number_format, None)
        return self._resolved[style_id]

    def _comment(self, element: etree._Element, sheet: int, row: int, column: int) -> None:
        for comment in element.iterchildren(f"{_SS}Comment"):
            data = comment.find(_DATA)
            place = Sheet("", sheet, False, {}).masked_address(row, column)
            text = unmarked(_rich_text(data, PLAIN)) if data is not None else ""
            author = comment.get(f"{_SS}Author", "")
            self._texts += by_author(place, author, row, column)
            self._texts += note_texts(FreeText(place, "", row=row, column=column), text, [author])

    def _page(self, worksheet: etree._Element, number: int) -> Iterator[FreeText]:
        for place in ("Header", "Footer"):
            for element in worksheet.iter(f"{_X}{place}"):
                text = header_text(element.get(f"{_X}Data", ""))
                if text:
                    yield FreeText(f"sheet{number}!{place.lower()}", text)
        for tag in ("InputTitle", "InputMessage", "ErrorTitle", "ErrorMessage"):
            for element in worksheet.iter(f"{_X}{tag}"):
                if element.text and element.text.strip():
                    yield FreeText(f"sheet{number}!validation", element.text.strip())


def _style(style: etree._Element) -> _Style:
    font, number_format = style.find(f"{_SS}Font"), style.find(f"{_SS}NumberFormat")
    written = number_format.get(f"{_SS}Format") if number_format is not None else None
    return _Style(
        look=PLAIN if font is None else _look(font),
        number_format=_FORMATS.get(written, written) if written else None,
        parent=style.get(f"{_SS}Parent"),
    )


def _look(font: etree._Element) -> Look:
    strike, align = font.get(f"{_SS}StrikeThrough"), font.get(f"{_SS}VerticalAlign")
    return Look(
        font=font.get(f"{_SS}FontName"),
        struck=None if strike is None else strike not in ("0", "false"),
        raised=None if align is None else align in ("Superscript", "Subscript"),
    )


def _rich_text(element: etree._Element, look: Look) -> str:
    """The text of a cell with its marks: parts of it may have fonts, strokes and a height of their own."""
    if element.tag == _HTML_FONT:
        look = Look(font=element.get(_FACE)).over(look)
    elif element.tag in _STRUCK:
        look = Look(struck=True).over(look)
    elif element.tag in _RAISED:
        look = Look(raised=True).over(look)
    pieces = [looking(decode(element.text or "", look.font), look)]
    for child in element:
        pieces += [_rich_text(child, look), looking(decode(child.tail or "", look.font), look)]
    return "".join(pieces)


def _value(kind: str, text: str) -> CellValue:
    try:
        if kind == "Number":
            number = float(text)
            if math.isfinite(number):
                return int(number) if number.is_integer() else number
        if kind == "DateTime":
            return datetime.fromisoformat(text[:19])
    except ValueError:
        return text or None
    if kind == "Boolean":
        return text == "1"
    return text or None


def _hidden_columns(table: etree._Element) -> Iterator[int]:
    at = 0
    for column in table.iterchildren(f"{_SS}Column"):
        at = _index(column, at + 1)
        span = _count(column, f"{_SS}Span")
        if column.get(f"{_SS}Hidden") == "1":
            yield from range(at, min(at + span, 16_384) + 1)
        at += span


def _conditions(worksheet: etree._Element) -> Iterator[tuple[CellRange, str]]:
    """The ranges whose figures a condition may strike out or show in another format."""
    for group in worksheet.iter(f"{_X}ConditionalFormatting"):
        written = group.findtext(f"{_X}Range", "")
        places = [place for place in map(_range, written.split(",")) if place is not None]
        for style in (str(element.get(f"{_X}Style", "")).lower() for element in group.iter(f"{_X}Format")):
            if "line-through" in style or "mso-number-format" in style or "display:none" in style:
                yield from ((place, UNSEEN) for place in places)


def _range(written: str) -> CellRange | None:
    """``R9C3:R12C3``, a cell, a row or a column."""
    ends = [_PLACE.fullmatch(end.strip()) for end in written.split(":")]
    if not ends or ends[0] is None or ends[-1] is None:
        return None
    (first_row, first_column), (last_row, last_column) = ends[0].groups(), ends[-1].groups()
    return CellRange(
        int(first_row or 1), int(first_column or 1), int(last_row or _MAX_INDEX), int(last_column or _MAX_INDEX)
    )


def _index(element: etree._Element, otherwise: int) -> int:
    """Where an element stands: an index may only lead on."""
    written = _count(element, _INDEX)
    return written if otherwise <= written <= _MAX_INDEX else otherwise


def _count(element: etree._Element, attribute: str) -> int:
    written = element.get(attribute, "")
    return min(int(written), _MAX_INDEX) if written.isdecimal() and len(written) < 9 else 0
