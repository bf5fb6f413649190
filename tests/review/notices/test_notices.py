"""Who is told what on which day: only those who have something to do, and nothing that was reported."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import yaml

from tests.specimens.submissions import PERIOD
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.finding import Finding, Severity, Verdict
from wardreport.domain.notice import Alert, Audience, Contact, Digest, NoticeReason
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.calendar.notice_rules import load_notice_rules
from wardreport.review.notices.alert_notes import drop_alert, note_alert, read_alerts
from wardreport.review.notices.notice_sentences import SENTENCES, read_notice_sentences
from wardreport.review.notices.notices import OpenMatters, digests, reminded_units
from wardreport.review.register.response_register import response_register

WARD, OTHER, AGENCY = "01834", "01846", "058-HPN"
UNIT = Contact("Phường", Audience.UNIT, WARD, "mail", "p@example.org")
REVIEWER = Contact("Tổ kiểm tra", Audience.REVIEWER, None, "mail", "k@example.org")
APPROVER = Contact("Lãnh đạo", Audience.APPROVER, None, "mail", "l@example.org")
IT = Contact("Kỹ thuật", Audience.IT, None, "mail", "it@example.org")
ALL = (UNIT, REVIEWER, APPROVER, IT)
SUBMITTED = "bí-mật-48151623"
CAME = datetime(2024, 6, 4, 3, tzinfo=UTC)


def morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(7, 30), VIETNAM)


def report(unit: str, verdict: Verdict, at: datetime = CAME, *made: Decision) -> SubmissionReport:
    finding = Finding("rule.partition", Severity.CRITICAL, SUBMITTED, unit, PERIOD, "fac_total", f"{SUBMITTED}!C9")
    return SubmissionReport(f"{unit:f<64}", unit, PERIOD, "annex-2024", at, verdict, (finding,), made)


def matters(
    metadata: Metadata,
    day: str,
    *reports: SubmissionReport,
    unreachable: tuple[str, ...] = (),
    alerts: tuple[Alert, ...] = (),
) -> OpenMatters:
    at = morning(day)
    register = response_register(PERIOD, reports, metadata, at)
    return OpenMatters(PERIOD, at.date(), register, dict.fromkeys(unreachable, at), alerts)


def told(metadata: Metadata, open_ones: OpenMatters, contacts: Sequence[Contact] = ALL) -> dict[str, Digest]:
    made = digests(open_ones, metadata, load_notice_rules(), read_notice_sentences(), contacts)
    assert len({digest.key for digest in made}) == len(made)
    return {digest.address: digest for digest in made}


@pytest.mark.parametrize(
    ("day", "reminded"),
    [
        ("2024-06-08", False),
        ("2024-06-09", True),  # 7 days before
        ("2024-06-12", False),
        ("2024-06-13", True),
        ("2024-06-15", True),
        ("2024-06-16", False),  # the due day itself
        ("2024-06-17", True),  # a day late
        ("2024-06-18", False),
        ("2024-06-19", True),
        ("2024-06-23", True),
        ("2024-06-30", True),  # then every week
        ("2024-07-01", False),
    ],
)
def test_a_ward_that_sent_nothing_is_reminded_on_its_days(metadata: Metadata, day: str, reminded: bool) -> None:
    found = told(metadata, matters(metadata, day), [UNIT])
    assert list(found) == ([UNIT.address] if reminded else [])
    if reminded:
        assert found[UNIT.address].letters == (WARD,)


def test_only_those_who_owe_something_are_reminded(metadata: Metadata) -> None:
    came = [report(WARD, Verdict.ACCEPTED), report(OTHER, Verdict.HELD)]
    units = reminded_units(matters(metadata, "2024-06-13", *came), load_notice_rules())
    wards = {unit.unit_code for unit in metadata.units_valid(PERIOD) if unit.role == "ward"}
    assert set(units) == wards - {WARD, OTHER}  # the agencies have two days more


def test_with_nothing_to_do_nobody_gets_anything(metadata: Metadata) -> None:
    all_accepted = [report(unit.unit_code, Verdict.ACCEPTED) for unit in metadata.units_valid(PERIOD)]
    for day in ("2024-06-09", "2024-06-17", "2024-07-01"):
        assert told(metadata, matters(metadata, day, *all_accepted)) == {}


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.QUARANTINED, Verdict.HELD])
def test_what_cannot_be_used_or_was_returned_is_told_with_the_file_to_open(
    metadata: Metadata, verdict: Verdict
) -> None:
    back = Decision(
        f"{WARD:f<64}",
        WARD,
        "rule.partition",
        "fac_total",
        DecisionAction.RETURN,
        SUBMITTED,
        "Tổ kiểm tra",
        CAME.date(),
    )
    sent = report(WARD, verdict, CAME, *([back] if verdict is Verdict.HELD else []))
    (digest,) = told(metadata, matters(metadata, "2024-06-05", sent), [UNIT]).values()  # the day after it came
    assert f"phan-hoi-{WARD}fff.xlsx" in digest.lines[1]
    assert f"phan-hoi/{PERIOD}" in digest.lines[1]
    assert digest.letters == (WARD,)
    assert told(metadata, matters(metadata, "2024-06-06", sent), [UNIT]) == {}


def test_reviewers_are_told_of_what_waits_for_them_and_get_the_late_list(metadata: Metadata) -> None:
    held = report(WARD, Verdict.HELD)
    (digest,) = told(metadata, matters(metadata, "2024-06-14", held), [REVIEWER]).values()
    assert [WARD in line for line in digest.lines[1:-1]] == [True]
    assert not digest.late_list
    (digest,) = told(metadata, matters(metadata, "2024-06-17", held), [REVIEWER]).values()
    assert digest.late_list
    assert len(digest.lines) == 4


def test_a_folder_that_cannot_be_opened_is_told_to_it_and_its_unit_is_not_reminded(metadata: Metadata) -> None:
    found = told(metadata, matters(metadata, "2024-06-13", unreachable=(WARD,)))
    assert list(found) == [IT.address]
    assert WARD in found[IT.address].lines[1]


def test_alerts_go_to_whom_they_concern(metadata: Metadata) -> None:
    at = morning("2024-06-20")
    alerts = (
        Alert(NoticeReason.APPROVAL, "publish_half_year", "run-1", at, period="2023-S2"),
        Alert(NoticeReason.NOT_FINISHED, "collect_submissions", "run-2", at),
        Alert(NoticeReason.FAILED, "restate_period", "run-3", at, task="load"),
    )
    found = told(metadata, matters(metadata, "2024-06-20", alerts=alerts), [APPROVER, IT])
    assert "2023-S2" in found[APPROVER.address].lines[1]
    assert not any("run-" in line for line in found[APPROVER.address].lines)
    own = found[IT.address].lines[1:-1]
    assert [("run-2" in line, "run-3" in line) for line in own] == [(True, False), (False, True)]


def test_several_reasons_of_one_address_are_one_digest(metadata: Metadata) -> None:
    other = Contact("Phường khác", Audience.UNIT, OTHER, UNIT.connection, UNIT.address)
    by_hook = Contact("Phường", Audience.UNIT, WARD, "hook", "")
    found = digests(
        matters(metadata, "2024-06-13"),
        metadata,
        load_notice_rules(),
        read_notice_sentences(),
        [UNIT, other, by_hook],
    )
    assert [(digest.connection, digest.letters) for digest in found] == [("mail", (WARD, OTHER)), ("hook", (WARD,))]
    assert found[0].recipient == "Phường; Phường khác"
    assert found[0].lines[-2] != found[1].lines[-2]  # a webhook carries no files, and says where they lie


def test_nothing_that_was_reported_or_found_is_told(metadata: Metadata) -> None:
    came = [report(WARD, Verdict.HELD), report(OTHER, Verdict.REJECTED, morning("2024-06-16"))]
    contacts = (*ALL, Contact("Phường", Audience.UNIT, OTHER, "mail", "o@example.org"))
    found = told(metadata, matters(metadata, "2024-06-17", *came), contacts)
    assert {REVIEWER.address, "o@example.org"} <= set(found)
    for digest in found.values():
        assert SUBMITTED not in repr(digest)
        assert "C9" not in repr(digest)
        assert "{" not in "".join((digest.subject, *digest.lines))


def test_the_key_is_the_same_for_all_that_an_address_gets_on_a_day(metadata: Metadata) -> None:
    (one,) = told(metadata, matters(metadata, "2024-06-13"), [UNIT]).values()
    more = Contact("Phường khác", Audience.UNIT, OTHER, UNIT.connection, UNIT.address)
    (same,) = told(metadata, matters(metadata, "2024-06-13"), [UNIT, more]).values()
    assert one.lines != same.lines
    (later,) = told(metadata, matters(metadata, "2024-06-15"), [UNIT]).values()
    assert one.key == same.key != later.key


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("review", "{value}", "review: unknown field {value}"),
        ("approval", "{file}", "approval: unknown field {file}"),
        ("closing", "{", "closing:"),
        ("colour", "x", "colour"),
    ],
)
def test_a_sentence_with_an_unknown_field_is_refused(name: str, text: str, says: str, tmp_path: Path) -> None:
    said = yaml.safe_load(SENTENCES.read_text(encoding="utf-8")) | {name: text}
    file = tmp_path / "notice_sentences.yaml"
    file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        read_notice_sentences(file)


def test_an_alert_is_noted_once_and_forgotten_when_it_is_over(tmp_path: Path) -> None:
    alert = Alert(NoticeReason.FAILED, "collect_submissions", "manual__2024-06-05T10:00:00+07:00", CAME, task="load")
    again = Alert(NoticeReason.FAILED, alert.dag, alert.run, morning("2024-06-20"))
    assert note_alert(tmp_path, alert)
    assert not note_alert(tmp_path, again)
    assert read_alerts(tmp_path) == (alert,)
    drop_alert(tmp_path, alert)
    drop_alert(tmp_path, alert)
    assert read_alerts(tmp_path) == ()
