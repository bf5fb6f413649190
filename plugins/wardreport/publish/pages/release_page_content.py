"""What the release page shows, in words: headline figures, the rows of the annex, files and revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.release import MANIFEST, PAGE, EarlierTable, Edition, FigureChange
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.metadata.form_versions import FormRow, RowKind
from wardreport.metadata.units import IssuingBody
from wardreport.publish.charts.chart_content import number_of
from wardreport.publish.manifest import files_of
from wardreport.publish.parts_and_totals import notes_on_parts, parts_by_total
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.written_days import written_moment
from wardreport.writing.written_figures import SUPPRESSED, UNAVAILABLE, written, written_number, written_row

OUTLINE = Path(__file__).parent / "release_page_outline.yaml"


class PageOutline(Record):
    """The file as it is written."""

    headlines: Mapping[str, str]  # by indicator
    files: Mapping[str, str]  # by path in the folder


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the top of the page, with what it was before."""

    label: str
    shown: str
    unit: str
    partial: bool
    before: tuple[tuple[str, str], ...]  # when, and how many


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the annex."""

    kind: RowKind
    label: str
    unit: str = ""
    shown: str = ""
    before: tuple[str, ...] = ()
    note: str = ""
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what the official release before said."""

    label: str
    unit: str
    before: str
    now: str
    difference: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the folder."""

    address: str  # relative to the page
    path: str
    what: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One release of the period."""

    name: str
    document: str
    made_at: str
    reason: str
    changed: int | None  # None where it is compared with nothing
    share: float  # of the most that ever changed, in percent
    this: bool


def read_page_outline(metadata: Metadata, file: Path = OUTLINE) -> PageOutline:
    """The outline; raises ``ConfigurationError`` on an unknown key or indicator."""
    outline = build(PageOutline, read_yaml(file), file.name)
    for name in outline.headlines:
        if name not in metadata.indicators:
            raise ConfigurationError(f"{file.name}: unknown indicator {name}")
    return outline


def compared_with(content: ReleaseContent) -> tuple[tuple[str, EarlierTable], ...]:
    """The half years that figures are shown beside, with what they are to this one."""
    beside = (("Cùng kỳ năm trước", content.period.last_year), ("Kỳ trước", content.period.previous))
    found = [(words, content.of_earlier(period)) for words, period in beside]
    return tuple((words, earlier) for words, earlier in found if earlier is not None)


def headlines(content: ReleaseContent, metadata: Metadata, outline: PageOutline) -> Iterator[Headline]:
    """The figures at the top."""
    for name, label in outline.headlines.items():
        figure = content.table.figures.get(name)
        if figure is None:
            continue
        before = tuple(
            (words, written(earlier.figures[name]))
            for words, earlier in compared_with(content)
            if name in earlier.figures
        )
        yield Headline(label, written(figure), metadata.unit_measure(name).lower(), figure.partial, before)


def rows(content: ReleaseContent, metadata: Metadata) -> Iterator[Row]:
    """The annex in the form's order, without its empty rows."""
    changed = {change.indicator: change for change in content.edition.changes}
    form = metadata.form(content.period)
    on_parts = notes_on_parts(content.table.figures, parts_by_total(form, metadata))
    for row in form.rows:
        label = row.label_for(content.period)
        if row.kind is RowKind.DATA:
            note = " ".join((*_notes(row, content, metadata), *(on_parts[n] for n in row.indicators if n in on_parts)))
            yield _data_row(row, label or metadata.name_of(row.indicators[0]), content, metadata, changed, note)
        elif label:
            yield Row(row.kind, label)


def _data_row(
    row: FormRow,
    label: str,
    content: ReleaseContent,
    metadata: Metadata,
    changed: Mapping[str, FigureChange],
    note: str,
) -> Row:
    before = tuple(_written_in(row, earlier.figures) for _, earlier in compared_with(content))
    shown = _written_in(row, content.table.figures)
    revised = any(name in changed for name in row.indicators)
    return Row(row.kind, label, row.unit or metadata.unit_measure(row.indicators[0]), shown, before, note, revised)


def _written_in(row: FormRow, figures: Mapping[str, Figure]) -> str:
    """A form of another time may not have had the row."""
    known = [figures[name] for name in row.indicators if name in figures]
    return written_row(known) if known else UNAVAILABLE


def _notes(row: FormRow, content: ReleaseContent, metadata: Metadata) -> Iterator[str]:
    names = metadata.unit_names(content.period)
    figures = [content.table.figures[name] for name in row.indicators if name in content.table.figures]
    missing = dict.fromkeys(unit for figure in figures for unit in figure.outstanding)
    if missing:
        yield "Chưa đầy đủ, thiếu: " + ", ".join(names.get(unit, unit) for unit in missing) + "."
    if any(figure.status is FigureStatus.SUPPRESSED for figure in figures):
        yield f"{SUPPRESSED}: số liệu được bảo vệ."


def changes(content: ReleaseContent, metadata: Metadata) -> Iterator[Change]:
    """The figures that changed, in the indicators' order."""
    order = {name: number for number, name in enumerate(metadata.indicators)}
    for change in sorted(content.edition.changes, key=lambda change: order[change.indicator]):
        name = change.indicator
        yield Change(
            metadata.name_of(name),
            metadata.unit_measure(name),
            written(change.before),
            written(change.now),
            _difference(change),
        )


def _difference(change: FigureChange) -> str:
    """How much more or less, only where both figures are shown."""
    before, now = (number_of(figure) for figure in (change.before, change.now))
    if before is None or now is None:
        return ""
    more = now - before
    return ("+" if more > 0 else "−" if more < 0 else "") + written_number(abs(more))


def downloads(folder: Path, outline: PageOutline) -> Iterator[Download]:
    """Every file of the folder but the page itself and the manifest, which is written after it."""
    known = list(outline.files)
    files = [file for file in files_of(folder) if file not in (PAGE, MANIFEST)]
    for file in sorted(files, key=lambda file: (known.index(file) if file in known else len(known), file)):
        content = (folder / file).read_bytes()
        size = f"{written_number(Decimal(-(-len(content) // 1024)))} KB"
        yield Download(quote(file), file, outline.files.get(file, ""), size, hashlib.sha256(content).hexdigest())


def issues(content: ReleaseContent, metadata: Metadata) -> tuple[Issue, ...]:
    """The releases of the period in the order made, this one last."""
    made = [(past.edition, past.created_at, past.changed) for past in content.past]
    made.append((content.edition, content.created_at, len(content.edition.changes)))
    compared, seen = [], set()
    for number, (edition, _, changed) in enumerate(made):
        unknown = edition.draft and number == len(made) - 1  # a draft does not say what it changes
        compared.append(None if unknown or edition.kind not in seen else changed)
        seen.add(edition.kind)
    most = max((changed for changed in compared if changed), default=1)
    body = metadata.issuing_body(content.period)
    return tuple(
        Issue(
            edition_name(edition),
            document_of(edition, body),
            written_moment(created_at),
            edition.reason or "",
            changed,
            round(100 * (changed or 0) / most, 1),
            number == len(made) - 1,
        )
        for number, ((edition, created_at, _), changed) in enumerate(zip(made, compared, strict=True))
    )


def edition_name(edition: Edition) -> str:
    """What kind of release it is."""
    if edition.draft or edition.revision is None:
        return "Dự thảo"
    return "Bản chính thức" if edition.revision == 1 else f"Bản sửa đổi lần {edition.revision - 1}"


def document_of(edition: Edition, body: IssuingBody) -> str:
    """The document's number and date; nothing for a draft."""
    if edition.number is None or edition.dated is None:
        return ""
    return f"{body.document_number(edition.number)}, {edition.dated:%d/%m/%Y}"
