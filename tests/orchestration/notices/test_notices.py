"""``send_notices`` and Airflow's deadline alerts for real: a mail server, a webhook and a database of Airflow.

A held submission lies in the warehouse, a ward and an agency have sent nothing, and it is the day after
the wards' due day.
"""

import html
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import AS_OF
from tests.orchestration.airflow.airflow_process import airflow_environment, run_script
from tests.specimens.offices import FOLDERS, places_in
from tests.specimens.submissions import PERIOD
from wardreport.metadata import Metadata
from wardreport.workflow.deployment import deploy
from wardreport.workflow.pipeline import collect_share, judge, load_accepted, read_submissions

pytestmark = pytest.mark.slow

MORNING = "2024-06-17T07:30+07:00"
MISSING_WARD, HELD, MISSING_AGENCY = "01834", "01837", "058-HPN"
CONTACTS = f"""recipient,audience,unit_code,connection,address
Phường,unit,{MISSING_WARD},notice_mail,thieu@example.org
Phường,unit,{MISSING_WARD},notice_hook,hooks/thieu
Phường đã nộp,unit,01846,notice_mail,da-nop@example.org
Phường bị giữ lại,unit,{HELD},notice_mail,giu-lai@example.org
Hội,unit,{MISSING_AGENCY},notice_mail,hoi@example.org
Tổ kiểm tra,reviewer,,notice_mail,kiem-tra@example.org
Lãnh đạo,approver,,notice_mail,lanh-dao@example.org
Kỹ thuật,it,,notice_mail,cntt@example.org
"""


def airflow_in(folder: Path, contacts: str) -> dict[str, str]:
    (folder / "contacts.csv").write_text(contacts, encoding="utf-8")
    return airflow_environment(
        folder,
        WARDREPORT_CONTACTS=str(folder / "contacts.csv"),
        WARDREPORT_REMINDERS=str(folder / "reminders"),
    )


@pytest.fixture(scope="module")
def folder(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's cycle without decisions, so that its contradictions are held, and without two units."""
    made = tmp_path_factory.mktemp("notices")
    shutil.copytree(sample / "share", made / "share")
    for unit in (MISSING_WARD, MISSING_AGENCY):
        shutil.rmtree(made / "share" / FOLDERS[unit])
    deployment = deploy(places_in(made, made / "share"))
    collected = collect_share(PERIOD, deployment, AS_OF)
    forms = list(read_submissions(collected.submissions))
    report, accepted = judge(forms, deployment, (), AS_OF)
    load_accepted(report, accepted, PERIOD, deployment, AS_OF)
    deployment.warehouse.engine.dispose()
    return made


@pytest.fixture(scope="module")
def rounds(folder: Path) -> list[dict[str, Any]]:
    kinds = ("dry", "down", "send", "send")
    found = run_script(airflow_in(folder, CONTACTS), "notices.run_notices", MORNING, str(PERIOD), *kinds)
    told: list[dict[str, Any]] = found["rounds"]
    return told


def test_a_dry_run_sends_nothing(rounds: list[dict[str, Any]]) -> None:
    assert (rounds[0]["run"], rounds[0]["mails"], rounds[0]["hooks"]) == ("success", [], [])


def test_those_who_have_something_to_do_get_a_mail_with_their_letter_or_list(rounds: list[dict[str, Any]]) -> None:
    got = {mail["to"][0]: sorted(mail["files"]) for mail in rounds[1]["mails"]}
    assert got == {
        "thieu@example.org": [f"{MISSING_WARD}-don-doc-{PERIOD}-2024-06-17.docx"],
        "hoi@example.org": [f"{MISSING_AGENCY}-don-doc-{PERIOD}-2024-06-17.docx"],
        "kiem-tra@example.org": ["danh-sach-cham.xlsx"],
    }
    assert all(size > 1000 for mail in rounds[1]["mails"] for size in mail["files"].values())
    assert all(len(mail["to"]) == 1 for mail in rounds[1]["mails"])


def test_one_that_fails_keeps_nobody_else_from_theirs_and_goes_with_the_next_run(rounds: list[dict[str, Any]]) -> None:
    down, after = rounds[1], rounds[2]
    assert down["tasks"] == {"compose": "success", "send": "failed"}
    assert down["hooks"] == []
    assert [hook["path"] for hook in after["hooks"]] == ["/hooks/thieu"]
    assert after["hooks"][0]["period"] == str(PERIOD)
    assert after["mails"] == down["mails"]  # nothing a second time
    assert after["tasks"] == {"compose": "success", "send": "success"}


def test_a_second_run_sends_nothing_again(rounds: list[dict[str, Any]]) -> None:
    assert rounds[3]["tasks"] == {"compose": "success", "send": "success"}
    assert (rounds[3]["mails"], rounds[3]["hooks"]) == (rounds[2]["mails"], rounds[2]["hooks"])
    keys = [mail["id"] for mail in rounds[3]["mails"]] + [hook["key"] for hook in rounds[3]["hooks"]]
    assert len(set(keys)) == len(keys) == 4
    assert all(re.fullmatch(r"<\w{64}@wardreport>", mail["id"].strip()) for mail in rounds[3]["mails"])  # not by chance


def test_no_figure_stands_in_a_notice(rounds: list[dict[str, Any]], metadata: Metadata) -> None:
    """The numbers of a notice are days, periods, codes and names of units: take them out, and no digit is left."""
    said = [f"{mail['subject']} {html.unescape(mail['text'])}" for mail in rounds[3]["mails"]]
    said += [f"{hook['subject']} {hook['text']}" for hook in rounds[3]["hooks"]]
    names = {name for unit in metadata.units for name in (unit.unit_code, unit.name)}
    named = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    known = rf"ngày \d+ tháng \d+ năm \d{{4}}|(còn|quá hạn) \d+ ngày|6 tháng đầu năm 2024|{PERIOD}|{named}"
    assert all(re.search(known, one) for one in said)
    assert [one for one in said if re.search(r"\d", re.sub(known, "", one))] == []


def test_no_address_is_kept_in_the_ledger(rounds: list[dict[str, Any]], folder: Path) -> None:
    files = sorted((folder / "staging" / "notices" / "2024-06-17").iterdir())
    assert len(files) == len(rounds[3]["mails"]) + len(rounds[3]["hooks"])
    assert not any("@" in file.name + file.read_text(encoding="utf-8") for file in files)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Runs that wait for 1, 4, 4 and 49 hours; then the notices of the day after, for approvers and IT alone."""
    head, *lines = CONTACTS.splitlines()
    own = [line for line in lines if ",approver," in line or "cntt@" in line]
    environment = airflow_in(tmp_path_factory.mktemp("waiting"), "\n".join((head, *own)) + "\n")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return run_script(environment, "notices.run_deadlines", "1", "4", "4", "49", tomorrow.isoformat())


NOT_FINISHED = [
    [dag, f"waits__{dag}", "not_finished"] for dag in ("collect_submissions", "publish_half_year", "restate_period")
]
APPROVALS = [[dag, f"waits__{dag}", "approval"] for dag in ("publish_half_year", "restate_period")]


def test_a_run_past_its_deadline_is_noted_once(waiting: dict[str, Any]) -> None:
    assert [loop["callbacks"] for loop in waiting["loops"]] == [0, 3, 0, 2]
    noted = [loop["noted"] for loop in waiting["loops"]]
    assert noted == [[], NOT_FINISHED, NOT_FINISHED, sorted(NOT_FINISHED + APPROVALS)]


def test_what_still_holds_is_told_to_whom_it_concerns(waiting: dict[str, Any]) -> None:
    mails = {mail["to"][0]: mail["text"] for mail in waiting["mails"]}
    assert set(mails) == {"lanh-dao@example.org", "cntt@example.org"}
    assert "2023-S2" in mails["lanh-dao@example.org"]  # the period that was proposed
    assert re.findall(r"waits__\w+", mails["cntt@example.org"]) == ["waits__collect_submissions"]


def test_and_what_ended_well_is_forgotten(waiting: dict[str, Any]) -> None:
    assert waiting["noted"] == sorted([*NOT_FINISHED[:2], APPROVALS[0]])


def test_a_failed_run_is_noted_with_its_task(rounds: list[dict[str, Any]]) -> None:
    assert rounds[1]["run"] == "failed"
    assert rounds[1]["noted"] == [["send_notices", "failed", "send"]]
    assert rounds[2]["noted"] == []  # it ran again
