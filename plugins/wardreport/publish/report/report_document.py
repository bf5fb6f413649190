"""``bao-cao.docx``: the report in the form of Decree 30/2020/NĐ-CP, Appendix I, on a template that offices may change.

The template (``bao-cao.docx`` beside this file; docs/huong-dan/mau-bao-cao.md) holds layout, headings and fixed
sentences; here is only what its placeholders stand for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docx.document import Document as DocxDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import Edition, ReleaseKind
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import RowKind
from wardreport.metadata.units import padded_number
from wardreport.publish.charts.charts import Chart
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_places import find_places, headers_shown, says_draft, text_of
from wardreport.publish.report.report_sentences import Line, report_sections
from wardreport.publish.report.report_template import TEMPLATE, fill_in
from wardreport.writing.document_properties import describe
from wardreport.writing.house_style import DRAFT_MARK, PARTIAL, REVISED
from wardreport.writing.repeatable_document import save_document_repeatably
from wardreport.writing.written_days import written_day
from wardreport.writing.written_figures import written_row

_MAY_GO = frozenset(  # placeholders that an office may put its own words for, or leave out
    {"co_quan", "ten_co_quan", "dia_danh", "ky", "ky_sau", "tu_ngay", "den_ngay", "ly_do", "noi_nhan"}
    | {"thay_mat", "ky_thay", "chuc_vu"}
)
_MUST_BE_READ = ("con_thieu", "thay_the")  # said where there is something to say, also by an office's template
_NOTES = {  # by placeholder the status that its note explains
    "co_khong_phat_sinh": FigureStatus.NIL,
    "co_chua_co_so_lieu": FigureStatus.UNAVAILABLE,
    "co_bao_ve": FigureStatus.SUPPRESSED,
}


def write_report(
    content: ReleaseContent,
    metadata: Metadata,
    target: Path,
    *,
    charts: Sequence[Chart] = (),
    template: Path = TEMPLATE,
) -> None:
    """Writes the document. A draft leaves number and date blank and says DỰ THẢO on every page.

    Raises ``ConfigurationError`` with one line on a template that cannot be filled in, or that lost what a report must
    have: a section, a row of the annex, number, date, the draft's mark.
    """
    sections = report_sections(content, metadata)
    rows = annex_rows(content, metadata)
    values = {**_words(content, metadata), **_lines(sections), **_annex(content, metadata, rows)}
    unsaid = set() if values["con_thieu"] else {"con_thieu"}  # an office's older template may lack what says nothing
    document = fill_in(template, values, charts, optional=_MAY_GO | unsaid)
    _mark_gaps(document, sections)
    _refuse_losses(document, content, metadata, rows, template)
    _refuse_unsaid(document, values, template)
    describe(document, release=release_name(content), title=report_title(content.period, metadata))
    save_document_repeatably(document, target)


def release_name(content: ReleaseContent) -> str:
    """What a document says that it is: ``2024-S1/draft``, ``2024-S1/r01``."""
    return f"{content.period}/{content.edition.name}"


def report_title(period: Period, metadata: Metadata) -> str:
    """The document's title in its properties."""
    return f"Báo cáo kết quả thực hiện công tác phòng, chống mại dâm {metadata.cycle(period).head_line}"


def written_edition(edition: Edition, year: int) -> tuple[str, str]:
    """Number and date as they stand in the head; blank where there are none (Decree 30/2020/NĐ-CP)."""
    number = padded_number(edition.number) if edition.number is not None else " " * 7
    day = written_day(edition.dated) if edition.dated is not None else f"ngày      tháng      năm {year}"
    return number, day


def replaced_report(content: ReleaseContent, metadata: Metadata) -> str:
    """The official report that this one takes the place of (``Báo cáo số 45/BC-UBND ngày …``); empty where none."""
    revision = content.edition.revision
    earlier = [
        past.edition
        for past in content.past
        if past.edition.kind is ReleaseKind.OFFICIAL and (revision is None or (past.edition.revision or 0) < revision)
    ]
    if not earlier:
        return ""
    _, day = written_edition(earlier[-1], content.period.year)
    return f"Báo cáo số {metadata.issuing_body(content.period).document_number(earlier[-1].number)} {day}"


def written_gaps(content: ReleaseContent, metadata: Metadata) -> str:
    """Whose figures are not in it, and which stand although a newer form has not been accepted; empty: nobody's."""
    names = metadata.unit_names(content.period)
    missing = [entry.unit for entry in content.register if entry.outstanding]
    earlier = [unit for unit in content.without if unit not in missing]
    sentences = (
        ("Số liệu trong báo cáo này chưa bao gồm biểu của {}.", missing),
        ("Số liệu của {} lấy theo biểu đã được chấp nhận; biểu gửi lại sau đó chưa được chấp nhận.", earlier),
    )
    return " ".join(said.format("; ".join(names[unit] for unit in units)) for said, units in sentences if units)


def annex_rows(content: ReleaseContent, metadata: Metadata) -> tuple[Mapping[str, object], ...]:
    """The rows of the form as the template's annex has them: label, unit and figure with its marks."""
    changed = {change.indicator for change in content.edition.changes}
    return tuple(
        {
            "noi_dung": row.label_for(content.period),
            "don_vi": row.unit,
            "so_lieu": _marked(content, row.indicators, changed),
            "de_muc": row.kind is RowKind.HEADING,
            "trong_do": row.kind is RowKind.MARKER,
        }
        for row in metadata.form(content.period).rows
    )


def _marked(content: ReleaseContent, indicators: Sequence[str], changed: set[str]) -> str:
    figures = [content.table.figures[name] for name in indicators]
    partial = PARTIAL if any(figure.partial for figure in figures) else ""
    return written_row(figures) + partial + (f" {REVISED}" if changed.intersection(indicators) else "")


def _words(content: ReleaseContent, metadata: Metadata) -> dict[str, object]:
    period, edition = content.period, content.edition
    body, cycle = metadata.issuing_body(period), metadata.cycle(period)
    number, day = written_edition(edition, period.year)
    following = period.following
    return {
        "co_quan": body.body,
        "ten_co_quan": body.body_in_text,
        "dia_danh": body.place,
        "so": number,
        "ky_hieu": body.number_suffix,
        "ngay": day,
        "du_thao": DRAFT_MARK if edition.draft else "",
        "ky": cycle.head_line,
        "ky_sau": f"6 tháng {'đầu' if following.half == 1 else 'cuối'} năm {following.year}",
        "tu_ngay": written_day(cycle.window_start),
        "den_ngay": written_day(cycle.window_end),
        "thay_the": replaced_report(content, metadata),
        "con_thieu": written_gaps(content, metadata),
        "ly_do": edition.reason or "",
        "noi_nhan": body.recipients,
        "thay_mat": body.signed_for,
        "ky_thay": body.signed_as,
        "chuc_vu": body.signed_by,
    }


def _lines(sections: Mapping[str, Sequence[Line]]) -> dict[str, object]:
    return {name: [line.text for line in lines] for name, lines in sections.items()}


def _annex(content: ReleaseContent, metadata: Metadata, rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    shown = [content.table.figures[name] for row in metadata.form(content.period).rows for name in row.indicators]
    notes = {name: any(figure.status is status for figure in shown) for name, status in _NOTES.items()}
    partial, changed = any(figure.partial for figure in shown), bool(content.edition.changes)
    return {"bieu": rows, **notes, "co_chua_day_du": partial, "co_dieu_chinh": changed}


def _mark_gaps(document: DocxDocument, sections: Mapping[str, Sequence[Line]]) -> None:
    """What a person still has to write can be seen at a glance."""
    gaps = {line.text for lines in sections.values() for line in lines if line.gap}
    for paragraph in document.paragraphs:
        if paragraph.text in gaps:
            for run in paragraph.runs:
                run.italic, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW


def _refuse_unsaid(document: DocxDocument, values: Mapping[str, object], template: Path) -> None:
    """A template may ask whether there is something to say and then not say it."""
    said = [text_of(paragraph) for paragraph in document.element.body.iter(qn("w:p"))]
    for name in _MUST_BE_READ:
        if not any(str(values[name]) in text for text in said):
            raise ConfigurationError(f"{template.name}: does not say the placeholder {name}")


def _refuse_losses(
    document: DocxDocument,
    content: ReleaseContent,
    metadata: Metadata,
    rows: Sequence[Mapping[str, object]],
    template: Path,
) -> None:
    try:
        find_places(document, metadata.issuing_body(content.period).number_suffix)
    except ConfigurationError as lost:
        raise ConfigurationError(f"{template.name}: {lost}") from None
    shown = set(_table_rows(document))
    for number, row in enumerate(rows, start=1):
        if not any({row["noi_dung"], row["don_vi"], row["so_lieu"]} <= cells for cells in shown):
            raise ConfigurationError(f"{template.name}: row {number} of the annex is not shown whole")
    if content.edition.draft and not all(map(says_draft, headers_shown(document))):
        raise ConfigurationError(f"{template.name}: a header has lost the placeholder du_thao")


def _table_rows(document: DocxDocument) -> Iterator[frozenset[str]]:
    for row in document.element.body.iter(qn("w:tr")):
        yield frozenset(text_of(cell) for cell in row.iter(qn("w:tc")))
