"""Makes the official document of a draft that people edited in Word or LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import release_name, replaced_report, report_title, written_edition
from wardreport.publish.report.report_places import draft_marks, find_places, margins_of, says_draft, text_of
from wardreport.publish.report.report_template import NOT_A_DOCUMENT
from wardreport.publish.report.unseen_remains import take_out_traces, unsettled_remains
from wardreport.writing.document_properties import describe, release_of
from wardreport.writing.repeatable_document import save_document_repeatably


def stamp_report(edited: Path, content: ReleaseContent, metadata: Metadata, target: Path) -> None:
    """Writes number and date, takes DỰ THẢO out of every header, and says in the properties which release it is.

    All else stays as the person left it, but for traces of people and machines. Raises ``ConfigurationError`` with one
    line where the file is no report of the period, its head cannot be found, the mark cannot be taken out, something
    is in it that nobody sees, or a revision does not name the report that it takes the place of.
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
    take_out_traces(document)
    describe(document, release=release_name(content), title=report_title(content.period, metadata))
    save_document_repeatably(document, target)


def _troubles(document: DocxDocument, said: str | None, content: ReleaseContent, metadata: Metadata) -> Iterator[str]:
    edition = content.edition
    if edition.draft or edition.number is None or edition.dated is None:
        yield "only an official release with a number and a date can be stamped"
    if said is not None and said.partition("/")[0] != str(content.period):
        # what the file says is people's text: it is named only where it is a period
        yield f"is not the report of {content.period} but of {_period_or_other(said)}"
    yield from unsettled_remains(document)
    body = document.element.body
    replaced = replaced_report(content, metadata)
    if replaced and replaced not in "\n".join(text_of(p) for p in body.iter(qn("w:p"))):
        yield f"a revision names the report that it takes the place of: “{replaced}” is not in it"


def _period_or_other(said: str) -> str:
    try:
        return str(Period.parse(said.partition("/")[0]))
    except ConfigurationError:
        return "something else"
