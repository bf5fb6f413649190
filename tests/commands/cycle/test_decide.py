"""``wardreport decide``: a reviewer at a terminal, from the held submission to the release."""

import csv
import hashlib
import io
import os
import re
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from tests.specimens.few_rules import write_few_rules
from tests.specimens.submissions import annex
from wardreport.commands import app as cli
from wardreport.domain.validation import REVIEWER_ACTIONS, DecisionAction
from wardreport.metadata import Metadata
from wardreport.review.decisions.decision_workbook import HEAD_ROW

pytestmark = pytest.mark.slow

UNIT = "01834"
SAID = ["--reason", "Phường xác nhận", "--by", "Người kiểm tra"]


class Desk:
    """A share with one held submission, and what the command line says."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self._patch = folder, patch
        self.file = folder / "decisions" / "2024-S1.yaml"
        self.sent = folder / "share" / f"{UNIT}-phuong" / "a.xlsx"
        for name in ("STAGING", "QUARANTINE", "FEEDBACK", "EXPECTATIONS"):
            patch.setenv(f"WARDREPORT_{name}", str(folder / name.lower()))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sent.read_bytes()).hexdigest()

    @property
    def on(self) -> list[str]:
        return ["--submission", self.sha256[:8], "--unit", UNIT, "--rule", "cell.qualified", "--indicator", "hotspots"]

    def run(self) -> None:
        decisions = ["--decisions", str(self.file)] if self.file.exists() else []
        places = ["--share", str(self.folder / "share"), "--out", str(self.folder / "out")]
        assert self._called("run", "2024-S1", *places, *decisions)[0] == 0

    def decide(self, *arguments: str, period: str = "2024-S1") -> tuple[int, str, str]:
        return self._called("decide", period, "--decisions", str(self.file.parent), *arguments)

    def hotspots(self) -> str:
        with (self.folder / "out/2024-S1/draft/so-lieu/tong-hop.csv").open(encoding="utf-8", newline="") as lines:
            return next(line["value"] for line in csv.DictReader(lines) if line["indicator"] == "hotspots")

    def made(self) -> list[dict[str, Any]]:
        return list(yaml.safe_load(self.file.read_text(encoding="utf-8"))["decisions"]) if self.file.exists() else []

    def _called(self, *arguments: str) -> tuple[int, str, str]:
        warehouse = ["--warehouse", f"sqlite:///{self.folder / 'w.sqlite'}"]
        self._patch.setattr(sys, "argv", ["wardreport", *arguments, *warehouse])
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def ran_once(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    write_few_rules(folder / "expectations")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder, patch)
        desk.sent.parent.mkdir(parents=True)
        desk.sent.write_bytes(annex(metadata, UNIT, {"hotspots": "khoảng 40"}))
        os.utime(desk.sent, (0, 0))  # nobody is writing it any more
        desk.run()
    return folder


@pytest.fixture
def desk(ran_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of its own for each test, after the first run."""
    shutil.copytree(ran_once, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path, monkeypatch)


def test_from_the_list_to_the_figure(desk: Desk) -> None:
    status, out, _ = desk.decide("--list")
    assert (status, out.split()) == (0, [desk.sha256[:12], UNIT, "cell.qualified", "hotspots", "Bieu!C23"])
    replace = ["--action", "replace", "--value", "40", "--evidence", "Công văn 12", "--approved-by", "Trưởng phòng"]
    status, out, err = desk.decide(*desk.on, *replace, *SAID)
    assert (status, err, out.count("\n")) == (0, "", 1)
    (line,) = desk.made()
    assert (line["submission"], line["value"], line["approved_by"]) == (desk.sha256, "40", "Trưởng phòng")
    assert desk.decide("--list")[1] == "nothing of 2024-S1 waits for a decision\n"
    desk.run()
    assert desk.hotspots() == "40"


def test_what_was_returned_can_be_decided_otherwise_once_a_run_has_recorded_it(desk: Desk) -> None:
    assert desk.decide(*desk.on, "--action", "return", *SAID)[0] == 0
    accept = [*desk.on, "--action", "accept_as_reported", *SAID]
    status, _, err = desk.decide(*accept)
    assert (status, err.count("\n"), "no run has recorded" in err) == (64, 1, True)
    desk.run()
    assert desk.decide("--list")[1].startswith("nothing")
    assert desk.decide(*accept)[0] == 0
    assert [line["action"] for line in desk.made()] == ["accept_as_reported"]
    desk.run()
    assert desk.hotspots() == ""  # let out, but there is no figure in it


def test_a_workbook_there_and_back(desk: Desk) -> None:
    file = desk.folder / "to review" / "quyết định.xlsx"
    assert desk.decide("--workbook", str(file))[0] == 0
    assert desk.decide("--from-workbook", str(file))[:2] == (
        0,
        f"0 decisions of {file.name} recorded in {desk.file}\n",
    )
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for column, content in zip("GHIJK", ("Thay số liệu", 38, "Công văn 12", "…", "Người kiểm tra"), strict=True):
        sheet[f"{column}{HEAD_ROW + 1}"] = content
    book.save(file)
    assert desk.decide("--from-workbook", str(file))[0] == 0
    desk.run()
    assert desk.hotspots() == "38"
    sheet[f"I{HEAD_ROW + 1}"] = None
    book.save(file)
    status, _, err = desk.decide("--from-workbook", str(file))
    assert (status, f"row {HEAD_ROW + 1}" in err, err.count("\n")) == (64, True, 1)


CHANGES: list[dict[str, str | None]] = [
    {"--submission": "a" * 8},
    {"--submission": "khoảng"},
    {"--unit": "01837"},
    {"--rule": "rule.partition"},
    {"--rule": "rule.none"},
    {"--indicator": "fac_total"},
    {"--indicator": None},
    {"--action": None},
    {"--action": "accept"},
    {"--action": "waive"},
    {"--reason": None},
    {"--reason": " "},
    {"--by": None},
    {"--value": "40"},
    {"--action": "replace", "--value": "40"},
    {"--action": "replace", "--value": "40.5", "--evidence": "…"},
    {"--approved-by": "NGƯỜI kiểm  tra"},
    {"--list": ""},
    {"--workbook": "x.xlsx"},
    {"--from-workbook": "no-such.xlsx"},
    {"PERIOD": "2031-S1"},
    {"PERIOD": "2024-S2"},
]


def test_anything_else_is_status_64_one_line_and_no_decision(desk: Desk) -> None:
    assert desk.sha256[:8] in desk.decide("--list")[1]
    keys = [*desk.on, "--action", "return", *SAID]
    for change in CHANGES:
        given = dict(zip(keys[::2], keys[1::2], strict=True)) | change
        period = given.pop("PERIOD", None) or "2024-S1"
        arguments = [part for key, content in given.items() if content is not None for part in (key, content) if part]
        status, out, err = desk.decide(*arguments, period=period)
        assert (status, out, err.count("\n")) == (64, "", 1), change
        assert err.startswith("wardreport: ")
        assert desk.made() == []
    assert desk.decide(*keys)[0] == 0  # as it stands it is none of them


def test_the_help_offers_the_actions_of_a_reviewer_and_no_standing_waiver(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")  # so that no word is broken
    status, out, _ = desk.decide("--help")
    (line,) = [line for line in out.splitlines() if "--action" in line]
    assert status == 0
    assert set(re.findall(r"[a-z_]+", line)) >= set(REVIEWER_ACTIONS)
    assert DecisionAction.WAIVE not in line


def test_nothing_asked_is_status_64(desk: Desk) -> None:
    assert desk.decide()[0] == 64
    assert desk.decide("--list", "--workbook", str(desk.folder / "x.xlsx"))[0] == 64
    assert not (desk.folder / "x.xlsx").exists()
