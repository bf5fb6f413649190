"""The text of Word paragraphs, and what hangs on them: deleted text, comments, text boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import PLAIN, Look, looking, unmarked
from wardreport.formats.ooxml.word_styles import W, WordStyles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOC_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
P, TBL, TR, TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_RUN, _TEXT, _DELETED_TEXT, _SYMBOL = f"{W}r", f"{W}t", f"{W}delText", f"{W}sym"
_TEXT_BOX, _COMMENT = f"{W}txbxContent", f"{W}commentReference"
_CHOICE, _FALLBACK, _ALTERNATIVES = f"{_MC}Choice", f"{_MC}Fallback", f"{_MC}AlternateContent"
_FIXED = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
_SOFT_HYPHEN = f"{W}softHyphen"  # in a TCVN3 font the letter ư
_DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
_INSERTED = frozenset({f"{W}ins", f"{W}moveTo"})
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_NO_TEXT = frozenset({f"{W}pPr", f"{W}rPr", f"{W}sdtPr"})
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_AUTHOR = f"{W}author"


@dataclass(slots=True)
class Aside:
    """What reading text came across that is not the text's own."""

    deleted: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)  # what they are said to show
    authors: dict[str, None] = field(default_factory=dict)  # of tracked changes
    comments: list[str] = field(default_factory=list)  # their ids


class WordText:
    """Reads text by the document's styles; what is not text goes to ``aside``."""

    def __init__(self, styles: WordStyles) -> None:
        self._styles = styles
        self.aside = Aside()

    def paragraph(self, paragraph: etree._Element) -> str:
        """The text of the paragraph, hidden text too, deleted text not."""
        return unmarked(self.marked_paragraph(paragraph))

    def marked_paragraph(self, paragraph: etree._Element) -> str:
        """The same with marks around what is struck out, hidden, raised or lowered."""
        pieces: list[str] = []
        self._inline(paragraph, self._styles.of_paragraph(paragraph), pieces)
        return "".join(pieces).strip()

    def block(self, container: etree._Element) -> str:
        """All paragraphs of a header, a comment or a text box, those of its tables too."""
        texts = (self.paragraph(element) for element in self._paragraphs(container))
        return "\n".join(text for text in texts if text)

    def deleted(self, element: etree._Element) -> None:
        """Keeps what was deleted or moved away, and by whom, apart."""
        pieces: list[str] = []
        for run in element.iter(_RUN):
            font = self._styles.of_run(run, PLAIN).font
            pieces += [decode(t.text or "", font) for t in run.iter(_TEXT, _DELETED_TEXT)]
        text = "".join(pieces).strip()
        if text:
            self.aside.deleted.append(text)
        self._author(element)

    def _paragraphs(self, container: etree._Element) -> Iterator[etree._Element]:
        for element in blocks(container):
            if element.tag == P:
                yield element
            else:
                for row in inner(element, TR):
                    for cell in inner(row, TC):
                        yield from self._paragraphs(cell)

    def _inline(self, element: etree._Element, look: Look, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._inline(child, self._styles.of_run(child, look), pieces)
            elif tag in (_TEXT, _MATH):
                pieces.append(looking(decode(child.text or "", look.font), look))
            elif tag in _FIXED:
                pieces.append(_FIXED[tag])
            elif tag == _SOFT_HYPHEN:
                pieces.append(decode("\u00ad", look.font).strip("\u00ad"))
            elif tag == _SYMBOL:
                pieces.append(looking(_symbol(child), look))
            elif tag == _COMMENT:
                self.aside.comments.append(child.get(f"{W}id", ""))
            elif tag in _DELETED:
                self.deleted(child)
            elif tag in _DRAWINGS:
                self._drawing(child)
            elif tag == _ALTERNATIVES:
                self._inline(_alternative(child), look, pieces)
            elif tag not in _NO_TEXT:
                if tag in _INSERTED:
                    self._author(child)
                self._inline(child, look, pieces)

    def _drawing(self, drawing: etree._Element) -> None:
        for properties in drawing.iter(_DOC_PROPERTIES):
            described = properties.get("descr", "").strip()
            if described:
                self.aside.pictures.append(described)
        for box in drawing.iter(_TEXT_BOX):
            # a box in a box is read with the outer one; the fallback says the same again for old programs
            if not _within(box, drawing):
                text = self.block(box)
                if text:
                    self.aside.boxes.append(text)

    def _author(self, change: etree._Element) -> None:
        if change.get(_AUTHOR):
            self.aside.authors[change.get(_AUTHOR, "")] = None


def blocks(container: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of a body, a cell or a text box, in order; out of content controls too."""
    return _unwrapped(container, (P, TBL))


def inner(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row; out of content controls too."""
    return _unwrapped(container, (tag,))


def _unwrapped(container: etree._Element, wanted: Iterable[str]) -> Iterator[etree._Element]:
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in wanted:
            yield element
        elif element.tag in _WRAPPERS:
            stack.append(iter(element))
        elif element.tag == _ALTERNATIVES:
            stack.append(iter(_alternative(element)))


def _alternative(alternatives: etree._Element) -> etree._Element:
    choice = alternatives.find(_CHOICE)
    return choice if choice is not None else alternatives


def _within(box: etree._Element, drawing: etree._Element) -> bool:
    for ancestor in box.iterancestors():
        if ancestor is drawing:
            return False
        if ancestor.tag in (_TEXT_BOX, _FALLBACK):
            return True
    return False


def _symbol(symbol: etree._Element) -> str:
    try:
        return decode(chr(int(symbol.get(f"{W}char", ""), 16)), symbol.get(f"{W}font"))
    except (ValueError, OverflowError):
        return ""
