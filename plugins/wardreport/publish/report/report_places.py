"""Where number, date and draft mark stand in a report, also in one that people edited (runs are split anywhere)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml.etree import _Element

from wardreport.domain.errors import ConfigurationError

_DRAFT = re.compile(r"DỰ\s+THẢO", re.IGNORECASE)
_TEXT, _PARAGRAPH = qn("w:t"), qn("w:p")
_OPEN = r"[\s\d.…_]*"  # what stands where a number comes: room, dots, or a number
_DATE = rf"(?P<date>ngày{_OPEN}tháng{_OPEN}năm(?:[\s.…_]*[\d.…_]+)?)"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph's text."""

    paragraph: _Element
    start: int
    end: int

    def write(self, text: str) -> None:
        """Puts a text in its place; it takes the form of the run where the stretch begins."""
        position, written = 0, False
        for element in list(self.paragraph.iter(_TEXT)):
            held = element.text or ""
            begin, end = max(self.start - position, 0), min(self.end - position, len(held))
            position += len(held)
            if begin <= end and (not written or begin < end):
                element.text = held[:begin] + ("" if written else text) + held[end:]
                element.set(qn("xml:space"), "preserve")
                written = True


@dataclass(frozen=True, slots=True)
class Places:
    """Where a report's number and date stand: in the head, and in the line below each annex's title."""

    numbers: tuple[Stretch, ...]
    dates: tuple[Stretch, ...]


def find_places(document: DocxDocument, number_suffix: str) -> Places:
    """The places of number and date; raises ``ConfigurationError`` that names the line which is not there."""
    suffix = re.escape(number_suffix)
    in_head = _found(document, rf"^\s*Số\s*:(?P<number>{_OPEN}){suffix}\s*$")
    day = _found(document, rf"^\s*[^\d,]+,\s*{_DATE}\s*$")
    annexes = _found(document, rf"Kèm theo Báo cáo số(?P<number>[:\s\d.…_]*){suffix},?\s*{_DATE}")
    for found, line in (
        (in_head, f"Số: …{number_suffix}"),
        (day, "…, ngày … tháng … năm …"),
        (annexes, f"(Kèm theo Báo cáo số …{number_suffix} ngày … tháng … năm …)"),
    ):
        if not found:
            raise ConfigurationError(f"the report has no line “{line}”")
    return Places(
        tuple(Stretch(paragraph, *match.span("number")) for paragraph, match in (*in_head, *annexes)),
        tuple(Stretch(paragraph, *match.span("date")) for paragraph, match in (*day, *annexes)),
    )


def _found(document: DocxDocument, pattern: str) -> list[tuple[_Element, re.Match[str]]]:
    looked = ((p, re.search(pattern, text_of(p))) for p in document.element.body.iter(_PARAGRAPH))
    return [(paragraph, match) for paragraph, match in looked if match]


def text_of(element: _Element) -> str:
    """The text of a paragraph or cell as it is shown, without tabs and line breaks."""
    return "".join(text.text or "" for text in element.iter(_TEXT))


def draft_marks(header: _Element) -> Iterator[Stretch]:
    """Where DỰ THẢO stands in a header, at most once a paragraph."""
    for paragraph in header.iter(_PARAGRAPH):
        if match := _DRAFT.search(text_of(paragraph)):
            yield Stretch(paragraph, *match.span())


def headers_shown(document: DocxDocument) -> Iterator[_Element]:
    """The headers that some page shows, whether a section has them itself or takes them from the one before."""
    for section in document.sections:
        yield section.header._element
        if section.different_first_page_header_footer:
            yield section.first_page_header._element
        if document.settings.odd_and_even_pages_header_footer:
            yield section.even_page_header._element


def margins_of(document: DocxDocument) -> Iterator[_Element]:
    """Every header and footer of the document, whether it is shown or not; what is changed in them is kept."""
    kinds = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
    for relation in document.part.rels.values():
        if relation.reltype in kinds:
            yield relation.target_part.element


def says_draft(margin: _Element) -> bool:
    """Whether a header or footer says DỰ THẢO in any way, as a drawn watermark too."""
    said = "\n".join([text_of(margin), *(str(value) for e in margin.iter() for value in e.attrib.values())])
    return _DRAFT.search(unicodedata.normalize("NFC", said)) is not None
