"""One file costs one finding: whatever it does to the process that reads it, the others are read."""

import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.specimens.submissions import HEAD_ROW, annex, submission
from wardreport.domain.finding import Detection
from wardreport.domain.submission import FILE_NAME, ScreenedForm
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen
from wardreport.workflow import sandbox
from wardreport.workflow.sandbox import read_guarded

pytestmark = pytest.mark.slow

# what a child runs instead of reading, by the unit of the submission
_UNRULY = """
import dataclasses, os, signal, sys, time
import wardreport.stages.parse as room
honest = room.parse
def parse(submission, metadata):
    if submission.folder_unit == "busy":
        while True:
            pass
    if submission.folder_unit == "waits":
        time.sleep(60)
    if submission.folder_unit == "memory":
        kept = []
        while True:
            kept.append(bytearray(16 * 1024 * 1024))
    if submission.folder_unit == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if submission.folder_unit == "fault":
        raise ValueError("secret text")
    if submission.folder_unit == "no_text":
        return dataclasses.replace(honest(submission, metadata), named=frozenset({"half of \\ud83d"}))
    if submission.folder_unit == "nul":
        return dataclasses.replace(honest(submission, metadata), named=frozenset({"a\\0b"}))
    if submission.folder_unit == "prints":
        print("not an answer")
    if submission.folder_unit == "writes":
        with open(submission.content.parent / "written", "w") as file:
            file.write("x")
    return honest(submission, metadata)
room.parse = parse
from wardreport.workflow.sandbox import _serve
_serve(float(sys.argv[1]))
"""


@pytest.fixture
def unruly(monkeypatch: pytest.MonkeyPatch) -> None:
    start = subprocess.Popen

    def popen(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return start([sys.executable, "-c", _UNRULY, command[-1]], **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", popen)


def test_a_child_reads_what_the_stages_read(metadata: Metadata, tmp_path: Path) -> None:
    submissions = [submission(tmp_path, annex(metadata, values={"hotspots": n})) for n in range(3)]
    assert list(read_guarded(submissions)) == [screen(parse(s, metadata), metadata) for s in submissions]


def test_several_children_keep_the_order(metadata: Metadata, tmp_path: Path) -> None:
    submissions = [submission(tmp_path, annex(metadata, values={"hotspots": n})) for n in range(12)]
    read = list(read_guarded(submissions, children=2))
    assert [form.submission.sha256 for form in read] == [s.sha256 for s in submissions]


@pytest.mark.parametrize(
    ("behaviour", "rule"),
    [
        ("busy", "file.too_large"),
        ("memory", "file.too_large"),
        ("crash", "file.corrupt"),
        ("fault", "file.corrupt"),
        ("writes", "file.corrupt"),
        ("no_text", "file.corrupt"),
        ("nul", "file.corrupt"),
        ("prints", None),
    ],
)
@pytest.mark.usefixtures("unruly")
def test_one_file_costs_one_finding(behaviour: str, rule: str | None, metadata: Metadata, tmp_path: Path) -> None:
    content = annex(metadata)
    before, bad, after = (submission(tmp_path, content, folder_unit=unit) for unit in ("01834", behaviour, "01837"))
    read = list(read_guarded([before, bad, after], seconds_a_file=3))
    assert [form.detections for form in read] == [(), (Detection(rule),) if rule else (), ()]
    assert [bool(form.observations) for form in read] == [True, rule is None, True]
    left = tmp_path / "written"
    assert not left.exists() or left.stat().st_size == 0


def test_what_cannot_be_sent_to_a_child_is_that_file_s_finding(metadata: Metadata, tmp_path: Path) -> None:
    good = submission(tmp_path, annex(metadata))
    read = list(read_guarded([replace(good, folder_unit="\ud83d"), good]))
    assert [form.detections for form in read] == [(Detection("file.corrupt"),), ()]


@pytest.mark.parametrize("answer", [b"{}\n", b"no json\n", b"\xff\n"])
def test_an_answer_that_cannot_be_read_is_that_file_s_finding(
    answer: bytes, monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path
) -> None:
    monkeypatch.setattr(sandbox._Child, "ask", lambda *_: answer)
    (form,) = read_guarded([submission(tmp_path, annex(metadata))])
    assert form.detections == (Detection("file.corrupt"),)


def test_a_file_whose_path_is_no_text_is_read(metadata: Metadata, tmp_path: Path) -> None:
    good = submission(tmp_path, annex(metadata))
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bi\xeau.xlsx"))
    odd.write_bytes(good.content.read_bytes())
    (form,) = read_guarded([replace(good, content=odd, file_name="bi\ufffdu.xlsx")])
    assert (form.submission.content, form.detections) == (odd, (Detection("file.unreadable_name", FILE_NAME),))
    assert form.observations


@pytest.mark.usefixtures("unruly")
def test_a_file_whose_reader_gets_no_processor_is_nobodys_fault(
    monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path
) -> None:
    monkeypatch.setattr(sandbox, "SECONDS_TO_WAIT", 3.0)
    waits = submission(tmp_path, annex(metadata), folder_unit="waits")
    with pytest.raises(TimeoutError):
        list(read_guarded([waits], seconds_a_file=1))


def _commands_of_children() -> list[bytes]:
    commands = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # one that has just ended
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()):
                commands.append((process / "cmdline").read_bytes())
    return commands


@pytest.mark.usefixtures("unruly")
def test_no_child_is_left_behind(metadata: Metadata, tmp_path: Path) -> None:
    forms = read_guarded([submission(tmp_path, annex(metadata))] * 3)
    assert isinstance(next(forms), ScreenedForm)
    assert any(b"_serve" in command for command in _commands_of_children())
    forms.close()  # type: ignore[attr-defined]
    assert not any(b"_serve" in command for command in _commands_of_children())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_thousand_stray_figures_are_told_a_hundred_times(metadata: Metadata, tmp_path: Path) -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        for row in range(200, 1200):
            sheet.cell(row, 3).value = row
        sheet.cell(HEAD_ROW + 2, 3).value = "khác"

    (form,) = read_guarded([submission(tmp_path, annex(metadata, edit=edit))])
    assert Counter(d.rule for d in form.detections) == {"form.row_unknown": sandbox.MAX_DETECTIONS_A_RULE}


def test_a_child_that_does_not_start_is_a_failure_of_the_machinery(
    monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path
) -> None:
    start = subprocess.Popen
    monkeypatch.setattr(
        sandbox.subprocess, "Popen", lambda _command, **options: start([sys.executable, "-c", "0"], **options)
    )
    with pytest.raises(RuntimeError, match="could not be started"):
        list(read_guarded([submission(tmp_path, annex(metadata))]))


def test_a_child_that_is_slow_to_start_is_started_again(
    monkeypatch: pytest.MonkeyPatch, metadata: Metadata, tmp_path: Path
) -> None:
    start, started = subprocess.Popen, list[subprocess.Popen[bytes]]()
    never_ready = [sys.executable, "-c", "import sys; sys.stdin.read()"]

    def popen(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(command if len(started) == 2 else never_ready, **options))
        return started[-1]

    monkeypatch.setattr(sandbox.subprocess, "Popen", popen)
    monkeypatch.setattr(sandbox, "_SECONDS_TO_START", (0.0, 0.0, sandbox.SECONDS_TO_WAIT))
    (form,) = read_guarded([submission(tmp_path, annex(metadata))])
    assert form.observations and not form.detections
    assert len(started) == 3
    assert all(child.returncode is not None for child in started)  # none is left behind
