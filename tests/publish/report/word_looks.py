"""How a Word document looks to its reader: each paragraph with the form that run, style and defaults give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn

SCRIPTS = ("ascii", "hAnsi", "cs", "eastAsia")


@dataclass(frozen=True)
class Look:
    """One paragraph. Lengths are points; sets hold what its runs have."""

    text: str
    fonts: frozenset[str]
    sizes: frozenset[float]
    bold: bool
    italic: bool
    colours: frozenset[str]
    align: str
    before: float
    line: float
    first_indent: float
    left: float
    right: float
    ruled: bool
    keep_next: bool
    element: Any


def looks(document: DocxDocument, part: Any = None) -> list[Look]:
    """All paragraphs of the body, or of another part, in order; those of tables where the tables stand."""
    styles = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
    root = document.element.body if part is None else part
    return [_look(p, styles, document.styles.element) for p in root.iter(qn("w:p"))]


def _look(paragraph: Any, styles: dict[str, Any], sheet: Any) -> Look:
    of_paragraph = list(_chain(paragraph.find(qn("w:pPr")), "w:pStyle", "w:pPr", styles, sheet))
    runs = [r for r in paragraph.iter(qn("w:r")) if "".join(t.text or "" for t in r.iter(qn("w:t")))]
    of_runs = [list(_run_chain(r, paragraph, styles, sheet)) for r in runs] or [
        [s.find(qn("w:rPr")) for s in _styles_of(paragraph.find(qn("w:pPr")), "w:pStyle", styles)]
        + [sheet.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")]
    ]
    spacing, indent = (lambda a: _value(of_paragraph, "w:spacing", a)), (lambda a: _value(of_paragraph, "w:ind", a))
    top = next(
        (b for p in of_paragraph if p is not None for b in [p.find(f"{qn('w:pBdr')}/{qn('w:top')}")] if b is not None),
        None,
    )
    line = float(spacing("line") or 240)
    return Look(
        text="".join(t.text or "" for t in paragraph.iter(qn("w:t"))),
        fonts=frozenset(str(_value(c, "w:rFonts", script)) for c in of_runs for script in SCRIPTS),
        sizes=frozenset(float(_value(c, "w:sz") or 20) / 2 for c in of_runs),
        bold=all(_on(c, "w:b") for c in of_runs),
        italic=all(_on(c, "w:i") for c in of_runs),
        colours=frozenset(str(_value(c, "w:color") or "auto") for c in of_runs),
        align=str(_value(of_paragraph, "w:jc") or "left").replace("start", "left").replace("end", "right"),
        before=float(spacing("before") or 0) / 20,
        line=line / 240 if (spacing("lineRule") or "auto") == "auto" else 0,
        first_indent=float(indent("firstLine") or 0) / 20,
        left=float(indent("left") or indent("start") or 0) / 20,
        right=float(indent("right") or indent("end") or 0) / 20,
        ruled=top is not None and top.get(qn("w:val")) == "single",
        keep_next=_on(of_paragraph, "w:keepNext"),
        element=paragraph,
    )


def _run_chain(run: Any, paragraph: Any, styles: dict[str, Any], sheet: Any) -> Iterator[Any]:
    yield run.find(qn("w:rPr"))
    for style in _styles_of(run.find(qn("w:rPr")), "w:rStyle", styles, default=False):
        yield style.find(qn("w:rPr"))
    for style in _styles_of(paragraph.find(qn("w:pPr")), "w:pStyle", styles):
        yield style.find(qn("w:rPr"))
    yield sheet.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")


def _chain(own: Any, reference: str, kind: str, styles: dict[str, Any], sheet: Any) -> Iterator[Any]:
    yield own
    for style in _styles_of(own, reference, styles):
        yield style.find(qn(kind))
    yield sheet.find(f".//{qn('w:pPrDefault')}/{qn('w:pPr')}")


def _styles_of(own: Any, reference: str, styles: dict[str, Any], *, default: bool = True) -> Iterator[Any]:
    named = None if own is None else own.find(qn(reference))
    identifier = named.get(qn("w:val")) if named is not None else ("Normal" if default else None)
    while identifier is not None:
        style = styles[identifier]
        yield style
        based = style.find(qn("w:basedOn"))
        identifier = None if based is None else based.get(qn("w:val"))


def _value(chain: list[Any], tag: str, attribute: str = "val") -> str | None:
    for properties in chain:
        element = None if properties is None else properties.find(qn(tag))
        if element is not None and element.get(qn(f"w:{attribute}")) is not None:
            return str(element.get(qn(f"w:{attribute}")))
    return None


def _on(chain: list[Any], tag: str) -> bool:
    for properties in chain:
        element = None if properties is None else properties.find(qn(tag))
        if element is not None:
            return element.get(qn("w:val")) not in {"0", "false", "off"}
    return False
