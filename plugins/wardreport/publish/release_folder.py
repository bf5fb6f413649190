"""Writes a release: the folder that may be handed out and the office's own, each whole or not at all.

Nothing in the first depends on a figure that the safe table hides (docs/design/disclosure.md).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from wardreport.domain.release import (
    ANNEX,
    DATA_PACKAGE,
    REPORT,
    SOURCE_REPORT,
    Release,
)
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.annex.annex_workbook import write_annex
from wardreport.publish.charts.charts import draw_charts
from wardreport.publish.data_package.data_package import write_data_package
from wardreport.publish.manifest import files_of, write_internal_manifest, write_manifest
from wardreport.publish.pages.release_page import write_release_page
from wardreport.publish.release_content import ReleaseContent
from wardreport.publish.report.report_document import write_report
from wardreport.publish.report.report_stamping import stamp_report
from wardreport.publish.report.report_template import TEMPLATE
from wardreport.writing.file_rights.closing import OWNER, OWNERS_FILE, make_closed
from wardreport.writing.portable_document import convert_to_pdf


def publish(
    content: ReleaseContent,
    rule_book: RuleBook,
    metadata: Metadata,
    *,
    out: Path,
    internal: Path,
    write_own: Callable[[Path], None],
    versions: Mapping[str, str],
    template: Path = TEMPLATE,
    report: Path | None = None,
    converter: Path | None = None,
) -> Release:
    """Writes ``out/2024-S1/draft/`` or ``…/r01/`` and the same below ``internal``, which is closed to others.

    A folder that is there stays until the new one is whole; the internal one is in place before the other is seen.
    ``write_own`` writes into the second what nothing in here may see: the reviewers' report, with its figures.
    ``template`` is the report's; ``report`` is a draft that people have edited, from which an official report is made.
    """
    edition = content.edition
    target, own = (place / str(content.period) / edition.name for place in (out, internal))
    make_closed(internal)
    internal.chmod(OWNER)  # also one that was there
    unfinished, own_unfinished = _begun(target), _begun(own)
    charts = draw_charts(content, metadata)
    write_annex(content, metadata, unfinished / ANNEX, charts=charts)
    if report is None:
        write_report(content, metadata, unfinished / REPORT, charts=charts, template=template)
    else:
        # as people left it, with their names and all that Word keeps unseen: it is not handed out
        source = own_unfinished / SOURCE_REPORT
        make_closed(source.parent)
        shutil.copyfile(report, source)
        source.chmod(OWNERS_FILE)
        stamp_report(report, content, metadata, unfinished / REPORT)
    left_out = convert_to_pdf(unfinished / REPORT, converter)
    write_own(own_unfinished)
    write_data_package(
        content.table, metadata, unfinished / DATA_PACKAGE, draft=edition.draft, created_at=content.created_at
    )
    write_release_page(content, metadata, charts, unfinished)
    write_manifest(content, rule_book, metadata, unfinished, versions=versions, template=template)
    write_internal_manifest(content, own_unfinished, published=unfinished)
    for begun, place in ((own_unfinished, own), (unfinished, target)):
        _put_in_place(begun, place)
    notes = (left_out,) if left_out else ()
    return Release(content.period, edition.name, target, tuple(files_of(target)), own, notes)


def _begun(target: Path) -> Path:
    unfinished = target.with_name(f".{target.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    return unfinished


def _put_in_place(unfinished: Path, target: Path) -> None:
    replaced = target.with_name(f".{target.name}-replaced")
    shutil.rmtree(replaced, ignore_errors=True)
    if target.exists():
        target.rename(replaced)  # a folder that is half deleted could be taken for a whole one
    unfinished.rename(target)
    shutil.rmtree(replaced, ignore_errors=True)
