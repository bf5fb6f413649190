"""Reads the tables of Word documents (``.docx``, ``.docm``): each is a sheet, the text around it its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from wardreport.domain.finding import Detection
from wardreport.domain.submission import FreeText, TextArea
from wardreport.formats.archive import Archive, parse_xml
from wardreport.formats.authors import by_author, note_texts
from wardreport.formats.embedded_objects import xml_texts
from wardreport.formats.grid import Cell, CellRange, Document, Sheet, UnreadableError
from wardreport.formats.marked_text import PLAIN, Look, text_cell, unmarked, with_boxes
from wardreport.formats.ooxml.package_parts import (
    custom_xml_texts,
    embedded_texts,
    has_external_link,
    has_macro,
    has_picture,
    link_texts,
    property_texts,
)
from wardreport.formats.ooxml.package_relations import related
from wardreport.formats.ooxml.word_controls import settle_controls, unseen_texts
from wardreport.formats.ooxml.word_styles import W, WordStyles
from wardreport.formats.ooxml.word_text import TBL, TC, TR, P, WordText, blocks, inner
from wardreport.formats.text_flow import TextFlow

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAX_TABLES = 200
_MAX_COLUMNS = 1_000
_VALUE = f"{W}val"


def read_word_tables(archive: Archive) -> Document:
    """The tables of a document, with all text outside them.

    Raises ``UnreadableError``: corrupt, too_large.
    """
    styles = WordStyles(word_xml(archive, "word/styles.xml") if "word/styles.xml" in archive else None)
    return _Reader(archive, WordText(styles)).document()


@dataclass(slots=True)
class _Table:
    """A table while its rows are read. Its lines are found by where its own cells stand among all lines."""

    number: int
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    row: int = 0
    first_row: tuple[str, ...] = ()
    first_line: int = 0
    end_line: int = 0
    look: Look = PLAIN


@dataclass(slots=True)
class _Spanning:
    """A cell that goes on in the rows below."""

    row: int
    last_row: int
    last_column: int


class _Reader:
    def __init__(self, archive: Archive, text: WordText) -> None:
        self._archive = archive
        self._text = text
        self._tables: list[_Table] = []
        self._flow = TextFlow()
        self._texts: list[FreeText] = []
        self._box_lines: list[tuple[int, str]] = []
        self._commented: dict[str, FreeText] = {}

    def document(self) -> Document:
        body = word_xml(self._archive, _main_part(self._archive)).find(f"{W}body")
        if body is None:
            raise UnreadableError("file.corrupt")
        self._texts += [FreeText(place, text) for place, text in unseen_texts(body)]
        self._texts += [FreeText("workbook!validation", text) for text in settle_controls(body)]
        self._read(body)
        self._texts += [*self._boxes(), *self._asides(), *self._parts()]
        if not self._tables:  # then no sheet's lines give them
            self._texts += [FreeText("workbook!text", n.text, row=n.row) for n in self._flow.lines()]
        sheets = tuple(self._sheet(table) for table in self._tables)
        return Document(sheets, tuple(self._texts), tuple(self._detections()))

    def _sheet(self, table: _Table) -> Sheet:
        rows = {row for row, _ in table.cells}
        return Sheet(
            title=f"Bang{table.number}",
            number=table.number,
            hidden=False,
            cells=table.cells,
            merged=tuple(table.merged),
            hidden_rows=tuple(row for row in table.hidden_rows if row in rows),
            lines_above=self._flow.lines(end=table.first_line, but=table.number),
            lines_below=self._flow.lines(start=table.end_line, but=table.number),
        )

    # --- paragraphs and tables

    def _read(self, container: etree._Element) -> None:
        """All blocks of the body; a table that goes on in a table as wide, with nothing between, is one."""
        previous: _Table | None = None
        width = 0
        for element in blocks(container):
            if element.tag == TBL:
                columns = _width(element)
                goes_on = previous is not None and columns == width
                previous, width = self._table(element, previous if goes_on else None), columns
            elif self._flow.add(self._paragraph(element)):
                previous = None

    def _paragraph(self, element: etree._Element) -> str:
        text = self._text.paragraph(element)
        self._take_boxes()
        return text

    def _table(self, element: etree._Element, continued: _Table | None) -> _Table:
        table = continued or _Table(len(self._tables) + 1, first_line=len(self._flow))
        if continued is None:
            self._tables.append(table)
            if len(self._tables) > _MAX_TABLES:
                raise UnreadableError("file.too_large")
        table.look = self._text.of_table(element)
        is_first = True
        spanning: dict[int, _Spanning] = {}
        for row in inner(element, TR):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._text.deleted(row)
                continue
            self._row(table, row, spanning, repeats_heading=continued is not None and is_first)
            is_first = False
        table.merged += [r for column in list(spanning) for r in _ended(spanning, column)]
        table.end_line = len(self._flow)
        return table

    def _row(self, table: _Table, row: etree._Element, spanning: dict[int, _Spanning], repeats_heading: bool) -> None:
        table.row += 1
        column = 1 + _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        texts: list[tuple[int, str]] = []
        start = len(self._flow)
        for cell in inner(row, TC):
            properties = cell.find(f"{W}tcPr")
            span = max(1, _number(None if properties is None else properties.find(f"{W}gridSpan"), 1))
            if column + span > _MAX_COLUMNS:
                raise UnreadableError("file.too_large")
            content = self._cell_content(table, cell, column)
            text = unmarked(content)
            if self._merge(table, properties, column, span, spanning):
                texts.append((column, content))
            elif text:  # in a cell that the one above covers
                self._texts.append(self._place(table, column, text))
            column += span
        shown = tuple(text for _, text in texts)
        if repeats_heading and any(shown) and shown == table.first_row:
            self._flow.forget(start)
            table.row -= 1
            return
        if table.row == 1:
            table.first_row = shown
        table.cells.update({(table.row, column): text_cell(text) for column, text in texts if text})
        if row.find(f"{W}trPr/{W}hidden") is not None:
            table.hidden_rows.append(table.row)

    def _merge(
        self, table: _Table, properties: etree._Element | None, column: int, span: int, spanning: dict[int, _Spanning]
    ) -> bool:
        """Whether a cell is one of its own, and not the continuation of the cell above or before it."""
        down = properties.find(f"{W}vMerge") if properties is not None else None
        across = properties.find(f"{W}hMerge") if properties is not None else None
        above = spanning.get(column)
        if down is not None and down.get(_VALUE, "continue") == "continue" and above is not None:
            above.last_row = table.row
            return False
        if across is not None and across.get(_VALUE, "continue") == "continue":
            return False
        table.merged += _ended(spanning, column)
        if down is not None:
            spanning[column] = _Spanning(table.row, table.row, column + span - 1)
        elif span > 1:
            table.merged.append(CellRange(table.row, column, table.row, column + span - 1))
        return True

    def _cell_content(self, table: _Table, cell: etree._Element, column: int) -> str:
        """The text of a cell with its marks."""
        before = len(self._text.aside.comments)
        self._text.begin()
        paragraphs: list[str] = []
        boxes: list[str] = []
        told = 0  # of them, in the flow already: what stands over a table inside the cell stands over it
        for element in blocks(cell):
            if element.tag == P:
                paragraphs.append(self._text.marked_paragraph(element, table.look))
                boxes += self._take_boxes()
            else:
                self._flow.add(_lines_of(paragraphs[told:]), table.number, table.row, column)
                told = len(paragraphs)
                self._table(element, None)
        self._flow.add(_lines_of(paragraphs[told:]), table.number, table.row, column)
        text = with_boxes("\n".join(paragraphs).strip(), boxes)
        for comment in self._text.aside.comments[before:]:
            self._commented.setdefault(comment, self._place(table, column, ""))
        return text

    def _place(self, table: _Table, column: int, text: str) -> FreeText:
        address = Sheet("", table.number, False, {}).masked_address(table.row, column)
        return FreeText(address, text, row=table.row, column=column)

    # --- what stands outside

    def _take_boxes(self) -> list[str]:
        boxes, self._text.aside.boxes = self._text.aside.boxes, []
        self._box_lines += [(len(self._flow), box) for box in boxes]
        return boxes

    def _boxes(self) -> Iterator[FreeText]:
        end = max((table.end_line for table in self._tables), default=None)
        for line, text in self._box_lines:
            if end is not None and line >= end:
                yield FreeText("workbook!textbox", text, TextArea.BELOW, row=line - end + 1, column=1)
            else:
                yield FreeText("workbook!textbox", text)

    def _asides(self) -> Iterator[FreeText]:
        aside = self._text.aside
        yield from (FreeText("workbook!deleted_text", text) for text in aside.deleted)
        yield from (FreeText("workbook!picture", text) for text in aside.pictures)
        yield from (FreeText("workbook!formula", text) for text in aside.unseen)
        for author in aside.authors:
            yield from by_author("workbook!properties", author)
        aside.deleted, aside.pictures, aside.unseen, aside.authors = [], [], [], {}

    def _parts(self) -> Iterator[FreeText]:
        """Everything of the package but its main part."""
        archive = self._archive
        for name in archive.under("word/"):
            part = name[len("word/") :].lower()
            if not part.endswith(".xml"):
                continue
            if part.startswith(("header", "footer")):
                yield from self._blocks([word_xml(archive, name)], f"workbook!{part[:6]}")
            elif part in ("footnotes.xml", "endnotes.xml"):
                notes = [note for note in word_xml(archive, name) if note.get(f"{W}type") is None]
                yield from self._blocks(notes, "workbook!footnote")
            elif part == "comments.xml":
                yield from self._comments(word_xml(archive, name))
            elif part == "settings.xml":
                values = [v.get(_VALUE, "").strip() for v in word_xml(archive, name).iter(f"{W}docVar")]
                yield from (FreeText("workbook!properties", value) for value in values if value)
            elif part.startswith(("diagrams/data", "charts/chart", "glossary/document")):
                yield from (FreeText("workbook!embedded", text) for text in xml_texts(archive.xml(name)))
        yield from self._asides()
        yield from (FreeText("workbook!textbox", text) for text in self._text.aside.boxes)
        yield from (*property_texts(archive), *custom_xml_texts(archive), *link_texts(archive))
        yield from embedded_texts(archive, "word/embeddings/")

    def _blocks(self, containers: list[etree._Element], place: str) -> Iterator[FreeText]:
        for container in containers:
            text = self._text.block(container)
            if text:
                yield FreeText(place, text)

    def _comments(self, root: etree._Element) -> Iterator[FreeText]:
        comments = list(root.iter(f"{W}comment"))
        authors = [comment.get(f"{W}author", "") for comment in comments]
        for comment in comments:
            place = self._commented.get(comment.get(f"{W}id", ""), FreeText("workbook!comment", ""))
            yield from by_author(place.masked_cell, comment.get(f"{W}author", ""), place.row, place.column)
            yield from note_texts(place, self._text.block(comment), authors)

    def _detections(self) -> Iterator[Detection]:
        if has_macro(self._archive):
            yield Detection("file.macro")
        if has_external_link(self._archive):
            yield Detection("file.external_link")
        if has_picture(self._archive):
            yield Detection("privacy.free_text", "workbook!picture")


def _main_part(archive: Archive) -> str:
    parts = (target for kind, target in related(archive, "").values() if kind == "officeDocument")
    return next((part for part in parts if part in archive), "word/document.xml")


def word_xml(archive: Archive, name: str) -> etree._Element:
    """A part of a Word document, whichever of the two namespaces of ISO/IEC 29500 it is written in."""
    return parse_xml(archive.read(name).replace(_STRICT, _TRANSITIONAL))


def _width(table: etree._Element) -> int:
    row = next(inner(table, TR), None)
    if row is None:
        return 0
    before = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    return before + sum(max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)) for cell in inner(row, TC))


def _number(element: etree._Element | None, default: int) -> int:
    written = element.get(_VALUE, "") if element is not None else ""
    return int(written) if written.isdecimal() and len(written) < 5 else default


def _lines_of(paragraphs: list[str]) -> str:
    return unmarked("\n".join(paragraphs).strip())


def _ended(spanning: dict[int, _Spanning], column: int) -> list[CellRange]:
    ended = spanning.pop(column, None)
    if ended is None or (ended.row == ended.last_row and ended.last_column == column):
        return []
    return [CellRange(ended.row, column, ended.last_row, ended.last_column)]
