"""Makes the official document of a draft that people edited in Word or LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import release_name, replaced_report, report_title, written_edition
from wardreport.publish.report.report_places import draft_marks, find_places, margins_of, says_draft, text_of
from wardreport.publish.report.report_template import NOT_A_DOCUMENT
from wardreport.writing.document_properties import describe, release_of
from wardreport.writing.repeatable_document import save_document_repeatably

_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))


def stamp_report(edited: Path, content: ReleaseContent, metadata: Metadata, target: Path) -> None:
    """Writes number and date, takes DỰ THẢO out of every header, and says in the properties which release it is.

    All else stays as the person left it, but for traces of people in the properties. Raises ``ConfigurationError`` with
    one line where the file is no report of the period, its head cannot be found, the mark cannot be taken out, tracked
    changes or comments are still in it, or a revision does not name the report that it takes the place of.
    """
    try:
        document = Document(str(edited))
        said = release_of(document)
    except NOT_A_DOCUMENT:
        raise ConfigurationError(f"{edited.name}: cannot be read as a Word document (.docx)") from None
    for trouble in _troubles(document, said, content, metadata):
        raise ConfigurationError(f"{edited.name}: {trouble}")
    try:
        places = find_places(document, metadata.issuing_body(content.period).number_suffix)
    except ConfigurationError as lost:
        raise ConfigurationError(f"{edited.name}: {lost}") from None
    number, day = written_edition(content.edition, content.period.year)
    # from behind: what is written before a place would move it
    for place, text in sorted(
        [*((p, f" {number}") for p in places.numbers), *((p, day) for p in places.dates)], key=lambda one: -one[0].start
    ):
        place.write(text)
    for margin in margins_of(document):
        for mark in draft_marks(margin):
            mark.write("")
        if says_draft(margin):
            raise ConfigurationError(f"{edited.name}: the mark DỰ THẢO stands in a header or footer as a picture")
    describe(document, release=release_name(content), title=report_title(content.period, metadata))
    save_document_repeatably(document, target)


def _troubles(document: DocxDocument, said: str | None, content: ReleaseContent, metadata: Metadata) -> Iterator[str]:
    edition = content.edition
    if edition.draft or edition.number is None or edition.dated is None:
        yield "only an official release with a number and a date can be stamped"
    if said is not None and said.partition("/")[0] != str(content.period):
        # what the file says is people's text: it is named only where it is a period
        yield f"is not the report of {content.period} but of {_period_or_other(said)}"
    body = document.element.body
    if next(body.iter(*_TRACKED), None) is not None:
        yield "tracked changes are still in it: accept or reject them first"
    if (
        any(relation.reltype == RELATIONSHIP_TYPE.COMMENTS for relation in document.part.rels.values())
        and next(body.iter(qn("w:commentReference")), None) is not None
    ):
        yield "comments are still in it: delete them first"
    replaced = replaced_report(content, metadata)
    if replaced and replaced not in "\n".join(text_of(p) for p in body.iter(qn("w:p"))):
        yield f"a revision names the report that it takes the place of: “{replaced}” is not in it"


def _period_or_other(said: str) -> str:
    try:
        return str(Period.parse(said.partition("/")[0]))
    except ConfigurationError:
        return "something else"
