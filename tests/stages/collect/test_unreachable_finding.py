"""A unit whose folder cannot be reached has a finding of its own, in the run's line and in ``wardreport status``."""

import os
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import AS_OF
from tests.specimens.submissions import PERIOD
from wardreport.domain.finding import Severity
from wardreport.review.register.unreachable_folders import unreachable_findings
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.pipeline import collect_share, said_of


def test_it_is_told_until_the_folder_is_reached_again(
    deployment: Deployment, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = replace(deployment, folders={"01837": deployment.staging / "nowhere"})
    assert said_of(collect_share(PERIOD, lost, AS_OF)).endswith("cannot be reached: 01837")
    found = unreachable_findings(deployment.staging, PERIOD, deployment.rule_book)
    assert {unit: (f.rule, f.severity) for unit, f in found.items()} == {
        "01837": ("file.unreachable", Severity.WARNING)
    }
    monkeypatch.setenv("WARDREPORT_STAGING", os.fspath(deployment.staging))
    states = run("status", str(PERIOD), "--warehouse", str(deployment.warehouse.engine.url), "--json").json
    since = {line["unit"]: line["unreachable_since"] for line in states if line["unreachable_since"]}
    assert since == {"01837": "2024-06-05T10:00:00+07:00"}
    told = {line["unit"]: [f["rule"] for f in line["findings"]] for line in states if line["findings"]}
    assert told == {"01837": ["file.unreachable"]}
    collect_share(PERIOD, deployment, AS_OF)
    assert unreachable_findings(deployment.staging, PERIOD, deployment.rule_book) == {}
