"""``wardreport verify`` as its users call it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from tests.review.edited_report.edited_reports import opened, replace_text
from tests.review.edited_report.typed_reports import typed_report
from tests.specimens.offices import Office
from wardreport.commands.cycle.verify import verify
from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata
from wardreport.workflow.deployment import Deployment

pytestmark = pytest.mark.slow

Verify = Callable[..., Result]


@pytest.fixture
def call(office: Office, monkeypatch: pytest.MonkeyPatch) -> Verify:
    return _command_over(office.deployment, monkeypatch)


def _command_over(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """The command by itself, over a warehouse and its releases."""
    monkeypatch.setenv("WARDREPORT_RELEASES", str(deployment.releases))
    warehouse = deployment.warehouse.engine.url.render_as_string()
    app = typer.Typer()
    app.command()(verify)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [*map(str, arguments), "--warehouse", warehouse])

    return invoke


@pytest.fixture
def draft(office: Office, tmp_path: Path) -> Path:
    """A copy of the draft of the sample cycle."""
    return Path(shutil.copy(office.draft.folder / "bao-cao.docx", tmp_path))


def test_an_untouched_draft_passes_and_its_gaps_stop_an_official_release(draft: Path, call: Verify) -> None:
    passed = call(draft)
    assert (passed.exit_code, passed.output.splitlines()[-1]) == (0, "bao-cao.docx: 0 critical, 0 warning, 4 info")
    assert "[thông tin] Đầu văn bản: Chưa ghi số, ngày, tháng" in passed.output
    stopped = call(draft, "--official")
    assert (stopped.exit_code, stopped.output.splitlines()[-1]) == (1, "bao-cao.docx: 2 critical, 0 warning, 2 info")


def test_a_changed_figure_fails_and_is_told_with_its_place(draft: Path, call: Verify) -> None:
    document = opened(draft)
    replace_text(document, "213 buổi", "231 buổi")
    document.save(str(draft))
    told = call(draft)
    assert told.exit_code == 1
    (line,) = [line for line in told.output.splitlines() if "[nghiêm trọng]" in line]
    assert line.startswith("  [nghiêm trọng] đoạn 31: ")
    assert "ghi “231”, hệ thống ghi “213”" in line
    objects = json.loads(call(draft, "--json").stdout)
    assert objects[0] | {"message": ""} == {
        "kind": "differs",
        "severity": "critical",
        "place": "đoạn 31",
        "message": "",
        "rule": "rule.narrative_number",
        "indicator": None,
        "expected": "213",
        "found": "231",
    }


def test_a_report_typed_by_hand_needs_its_period(draft: Path, call: Verify, metadata: Metadata, tmp_path: Path) -> None:
    typed = typed_report(tmp_path / "typed.docx", metadata)
    unnamed = call(typed)
    assert isinstance(unnamed.exception, ConfigurationError)
    assert str(unnamed.exception) == "typed.docx does not say which release it is: give --release or --period"
    told = json.loads(call(typed, "--period", "2024-S1", "--json").stdout)
    assert {one["indicator"] for one in told if one["kind"] == "differs"} >= {"fac_total", "team_total"}
    aligned = json.loads(call(typed, "--release", "2024-S1", "--json").stdout)
    assert len(aligned) > len(told)


def test_without_a_release_a_typed_report_is_looked_at_in_itself(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path
) -> None:
    typed = typed_report(tmp_path / "typed.docx", metadata, figures={"team_total": "-"})
    told = _command_over(deployment, monkeypatch)(typed, "--period", "2024-S1", "--json")
    assert [(one["kind"], one["place"]) for one in json.loads(told.stdout)] == [("sum", "Phụ lục, dòng 49")]
    assert told.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--release", "2024-S1", "--period", "2024-S1"), "give one of --release and --period"),
        (("--release", "2024-S1/r01"), "no release 2024-S1/r01"),
        (("--period", "2031-S1"), "period 2031-S1 is not in cycles.csv"),
        (("--period", "2024"), "not a period: '2024' (write it as 2024-S1)"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(draft: Path, call: Verify, arguments: tuple[str, ...], line: str) -> None:
    ended = call(draft, *arguments)
    assert isinstance(ended.exception, ConfigurationError)
    assert str(ended.exception).startswith(line)


def test_what_is_no_report_is_told_in_one_line(call: Verify, tmp_path: Path) -> None:
    missing = call(tmp_path / "no.docx")
    assert str(missing.exception) == f"no such file: {tmp_path / 'no.docx'}"
    (tmp_path / "text.docx").write_text("108")
    broken = call(tmp_path / "text.docx")
    assert str(broken.exception) == "text.docx: not a Word document (.docx) that can be read: file.corrupt"
