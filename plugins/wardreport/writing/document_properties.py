"""What a Word document says about itself: which release it is, and nothing about who wrote it when."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

RELEASE_PROPERTY = "wardreport_release"  # of a user's own kind, which Word and LibreOffice keep
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of every property that users define
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_EXTENDED = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
_PARSER = etree.XMLParser(resolve_entities=False)


def release_of(document: DocxDocument) -> str | None:
    """Which release the document says it is (``2024-S1/r01``); None where it does not say."""
    part = _custom_part(document)
    if part is None:
        return None
    for one in etree.fromstring(part.blob, _PARSER):
        if one.get("name") == RELEASE_PROPERTY:
            return "".join(str(text) for text in one.itertext()).strip()
    return None


def describe(document: DocxDocument, *, release: str, title: str) -> None:
    """Says which release it is, and its title; author, company, dates and other traces of people go."""
    core = document.core_properties
    for element in list(core._element):
        core._element.remove(element)
    core.title, core.language = title, "vi-VN"
    for relation in document.part.package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part._blob = _EXTENDED
    _set_release(document, release)


def _set_release(document: DocxDocument, release: str) -> None:
    part = _custom_part(document)
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={"op": _CUSTOM, "vt": _TYPES})
    if part is not None:
        kept = [p for p in etree.fromstring(part.blob, _PARSER) if p.get("name") != RELEASE_PROPERTY]
        root.extend(kept)
    own = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FORMAT_ID, name=RELEASE_PROPERTY)
    etree.SubElement(own, f"{{{_TYPES}}}lpwstr").text = release
    for number, one in enumerate(root, start=2):  # the numbers below are the format's own
        one.set("pid", str(number))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    if part is None:
        part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, blob, package)
        package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    part._blob = blob


def _custom_part(document: DocxDocument) -> Part | None:
    relations = document.part.package.rels.values()
    found = (r.target_part for r in relations if r.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    return next(found, None)
