"""The texts of an OOXML workbook that stand in no cell: comments, text boxes, charts, pivot caches, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from wardreport.domain.submission import FreeText
from wardreport.formats.archive import Archive
from wardreport.formats.authors import by_author, note_texts
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
_AUTHORS = frozenset({"author", "userName"})
_PERSONS = ("xl/persons/", "xl/revisions/usernames")  # of threaded comments, of a shared workbook
_TAG = re.compile(r"<[^>]{0,2000}>")
_PLAIN_WORD = re.compile(
    r"[\w.:/#-]{0,40}", re.ASCII
)  # identifiers of the format; names of people have blanks or marks


def sheet_texts(archive: Archive, part: str, sheet: Sheet) -> Iterator[FreeText]:
    """Comments and threaded comments at their cells, and the texts of the shapes drawn over a sheet."""
    persons = _persons(archive)
    for kind, target in related(archive, part).values():
        if target not in archive:
            continue
        if kind in ("comments", "threadedComment"):
            yield from _comments(archive.xml(target), sheet, persons)
        elif kind == "drawing":
            yield from _shapes(archive.xml(target), sheet)


def _persons(archive: Archive) -> list[str]:
    """Who took part in threaded comments: programs repeat these names where somebody is mentioned."""
    parts = (archive.xml(name) for name in archive.under("xl/persons/") if name.lower().endswith(".xml"))
    return [unescaped(element.get("displayName", "")) for root in parts for element in root.iter(etree.Element)]


def _comments(root: etree._Element, sheet: Sheet, persons: list[str]) -> Iterator[FreeText]:
    elements = [(str(element.tag).rpartition("}")[2], element) for element in root.iter(etree.Element)]
    authors = [unescaped(element.text or "") for kind, element in elements if kind == "author"]
    for author in authors:
        yield from by_author(f"sheet{sheet.number}!comments", author)
    for kind, element in elements:
        if kind in ("comment", "threadedComment"):
            text = "".join(unescaped(str(run)) for run in element.itertext())
            place = FreeText(f"sheet{sheet.number}!{_cell_name(element.get('ref', ''))}", "")
            yield from note_texts(place, text, [*authors, *persons])


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
            root = archive.xml(name)
            for author in dict.fromkeys(_authors(root, are_persons=lower.startswith(_PERSONS))):
                yield from by_author("workbook!other", author)
            if not lower.startswith(_PERSONS):
                yield from _lines(_strings(root))


def _authors(root: etree._Element, *, are_persons: bool) -> Iterator[str]:
    """Who changed or commented; in a list of persons every name."""
    keys = _AUTHORS | {"displayName", "name"} if are_persons else _AUTHORS
    for element in root.iter(etree.Element):
        yield from (unescaped(str(v)) for k, v in element.items() if str(k).rpartition("}")[2] in keys)


def _strings(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        yield unescaped(element.text or "")
        for key, value in element.items():
            if str(key).rpartition("}")[2] in _TELLING - _AUTHORS:
                yield unescaped(str(value))


def _lines(texts: Collection[str] | Iterator[str]) -> Iterator[FreeText]:
    """Each text once; bare words of the format (identifiers, numbers of positions) are nobody's data."""
    for text in dict.fromkeys(texts):
        if text.strip() and not (_PLAIN_WORD.fullmatch(text) and not any(c.isdigit() for c in text)):
            yield FreeText("workbook!other", text)
