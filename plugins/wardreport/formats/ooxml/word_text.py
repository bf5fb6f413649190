"""The text of Word paragraphs, and what hangs on them: deleted text, comments, text boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from wardreport.formats.legacy_fonts import decode
from wardreport.formats.marked_text import PLAIN, Look, looking, marked, unmarked
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
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EQUATION, _MATH_TEXT, _NUMERATOR = f"{_M}oMath", f"{_M}t", f"{_M}num"
_SMALL_MATH = frozenset(f"{_M}{name}" for name in ("sup", "sub", "deg", "lim"))
_FIELD, _FIELD_KIND, _RUBY_TEXT = f"{W}fldChar", f"{W}fldCharType", f"{W}rt"
_TURNED, _RIGHT_TO_LEFT, _END_OF_IT = f"{W}bdo", "\u202e", "\u202c"
_SHOWN = frozenset({_TEXT, _SOFT_HYPHEN, _SYMBOL, *_FIXED})
_AUTHOR = f"{W}author"


@dataclass(slots=True)
class Aside:
    """What reading text came across that is not the text's own."""

    deleted: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)  # what they are said to show
    authors: dict[str, None] = field(default_factory=dict)  # of tracked changes
    comments: list[str] = field(default_factory=list)  # their ids
    unseen: list[str] = field(default_factory=list)  # texts in the codes of fields, readings above characters


class WordText:
    """Reads text by the document's styles; what is not text goes to ``aside``."""

    def __init__(self, styles: WordStyles) -> None:
        self._styles = styles
        self._open_fields: list[bool] = []  # of those around the text: whether it stands in the field's code
        self.aside = Aside()

    def paragraph(self, paragraph: etree._Element) -> str:
        """The text of the paragraph, hidden text too, deleted text not."""
        self.begin()
        return unmarked(self.marked_paragraph(paragraph))

    def begin(self) -> None:
        """Forgets a field that was not ended: a cell or a paragraph outside of tables begins."""
        self._open_fields.clear()

    def marked_paragraph(self, paragraph: etree._Element, of_table: Look = PLAIN) -> str:
        """The same with marks around what is struck out, hidden, raised or lowered; its table may look so too."""
        pieces: list[str] = []
        look = self._styles.of_paragraph(paragraph)
        self._inline(paragraph, look if of_table is PLAIN else look.over(of_table), pieces)
        return "".join(pieces).strip()

    def of_table(self, table: etree._Element) -> Look:
        """How the text of a table looks by the table's style."""
        return self._styles.of_table(table)

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
            elif tag == _FIELD:
                self._field(child)
            elif tag == _RUBY_TEXT or (tag in _SHOWN and any(self._open_fields)):
                self.aside.unseen += [t.text for t in child.iter(_TEXT) if t.text]
            elif tag in _SHOWN:
                pieces.append(_shown(child, look))
            elif tag == _EQUATION:
                _equation(child, pieces)
            elif tag == _COMMENT:
                self.aside.comments.append(child.get(f"{W}id", ""))
            elif tag in _DELETED:
                self.deleted(child)
            elif tag in _DRAWINGS:
                self._drawing(child)
            elif tag == _ALTERNATIVES:
                self._inline(_alternative(child), look, pieces)
            elif tag not in _NO_TEXT:
                self._other(child, look, pieces)

    def _other(self, element: etree._Element, look: Look, pieces: list[str]) -> None:
        if element.tag in _INSERTED:
            self._author(element)
        turned = element.tag == _TURNED and element.get(f"{W}val") == "rtl"  # digits too, by Unicode's signs for it
        pieces.append(_RIGHT_TO_LEFT if turned else "")
        self._inline(element, look, pieces)
        pieces.append(_END_OF_IT if turned else "")

    def _field(self, character: etree._Element) -> None:
        """A field has a code, with fields of its own in it, and behind its separator what is seen."""
        kind = character.get(_FIELD_KIND)
        if kind == "begin":
            self._open_fields.append(True)
        elif self._open_fields and kind == "separate":
            self._open_fields[-1] = False
        elif self._open_fields and kind == "end":
            self._open_fields.pop()

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


def _shown(element: etree._Element, look: Look) -> str:
    if element.tag == _SOFT_HYPHEN:
        return decode("\u00ad", look.font).strip("\u00ad")
    if element.tag in _FIXED:
        return _FIXED[str(element.tag)]
    if element.tag == _SYMBOL:
        return looking(_symbol(element), look)
    return looking(decode(element.text or "", look.font), look)


def _equation(element: etree._Element, pieces: list[str], *, small: bool = False) -> None:
    """An equation's text is no plain figure: all of it is marked as raised, and its small parts as not of the line."""
    for child in element:
        if child.tag == _MATH_TEXT:
            pieces.append(marked(child.text or "", struck=small, raised=True))
        else:
            _equation(child, pieces, small=small or child.tag in _SMALL_MATH)
            if child.tag == _NUMERATOR:
                pieces.append(marked("/", raised=True))


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
