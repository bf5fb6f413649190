"""``wardreport check``: verdicts, observations and findings of files as they are handed in."""

import hashlib
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sample.make_share import make_share, units

from tests.specimens import annexes
from tests.specimens.books import WRITERS
from tests.specimens.submissions import annex, cell_of
from wardreport.metadata import Metadata

pytestmark = pytest.mark.slow

KEYS = ["file", "sha256", "verdict", "form", "unit", "period", "observations", "findings"]


def test_each_sample_file_has_the_promised_verdict(run: Any, tmp_path: Path) -> None:
    files = make_share(tmp_path / "share")
    ran = run("check", *files.values(), "--json")
    assert ran.status == 1
    assert [list(result) for result in ran.json] == [KEYS] * 14
    verdicts = {result["unit"]: result["verdict"] for result in ran.json}
    assert {unit for unit, verdict in verdicts.items() if verdict == "held"} == {"01837", "058-D178"}
    assert set(verdicts) == {line["unit"] for line in units()}
    assert set(verdicts.values()) == {"accepted", "held"}
    assert {result["period"] for result in ran.json} == {"2024-S1"}
    found = {f["rule"]: (result["unit"], f["indicator"], f["cell"]) for result in ran.json for f in result["findings"]}
    assert found["rule.partition"] in (("01837", "fac_total", "Bieu!C9"), ("058-D178", "team_total", "Bieu!C55"))


def test_one_file_is_one_object_with_every_measure(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    values = {"fac_total": "1.200", "fac_lodging": 1200, "hotspots": 0, "supported": None, "loan_amount": 2.5}
    file = tmp_path / "x.xlsx"
    file.write_bytes(annex(metadata, "01834", {**values, "supported_loan": 1, "prog_drug": "Không"}))
    ran = run("check", file, "--unit", "01834", "--period", "2024-S1", "--json")
    result = ran.json
    assert list(result) == KEYS
    assert (result["file"], result["unit"], result["period"], result["form"]) == (
        "x.xlsx",
        "01834",
        "2024-S1",
        "annex-2024",
    )
    read = {o["indicator"]: (o["value"], o["status"], o["cell"]) for o in result["observations"]}
    assert list(read) == list(metadata.indicators)
    assert read["fac_total"] == (1200, "value", "Bieu!C9")
    assert read["fac_dance"] == (None, "nil", cell_of(metadata, "fac_dance"))
    assert read["hotspots"] == (0, "zero", cell_of(metadata, "hotspots"))
    assert read["supported"][:2] == (None, "blank")
    assert read["loan_amount"][0] == Decimal("2.5")
    assert read["prog_drug"][:2] == (False, "value")
    (blank,) = result["findings"]
    assert list(blank) == ["rule", "severity", "indicator", "cell", "message", "suggestion"]
    assert (blank["rule"], blank["severity"], blank["indicator"]) == ("cell.blank", "critical", "supported")
    assert (result["verdict"], ran.status) == ("held", 1)


def test_a_suggestion_is_a_number(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(annex(metadata, "058-CA", {"comm_attendees": 19.81}))
    (finding,) = run("check", file, "--json").json["findings"]
    assert (finding["rule"], finding["suggestion"]) == ("cell.ambiguous_separator", 19810)


def test_files_that_are_none(run: Any, tmp_path: Path) -> None:
    for name, content, rule in (("t.xlsx", b"hello", "file.unsupported"), ("e.xlsx", b"", "file.empty")):
        (tmp_path / name).write_bytes(content)
        ran = run("check", tmp_path / name, "--json")
        assert (ran.status, ran.json["verdict"]) == (2, "rejected")
        assert [f["rule"] for f in ran.json["findings"]] == [rule]
        assert (ran.json["form"], ran.json["observations"]) == (None, [])


def test_a_quarantined_file_prints_no_cell_text(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    file = tmp_path / "x.xlsx"
    phone = "0912 345 678"
    file.write_bytes(annex(metadata, edit=lambda _book, sheet: sheet.cell(130, 2, phone) and None))
    ran = run("check", file, "--json")
    assert (ran.status, ran.json["verdict"], ran.json["observations"]) == (2, "quarantined", [])
    assert ran.json["findings"][0]["cell"] == "sheet1!B130"
    assert phone not in ran.out + run("check", file).out


def test_a_file_name_that_holds_a_person_s_data_is_shown_as_its_hash(
    run: Any, tmp_path: Path, metadata: Metadata
) -> None:
    content = annex(metadata, "01834")
    file = tmp_path / "bieu so lieu 0912345678.xlsx"
    file.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    ran = run("check", file, "--json", "--feedback", tmp_path / "back")
    assert (ran.status, ran.json["file"], ran.json["verdict"]) == (2, sha256, "quarantined")
    assert [(f["rule"], f["cell"]) for f in ran.json["findings"]] == [("privacy.phone", "file!name")]
    shown = run("check", file)
    for said in (ran.out, shown.out, *(path.name for path in (tmp_path / "back").iterdir())):
        assert "0912345678" not in said


def test_feedback_for_every_file_that_was_checked(run: Any, tmp_path: Path, metadata: Metadata) -> None:
    (tmp_path / "sai.xlsx").write_bytes(annex(metadata, "01834", {"fac_total": 2, "fac_lodging": 1}))
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "rieng.xlsx").write_bytes(
        annex(metadata, edit=lambda _, sheet: sheet.cell(20, 7, "ĐT 0912 345 678") and None)
    )
    names = ("sai.xlsx", "hong.xlsx", "rieng.xlsx")
    ran = run(
        "check", *(tmp_path / name for name in names), "--json", "--feedback", tmp_path / "back", "--unit", "01834"
    )
    assert [result["verdict"] for result in ran.json] == ["held", "rejected", "quarantined"]
    for name, result in zip(names, ran.json, strict=True):
        file = tmp_path / "back" / f"phan-hoi-{result['sha256'][:8]}-{name}"
        book = load_workbook(file)
        said = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
        for finding in result["findings"]:
            assert finding["message"] in said
        assert b"0912 345 678" not in b"".join(
            zipfile.ZipFile(file).read(part) for part in zipfile.ZipFile(file).namelist()
        )


@pytest.mark.parametrize("name", ["xls", "ods", "docx", "csv-utf8-bom-semicolon", "html-as-xls"])
def test_any_format_is_checked_by_its_content(name: str, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "bieu.xlsx"
    file.write_bytes(WRITERS[name]([annexes.annex(annexes.Layout()).page]))
    result = run("check", file, "--json").json
    assert (result["form"], result["unit"], result["period"]) == ("annex-2024", "01837", "2024-S1")
    read = {o["indicator"]: (o["status"], o["value"]) for o in result["observations"]}
    assert read == {indicator: (str(status), value) for indicator, (status, value) in annexes.expected().items()}
