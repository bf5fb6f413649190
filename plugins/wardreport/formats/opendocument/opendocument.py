"""Reads OpenDocument spreadsheets (``.ods``), by OpenDocument 1.3 part 3."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from lxml import etree

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText
from wardreport.formats.archive import Archive
from wardreport.formats.authors import by_author, note_texts
from wardreport.formats.embedded_objects import object_texts, xml_texts
from wardreport.formats.grid import (
    MAX_CELLS,
    UNSEEN,
    Cell,
    CellRange,
    CellValue,
    Document,
    Sheet,
    UnreadableError,
    column_number,
)
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import PLAIN, Look, looking, marks_of_a_cell, text_cell, unmarked
from wardreport.formats.opendocument.opendocument_styles import OFFICE, STYLE, TABLE, Styles
from wardreport.formats.seen_cells import put_under_conditions

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"

_P, _SPAN, _SPACES, _TAB, _BREAK = (f"{_TEXT}{name}" for name in ("p", "span", "s", "tab", "line-break"))
_RUBY_TEXT = f"{_TEXT}ruby-text"
_H, _ANNOTATION, _STYLE_NAME = f"{_TEXT}h", f"{OFFICE}annotation", f"{TABLE}style-name"
_ROW, _COLUMN, _CELL, _COVERED = (
    f"{TABLE}{name}" for name in ("table-row", "table-column", "table-cell", "covered-table-cell")
)
_GROUPS = frozenset(
    f"{TABLE}{name}"
    for name in (
        "table-header-rows", "table-row-group", "table-rows",
        "table-header-columns", "table-column-group", "table-columns",
    )
)  # fmt: skip
_SOURCES = (f"{TABLE}table-source", f"{TABLE}cell-range-source", f"{TABLE}dde-link")
_FIELDS = frozenset(
    f"{_TEXT}{name}" for name in ("sheet-name", "page-number", "page-count", "date", "time", "file-name", "title")
)
_HEADERS = {f"{STYLE}header{kind}": "header" for kind in ("", "-left", "-first")} | {
    f"{STYLE}footer{kind}": "footer" for kind in ("", "-left", "-first")
}
_PROPERTIES = frozenset(
    [f"{_DC}{name}" for name in ("creator", "title", "subject", "description", "publisher", "contributor")]
    + [f"{_META}{name}" for name in ("initial-creator", "printed-by", "keyword", "user-defined")]
)
_AUTHORS = frozenset([f"{_DC}creator", f"{_DC}contributor", f"{_META}initial-creator", f"{_META}printed-by"])
_META_NAME = f"{_META}name"
# what a file that was an Excel or Word file once brings along
_PROGRAM_PROPERTIES = ("AppVersion", "DocSecurity", "HyperlinksChanged", "LinksUpToDate", "ScaleCrop", "ShareDoc")
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(?:Err|Lỗi):\d+")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_WHITE = re.compile(r"[ \t\r\n]+")
_ELSEWHERE = ("http:", "https:", "file:", "ftp:", "//", "\\\\")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_MAX_SPACES = 1_000
_MAX_INDEX = 1_048_576  # rows of the largest sheet; repeats beyond are nonsense
_FOREIGN_SHEET = "'#$"  # a copy of another file's sheet, which LibreOffice keeps under such a name


def read_opendocument(archive: Archive) -> Document:
    """The sheets of a spreadsheet. Raises ``UnreadableError``: corrupt, encrypted, too_large, unsupported."""
    # a plain search: old manifests declare a DTD, which is no reason to refuse a file
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableError("file.encrypted")
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    if body is None:
        raise UnreadableError("file.unsupported")
    common = archive.xml("styles.xml") if "styles.xml" in archive else None
    return _Reader(archive, body, common, Styles(root, common)).document()


@dataclass(slots=True)
class _Grid:
    """A sheet while its rows are read."""

    number: int
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    column_styles: list[tuple[int, str | None]] = field(default_factory=list)  # last column, default cell style
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    row: int = 1
    column: int = 1


class _Reader:
    def __init__(self, archive: Archive, body: etree._Element, common: etree._Element | None, styles: Styles) -> None:
        self._archive = archive
        self._body = body
        self._common = common
        self._styles = styles
        self._texts: list[FreeText] = []
        self._cell_count = 0
        self._has_picture = any(True for _ in archive.under("Pictures/"))
        self._has_external_link = False

    def document(self) -> Document:
        sheets: list[Sheet] = []
        pages: dict[int, str | None] = {}
        for table in self._body.iterfind(f"{TABLE}table"):
            if _FOREIGN_SHEET in table.get(f"{TABLE}name", ""):
                self._texts += [FreeText("workbook!links", text) for text in xml_texts(table)]
                continue
            sheets.append(self._sheet(table, len(sheets) + 1))
            pages[sheets[-1].number] = self._styles.master_page(table.get(_STYLE_NAME))
        names = tuple(self._names())
        self._texts += [FreeText("workbook!names", name) for name, _ in names]
        self._beside_sheets()
        self._texts += [*self._headers(pages), *self._properties(), *self._embedded()]
        return Document(tuple(sheets), tuple(self._texts), tuple(self._detections()), names)

    def _detections(self) -> Iterator[Detection]:
        if any(not name.endswith("/") for name in self._archive.under("Basic/", "Scripts/")):
            yield Detection("file.macro")
        if self._has_external_link or next(self._body.iter(*_SOURCES), None) is not None:
            yield Detection("file.external_link")
        if self._has_picture:
            yield Detection("privacy.free_text", "workbook!picture")

    # --- one sheet

    def _sheet(self, table: etree._Element, number: int) -> Sheet:
        grid = _Grid(number)
        for element in _ungrouped(table):
            if element.tag == _ROW:
                self._row(grid, element)
            elif element.tag == _COLUMN:
                _add_column(grid, element)
            elif element.tag == f"{TABLE}shapes":
                self._shape(element, f"sheet{number}!textbox")
            elif element.tag == f"{OFFICE}forms":
                self._controls(element, number)
        put_under_conditions(grid.cells, _conditions(table, self._styles))
        rows, columns = {row for row, _ in grid.cells}, {column for _, column in grid.cells}
        return Sheet(
            title=table.get(f"{TABLE}name", ""),
            number=number,
            hidden=self._styles.is_hidden(table.get(_STYLE_NAME)),
            cells=grid.cells,
            merged=tuple(grid.merged),
            hidden_rows=tuple(row for row in grid.hidden_rows if row in rows),
            hidden_columns=tuple(c for c in sorted(columns) if any(a <= c <= b for a, b in grid.hidden_columns)),
        )

    def _row(self, grid: _Grid, row: etree._Element) -> None:
        repeat = _count(row, f"{TABLE}number-rows-repeated")
        style = row.get(f"{TABLE}default-cell-style-name")
        found: list[tuple[int, Cell]] = []
        column = 1
        for element in row:
            if element.tag not in (_CELL, _COVERED):
                continue
            cell_repeat = _count(element, f"{TABLE}number-columns-repeated")
            cell = self._cell(grid, element, column, style)
            if cell is not None and element.tag == _COVERED:
                self._texts += _covered_text(grid, column, cell)
            elif cell is not None:
                self._budget(cell_repeat * repeat)
                found += [(column + i, cell) for i in range(cell_repeat)]
            column += cell_repeat
        if found:
            for row_number in range(grid.row, grid.row + repeat):
                grid.cells.update(((row_number, column), cell) for column, cell in found)
            if row.get(f"{TABLE}visibility") in ("collapse", "filter"):
                grid.hidden_rows += range(grid.row, grid.row + repeat)
        grid.row += repeat

    def _budget(self, cells: int) -> None:
        self._cell_count += cells
        if self._cell_count > MAX_CELLS:
            raise UnreadableError("file.too_large")

    def _cell(self, grid: _Grid, element: etree._Element, column: int, row_style: str | None) -> Cell | None:
        across, down = _count(element, f"{TABLE}number-columns-spanned"), _count(element, f"{TABLE}number-rows-spanned")
        if across > 1 or down > 1:
            grid.merged.append(CellRange(grid.row, column, grid.row + down - 1, column + across - 1))
        kind = element.get(f"{OFFICE}value-type") or element.get(f"{_CALCEXT}value-type")
        formula = element.get(f"{TABLE}formula")
        if kind is None and formula is None and len(element) == 0:
            return None
        style = element.get(_STYLE_NAME) or row_style or _column_style(grid, column)
        look = self._styles.look("table-cell", style)
        text = self._cell_text(grid, element, column, look)
        if formula is not None and "file:///" in formula:
            self._has_external_link = True
        cell = _typed_cell(element, kind, text, formula is not None)
        if cell is None:
            return None
        number_format, perhaps = self._styles.number_format(style), self._styles.perhaps(style)
        if perhaps:
            cell = replace(cell, perhaps=perhaps)
        if isinstance(cell.value, str):
            return cell if number_format == "@" else replace(cell, number_format=number_format)
        if look.struck or look.hidden or look.raised:
            struck, raised = marks_of_a_cell(struck=bool(look.struck or look.hidden), raised=bool(look.raised))
            cell = replace(cell, struck=struck, raised=raised)
        if kind == "percentage" and "%" not in number_format:
            number_format = "0%"
        return replace(cell, number_format=number_format)

    def _cell_text(self, grid: _Grid, element: etree._Element, column: int, look: Look) -> str:
        """The text with marks around what is struck out, hidden, raised or lowered."""
        paragraphs = []
        for child in element:
            if child.tag in (_P, _H):
                paragraphs.append(self._paragraph(child, look))
            elif child.tag == _ANNOTATION:
                self._annotation(grid, child, column)
            elif isinstance(child.tag, str) and child.tag.startswith(_DRAW):
                self._shape(child, f"sheet{grid.number}!textbox", grid.row, column)
        return "\n".join(paragraphs).strip()

    def _annotation(self, grid: _Grid, annotation: etree._Element, column: int) -> None:
        place = Sheet("", grid.number, False, {}).masked_address(grid.row, column)
        author = (annotation.findtext(f"{_DC}creator") or "").strip()
        note = FreeText(place, "", row=grid.row, column=column)
        self._texts += by_author(place, author, grid.row, column)
        self._texts += note_texts(note, self._block(annotation), [author])

    # --- texts

    def _paragraph(self, element: etree._Element, look: Look) -> str:
        pieces: list[str] = []
        self._inline(element, look, pieces)
        return "".join(pieces).strip()

    def _inline(self, element: etree._Element, look: Look, pieces: list[str]) -> None:
        if element.text:
            pieces.append(looking(decode(_WHITE.sub(" ", element.text), look.font), look))
        for child in element:
            if child.tag == _SPACES:
                pieces.append(" " * min(_count(child, f"{_TEXT}c"), _MAX_SPACES))
            elif child.tag == _TAB:
                pieces.append(" ")
            elif child.tag == _BREAK:
                pieces.append("\n")
            elif child.tag == _SPAN:
                own = self._styles.look("text", child.get(f"{_TEXT}style-name"))
                self._inline(child, own.over(look) if own is not PLAIN else look, pieces)
            elif child.tag == _RUBY_TEXT:  # the reading above the line
                self._texts += [FreeText("workbook!formula", text) for text in xml_texts(child)]
            elif child.tag not in _FIELDS and child.tag != _ANNOTATION:
                self._inline(child, look, pieces)
            if child.tail:
                pieces.append(looking(decode(_WHITE.sub(" ", child.tail), look.font), look))

    def _block(self, element: etree._Element) -> str:
        """All paragraphs of a comment, a header or a text box."""
        paragraphs = (unmarked(self._paragraph(p, self._paragraph_look(p))) for p in element.iter(_P, _H))
        return "\n".join(text for text in paragraphs if text)

    def _paragraph_look(self, paragraph: etree._Element) -> Look:
        return self._styles.look("paragraph", paragraph.get(f"{_TEXT}style-name"))

    def _shape(self, element: etree._Element, place: str, row: int = 0, column: int = 0) -> None:
        for image in element.iter(f"{_DRAW}image", f"{_DRAW}object", f"{_DRAW}object-ole"):
            # an object's image is only how it looks
            parent = image.getparent()
            if image.tag == f"{_DRAW}image" and (parent is None or parent.find(f"{_DRAW}object") is None):
                self._has_picture = True
            if image.get(_HREF, "").lower().startswith(_ELSEWHERE):
                self._has_external_link = True
        text = self._block(element)
        if text:
            self._texts.append(FreeText(place, text, row=row, column=column))

    def _controls(self, forms: etree._Element, number: int) -> None:
        for control in forms.iter(etree.Element):
            for attribute in (f"{_FORM}label", f"{_FORM}current-value", f"{_FORM}value"):
                text = control.get(attribute, "").strip()
                if text:
                    self._texts.append(FreeText(f"sheet{number}!textbox", text))

    # --- the file

    def _names(self) -> Iterator[tuple[str, str]]:
        for element in self._body.iter(f"{TABLE}named-range", f"{TABLE}named-expression"):
            refers_to = element.get(f"{TABLE}cell-range-address") or element.get(f"{TABLE}expression") or ""
            yield element.get(f"{TABLE}name", ""), refers_to.removeprefix("of:").removeprefix("=")

    def _beside_sheets(self) -> None:
        """What a checked cell tells its user, and what tracked changes keep."""
        for place, tag in (("validation", "content-validations"), ("deleted_text", "tracked-changes")):
            for element in self._body.iterfind(f"{TABLE}{tag}"):
                for creator in element.iter(f"{_DC}creator"):
                    self._texts += by_author(f"workbook!{place}", creator.text or "")
                    creator.text = None
                self._texts += [FreeText(f"workbook!{place}", text) for text in xml_texts(element)]
        for name, refers_to in self._names():
            self._texts += [FreeText("workbook!names", text) for text in re.findall(r'"([^"]+)"', refers_to) if name]

    def _headers(self, pages: dict[int, str | None]) -> Iterator[FreeText]:
        if self._common is None:
            return
        for page in self._common.iterfind(f"{OFFICE}master-styles/{STYLE}master-page"):
            name = page.get(f"{STYLE}name")
            sheets = [f"sheet{number}" for number, used in pages.items() if used == name] or ["workbook"]
            for element in page:
                text = self._block(element) if element.tag in _HEADERS else ""
                if text:
                    yield from (FreeText(f"{sheet}!{_HEADERS[str(element.tag)]}", text) for sheet in sheets)

    def _properties(self) -> Iterator[FreeText]:
        if "meta.xml" in self._archive:
            properties = list(self._archive.xml("meta.xml").iter(*_PROPERTIES))
            for author in dict.fromkeys(e.text or "" for e in properties if _is_author(e)):
                yield from by_author("workbook!properties", author)
            others = (e for e in properties if not _is_author(e) and e.get(_META_NAME) not in _PROGRAM_PROPERTIES)
            texts = [(e.text or "").strip() for e in others]
            yield from (FreeText("workbook!properties", text) for text in dict.fromkeys(texts) if text)

    def _embedded(self) -> Iterator[FreeText]:
        texts: dict[str, None] = {}
        for name in self._archive.under("Object "):
            if name.startswith("Object ") and name.endswith("/content.xml"):
                texts.update(dict.fromkeys(xml_texts(self._archive.xml(name))))
            elif "/" not in name:  # an OLE2 object
                texts.update(dict.fromkeys(object_texts(self._archive.read(name))))
        yield from (FreeText("workbook!embedded", text) for text in texts)


def _is_author(element: etree._Element) -> bool:
    """Whether a property says who; a file that was an Excel file once has manager and company as a user's own."""
    return element.tag in _AUTHORS or element.get(_META_NAME) in ("Manager", "Company")


def _covered_text(grid: _Grid, column: int, cell: Cell) -> Iterator[FreeText]:
    """What lies under a merged cell, which nobody sees."""
    if cell.value not in (None, ""):
        place = Sheet("", grid.number, False, {}).masked_address(grid.row, column)
        yield FreeText(place, str(cell.value), row=grid.row, column=column)


def _conditions(table: etree._Element, styles: Styles) -> Iterator[tuple[CellRange, str]]:
    """The number formats that conditions may give to ranges of a sheet, as LibreOffice keeps them."""
    for group in table.iter(f"{_CALCEXT}conditional-format"):
        places = [place for place in map(_range, group.get(f"{_CALCEXT}target-range-address", "").split()) if place]
        for rule in group:
            codes = styles.formats_of_a_rule(rule.get(f"{_CALCEXT}apply-style-name"))
            if rule.get(f"{_CALCEXT}show-value") == "false":
                codes = (*codes, UNSEEN)
            yield from ((place, code) for place in places for code in codes)


def _range(written: str) -> CellRange | None:
    """``Bieu.C9:Bieu.C12``; a blank in a sheet's name cuts its address, of which the end is the cell's all the same."""
    ends = [_PLACE.search(end) for end in written.split(":")]
    if not ends or ends[0] is None or ends[-1] is None:
        return None
    first, last = ends[0], ends[-1]
    return CellRange(int(first[2]), column_number(first[1]), int(last[2]), column_number(last[1]))


def _ungrouped(table: etree._Element) -> Iterator[etree._Element]:
    """Rows and columns in order, out of the groups that outlines and print titles put them in."""
    open_groups = [iter(table)]
    while open_groups:
        element = next(open_groups[-1], None)
        if element is None:
            open_groups.pop()
        elif element.tag in _GROUPS:
            open_groups.append(iter(element))
        else:
            yield element


def _add_column(grid: _Grid, element: etree._Element) -> None:
    last = grid.column + _count(element, f"{TABLE}number-columns-repeated") - 1
    grid.column_styles.append((last, element.get(f"{TABLE}default-cell-style-name")))
    if element.get(f"{TABLE}visibility") in ("collapse", "filter"):
        grid.hidden_columns.append((grid.column, last))
    grid.column = last + 1


def _column_style(grid: _Grid, column: int) -> str | None:
    return next((style for last, style in grid.column_styles if column <= last), None)


def _count(element: etree._Element, attribute: str) -> int:
    written = element.get(attribute)
    if written is None:
        return 1
    return min(int(written), _MAX_INDEX) if written.isdecimal() and len(written) < 10 and int(written) > 0 else 1


def _typed_cell(element: etree._Element, kind: str | None, marked_text: str, is_formula: bool) -> Cell | None:
    text = unmarked(marked_text)
    if element.get(f"{_CALCEXT}value-type") == "error" or (is_formula and _ERROR.fullmatch(text)):
        return Cell(text or "#ERR!", formula=is_formula, error=True)
    value = _value(element, kind, text)
    if isinstance(value, str) and value == text:
        return text_cell(marked_text, formula=is_formula)
    return Cell(value, formula=is_formula) if value is not None or is_formula else None


def _value(element: etree._Element, kind: str | None, text: str) -> CellValue:
    try:
        if kind in ("float", "percentage", "currency"):
            number = float(element.get(f"{OFFICE}value", ""))
            if not math.isfinite(number):
                raise ValueError(number)
            return int(number) if number.is_integer() else number
        if kind == "date":
            return _date(element.get(f"{OFFICE}date-value", ""))
        if kind == "time":
            return _time(element.get(f"{OFFICE}time-value", ""))
    except (ValueError, OverflowError):
        return text or None  # what it shows, where what it means is nonsense
    if kind == "boolean":
        return element.get(f"{OFFICE}boolean-value") == "true"
    return text or element.get(f"{OFFICE}string-value") or None


def _date(written: str) -> date:
    if "T" not in written:
        return datetime.fromisoformat(f"{written}T00:00:00")
    return datetime.fromisoformat(written[:19]).replace(tzinfo=None)


def _time(written: str) -> time | timedelta:
    parts = _DURATION.fullmatch(written)
    if parts is None:
        raise ValueError(written)
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return time(hours, minutes, seconds) if hours < 24 and minutes < 60 and seconds < 60 else length
