from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardreport.domain.finding import Detection
from wardreport.domain.observation import Observation, Status
from wardreport.domain.period import Period
from wardreport.domain.submission import HeadLine, ScreenedForm, Submission
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


def test_a_run_id_cannot_lead_out_of_the_staging_area(tmp_path: Path) -> None:
    folder = Handover(tmp_path, "dag", "../../x/y").folder
    assert folder.parent == tmp_path / "handover" / "dag"
