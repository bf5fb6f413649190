"""``wardreport rebuild``: a release made again from its manifest (docs/design/review-and-release.md)."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.domain.errors import ConfigurationError
from wardreport.publish.manifest import files_of, folder_of, read_internal_manifest, read_manifest
from wardreport.workflow.rebuilding import Likeness, rebuild
from wardreport.workflow.settings import load_settings

pytestmark = pytest.mark.slow


MANIFESTS = {"manifest.json", "internal/manifest.json"}


def _files_of_both(folder: Path, internal: Path) -> set[str]:
    return {*files_of(folder), *(f"internal/{file}" for file in files_of(internal))}


def _likenesses(office: Office, name: str, out: Path) -> dict[str, Likeness]:
    _, files = rebuild(name, office.deployment, out)
    return {one.file: one.likeness for one in files}


def test_every_release_is_made_again_byte_for_byte_after_later_loads_and_releases(
    office: Office,
    tmp_path: Path,
) -> None:
    first = office.run(office.approved())
    office.correct("01834", 9, 20)
    office.run()
    second = office.run(office.approved(number=52, dated=date(2024, 6, 28), reason="Nộp lại"))
    for release in (first, second):
        found = _likenesses(office, f"{PERIOD}/{release.name}", tmp_path / "again")
        assert set(found) == _files_of_both(release.folder, release.internal)
        for manifest in MANIFESTS:
            assert found.pop(manifest) is Likeness.STAMPED  # it tells the versions and checksums
        assert set(found.values()) == {Likeness.SAME}
    assert folder_of(str(PERIOD), office.deployment.releases) == second.folder


def test_what_came_for_an_earlier_half_year_afterwards_is_not_in_it(office: Office, tmp_path: Path) -> None:
    office.now += timedelta(days=10)
    before = office.run_the_cycle_before(tmp_path / "before")
    assert "01837" not in read_manifest(before.folder)["outstanding"]  # whose figures the validation page draws
    found = _likenesses(office, f"{PERIOD}/draft", tmp_path / "again")
    assert {file for file, likeness in found.items() if likeness is not Likeness.SAME} == MANIFESTS
    draft = office.run()  # which is compared with it
    assert [one["period"] for one in read_internal_manifest(draft.internal)["compared_with"]] == [str(PERIOD.previous)]
    assert "6 tháng cuối năm 2023" in "".join(p.text for p in Document(str(draft.folder / "bao-cao.docx")).paragraphs)


@pytest.mark.slow
def test_the_pdf_is_the_same_but_for_its_stamps(office: Office, tmp_path: Path) -> None:
    converter = load_settings().converter
    if converter is None:
        pytest.skip("LibreOffice is not installed")
    office.deployment = replace(office.deployment, converter=converter)
    release = office.run()
    found = _likenesses(office, f"{PERIOD}/draft", tmp_path / "again")
    stamped = {"bao-cao.pdf", "index.html", *MANIFESTS}
    assert {file for file, likeness in found.items() if likeness is not Likeness.SAME} <= stamped
    assert Likeness.DIFFERENT not in found.values()
    pdf = release.folder / "bao-cao.pdf"
    pdf.write_bytes(pdf.read_bytes().replace(b"/Type/Page", b"/Type/Pagf", 1))
    assert _likenesses(office, f"{PERIOD}/draft", tmp_path / "again")["bao-cao.pdf"] is Likeness.DIFFERENT


def test_what_the_warehouse_no_longer_gives_is_said(office: Office, tmp_path: Path) -> None:
    folder, own = (place / str(PERIOD) / "draft" for place in (office.deployment.releases, office.deployment.internal))
    made_of: dict[str, Any] = json.loads((own / "manifest.json").read_text(encoding="utf-8"))
    (own / "manifest.json").write_text(json.dumps(made_of | {"as_of_load": 0}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no longer give"):
        rebuild(f"{PERIOD}/draft", office.deployment, tmp_path / "again")
    (own / "manifest.json").write_text(json.dumps(made_of), encoding="utf-8")
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    other = manifest | {"files": manifest["files"] | {"so-lieu/tong-hop.csv": "0" * 64}}
    (folder / "manifest.json").write_text(json.dumps(other), encoding="utf-8")
    found = _likenesses(office, f"{PERIOD}/draft", tmp_path / "again")
    assert {file for file, likeness in found.items() if likeness is Likeness.DIFFERENT} == {"so-lieu/tong-hop.csv"}


def test_the_command_line(office: Office, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDREPORT_EXPECTATIONS", str(office.deployment.share.parent / "expectations"))
    releases = office.deployment.releases
    places = ["--releases", releases, "--warehouse", office.deployment.warehouse.engine.url]
    ran = run("rebuild", f"{PERIOD}/draft", "--out", tmp_path / "again", *places, "--json")
    assert ran.status == 0
    draft = Path(str(PERIOD)) / "draft"
    assert {line["file"] for line in ran.json} == _files_of_both(releases / draft, releases.parent / "internal" / draft)
    for name in ("2024-S1/r09", "2024-S2", "2024-S1/../2024-S1/draft", "x"):
        assert run("rebuild", name, "--out", tmp_path / "again", *places).status == 64
    shutil.rmtree(tmp_path / "again")
    manifest = releases / str(PERIOD) / "draft" / "manifest.json"
    manifest.write_text("{}", encoding="utf-8")
    assert run("rebuild", f"{PERIOD}/draft", "--out", tmp_path / "again", *places).status == 64
