"""From an approved draft to r01 and r02, and what is refused on the way (docs/design/review-and-release.md)."""

import hashlib
import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.conftest import AS_OF
from tests.specimens.offices import FOLDERS, Office
from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.publish.annex.annex_workbook import HEAD_ROW
from wardreport.publish.manifest import read_manifest
from wardreport.review.decisions.approvals import ApprovalRecord, read_approval, write_approval
from wardreport.workflow.rebuilding import Likeness, rebuild

pytestmark = pytest.mark.slow


def _contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def _all_text(file: Path) -> str:
    with zipfile.ZipFile(file) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if re.match(r"word/(document|header)", name)
        ]
    return re.sub(r"<[^>]+>", "", "".join(parts))


def _annex_figure(folder: Path, row: int) -> str:
    annex = next(table for table in Document(str(folder / "bao-cao.docx")).tables if len(table.rows) > 80)
    return annex.rows[row].cells[2].text


def test_an_approved_draft_goes_out_with_number_and_date(office: Office) -> None:
    release = office.run(office.approved())
    assert (release.name, release.folder.name) == ("r01", "r01")
    said = _all_text(release.folder / "bao-cao.docx")
    assert "Số: 45/BC-UBND" in said
    assert "Bắc Kạn, ngày 20 tháng 6 năm 2024" in said
    assert "DỰ THẢO" not in said
    assert "DỰ THẢO" in _all_text(release.folder.parent / "draft" / "bao-cao.docx")
    manifest = read_manifest(release.folder)
    assert (manifest["kind"], manifest["revision"], manifest["number"]) == ("official", 1, 45)
    assert manifest["approval"] == {"approved_by": "Phó Chủ tịch", "approved_on": "2024-06-20", "without": []}
    assert manifest["changes"] == []
    package = json.loads((release.folder / "so-lieu/datapackage.json").read_text(encoding="utf-8"))
    assert "dự thảo" not in package["title"]
    assert office.releases() == [("draft", None), ("official", 1)]


def test_the_same_approval_again_is_the_same_release(office: Office) -> None:
    first = office.run(office.approved())
    before = _contents(first.folder)
    office.now += timedelta(days=10)
    again = office.run(office.approved())
    assert (again.folder, _contents(again.folder)) == (first.folder, before)
    assert office.releases() == [("draft", None), ("official", 1)]


def test_a_run_that_ended_between_record_and_folder_is_finished_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wardreport.publish import release_folder

    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(release_folder, "write_manifest", fails)
    with pytest.raises(OSError, match="disk full"):
        office.run(office.approved())
    monkeypatch.undo()
    assert office.releases() == [("draft", None), ("official", 1)]
    release = office.run(office.approved())
    assert (release.folder / "manifest.json").is_file()
    assert office.releases() == [("draft", None), ("official", 1)]


def test_a_corrected_figure_leads_to_r02_that_marks_it_and_says_why(office: Office, metadata: Metadata) -> None:
    first = office.run(office.approved())
    before = _contents(first.folder)
    office.correct("01834", 9, 20)  # fac_committed, 18 before
    draft = office.run()
    changed = [{"indicator": "fac_committed", "before": "89", "now": "91"}]
    assert _changes(draft.folder) == changed  # the draft of a revision shows what would change
    reason = "Phường Nguyễn Thị Minh Khai nộp lại biểu, thêm {} bán dâm"
    approval = office.approved(number=52, dated=date(2024, 6, 28), reason=reason.format("hai (02) người"))
    reason = reason.format("(c) người")  # no small count goes out, in words neither
    release = office.run(approval)
    assert release.name == "r02"
    assert _contents(first.folder) == before
    assert _changes(release.folder) == changed
    assert read_manifest(release.folder)["reason"] == reason
    assert _annex_figure(release.folder, 9) == "91 (R)"
    assert _annex_figure(release.folder, 8) == "18"
    said = _all_text(release.folder / "bao-cao.docx")
    assert reason in said
    assert "Số: 52/BC-UBND" in said
    workbook = load_workbook(release.folder / "bieu-tong-hop.xlsx")
    assert workbook.worksheets[0].cell(HEAD_ROW + 9, 3).value == 91
    assert "89" in str(workbook.worksheets[0].cell(HEAD_ROW + 9, 4).value)
    page = (release.folder / "index.html").read_text(encoding="utf-8")
    assert reason in page
    assert "45/BC-UBND" in page


def _changes(folder: Path) -> list[dict[str, str]]:
    return [
        {"indicator": change["indicator"], "before": change["before"]["value"], "now": change["now"]["value"]}
        for change in read_manifest(folder)["changes"]
    ]


def _refused(office: Office, approval: ApprovalRecord, report: Path | None = None) -> str:
    before = office.releases()
    with pytest.raises(ConfigurationError) as refused:
        office.run(approval, report)
    assert office.releases() == before
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_other_figures_than_those_approved_do_not_go_out(office: Office) -> None:
    approval = office.approved()
    office.correct("01834", 9, 20)
    assert "what was approved is not what would go out" in _refused(office, approval)


def test_what_the_validation_page_says_no_to_goes_out_only_where_the_approval_names_it(office: Office) -> None:
    held = ("01837", "058-D178")
    office.decisions = ()
    draft = office.run()
    assert _validation(draft.internal)["publishable"] is False
    for without in ((), held[:1], held[1:]):
        refused = _refused(office, office.approved(without=without))
        assert "cannot be published" in refused
        assert all((unit in refused) is (unit not in without) for unit in held)
    assert "01834" in _refused(office, office.approved(without=(*held, "01834")))  # there is nothing to go without
    release = office.run(office.approved(without=held))
    assert (_validation(release.internal)["publishable"], _validation(release.internal)["reasons"]) == (True, [])
    names = _validation(release.internal)["without"]
    assert len(names) == 2
    said = _all_text(release.folder / "bao-cao.docx")
    assert f"Số liệu trong báo cáo này chưa bao gồm biểu của {'; '.join(names)}." in said
    assert read_manifest(release.folder)["approval"]["without"] == list(held)
    _, files = rebuild("2024-S1/r01", office.deployment, release.folder.parents[2] / "again")
    assert {one.likeness for one in files} <= {Likeness.SAME, Likeness.STAMPED}


def test_a_unit_whose_newer_form_is_held_goes_out_with_its_earlier_one_where_the_approval_says_so(
    office: Office,
) -> None:
    office.correct("01834", 6, 5000)  # facilities in all, whose parts stay as they were
    office.run()
    assert "held 01834" in _refused(office, office.approved())
    release = office.run(office.approved(without=("01834",)))
    (name,) = _validation(release.internal)["without"]
    said = _all_text(release.folder / "bao-cao.docx")
    assert f"Số liệu của {name} lấy theo biểu đã được chấp nhận" in said
    assert "chưa bao gồm" not in said


def _validation(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "kiem-tra.json").read_text(encoding="utf-8"))
    return found


def test_nobody_approves_their_own_decision(office: Office) -> None:
    decider = office.decisions[0].decided_by
    assert "own decision" in _refused(office, office.approved(approved_by=decider.upper()))


def test_a_revision_needs_a_reason_a_later_date_and_a_number_of_its_own(office: Office) -> None:
    office.run(office.approved())
    office.correct("01834", 9, 20)
    office.run()
    assert "needs a reason" in _refused(office, office.approved(number=52, dated=date(2024, 6, 28)))
    earlier = office.approved(number=52, dated=date(2024, 6, 19), approved_on=date(2024, 6, 19), reason="Nộp lại")
    assert "r01 is dated" in _refused(office, earlier)
    assert "other figures" in _refused(office, office.approved(reason="Nộp lại"))


def test_a_part_that_nobody_wrote_is_refused_until_the_edited_report_has_it(office: Office, tmp_path: Path) -> None:
    _without_narratives(office)
    draft = office.run()
    assert "nobody has written" in _refused(office, office.approved())
    edited = tmp_path / "da sua.docx"
    document = Document(str(draft.folder / "bao-cao.docx"))
    gaps = [p for p in document.paragraphs if p.text.lstrip("- ").startswith("[")]
    assert gaps
    document.save(str(edited))
    unfilled = office.approved(report_sha256=_sha256(edited))
    assert "differ" in _refused(office, unfilled, edited)
    for paragraph in gaps:
        paragraph.runs[0].text = "- Tình hình cơ bản ổn định."
        for run in paragraph.runs[1:]:
            run.text = ""
    document.save(str(edited))
    release = office.run(office.approved(report_sha256=_sha256(edited)), edited)
    said = _all_text(release.folder / "bao-cao.docx")
    assert said.count("Tình hình cơ bản ổn định.") == len(gaps)
    assert "Số: 45/BC-UBND" in said
    assert "DỰ THẢO" not in said
    assert (release.internal / "nguon/bao-cao.docx").read_bytes() == edited.read_bytes()
    assert not (release.folder / "nguon").exists()  # it holds whatever Word keeps unseen


def test_an_edited_draft_of_a_revision_goes_out_as_r02_and_can_be_made_again(office: Office, tmp_path: Path) -> None:
    office.run(office.approved())
    office.correct("01834", 9, 20)
    draft = office.run()
    edited = tmp_path / "da sua.docx"
    document = Document(str(draft.folder / "bao-cao.docx"))
    (gap,) = (p for p in document.paragraphs if "[Phần này" in p.text)
    gap.runs[0].text = "- Lý do điều chỉnh: phường rà soát lại các bản cam kết."
    for run in gap.runs[1:]:
        run.text = ""
    document.save(str(edited))
    approval = office.approved(
        number=52, dated=date(2024, 6, 28), reason="Rà soát cam kết", report_sha256=_sha256(edited)
    )
    release = office.run(approval, edited)
    said = _all_text(release.folder / "bao-cao.docx")
    for part in ("thay thế Báo cáo số 45/BC-UBND", "phường rà soát lại", "từ 89 cơ sở thành 91 cơ sở", "52/BC-UBND"):
        assert part in said
    _, files = rebuild(f"{PERIOD}/r02", office.deployment, tmp_path / "again")
    assert {one.likeness for one in files if not one.file.endswith("manifest.json")} == {Likeness.SAME}
    assert "internal/nguon/bao-cao.docx" in {one.file for one in files}


def test_an_edited_report_with_another_figure_is_refused(office: Office, tmp_path: Path) -> None:
    edited = tmp_path / "da sua.docx"
    document = Document(str(office.deployment.releases / str(PERIOD) / "draft" / "bao-cao.docx"))
    run = next(run for p in document.paragraphs for run in p.runs if "19.810" in run.text)
    run.text = run.text.replace("19.810", "19.801")
    document.save(str(edited))
    assert "differ" in _refused(office, office.approved(report_sha256=_sha256(edited)), edited)
    assert "not the one that was approved" in _refused(office, office.approved(report_sha256="0" * 64), edited)
    assert "not the one that was approved" in _refused(office, office.approved(report_sha256="0" * 64))
    assert "not the one that was approved" in _refused(office, office.approved(), edited)


def _without_narratives(office: Office) -> None:
    for file in office.deployment.share.rglob("*.xlsx"):
        workbook = load_workbook(file)
        if len(workbook.worksheets) > 1:
            for sheet in workbook.worksheets[1:]:
                workbook.remove(sheet)
            workbook.save(file)
            os.utime(file, (AS_OF.timestamp() - 3600,) * 2)
    office.decisions = tuple(_on_the_new_file(decision, office) for decision in office.decisions)


def _on_the_new_file(decision: Decision, office: Office) -> Decision:
    (file,) = (office.deployment.share / FOLDERS[decision.unit]).glob("*.xlsx")
    return replace(decision, submission=_sha256(file))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": 0}, "number"),
        ({"figures_sha256": "x"}, "sha256"),
        ({"approved_by": " "}, "is empty"),
        ({"dated": date(2024, 6, 19)}, "dated before it was approved"),
        ({"signed_by": "x"}, "signed_by"),
        ({"period": "2024-S2"}, "approves 2024-S2"),
    ],
)
def test_what_is_no_approval_is_refused(changed: dict[str, Any], said: str, tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "period": str(PERIOD),
        "figures_sha256": "0" * 64,
        "number": 45,
        "dated": date(2024, 6, 20),
        "approved_by": "Phó Chủ tịch",
        "approved_on": date(2024, 6, 20),
    }
    file = tmp_path / "approval.yaml"
    record = ApprovalRecord.model_validate(fields)
    write_approval(file, record)
    assert read_approval(file, PERIOD) == record
    import yaml

    file.write_text(yaml.safe_dump(fields | changed), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        read_approval(file, PERIOD)
