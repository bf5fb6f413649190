"""Fills in the Word template of the report: what an office may change in Word, and what it must leave in."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError
from markupsafe import Markup, escape

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import REPORT
from wardreport.publish.charts.charts import Chart

TEMPLATE = Path(__file__).with_name(REPORT)
NOT_A_DOCUMENT = (OSError, BadZipFile, OpcError, XMLSyntaxError, KeyError, ValueError)
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fill_in(
    template: Path, values: Mapping[str, object], charts: Sequence[Chart], *, optional: Set[str] = frozenset()
) -> DocxDocument:
    """The document of a template; ``charts`` stand in it as ``bieu_do``.

    Raises ``ConfigurationError`` where the template cannot be read, names a placeholder that is not in ``values``, or
    has lost one of them that is not ``optional``. No text of a value is taken for markup or for a placeholder.
    """
    try:
        filled = DocxTemplate(str(template))
        environment = SandboxedEnvironment(autoescape=True, undefined=_Unknown, finalize=_literal)
        named = filled.get_undeclared_template_variables(environment)
        filled.init_docx()
        known = {**values, "bieu_do": [{"ten": chart.title, "hinh": _picture(filled, chart)} for chart in charts]}
        _refuse(template, named, known.keys(), optional)
        filled.render(known, environment, autoescape=True)
    except TemplateError as error:
        raise ConfigurationError(f"{template.name}: {_one_line(error)}") from None
    except NOT_A_DOCUMENT:
        raise ConfigurationError(f"{template.name}: cannot be read as a Word document (.docx)") from None
    # read again: docxtpl leaves the headers as they were in the document that it holds
    saved = io.BytesIO()
    filled.save(saved)
    return Document(saved)


def _refuse(template: Path, named: Set[str], known: Set[str], optional: Set[str]) -> None:
    if unknown := named - known:
        raise ConfigurationError(f"{template.name}: unknown placeholder {min(unknown)}")
    if lost := known - named - optional:
        raise ConfigurationError(f"{template.name}: lost the placeholder {min(lost)}")


class _Unknown(StrictUndefined):
    """Says which placeholder it is about, also that of a row (``dong.…``)."""

    @property
    def _undefined_message(self) -> str:
        return f"unknown placeholder {self._undefined_name}"


def _literal(value: object) -> object:
    """A text as it is: docxtpl would make ``{{`` of ``{_{``, and some characters may not stand in XML at all."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return Markup(str(escape(_NOT_IN_XML.sub("", value))).replace("_", "&#95;"))  # noqa: S704 - escaped just now


def _picture(filled: DocxTemplate, chart: Chart) -> Markup:
    """The picture as a run of its own, as docxtpl's InlineImage has it, with words for who cannot see it."""
    inline = filled.docx.part.new_pic_inline(io.BytesIO(chart.png), Mm(chart.width_mm), Mm(chart.height_mm))
    inline.docPr.set("name", chart.name)
    inline.docPr.set("descr", chart.alternative_text)
    xml = inline.xml.replace("_", "&#95;")  # as _literal, and it stands in values only
    drawing = f"</w:t></w:r><w:r><w:drawing>{xml}</w:drawing></w:r><w:r><w:t>"
    return Markup(drawing)  # noqa: S704 - made by python-docx, which escapes


def _one_line(error: TemplateError) -> str:
    return " ".join((error.message or type(error).__name__).split())
