"""Each form beside the accepted version before it: what a unit sends again must not say less by mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from wardreport.domain.figure import Status
from wardreport.domain.observation import Observation
from wardreport.domain.period import Period
from wardreport.domain.submission import RecordedVersion, ScreenedForm

Answers = Mapping[str, bool]  # by indicator that has a figure or yes/no, whether it says that something occurred
_NEWEST = float("inf")
_COUNTED = ("own", "shared")
_SOME = 3  # figures
_Place = tuple[float, int]
_Unit = tuple[str, Period]


def answers_of(observations: Iterable[Observation]) -> dict[str, bool]:
    """What a form answers with a figure, or with yes or no."""
    return {o.indicator: o.filled for o in observations if o.status in (Status.VALUE, Status.ZERO)}


def loses(observation: Observation, before: Answers, ownership: str, *, nothing_left: bool = False) -> bool:
    """Whether an answer that counts is gone: left blank, or nil where something had occurred.

    A 0 is an answer, and a loss only where ``nothing_left``: where it stands for every figure of the unit's.
    """
    if ownership not in _COUNTED or observation.indicator not in before:
        return False
    if observation.status in (Status.BLANK, Status.MISSING):
        return True
    said_nothing = observation.status is Status.NIL or (nothing_left and observation.status is Status.ZERO)
    return said_nothing and before[observation.indicator]


def nothing_left(observations: Sequence[Observation], before: Answers, ownership_of: Callable[[str], str]) -> bool:
    """Whether none of the unit's figures is above 0 any more, while the accepted version had some.

    One or two that turn out to be 0 are a correction.
    """
    own = [o for o in observations if ownership_of(o.indicator) in _COUNTED]
    occurred = sum(before.get(o.indicator, False) for o in own)
    unread = any(o.status is Status.INVALID for o in own)
    return occurred >= _SOME and not unread and not any(o.filled for o in own)


def assumed_accepted(forms: Sequence[ScreenedForm], recorded: Iterable[RecordedVersion]) -> list[bool]:
    """A first guess before anything is judged: as it was judged last, and accepted where it is new."""
    refused = {(v.submission, v.unit, v.period) for v in recorded if not v.accepted}
    return [(form.submission.sha256, form.unit, form.period) not in refused for form in forms]


def answered_before(
    forms: Sequence[ScreenedForm], accepted: Sequence[bool], recorded: Iterable[RecordedVersion]
) -> list[Answers]:
    """For each form what the accepted version before it answered; nothing where there is none.

    Versions stand in the order in which the warehouse has them, new ones behind in the order given. What ``forms`` and
    ``accepted`` say of a version goes before what was recorded of it.
    """
    places, chains = _chains(forms, accepted, recorded)
    found: list[Answers] = []
    for number, form in enumerate(forms):
        unit = _unit(form)
        earlier = [link for link in chains[unit] if link[0] < places[number]] if unit else []
        found.append(max(earlier, key=lambda link: link[0])[1] if earlier else {})
    return found


def _chains(
    forms: Sequence[ScreenedForm], accepted: Sequence[bool], recorded: Iterable[RecordedVersion]
) -> tuple[list[_Place], dict[_Unit, list[tuple[_Place, Answers]]]]:
    """Where each form stands among its unit's versions, and of each unit the accepted ones with their places."""
    known = {(version.submission, version.unit, version.period): version for version in recorded}
    chains: dict[_Unit, list[tuple[_Place, Answers]]] = defaultdict(list)
    places: list[_Place] = []
    for number, (form, passed) in enumerate(zip(forms, accepted, strict=True)):
        unit = _unit(form)
        version = known.pop((form.submission.sha256, *unit), None) if unit else None
        places.append((version.version if version else _NEWEST, number))
        if unit and passed:
            chains[unit].append((places[-1], answers_of(form.observations)))
    for version in known.values():
        if version.accepted:
            chains[version.unit, version.period].append(((version.version, 0), version.answers))
    return places, chains


def _unit(form: ScreenedForm) -> _Unit | None:
    """Whose version it is; files that somebody only tries are no versions of one another."""
    return (form.unit, form.period) if form.submission.collected and form.unit and form.period else None
