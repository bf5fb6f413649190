"""``tong-hop.sdmx.xml``: what a program needs to take ``tong-hop.sdmx.csv`` in: an SDMX-ML 3.0 structure message.

It holds the data structure definition that the data name, its concepts, and a code list for each component that has
codes. Written here, as pysdmx marks every name as English, and these are Vietnamese.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from lxml import etree

from wardreport.metadata.catalogue import Metadata
from wardreport.publish.data_package.sdmx_components import (
    AGENCY,
    COMPONENTS,
    STRUCTURE,
    VERSION,
    Component,
    Part,
    code_lists,
)

MEDIA_TYPE = "application/vnd.sdmx.structure+xml; version=3.0.0"
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_NAMESPACES = {"mes": f"{_SCHEMAS}/message", "str": f"{_SCHEMAS}/structure", "com": f"{_SCHEMAS}/common"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OWNED = {"agencyID": AGENCY, "version": VERSION}
_URN = "urn:sdmx:org.sdmx.infomodel"
_CONCEPTS = "CS_PCMD"
_LISTS = {  # of the data structure, in the order that the schema asks for
    "Dimension": (Part.DIMENSION, Part.TIME),
    "Attribute": (Part.ATTRIBUTE, Part.INDICATOR_ATTRIBUTE),
    "Measure": (Part.MEASURE,),
}
_ELEMENTS: Mapping[Part, tuple[str, Mapping[str, str]]] = {
    Part.DIMENSION: ("str:Dimension", {}),
    Part.TIME: ("str:TimeDimension", {}),
    Part.MEASURE: ("str:Measure", {"usage": "optional"}),  # a figure that is not there has no value
    Part.ATTRIBUTE: ("str:Attribute", {"usage": "mandatory"}),
    Part.INDICATOR_ATTRIBUTE: ("str:Attribute", {"usage": "mandatory"}),
}
_TEXT_TYPES = {Part.TIME: "ReportingSemester", Part.MEASURE: "Decimal"}
_BELONGS = {Part.ATTRIBUTE: ("str:Observation",), Part.INDICATOR_ATTRIBUTE: ("str:Dimension", "INDICATOR")}


def write_sdmx_structure(metadata: Metadata, file: Path, *, prepared: datetime) -> None:
    """Writes the structure; ``prepared`` is when the message was made, which its header must tell."""
    lists = code_lists(metadata)
    message = _element(
        "mes:Structure",
        _element(
            "mes:Header",
            _element("mes:ID", STRUCTURE),
            _element("mes:Test", "false"),
            _element("mes:Prepared", prepared.isoformat()),
            _element("mes:Sender", id=AGENCY),
        ),
        _element(
            "mes:Structures",
            _element("str:Codelists", *(_code_list(each, lists) for each in COMPONENTS if each.id in lists)),
            _element("str:ConceptSchemes", _concept_scheme()),
            _element("str:DataStructures", _data_structure(lists)),
        ),
    )
    etree.indent(message)
    file.write_bytes(etree.tostring(message, encoding="UTF-8", xml_declaration=True) + b"\n")


def _element(name: str, *content: etree._Element | str, **attributes: str) -> etree._Element:
    prefix, _, local = name.partition(":")
    element = etree.Element(f"{{{_NAMESPACES[prefix]}}}{local}", attributes, _NAMESPACES)
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def _words(name: str, text: str) -> etree._Element:
    return _element(name, text, **{_LANGUAGE: "vi"})


def _code_list(component: Component, lists: Mapping[str, Mapping[str, str]]) -> etree._Element:
    codes = [_element("str:Code", _words("com:Name", name), id=code) for code, name in lists[component.id].items()]
    return _element("str:Codelist", _words("com:Name", component.name), *codes, id=f"CL_{component.id}", **_OWNED)


def _concept_scheme() -> etree._Element:
    name = _words("com:Name", "Khái niệm của bảng tổng hợp")
    return _element("str:ConceptScheme", name, *map(_concept, COMPONENTS), id=_CONCEPTS, **_OWNED)


def _concept(component: Component) -> etree._Element:
    note = [_words("com:Description", component.note)] if component.note else []
    return _element("str:Concept", _words("com:Name", component.name), *note, id=component.id)


def _data_structure(lists: Mapping[str, Mapping[str, str]]) -> etree._Element:
    descriptors = [
        _element(
            f"str:{name}List",
            *(_component(each, lists) for each in COMPONENTS if each.part in parts),
            id=f"{name}Descriptor",
        )
        for name, parts in _LISTS.items()
    ]
    return _element(
        "str:DataStructure",
        _words("com:Name", "Bảng tổng hợp số liệu phòng, chống mại dâm"),
        _element("str:DataStructureComponents", *descriptors),
        id=STRUCTURE,
        **_OWNED,
    )


def _component(component: Component, lists: Mapping[str, Mapping[str, str]]) -> etree._Element:
    if component.id in lists:
        values = _element("str:Enumeration", f"{_URN}.codelist.Codelist={AGENCY}:CL_{component.id}({VERSION})")
    else:
        values = _element("str:TextFormat", textType=_TEXT_TYPES[component.part])
    given = [
        _element(
            "str:ConceptIdentity",
            f"{_URN}.conceptscheme.Concept={AGENCY}:{_CONCEPTS}({VERSION}).{component.id}",
        ),
        _element("str:LocalRepresentation", values),
    ]
    if component.part in _BELONGS:
        given.append(_element("str:AttributeRelationship", _element(*_BELONGS[component.part])))
    name, usage = _ELEMENTS[component.part]
    return _element(name, *given, id=component.id, **usage)
