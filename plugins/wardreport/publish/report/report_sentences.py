"""The report's sentences, section by section: generated from the consolidated table, beside what units wrote.

The texts are data (``report_sentences.yaml``, ``figure_phrases.yaml``), the headings stand in the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wardreport.domain.figure import Figure
from wardreport.domain.release import ReleaseKind
from wardreport.metadata.catalogue import Metadata
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.figure_phrases import Wording, sentence_start
from wardreport.publish.report.sentence_outline import Statement, read_sentence_outline
from wardreport.publish.report.statement_sentences import section_sentences

SECTIONS = (
    "thay_doi",
    "tinh_hinh",
    "van_ban",
    "truyen_thong",
    "phong_ngua",
    "kiem_tra",
    "toi_pham",
    "can_thiep",
    "dao_tao",
    "ton_tai",
    "phuong_huong",
)
_BULLET = re.compile(r"^[-+*•–—]\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. ``gap`` marks the place of what a person still has to write."""

    text: str
    level: int = 0  # 0: a paragraph or "- …", 1: "+ …" below it
    gap: bool = False


def unwritten_sections(content: ReleaseContent, metadata: Metadata) -> list[str]:
    """The sections of which a person still has to write a part; raises as ``report_sections``."""
    return [name for name, lines in report_sections(content, metadata).items() if any(line.gap for line in lines)]


def report_sections(content: ReleaseContent, metadata: Metadata) -> Mapping[str, tuple[Line, ...]]:
    """By section of ``SECTIONS`` its lines: what units wrote, then the figures in words.

    Raises ``ConfigurationError`` where a file of texts names what is not known, or lacks a measure.
    """
    outline = read_sentence_outline(metadata, SECTIONS)
    wording = Wording(metadata, outline, content.period.year)
    sections = {
        section: (
            *_narrative(section, content, metadata),
            *_figures(outline.sections.get(section, ()), content, wording),
        )
        for section in SECTIONS
    }
    return {**sections, "thay_doi": tuple(_changes(content, wording))}


def _figures(statements: tuple[Statement, ...], content: ReleaseContent, wording: Wording) -> Iterator[Line]:
    for told in section_sentences(statements, content, wording):
        yield Line(f"- {told.text}")
        for detail in told.details:
            yield Line(f"+ {detail}", level=1)


def _narrative(section: str, content: ReleaseContent, metadata: Metadata) -> Iterator[Line]:
    """What units wrote, a unit after the other; where nobody wrote what is required, what is to be written."""
    asked = metadata.narrative_sections.get(section)
    written = [
        (n.unit, paragraphs) for n in content.narratives if n.section == section if (paragraphs := _paragraphs(n.text))
    ]
    if asked and asked.required and not written:
        prompt = asked.prompt[:1].lower() + asked.prompt[1:]
        yield Line(f"[Phần này do cán bộ tổng hợp viết: {prompt}.]", gap=True)
    names = metadata.unit_names(content.period)
    for unit, (first, *others) in written:
        yield Line(f"- {names[unit]}: {_BULLET.sub('', first)}")
        for paragraph in others:
            item = _BULLET.sub("+ ", paragraph)
            yield Line(item, level=0 if item == paragraph else 1)


def _paragraphs(text: str) -> list[str]:
    """The text's lines that say something, with single blanks."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if _BULLET.sub("", line)]


def _changes(content: ReleaseContent, wording: Wording) -> Iterator[Line]:
    """Why a revision is made and what it changes, also on its draft; nothing before something official is out."""
    edition = content.edition
    if not any(past.edition.kind is ReleaseKind.OFFICIAL for past in content.past):
        return
    if edition.reason:
        yield Line(f"- Lý do điều chỉnh: {' '.join(edition.reason.split()).rstrip('.')}.")
    else:
        yield Line("- Lý do điều chỉnh: [Phần này do cán bộ tổng hợp viết: vì sao số liệu thay đổi.]", gap=True)
    if not edition.changes:
        yield Line("- Số liệu tổng hợp không thay đổi so với báo cáo đã ban hành.")
        return
    yield Line("- Số liệu điều chỉnh so với báo cáo đã ban hành:")
    for change in edition.changes:
        name = sentence_start(wording.name(change.indicator))
        end = "." if change is edition.changes[-1] else ";"
        yield Line(f"+ {name}: từ {_quoted(change.before, wording)} thành {_quoted(change.now, wording)}{end}", level=1)


def _quoted(figure: Figure, wording: Wording) -> str:
    """A number as it is, words in marks: "từ không phát sinh thành 05 người" would not read."""
    text = wording.by_itself(figure)
    return text if isinstance(figure.value, Decimal) else f"“{text}”"
