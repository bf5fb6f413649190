"""Reads a report's visible text out of a ``.docx``: what was inserted counts, what was deleted does not.

A text box stands behind its paragraph; page numbers, which the program computes, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.submission import MAX_FILE_BYTES
from wardreport.formats.archive import Archive
from wardreport.formats.grid import MAX_CELLS, Cell, Sheet, UnreadableError
from wardreport.formats.ooxml.package_relations import related
from wardreport.formats.ooxml.word_styles import W, WordStyles
from wardreport.formats.ooxml.word_tables import word_xml
from wardreport.formats.ooxml.word_text import TC, TR, P, WordText, blocks, inner
from wardreport.review.edited_report.passages import Area, ReportPassage, WordReport
from wardreport.writing.document_properties import RELEASE_PROPERTY

_CUSTOM = "docProps/custom.xml"
_TITLE = "báo cáo"
_COMPUTED = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)
_FIELD, _INSTRUCTION, _SIMPLE, _KIND = f"{W}fldChar", f"{W}instrText", f"{W}fldSimple", f"{W}fldCharType"
_SHOWN = (f"{W}t", f"{W}sym")
_NOTES = {"footnotes.xml": Area.FOOTNOTE, "endnotes.xml": Area.FOOTNOTE}
_RAISED = frozenset({"superscript", "subscript"})
_MARK = re.compile(r"[\s(\[]*[\w*†‡]{1,2}[\s)\]]*")


def read_report(document: Path) -> WordReport:
    """The document's passages and tables; raises ``ConfigurationError`` with one line where it cannot be read."""
    archive = _opened(document)
    try:
        return _Reader(archive).report()
    except UnreadableError as error:
        raise _refused(document, error.rule) from None
    except Exception:  # whatever a broken file makes the libraries raise
        raise _refused(document, "file.corrupt") from None


def release_named_in(document: Path) -> str | None:
    """Which release the document says that it is; None where it says none. Raises like ``read_report``."""
    archive = _opened(document)
    try:
        properties = archive.xml(_CUSTOM) if _CUSTOM in archive else ()
    except UnreadableError as error:
        raise _refused(document, error.rule) from None
    named = ("".join(map(str, p.itertext())).strip() for p in properties if p.get("name") == RELEASE_PROPERTY)
    return next((name for name in named if name), None)


def _opened(document: Path) -> Archive:
    try:
        if document.stat().st_size > MAX_FILE_BYTES:
            raise _refused(document, "file.too_large")
        archive = Archive(document.read_bytes())
    except UnreadableError as error:
        raise _refused(document, error.rule) from None
    except OSError as error:
        raise ConfigurationError(f"{document.name}: cannot be read: {type(error).__name__}") from None
    if not any(archive.under("word/")):
        raise _refused(document, "file.unsupported")
    return archive


def _refused(document: Path, rule: str) -> ConfigurationError:
    return ConfigurationError(f"{document.name}: not a Word document (.docx) that can be read: {rule}")


class _Reader:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._text = WordText(WordStyles(self._xml("word/styles.xml") if "word/styles.xml" in archive else None))
        self._area = Area.HEAD
        self._paragraphs = 0
        self._passages: list[ReportPassage] = []
        self._tables: list[dict[tuple[int, int], Cell]] = []

    def report(self) -> WordReport:
        parts = (target for kind, target in related(self._archive, "").values() if kind == "officeDocument")
        body = self._xml(next(parts, "word/document.xml")).find(f"{W}body")
        if body is None:
            raise UnreadableError("file.corrupt")
        self._read(body)
        if self._area is Area.HEAD:  # no title: what stands in a table or far below is no head
            self._passages = [p.of(Area.BODY) if p.running else p for p in self._passages]
        self._passages += dict.fromkeys(self._other_parts())
        sheets = tuple(Sheet(f"Bang{n}", n, False, cells) for n, cells in enumerate(self._tables, start=1))
        return WordReport(tuple(self._passages), sheets)

    def _read(self, body: etree._Element) -> None:
        """All blocks; a table right below another as wide goes on with it."""
        width = 0
        for block in blocks(body):
            if block.tag != P:
                width = self._table(block, width)
            elif text := self._paragraph(block):
                width = 0
                self._paragraphs += 1
                if _is_title(text):
                    self._area = Area.BODY
                self._add(ReportPassage(self._area, (text,), self._paragraphs))
            self._boxes()

    def _paragraph(self, paragraph: etree._Element) -> str:
        return self._text.paragraph(paragraph)

    def _table(self, table: etree._Element, width_above: int) -> int:
        rows = [row for row in inner(table, TR) if row.find(f"{W}trPr/{W}del") is None]
        width = max((sum(_span(cell) for cell in inner(row, TC)) for row in rows), default=0)
        if width != width_above:
            self._tables.append({})
        cells = self._tables[-1]
        first = max((row for row, _ in cells), default=0) + 1
        area = Area.HEAD if self._area is Area.HEAD else Area.TABLE
        for number, row in enumerate(rows, start=first):
            column, texts = 1, []
            for cell in inner(row, TC):
                texts.append(self._text.block(cell))
                cells[number, column] = Cell(texts[-1] or None)
                column += _span(cell)
            self._add(ReportPassage(area, tuple(texts), number, len(self._tables)))
        return width

    def _boxes(self) -> None:
        for box in self._text.aside.boxes:
            self._add(ReportPassage(Area.TEXTBOX, (box,), 0))
        self._text.aside.boxes.clear()

    def _add(self, passage: ReportPassage) -> None:
        if any(passage.cells):
            self._passages.append(passage)
        if len(self._passages) > MAX_CELLS:
            raise UnreadableError("file.too_large")

    def _other_parts(self) -> Iterator[ReportPassage]:
        for name in sorted(self._archive.under("word/")):
            part = name[len("word/") :].lower()
            area = Area.HEADER if part.startswith("header") else Area.FOOTER if part.startswith("footer") else None
            if area and part.endswith(".xml"):
                yield from self._lines(self._xml(name), area)
            elif part in _NOTES:
                notes = (note for note in self._xml(name) if note.get(f"{W}type") is None)
                yield from (line for note in notes for line in self._lines(note, _NOTES[part]))

    def _lines(self, container: etree._Element, area: Area) -> Iterator[ReportPassage]:
        """The lines of a part; of equal ones (as of a header in every section) the reader keeps one."""
        text = self._text.block(container)
        yield from (ReportPassage(area, (line,), 0) for line in text.split("\n") if line.strip())
        yield from (ReportPassage(Area.TEXTBOX, (box,), 0) for box in self._text.aside.boxes)
        self._text.aside.boxes.clear()

    def _xml(self, name: str) -> etree._Element:
        root = word_xml(self._archive, name)
        _without_page_numbers(root)
        _without_raised_marks(root)
        return root


def _is_title(text: str) -> bool:
    return " ".join(text.casefold().split()) == _TITLE


def _span(cell: etree._Element) -> int:
    element = cell.find(f"{W}tcPr/{W}gridSpan")
    written = element.get(f"{W}val", "") if element is not None else ""
    return max(1, int(written)) if written.isdecimal() and len(written) < 4 else 1


def _without_page_numbers(root: etree._Element) -> None:
    """Empties what programs write for the fields of page numbers."""
    for field in root.iter(_SIMPLE):
        if _COMPUTED.match(field.get(f"{W}instr", "")):
            _emptied(field.iter(*_SHOWN))
    opened: list[str] = []  # the instructions of the fields that are open, the inner last
    for element in root.iter(_FIELD, _INSTRUCTION, *_SHOWN):
        if element.tag == _INSTRUCTION and opened:
            opened[-1] += element.text or ""
        elif element.tag == _FIELD and element.get(_KIND) == "begin":
            opened.append("")
        elif element.tag == _FIELD and element.get(_KIND) == "end" and opened:
            opened.pop()
        elif element.tag in _SHOWN and any(_COMPUTED.match(instruction) for instruction in opened):
            _emptied((element,))


def _without_raised_marks(root: etree._Element) -> None:
    """Empties raised and lowered marks, as of a footnote: ``108¹`` is 108; a longer text that is raised stays."""
    for run in root.iter(f"{W}r"):
        align = run.find(f"{W}rPr/{W}vertAlign")
        if align is not None and align.get(f"{W}val") in _RAISED:
            shown = tuple(run.iter(*_SHOWN))
            if _MARK.fullmatch("".join(element.text or "" for element in shown)):
                _emptied(shown)


def _emptied(elements: Iterator[etree._Element] | tuple[etree._Element, ...]) -> None:
    for element in elements:
        element.text = ""
        element.set(f"{W}char", "")
