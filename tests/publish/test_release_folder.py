"""What lies in a release folder, read back as its readers would."""

import csv
import hashlib
import json
import os
import re
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from tests.conftest import AS_OF
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.domain.release import Release
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.publish.annex.annex_workbook import HEAD_ROW
from wardreport.publish.manifest import files_of, folder_of, read_internal_manifest, read_manifest
from wardreport.workflow import publishing
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import run_period
from wardreport.workflow.settings import load_settings
from wardreport.writing.repeatable_workbook import save_repeatably

pytestmark = pytest.mark.slow


@pytest.fixture
def release(office: Office) -> Release:
    return office.draft


def test_it_holds_what_the_design_names(release: Release) -> None:
    assert release.files == (
        "bao-cao.docx",
        "bieu-tong-hop.xlsx",
        "index.html",
        "manifest.json",
        "so-lieu/datapackage.json",
        "so-lieu/theo-don-vi-hien-nay.csv",
        "so-lieu/theo-don-vi-hien-nay.parquet",
        "so-lieu/theo-don-vi.csv",
        "so-lieu/theo-don-vi.parquet",
        "so-lieu/tong-hop.csv",
        "so-lieu/tong-hop.parquet",
        "so-lieu/tong-hop.sdmx.csv",
        "so-lieu/tong-hop.sdmx.xml",
    )
    assert files_of(release.internal) == ["kiem-tra.html", "kiem-tra.json", "kiem-tra.xlsx", "manifest.json"]
    assert stat.S_IMODE(release.internal.parents[1].stat().st_mode) == 0o700


def test_the_manifest_names_inputs_loads_decisions_and_files(office: Office) -> None:
    deployment, release = office.deployment, office.draft
    manifest, made_of = read_manifest(release.folder), read_internal_manifest(release.internal)
    assert manifest["rule_book_sha256"] == deployment.rule_book.sha256
    assert (manifest["period"], manifest["kind"], manifest["form"]) == ("2024-S1", "draft", "annex-2024")
    assert made_of["load_ids"] == [1]
    assert len(made_of["inputs"]) == 14
    assert {hashlib.sha256(f.read_bytes()).hexdigest() for f in deployment.share.rglob("*.xlsx")} == {
        line["sha256"] for line in made_of["inputs"]
    }
    assert {d["submission"] for d in made_of["decisions"]} == {d.submission for d in office.decisions}
    assert manifest["outstanding"] == []
    assert set(made_of["register"]) == {line["unit"] for line in made_of["inputs"]}
    assert set(made_of["register"].values()) == {"accepted"}
    assert {"wardreport", "great-expectations", "python"} <= set(manifest["versions"])
    assert set(manifest["files"]) == set(release.files) - {"manifest.json"}
    for folder, files in ((release.folder, manifest["files"]), (release.internal, made_of["files"])):
        for file, sha256 in files.items():
            assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == sha256


def test_the_data_package_describes_its_files(release: Release, metadata: Metadata) -> None:
    folder = release.folder / "so-lieu"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows = {}
    for resource in (resource for resource in package["resources"] if resource["format"] == "csv"):
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as lines:
            table = csv.DictReader(lines)
            rows[resource["name"]] = list(table)
            assert table.fieldnames == [field["name"] for field in resource["schema"]["fields"]]
    assert [row["indicator"] for row in rows["tong-hop"]] == list(metadata.indicators)
    values = {row["indicator"]: (row["status"], row["value"]) for row in rows["tong-hop"]}
    assert values["fac_total"] == ("value", "108")
    assert values["fac_inspected_pct"] == ("value", "4.63")
    assert values["team_total"] == ("nil", "")
    assert values["prog_drug"] == ("value", "true")
    # nothing sensitive occurred in the sample's wards; what is hidden looks as in test_data_package.py
    assert [row for row in rows["theo-don-vi"] if row["suppressed"] == "true"] == []
    # nothing in them starts like a formula when a spreadsheet opens them
    assert not any(cell[:1] in "=+@" for name in rows for row in rows[name] for cell in row.values() if cell)


@pytest.mark.slow
def test_numbers_are_written_the_vietnamese_way_by_their_formats(release: Release, tmp_path: Path) -> None:
    sheet = load_workbook(release.folder / "bieu-tong-hop.xlsx").worksheets[0]
    attendees = sheet.cell(HEAD_ROW + 32, 3)
    assert attendees.value == 19810
    soffice = load_settings().converter
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    text = _as_pdf_text(release.folder / "bieu-tong-hop.xlsx", soffice, tmp_path)
    assert re.search(r"Lượt người\s+19\.810", text)
    assert re.search(r"%\s+4,63", text)
    assert "DỰ THẢO" in text


def _as_pdf_text(file: Path, soffice: Path, folder: Path) -> str:
    import subprocess

    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils (pdftotext) is not installed")
    profile = (folder / "profile").as_uri()
    command = [
        soffice,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        file,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = folder / f"{file.stem}.pdf"
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


def test_the_report_has_the_figures_of_the_release(release: Release, metadata: Metadata) -> None:
    document = Document(str(release.folder / "bao-cao.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for said in ("108 cơ sở", "19.810 lượt người", "9.509 lượt người", "4,63%", "30 triệu đồng"):
        assert said in text
    cells = document.tables[2]._cells
    assert len(cells) == 3 * 116
    assert [cells[3 * row.row].text for row in metadata.form(PERIOD).rows] == [
        row.label_for(PERIOD) for row in metadata.form(PERIOD).rows
    ]
    assert (cells[3 * 32 + 2].text, cells[3 * 67 + 2].text, cells[3 * 49 + 2].text) == ("19.810", "4,63", "-")


@pytest.mark.slow
def test_the_pdf_has_the_drafts_pages(
    deployment: Deployment, sample_decisions: tuple[Decision, ...], tmp_path: Path
) -> None:
    import subprocess

    converter = load_settings().converter
    if converter is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or poppler-utils is not installed")
    with_pdf = replace(deployment, converter=converter)
    release = run_period(PERIOD, with_pdf, decisions=sample_decisions, as_of=AS_OF, tell=lambda _: None)
    assert release.notes == ()
    pdf = release.folder / "bao-cao.pdf"
    command = ["pdftotext", "-layout", str(pdf), "-"]
    pages = subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\f").split("\f")
    assert len(pages) > 3
    assert all("DỰ THẢO" in page for page in pages)
    assert all(len(page.split()) > 10 for page in pages)  # none is blank
    assert not any(text in page for page in pages for text in ("{{", "}}", "{%"))
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf.read_bytes()
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf.read_bytes()
    listed = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert listed
    for font in listed:  # name, type, encoding, then whether it is embedded
        assert re.search(r"\byes +(yes|no) +yes +\d+ +\d+$", font), font


def test_a_new_draft_takes_the_place_of_the_old_one_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from wardreport.publish import release_folder

    release = office.draft
    before = (release.folder / "manifest.json").read_bytes()

    def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(release_folder, "write_manifest", fails)
    with pytest.raises(OSError, match="disk full"):
        office.run()
    assert (release.folder / "manifest.json").read_bytes() == before
    monkeypatch.undo()
    (release.folder / "stray").write_text("x")
    assert office.run().notes == ("bao-cao.pdf left out: LibreOffice (soffice) is not installed",)
    assert not (release.folder / "stray").exists()
    assert [p.name for p in release.folder.parent.iterdir()] == ["draft"]


def test_a_run_killed_while_the_old_draft_is_deleted_leaves_no_half_of_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, delete = office.draft, shutil.rmtree

    def killed(folder: Path, *more: Any, **named: Any) -> None:
        if Path(folder).parent != release.folder.parent:
            delete(folder, *more, **named)
        elif folder.exists():
            (folder / "index.html").unlink()
            raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        office.run()
    assert all((folder / "index.html").exists() for folder in release.folder.parent.glob("[!.]*"))


def test_what_was_recorded_and_not_written_was_not_published_before_itself(
    deployment: Deployment, sample_decisions: tuple[Decision, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as ended, pytest.raises(KeyboardInterrupt):
        ended.setattr(publishing, "write_release", killed)
        run_period(PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF, tell=lambda _: None)
    made = run_period(PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF, tell=lambda _: None)
    assert read_internal_manifest(made.internal)["published_before"] == []


def test_a_workbook_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"before")

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        save_repeatably(Workbook(), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == b"before"


def test_the_newest_revision_is_found_by_its_number(tmp_path: Path) -> None:
    for name in ("r01", "r99", "r100", "r100-cu", "draft"):
        (tmp_path / f"2024-S1/{name}").mkdir(parents=True)
        (tmp_path / f"2024-S1/{name}/manifest.json").write_text("{}")
    assert folder_of("2024-S1", tmp_path).name == "r100"
    assert folder_of("2024-S1/draft", tmp_path).name == "draft"
