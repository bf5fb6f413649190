"""Writes the validation report of a release in its three forms."""

from __future__ import annotations

from pathlib import Path

from wardreport.domain.release import VALIDATION_DATA, VALIDATION_PAGE, VALIDATION_WORKBOOK
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.validation_report.validation_building import History, validation_content
from wardreport.review.validation_report.validation_data import write_validation_data
from wardreport.review.validation_report.validation_page import write_validation_page
from wardreport.review.validation_report.validation_workbook import write_validation_workbook


def write_validation_report(
    release: ReleaseContent, rule_book: RuleBook, metadata: Metadata, folder: Path, *, history: History | None = None
) -> None:
    """Writes ``kiem-tra.html``, ``.xlsx`` and ``.json`` into a folder that is closed to others.

    Of ``history`` (by unit and indicator the values by period) the page draws the series.
    """
    content = validation_content(release, rule_book, metadata, history=history)
    write_validation_page(content, folder / VALIDATION_PAGE)
    write_validation_workbook(content, folder / VALIDATION_WORKBOOK)
    write_validation_data(content, folder / VALIDATION_DATA)
