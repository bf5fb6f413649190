import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.figure import Status
from wardreport.domain.finding import Detection, Finding, Severity, Verdict
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import AcceptedForm, HeadLine, ScreenedForm, Submission
from wardreport.domain.validation import Decision, DecisionAction, SubmissionReport, ValidationReport
from wardreport.orchestration.handover import Handover

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3)
names = st.text(max_size=8)
observations = st.builds(
    Observation, names, st.sampled_from(Status), st.none() | st.booleans() | decimals, st.none() | names
)
forms = st.builds(
    ScreenedForm,
    st.builds(
        Submission,
        names,
        st.integers(),
        st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)),  # noqa: DTZ001
        st.just(Path("var/x")),
        st.none() | names,
        st.none() | names,
        st.none() | st.just(Period(2024, 1)),
    ),
    st.none() | names,
    st.none() | st.builds(HeadLine, names, names),
    st.none(),
    st.lists(observations, max_size=3).map(tuple),
    st.dictionaries(names, st.builds(Detection, names, names, names, st.none() | decimals), max_size=2),
    st.just(()),
)


@pytest.mark.slow
@given(content=st.lists(forms, max_size=2).map(tuple))
def test_what_is_handed_over_comes_out_the_same(
    content: tuple[ScreenedForm, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    handover = Handover(tmp_path_factory.mktemp("handover"), "dag", "manual__2024-06-05T03:00:00+00:00")
    back = handover.get(handover.put("forms", content, tuple[ScreenedForm, ...]), tuple[ScreenedForm, ...])
    assert back == content
    for one, other in zip(content, back, strict=True):
        for before, after in zip(one.observations, other.observations, strict=True):
            assert type(before.value) is type(after.value)


decisions = st.builds(
    Decision,
    names,
    names,
    names,
    st.none() | names,
    st.sampled_from(DecisionAction),
    names,
    names,
    st.dates(min_value=date(2000, 1, 1)),
    st.none() | st.booleans() | decimals | st.integers().map(Decimal),
    st.none() | names,
    st.none() | names,
    st.none() | st.just(date(2024, 6, 6)),
)


@pytest.mark.slow
@given(made=st.lists(decisions, max_size=3).map(tuple), read=st.lists(observations, max_size=2).map(tuple))
def test_a_judgement_with_its_decisions_comes_out_the_same(
    made: tuple[Decision, ...], read: tuple[Observation, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    handover = Handover(tmp_path_factory.mktemp("handover"), "dag", "run")
    finding = Finding("rule.partition", "x", Severity.CRITICAL, None, None, "…", answered=True)
    at, period = datetime(2024, 6, 5, tzinfo=UTC), Period(2024, 1)
    report = SubmissionReport("a", "01837", period, "annex-2024", at, Verdict.ACCEPTED, (finding,), made)
    judged = (ValidationReport("b", (report,)), (AcceptedForm("a", "01837", period, "annex-2024", read, read),))
    kind = tuple[ValidationReport, tuple[AcceptedForm, ...]]
    back = handover.get(handover.put("judged", judged, kind), kind)
    assert back == judged
    for before, after in zip(made, back[0].submissions[0].decisions, strict=True):
        assert type(before.value) is type(after.value)


def test_a_run_id_cannot_lead_out_of_the_staging_area(tmp_path: Path) -> None:
    folder = Handover(tmp_path, "dag", "../../x/y").folder
    assert folder.parent == tmp_path / "handover" / "dag"


def test_what_old_runs_handed_over_is_deleted_and_this_run_s_own_is_kept(tmp_path: Path) -> None:
    now = datetime(2024, 6, 20, tzinfo=UTC)
    runs = {name: Handover(tmp_path, "dag", name) for name in ("old", "new", "own")}
    for name, run in runs.items():
        run.put("x", 1, int)
        age = timedelta(days=1 if name == "new" else 31)
        os.utime(run.folder, ((now - age).timestamp(),) * 2)
    assert runs["own"].delete_older(now - timedelta(days=30)) == 1
    assert {name for name, run in runs.items() if run.folder.exists()} == {"new", "own"}
