"""One released draft for all tests here; nobody changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import AS_OF
from tests.specimens.offices import places_in
from tests.specimens.submissions import PERIOD
from wardreport.domain.figure import Figure
from wardreport.domain.validation import Decision
from wardreport.metadata import Metadata
from wardreport.review.edited_report import Discrepancy, verify_report
from wardreport.warehouse.reading.history import released as newest
from wardreport.warehouse.reading.publications import shown_in
from wardreport.workflow import release_contents
from wardreport.workflow.deployment import Deployment, deploy
from wardreport.workflow.pipeline import run_period


@dataclass(frozen=True)
class Released:
    """The draft of the sample cycle with what the warehouse says of it."""

    report: Path
    figures: Mapping[str, Figure]
    deployment: Deployment


@pytest.fixture(scope="session")
def released(
    sample: Path, sample_decisions: tuple[Decision, ...], tmp_path_factory: pytest.TempPathFactory
) -> Released:
    folder = tmp_path_factory.mktemp("released")
    deployment = deploy(places_in(folder, sample / "share"))
    with pytest.MonkeyPatch.context() as patch:  # nobody wrote anything, so that the draft has its gaps
        patch.setattr(release_contents, "narratives_as_of", lambda *_: ())
        release = run_period(PERIOD, deployment, decisions=sample_decisions, as_of=AS_OF, tell=lambda _: None)
    with deployment.warehouse.reading() as connection:
        figures = shown_in(connection, newest(connection, PERIOD), deployment.metadata.indicators).figures
    return Released(release.folder / "bao-cao.docx", figures, deployment)


@pytest.fixture(scope="session")
def verified(released: Released, metadata: Metadata) -> Callable[..., list[Discrepancy]]:
    """What is wrong with an edited report, beyond what the untouched one has."""

    def verify(document: Path, **given: object) -> list[Discrepancy]:
        def of(file: Path) -> tuple[Discrepancy, ...]:
            return verify_report(file, released.report, released.figures, PERIOD, metadata, **given)  # type: ignore[arg-type]

        return [one for one in of(document) if (one.kind, one.severity, one.message) not in untouched]

    before = verify_report(released.report, released.report, released.figures, PERIOD, metadata)
    untouched = {(one.kind, one.severity, one.message) for one in before}  # an edit may move it
    return verify
