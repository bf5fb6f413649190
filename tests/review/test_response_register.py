from datetime import UTC, datetime

from tests.specimens import PERIOD
from wardreport.domain.finding import Verdict
from wardreport.domain.validation import ResponseState, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.review.response_register import response_register

AT = datetime(2024, 6, 5, tzinfo=UTC)


def _report(unit: str, sha: str, verdict: Verdict) -> SubmissionReport:
    return SubmissionReport(sha, unit, PERIOD, "annex-2024", AT, verdict, ())


def test_every_unit_has_a_line_and_the_newest_submission_gives_its_state(metadata: Metadata) -> None:
    reports = [
        _report("01837", "a", Verdict.ACCEPTED),
        _report("01837", "b", Verdict.HELD),
        _report("01840", "c", Verdict.REJECTED),
        _report("01840", "d", Verdict.ACCEPTED),
        _report("01843", "e", Verdict.QUARANTINED),
    ]
    register = {entry.unit: entry for entry in response_register(PERIOD, reports, metadata)}
    assert list(register) == [unit.unit_code for unit in metadata.units_valid(PERIOD)]
    assert (register["01837"].state, register["01837"].counted) == (ResponseState.HELD, "a")
    assert (register["01840"].state, register["01840"].counted) == (ResponseState.ACCEPTED, "d")
    assert (register["01843"].state, register["01843"].counted) == (ResponseState.RECEIVED, None)
    assert (register["01846"].state, register["01846"].counted) == (ResponseState.DUE, None)
