"""What a Word document keeps that nobody sees in it: it would go out with the report."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from wardreport.publish.report.report_places import margins_of

_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_EMBEDDED = "/word/embeddings/"
# ends of kinds of parts; Word has several of its own for comments
_LEFT_BEHIND = {"comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "attachedTemplate"}
_OF_A_MACHINE = tuple(map(qn, ("w:rsids", "w:docVars", "w:attachedTemplate")))
_PARSER = etree.XMLParser(resolve_entities=False)


def unsettled_remains(document: DocxDocument) -> Iterator[str]:
    """What only a person can settle, a line each: also in headers, footers and notes."""
    texts = [document.element.body, *margins_of(document), *_notes_of(document)]
    if any(next(text.iter(*_TRACKED), None) is not None for text in texts):
        yield "tracked changes are still in it: accept or reject them first"
    if any(next(text.iter(qn("w:commentReference")), None) is not None for text in texts):
        yield "comments are still in it: delete them first"
    if any(_is_hidden(run) for text in texts for run in text.iter(qn("w:r"))):
        yield "hidden text is still in it: show or delete it first"
    if any(str(part.partname).startswith(_EMBEDDED) for part in document.part.package.iter_parts()):
        yield "an object with a file of its own is in it: paste it as a picture"


def _notes_of(document: DocxDocument) -> Iterator[etree._Element]:
    for relation in document.part.rels.values():
        if relation.reltype in _NOTES:
            yield etree.fromstring(relation.target_part.blob, _PARSER)


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    shown_after_all = hidden is not None and hidden.get(qn("w:val")) in ("0", "false", "off")
    return hidden is not None and not shown_after_all and any(text.text for text in run.iter(qn("w:t")))


def take_out_traces(document: DocxDocument) -> None:
    """What Word leaves of people and machines: deleted comments, who wrote them, marks of each sitting, a template."""
    settings = document.settings.element
    for element in [one for one in settings if one.tag in _OF_A_MACHINE]:
        settings.remove(element)
    own = document.part.rels
    of_settings = [one.target_part.rels for one in own.values() if one.reltype == RELATIONSHIP_TYPE.SETTINGS]
    for relations in (own, *of_settings):
        for name in [name for name, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _LEFT_BEHIND]:
            del relations[name]
