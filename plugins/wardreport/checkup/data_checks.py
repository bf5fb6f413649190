"""Whether every data file loads: each by the loader that the work itself uses, which refuses what it does not know."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wardreport.checkup.check import Check, looked_at, ok
from wardreport.correspondence.reminder_outline import read_outline
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import REPORT
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata.calendar.notice_rules import load_notice_rules, load_run_deadlines
from wardreport.metadata.calendar.run_hours import load_run_hours
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.disclosure_policy import load_disclosure_policy
from wardreport.metadata.office.contacts import load_contacts
from wardreport.metadata.office.folder_list import load_folder_list
from wardreport.metadata.rules.rule_book import load_rule_book
from wardreport.publish.charts.chart_outline import read_chart_outline
from wardreport.publish.pages.release_page_content import read_page_outline
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import write_report
from wardreport.publish.report.report_sentences import SECTIONS
from wardreport.publish.report.sentence_outline import read_sentence_outline
from wardreport.review.edited_report.document_numbers import load_document_numbers
from wardreport.review.edited_report.narrative_patterns import load_narrative_patterns
from wardreport.review.edited_report.wording import load_wording
from wardreport.review.notices.notice_sentences import read_notice_sentences
from wardreport.stages.screen.lexicon import load_lexicon
from wardreport.warehouse.schema.views import views
from wardreport.workflow.settings import PROJECT, Settings

_MADE = datetime(2024, 1, 1, tzinfo=UTC)  # of a document that is thrown away


@dataclass(frozen=True, slots=True)
class DataFile:
    """What is loaded, from where, and what a good load says."""

    name: str
    load: Callable[[Settings, Metadata], str]
    place: str


def _loads(_: object) -> str:
    return "loads"


def _rule_book(settings: Settings, metadata: Metadata) -> str:
    return f"{len(load_rule_book(settings.expectations, metadata).entries)} entries"


def _verify(_: Settings, metadata: Metadata) -> str:
    load_wording()
    load_document_numbers()
    load_narrative_patterns(frozenset(metadata.indicators))
    return "loads"


def _notices(*_: object) -> str:
    load_notice_rules()
    load_run_deadlines()
    read_notice_sentences()
    return "loads"


def _contacts(settings: Settings, metadata: Metadata) -> str:
    if settings.contacts is None:
        return "none: nobody gets notices"
    return f"{len(load_contacts(settings.contacts, {unit.unit_code for unit in metadata.units}))} in its file"


def _folders(settings: Settings, metadata: Metadata) -> str:
    if settings.folders is None:
        return "none: every unit's folder is in the share"
    units = {unit.unit_code for unit in metadata.units}
    return f"of {len(load_folder_list(settings.folders, units, PROJECT))} units"


DATA_FILES = (
    DataFile("rule book", _rule_book, "expectations"),
    DataFile("disclosure policy", lambda *_: _loads(load_disclosure_policy()), "disclosure_policy.yaml"),
    DataFile("run hours", lambda *_: _loads(load_run_hours()), "run_hours.csv"),
    DataFile("privacy screen", lambda *_: _loads(load_lexicon()), "plugins/wardreport/stages/screen/data"),
    DataFile(
        "report sentences",
        lambda _, metadata: _loads(read_sentence_outline(metadata, SECTIONS)),
        "report_sentences.yaml or figure_phrases.yaml in plugins/wardreport/publish/report",
    ),
    DataFile("charts", lambda _, metadata: _loads(read_chart_outline(metadata)), "chart_outline.yaml"),
    DataFile("release page", lambda _, metadata: _loads(read_page_outline(metadata)), "release_page_outline.yaml"),
    DataFile("reminders", lambda *_: _loads(read_outline()), "reminder_outline.yaml"),
    DataFile("notices", _notices, "notice_rules.csv, run_deadlines.csv or notice_sentences.yaml"),
    DataFile("contacts", _contacts, "the file of WARDREPORT_CONTACTS"),
    DataFile("folders elsewhere", _folders, "the file of WARDREPORT_FOLDERS"),
    DataFile("verify", _verify, "plugins/wardreport/review/edited_report/*.yaml"),
    DataFile(
        "views",
        lambda settings, metadata: f"{len(views(settings.sql, metadata))} views in {settings.sql}",
        "the folder of WARDREPORT_SQL",
    ),
)


def check_data(settings: Settings, metadata: Metadata) -> Iterator[Check]:
    """Every data file beside the metadata, a check each."""
    for file in DATA_FILES:
        look = _look(file, settings, metadata)
        yield from looked_at(file.name, look, f"correct {file.place}")


def check_template(settings: Settings, metadata: Metadata, period: Period) -> Iterator[Check]:
    """Fills in the report's Word template for a period without any figure, and throws the document away.

    Raises ``ConfigurationError`` where the template cannot be filled in.
    """
    figures = {name: Figure(name, FigureStatus.NIL, None) for name in metadata.indicators}
    unit = metadata.consolidating_unit(period).unit_code
    table = SafeTable(period, metadata.form(period).form, unit, figures, by_unit=(), load_ids=())
    with tempfile.TemporaryDirectory() as folder:
        content = ReleaseContent(table, (), _MADE)
        write_report(content, metadata, Path(folder) / REPORT, template=settings.template)
    yield ok("report template", f"{settings.template} can be filled in for {period}")


def _look(file: DataFile, settings: Settings, metadata: Metadata) -> Callable[[], tuple[Check, ...]]:
    return lambda: (ok(file.name, file.load(settings, metadata)),)
