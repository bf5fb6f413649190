"""Reads ``.xlsx`` and ``.xlsm`` in one pass: values, formulas, types, fonts, and every text that stands in no cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from lxml import etree

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText
from wardreport.formats.archive import Archive, parse_xml, stream_xml
from wardreport.formats.grid import (
    MAX_CELLS,
    Cell,
    CellRange,
    CellValue,
    Document,
    Sheet,
    UnreadableError,
    column_number,
)
from wardreport.formats.header_codes import header_text
from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import marks_of_a_cell, text_cell, unmarked
from wardreport.formats.ooxml.package_parts import (
    custom_xml_texts,
    embedded_texts,
    has_external_link,
    has_macro,
    has_picture,
    property_texts,
)
from wardreport.formats.ooxml.package_relations import named, related
from wardreport.formats.ooxml.spreadsheet_conditions import cell_range, conditions
from wardreport.formats.ooxml.spreadsheet_strings import Run, Runs, joined, read_strings, text_item, unescaped
from wardreport.formats.ooxml.spreadsheet_styles import Style, format_texts, read_conditional_formats, read_styles
from wardreport.formats.ooxml.spreadsheet_texts import sheet_texts, texts_of_other_parts
from wardreport.formats.seen_cells import put_under_conditions

_QUOTED = re.compile(r'"([^"]+)"')
_DURATION = re.compile(
    r"P(?:(?P<days>\d{1,6})D)?(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6}(?:\.\d+)?)S)?)?"
)
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")  # finer than Python knows
_LISTED = {"dataValidations": "validation", "conditionalFormatting": "formula", "autoFilter": "filter"}
_COMPARED = ("text", "val")  # with what a rule or a filter compares
_NOTES = ("prompt", "promptTitle", "error", "errorTitle", "display", "tooltip")
_BLOCKS = (
    "row",
    "cols",
    "mergeCells",
    "conditionalFormatting",
    "autoFilter",
    "headerFooter",
    "dataValidations",
    "hyperlinks",
    "extLst",
)
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384  # of the format; what lies beyond is made by no spreadsheet program
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (a spreadsheet has no zones)


@dataclass(slots=True)
class _Workbook:
    """What all sheets share."""

    styles: tuple[Style, ...]
    conditional: tuple[tuple[str, ...], ...]
    strings: tuple[str | Runs, ...]
    recalculated: bool  # the file asks to be calculated anew: a zero may be no result but a placeholder
    epoch: datetime
    used_strings: set[int] = field(default_factory=set)
    cells_left: int = MAX_CELLS


def read_spreadsheet_xml(archive: Archive) -> Document:
    """The workbook in an OOXML archive.

    Raises ``UnreadableError``: ``file.corrupt`` where parts or shared strings are missing or declare entities,
    ``file.too_large`` where it inflates too far or has more than ``MAX_CELLS`` cells, ``file.unsupported`` where the
    archive holds no workbook. Macros are never looked into.
    """
    path = _workbook_path(archive)
    root = archive.xml(path)
    if etree.QName(root).localname != "workbook":  # a presentation or a drawing is such a package too
        raise UnreadableError("file.unsupported")
    relations = related(archive, path)
    workbook = _shared(archive, root, relations)
    sheets, texts = [], []
    read = {path}
    for number, element in enumerate(_all(root, "sheets", "sheet"), start=1):
        part = relations.get(_relation_id(element), ("", ""))[1]
        if not part and relations:  # a module of macros from before 1997 is listed as a sheet that has no part
            continue
        read.add(part)
        sheet, extra = _sheet(archive, part, number, element, workbook)
        sheets.append(sheet)
        texts.extend(extra)
    defined = _all(root, "definedNames", "definedName")
    names = tuple((unescaped(name.get("name", "")), unescaped(name.text or "")) for name in defined)
    texts.extend(FreeText("workbook!names", text) for pair in names for text in pair if text)
    unused = (text for number, text in enumerate(workbook.strings) if number not in workbook.used_strings)
    texts.extend(
        FreeText("workbook!strings", text if isinstance(text, str) else unmarked(joined(text, _NO_LOOK)))
        for text in unused
    )
    texts.extend(FreeText("workbook!formats", text) for text in format_texts(archive, relations))
    texts.extend(texts_of_other_parts(archive, read))
    texts.extend(property_texts(archive))
    texts.extend(custom_xml_texts(archive))
    texts.extend(embedded_texts(archive, "xl/embeddings/"))
    return Document(tuple(sheets), tuple(texts), tuple(_detections(archive)), names)


def _detections(archive: Archive) -> Iterator[Detection]:
    if has_macro(archive):
        yield Detection("file.macro")
    if has_external_link(archive):
        yield Detection("file.external_link")
    if has_picture(archive):
        yield Detection("privacy.free_text", "workbook!picture")


def _workbook_path(archive: Archive) -> str:
    for kind, target in related(archive, "").values():
        if kind == "officeDocument" and target in archive:
            if target.lower().endswith(".bin"):
                raise UnreadableError("file.unsupported")
            return target
    if "xl/workbook.xml" in archive:
        return archive.spelled("xl/workbook.xml")
    raise UnreadableError("file.unsupported")


def _shared(archive: Archive, root: etree._Element, relations: dict[str, tuple[str, str]]) -> _Workbook:
    parts = dict(relations.values())
    styles = parts.get("styles", "")
    strings = parts.get("sharedStrings", "")
    settings = next(iter(_all(root, "workbookPr")), None)
    calculation = next(iter(_all(root, "calcPr")), None)
    look = archive.xml(styles) if styles in archive else None
    return _Workbook(
        styles=read_styles(look) if look is not None else (),
        conditional=read_conditional_formats(look) if look is not None else (),
        strings=read_strings(archive.xml(strings)) if strings in archive else (),
        recalculated=calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true"),
        epoch=_EPOCH_1904 if settings is not None and settings.get("date1904") in ("1", "true") else _EPOCH_1900,
    )


def _all(root: etree._Element, *path: str) -> list[etree._Element]:
    return root.findall("/".join(named(root, name) for name in path))


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def _sheet(
    archive: Archive, part: str, number: int, element: etree._Element, workbook: _Workbook
) -> tuple[Sheet, list[FreeText]]:
    title = unescaped(element.get("name", ""))
    hidden = element.get("state", "visible") != "visible"
    if part not in archive:
        raise UnreadableError("file.corrupt")
    reader = _SheetReader(workbook)
    for block in _blocks(archive.read(part)):
        reader.take(block)
    put_under_conditions(reader.cells, reader.conditions)
    sheet = Sheet(
        title,
        number,
        hidden,
        reader.cells,
        merged=tuple(reader.merged),
        hidden_rows=tuple(reader.hidden_rows),
        hidden_columns=reader.hidden_columns,
    )
    texts = [FreeText(f"sheet{number}!{place}", text) for place, text in reader.texts]
    texts.extend(sheet_texts(archive, part, sheet))
    return sheet, texts


def _blocks(content: bytes) -> Iterator[etree._Element]:
    """The rows, and the blocks around them; a sheet of many megabytes (formats down to the last row) is streamed."""
    if len(content) > 4 * 1024 * 1024:
        yield from stream_xml(content, _BLOCKS)
        return
    root = parse_xml(content)
    for block in root:
        if block.tag == named(root, "sheetData"):
            yield from block
        else:
            yield block


class _SheetReader:
    """Takes the blocks of one sheet in their order."""

    def __init__(self, workbook: _Workbook) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[CellRange] = []
        self.hidden_rows: list[int] = []
        self.texts: list[tuple[str, str]] = []
        self.conditions: list[tuple[CellRange, str]] = []
        self._workbook = workbook
        self._hidden_ranges: list[tuple[int, int]] = []
        self._row = 0
        self._letters: dict[str, int] = {}
        self._tags: tuple[str, str, str] | None = None

    @property
    def hidden_columns(self) -> tuple[int, ...]:
        """The hidden columns that hold something."""
        if not self._hidden_ranges:
            return ()
        used = sorted({column for _, column in self.cells})
        return tuple(c for c in used if any(first <= c <= last for first, last in self._hidden_ranges))

    def take(self, block: etree._Element) -> None:
        """One block of the sheet."""
        kind = str(block.tag).rpartition("}")[2]
        if kind == "row":
            self._take_row(block)
        elif kind == "cols":
            hidden = (c for c in block if c.get("hidden") in ("1", "true"))
            self._hidden_ranges.extend((int(c.get("min", "0")), int(c.get("max", "0"))) for c in hidden)
        elif kind == "mergeCells":
            self.merged.extend(r for r in (cell_range(m.get("ref", "")) for m in block) if r is not None)
        elif kind in ("conditionalFormatting", "extLst"):
            self.conditions += conditions(block, self._workbook.conditional)
        elif kind == "headerFooter":
            for line in block:
                place = "header" if "Header" in str(line.tag) else "footer"
                self.texts.append((place, header_text(unescaped(line.text or ""))))
        if kind in _LISTED:
            self._take_compared(block, _LISTED[kind])
        if kind in ("dataValidations", "hyperlinks"):
            for entry in block:
                place = "links" if kind == "hyperlinks" else "validation"
                self.texts.extend((place, unescaped(text)) for key in _NOTES if (text := entry.get(key)))

    def _take_compared(self, block: etree._Element, place: str) -> None:
        """The texts that validations, conditional formats and filters keep beside the cells."""
        for element in block.iter(etree.Element):
            texts = [unescaped(text) for key in _COMPARED if (text := element.get(key))]
            for quoted in _QUOTED.findall(unescaped(element.text or "")):
                texts += quoted.split(",") if place == "validation" else [quoted]
            self.texts.extend((place, text) for text in texts if text.strip() and not text.strip().isdecimal())

    def _take_row(self, row: etree._Element) -> None:
        given = row.get("r")
        self._row = int(given) if given else self._row + 1
        if not 1 <= self._row <= MAX_ROW:
            raise UnreadableError("file.corrupt")
        if self._tags is None:
            self._tags = (named(row, "v"), named(row, "f"), named(row, "is"))
        before = len(self.cells)
        column = 0
        for element in row:
            place = element.get("r")
            column = self._column(place) if place else column + 1
            if len(element):
                cell = self._cell(element, *self._tags)
                if cell is not None:
                    self.cells[self._row, column] = cell
        added = len(self.cells) - before
        self._workbook.cells_left -= added
        if self._workbook.cells_left < 0:
            raise UnreadableError("file.too_large")
        if added and row.get("hidden") in ("1", "true"):
            self.hidden_rows.append(self._row)

    def _column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        column = self._letters.get(letters)
        if column is None:
            column = column_number(letters.upper()) if letters.isalpha() and letters.isascii() else 0
            if not 1 <= column <= MAX_COLUMN:
                raise UnreadableError("file.corrupt")
            self._letters[letters] = column
        return column

    def _cell(self, element: etree._Element, v: str, f: str, inline: str) -> Cell | None:
        written, formula = None, False
        item: etree._Element | None = None
        for child in element:
            tag = child.tag
            if tag == v:
                written = child.text
            elif tag == f:
                formula = True
                if child.text and '"' in child.text:  # a text inside a formula is submitted text too
                    self.texts.extend(("formula", text) for text in _QUOTED.findall(unescaped(child.text)))
            elif tag == inline:
                item = child
        style = self._style(element.get("s"))
        kind = element.get("t")
        value = self._value(kind, written, item, style)
        if value is None and not formula:
            return None
        # programs that cannot calculate write 0 where the result would stand, and ask for it to be calculated
        if formula and kind in (None, "n") and value == 0 and self._workbook.recalculated:
            value = None
        if isinstance(value, tuple):
            return text_cell(joined(value, style.look), style.number_format, formula=formula)
        if style.look.struck or style.look.raised:
            spans = marks_of_a_cell(struck=bool(style.look.struck), raised=bool(style.look.raised))
            return Cell(value, style.number_format, formula, kind == "e", *spans)
        return Cell(value, style.number_format, formula, kind == "e")

    def _style(self, number: str | None) -> Style:
        if number is None or not number.isdecimal():
            return _PLAIN
        styles = self._workbook.styles
        position = int(number)
        return styles[position] if 0 <= position < len(styles) else _PLAIN

    def _value(
        self, kind: str | None, written: str | None, item: etree._Element | None, style: Style
    ) -> CellValue | Runs:
        if item is not None:
            return _decoded(text_item(item), style)
        if written is None:
            return "" if kind == "str" else None
        if kind == "s":
            return self._shared_text(int(written), style)
        if kind in ("str", "e"):
            return decode(unescaped(written), style.look.font)
        if kind == "b":
            return written in ("1", "true")
        if kind == "d":
            return _moment(written)
        return self._number(written, style)

    def _shared_text(self, number: int, style: Style) -> str | Runs:
        if not 0 <= number < len(self._workbook.strings):
            raise UnreadableError("file.corrupt")
        self._workbook.used_strings.add(number)
        return _decoded(self._workbook.strings[number], style)

    def _number(self, written: str, style: Style) -> CellValue:
        try:
            number: int | float = int(written)
        except ValueError:
            try:
                number = float(written)
            except ValueError:
                return decode(written, style.look.font)  # no number, whatever the cell says of itself
        if style.date:
            try:
                return self._workbook.epoch + timedelta(days=number)
            except OverflowError:  # also of a NaN or an infinity
                return float(number)
        return number


_PLAIN = Style()
_NO_LOOK = Run("")


def _decoded(text: str | Runs, style: Style) -> str | Runs:
    return decode(text, style.look.font) if isinstance(text, str) else text


def _moment(written: str) -> CellValue:
    """A date, a time or a duration by ISO 8601, as strict workbooks have them; the text itself where it is none."""
    parts = _DURATION.fullmatch(written)
    if parts is not None:
        return timedelta(**{unit: float(number) for unit, number in parts.groupdict("0").items()})
    written = _LONG_FRACTION.sub(r"\1", written)
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        try:
            return time.fromisoformat(written).replace(tzinfo=None)
        except ValueError:
            return written
