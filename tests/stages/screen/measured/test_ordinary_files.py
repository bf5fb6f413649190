"""Of a hundred files as honest offices hand them in at most one is stopped by the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specimens.submissions import submission
from tests.stages.screen.measured.ordinary_files import FILES, ordinary_files
from wardreport.domain.finding import QUARANTINING
from wardreport.metadata import Metadata
from wardreport.stages.parse import parse
from wardreport.stages.screen import screen

pytestmark = pytest.mark.slow

MOST_STOPPED = 1


def test_ordinary_files_go_through(metadata: Metadata, tmp_path: Path) -> None:
    stopped = []
    for number, (unit, content) in enumerate(ordinary_files(metadata)):
        folder = tmp_path / str(number)
        folder.mkdir()
        form = screen(parse(submission(folder, content, folder_unit=unit), metadata), metadata)
        hits = [(d.rule, d.cell) for d in form.detections if d.rule in QUARANTINING]
        assert hits or len(form.observations) == len(metadata.indicators)
        stopped += [(number, hits)] if hits else []
    assert number + 1 == FILES
    assert len(stopped) <= MOST_STOPPED, stopped
