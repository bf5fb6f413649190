"""Every data file that does not load is told."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.checkup.told import statuses
from wardreport.checkup.check import Outcome
from wardreport.checkup.data_checks import check_data, check_template
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.review.edited_report import document_numbers, narrative_patterns, wording
from wardreport.stages.screen.lexicon import load_lexicon
from wardreport.workflow.settings import PROJECT, Settings

S1 = Period(2024, 1)


def test_data_as_it_is(settings: Settings, metadata: Metadata) -> None:
    assert set(statuses(check_data(settings, metadata)).values()) == {"ok"}


@pytest.mark.parametrize(("setting", "name"), [("contacts", "contacts"), ("folders", "folders elsewhere")])
def test_each_list_of_the_deployment_bites(
    settings: Settings, metadata: Metadata, tmp_path: Path, setting: str, name: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("unit_code,colour\n01834,red\n")
    found = statuses(check_data(settings.model_copy(update={setting: file}), metadata))
    assert {check for check, status in found.items() if status == "failed"} == {name}


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("all_parts_nil.yaml", "rule book"),
        ("disclosure_policy.yaml", "disclosure policy"),
        ("run_hours.csv", "run hours"),
        ("lexicon.yaml", "privacy screen"),
        ("report_sentences.yaml", "report sentences"),
        ("figure_phrases.yaml", "report sentences"),
        ("chart_outline.yaml", "charts"),
        ("release_page_outline.yaml", "release page"),
        ("reminder_outline.yaml", "reminders"),
        ("notice_rules.csv", "notices"),
        ("run_deadlines.csv", "notices"),
        ("notice_sentences.yaml", "notices"),
        ("wording.yaml", "verify"),
        ("document_numbers.yaml", "verify"),
        ("narrative_patterns.yaml", "verify"),
    ],
)
def test_each_data_file_bites(
    settings: Settings, metadata: Metadata, monkeypatch: pytest.MonkeyPatch, file: str, name: str
) -> None:
    assert [*PROJECT.glob(f"*/*/{file}"), *PROJECT.glob(f"plugins/**/{file}")], "the file has another name"
    opened = Path.open

    def spoilt(path: Path, *arguments: Any, **named: Any) -> Any:
        return io.StringIO("unknown: {") if path.name == file else opened(path, *arguments, **named)

    cached = (load_lexicon, document_numbers.load_document_numbers, narrative_patterns.load_narrative_patterns)
    for load in (*cached, wording.load_wording):
        load.cache_clear()
    monkeypatch.setattr(Path, "open", spoilt)
    found = {check.name: check for check in check_data(settings, metadata)}
    assert [check.name for check in found.values() if check.status != Outcome.OK] == [name]
    assert found[name].status == Outcome.FAILED
    assert found[name].mend
    assert "\n" not in found[name].says


def test_the_views_bite(settings: Settings, metadata: Metadata) -> None:
    broken = replace(metadata, indicators={"Not A Name": next(iter(metadata.indicators.values()))})
    found = {check.name: check for check in check_data(settings, broken)}
    assert found["views"].status == Outcome.FAILED


def test_the_template_is_filled_in(settings: Settings, metadata: Metadata, tmp_path: Path) -> None:
    assert statuses(check_template(settings, metadata, S1)) == {"report template": "ok"}
    document = Document(str(settings.template))
    document.add_paragraph("{{ la }}")
    document.save(str(tmp_path / "mau.docx"))
    other = settings.model_copy(update={"template": tmp_path / "mau.docx"})
    with pytest.raises(ConfigurationError, match=r"mau\.docx: unknown placeholder la"):
        list(check_template(other, metadata, S1))
