"""By what a file on a server is known again, so that it is not fetched."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.conftest import AS_OF
from tests.specimens.submissions import PERIOD
from wardreport.stages.collect.folder_access import FolderEntry
from wardreport.stages.collect.seen_files import SeenFiles

FOLDER, SHA = "sftp://kho@/x", "ab" * 32


def test_a_file_is_known_by_its_place_size_and_time_alone(tmp_path: Path) -> None:
    entry = FolderEntry("a.xlsx", "/x/a.xlsx", "file", 5, AS_OF)
    seen = SeenFiles(tmp_path, PERIOD)
    seen.note(FOLDER, entry, SHA)
    seen.save()
    again = SeenFiles(tmp_path, PERIOD)
    assert again.sha256_of(FOLDER, entry) == SHA
    for other in (
        replace(entry, path="/x/b.xlsx"),
        replace(entry, size=6),
        replace(entry, modified=AS_OF + timedelta(seconds=1)),
    ):
        assert again.sha256_of(FOLDER, other) is None
    assert again.sha256_of("sftp://khac@/x", entry) is None
    assert SeenFiles(tmp_path, PERIOD.previous).sha256_of(FOLDER, entry) is None
