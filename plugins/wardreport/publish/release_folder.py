"""Writes a release folder: whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from wardreport.domain.consolidated import Release, SafeTable
from wardreport.domain.finding import Finding
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rule_book import RuleBook
from wardreport.publish.annex_workbook import write_annex
from wardreport.publish.data_package import write_data_package
from wardreport.publish.manifest import files_of, write_manifest
from wardreport.publish.portable_document import convert_to_pdf
from wardreport.publish.report_document import write_report
from wardreport.publish.validation_building import History, validation_content
from wardreport.publish.validation_data import write_validation_data
from wardreport.publish.validation_page import write_validation_page
from wardreport.publish.validation_workbook import write_validation_workbook

DRAFT = "draft"


def publish(
    table: SafeTable,
    register: Sequence[RegisterEntry],
    findings: Sequence[Finding],
    rule_book: RuleBook,
    metadata: Metadata,
    *,
    out: Path,
    created_at: datetime,
    versions: Mapping[str, str],
    converter: Path | None = None,
    history: History | None = None,
) -> Release:
    """Writes ``out/2024-S1/draft/``; an earlier draft stays until the new one is whole, and then makes room for it.

    ``findings`` are those on the consolidated table; those on submissions stand in the register. Of
    ``history`` (by unit and indicator the values by period) the validation page draws the shape.
    """
    target = out / str(table.period) / DRAFT
    unfinished = target.with_name(f".{DRAFT}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    write_annex(table, register, metadata, unfinished / "bieu-tong-hop.xlsx", draft=True)
    write_report(table, metadata, unfinished / "bao-cao.docx", draft=True)
    left_out = convert_to_pdf(unfinished / "bao-cao.docx", converter)
    content = validation_content(table, register, findings, rule_book, metadata, created_at=created_at, history=history)
    write_validation_page(content, unfinished / "kiem-tra.html")
    write_validation_workbook(content, unfinished / "kiem-tra.xlsx")
    write_validation_data(content, unfinished / "kiem-tra.json")
    write_data_package(table, metadata, unfinished / "so-lieu", draft=True, created_at=created_at)
    write_manifest(
        table, register, findings, rule_book, unfinished, kind=DRAFT, created_at=created_at, versions=versions
    )
    if target.exists():
        shutil.rmtree(target)
    unfinished.rename(target)
    return Release(table.period, DRAFT, target, tuple(files_of(target)), (left_out,) if left_out else ())
