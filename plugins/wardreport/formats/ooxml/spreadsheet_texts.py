"""The texts of an OOXML workbook that stand in no cell: comments, text boxes, charts, pivot caches, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from wardreport.domain.submission import FreeText
from wardreport.formats.archive import Archive
from wardreport.formats.grid import Sheet
from wardreport.formats.ooxml.package_parts import link_texts
from wardreport.formats.ooxml.package_relations import named, related
from wardreport.formats.ooxml.spreadsheet_strings import unescaped

# parts that hold what makes a cell look as it does, or what the reader takes by itself; every other part is screened
_NO_TEXTS = (
    "xl/theme/", "xl/styles", "xl/sharedstrings", "xl/calcchain", "xl/metadata",
    "xl/embeddings/", "xl/printersettings/", "xl/media/",
)  # fmt: skip
_READ_WITH_SHEETS = ("xl/comments", "xl/threadedcomments", "xl/drawings/drawing")
_TELLING = frozenset({"v", "name", "displayName", "caption", "descr", "title", "alt", "author", "userName", "string"})
_TAG = re.compile(r"<[^>]{0,2000}>")
_PLAIN_WORD = re.compile(
    r"[\w.:/#-]{0,40}", re.ASCII
)  # identifiers of the format; names of people have blanks or marks


def sheet_texts(archive: Archive, part: str, sheet: Sheet) -> Iterator[FreeText]:
    """Comments and threaded comments at their cells, and the texts of the shapes drawn over a sheet."""
    for kind, target in related(archive, part).values():
        if target not in archive:
            continue
        if kind in ("comments", "threadedComment"):
            yield from _comments(archive.xml(target), sheet)
        elif kind == "drawing":
            yield from _shapes(archive.xml(target), sheet)


def _comments(root: etree._Element, sheet: Sheet) -> Iterator[FreeText]:
    for element in root.iter():
        kind = str(element.tag).rpartition("}")[2]
        if kind == "author":
            yield FreeText(f"sheet{sheet.number}!comments", unescaped(element.text or ""))
        elif kind in ("comment", "threadedComment"):
            runs = (unescaped(str(text)) for text in element.itertext())
            yield FreeText(f"sheet{sheet.number}!{_cell_name(element.get('ref', ''))}", "".join(runs))


def _cell_name(written: str) -> str:
    return written if re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", written) else "comments"


def _shapes(root: etree._Element, sheet: Sheet) -> Iterator[FreeText]:
    for anchor in root:
        start = anchor.find(named(root, "from"))
        row, column = 0, 0
        if start is not None:
            row = _position(start.findtext(named(root, "row")))
            column = _position(start.findtext(named(root, "col")))
        paragraphs = []
        for element in anchor.iter():
            kind = str(element.tag).rpartition("}")[2]
            if kind == "p":
                paragraphs.append("".join(str(text) for text in element.itertext()))
            elif kind == "cNvPr":
                for key in ("descr", "title"):
                    if element.get(key):
                        yield FreeText(f"sheet{sheet.number}!textbox", element.get(key, ""))
        if any(paragraphs):
            yield FreeText(f"sheet{sheet.number}!textbox", "\n".join(paragraphs), row=row, column=column)


def _position(written: str | None) -> int:
    return int(written) + 1 if written is not None and written.isascii() and written.isdigit() else 0


def texts_of_other_parts(archive: Archive, already_read: Collection[str]) -> Iterator[FreeText]:
    """What stands in the parts that no reader takes: caches of pivots and links, charts, old drawings, addresses."""
    yield from link_texts(archive)
    for name in archive.under("xl/"):
        lower = name.lower()
        if name in already_read or lower.startswith(_NO_TEXTS):
            continue
        if lower.endswith(".vml"):  # old drawings, which need not be well-formed
            text = _TAG.sub("\n", archive.read(name).decode("utf-8", errors="replace"))
            yield from _lines(text.splitlines())
        elif lower.endswith(".xml") and not lower.startswith(_READ_WITH_SHEETS):
            yield from _lines(_strings(archive.xml(name)))


def _strings(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        yield unescaped(element.text or "")
        for key, value in element.items():
            if str(key).rpartition("}")[2] in _TELLING:
                yield unescaped(str(value))


def _lines(texts: Collection[str] | Iterator[str]) -> Iterator[FreeText]:
    """Each text once; bare words of the format (identifiers, numbers of positions) are nobody's data."""
    for text in dict.fromkeys(texts):
        if text.strip() and not (_PLAIN_WORD.fullmatch(text) and not any(c.isdigit() for c in text)):
            yield FreeText("workbook!other", text)
