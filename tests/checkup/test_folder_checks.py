"""The share, the folders that are written, who can look into them, and the space left."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.checkup.told import statuses
from wardreport.checkup import folder_checks
from wardreport.checkup.check import Outcome, failed, looked_at
from wardreport.domain.period import Period
from wardreport.metadata import Metadata
from wardreport.workflow.settings import Settings

S1 = Period(2024, 1)


@pytest.fixture
def share(settings: Settings, metadata: Metadata) -> Path:
    for code in metadata.unit_names(S1):
        (settings.share / f"{code}-don-vi").mkdir(parents=True)
    return settings.share


def test_a_share_that_is_whole(share: Path, metadata: Metadata) -> None:
    assert statuses(folder_checks.check_share(share, metadata, S1)) == {"share": "ok", "share: units": "ok"}


def test_a_share_that_lacks_something(share: Path, metadata: Metadata, monkeypatch: pytest.MonkeyPatch) -> None:
    (share / "01837-don-vi").rename(share / "Nguyễn Văn A")
    (share / "01840-don-vi").rename(share.parent / "elsewhere")
    (share / "01840-don-vi").symlink_to(share.parent / "elsewhere")
    (share / "19-CA-cong-an-tinh").mkdir()  # of another cycle: it is known
    found = {check.name: check for check in folder_checks.check_share(share, metadata, S1)}
    units, unknown = found["share: units"], found["share: unknown folders"]
    assert (units.status, unknown.status) == (Outcome.WARNING, Outcome.WARNING)
    assert units.says.startswith("2 of 14 units of 2024-S1 have no folder: 01837 Phường Sông Cầu, 01840 ")
    assert unknown.says.startswith("1 folders")
    assert "Nguyễn Văn A" not in str(found)

    scan = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name.startswith("01843"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = {check.name: check for check in folder_checks.check_share(share, metadata, S1)}
    assert (found["share"].status, "01843" in found["share"].says) == (Outcome.FAILED, True)


def test_a_share_that_is_not_there(tmp_path: Path, metadata: Metadata) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "none", tmp_path / "file"):
        assert statuses(folder_checks.check_share(place, metadata, S1)) == {"share": "failed"}


def test_a_share_on_a_server_is_left_to_airflow(metadata: Metadata) -> None:
    (check,) = folder_checks.check_share("sftp://kho@/khong/co", metadata, S1)
    assert (check.name, check.status, check.says.endswith(" kho")) == ("share", Outcome.OK, True)


def test_a_folder_is_tried_by_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    for place in (tmp_path / "there", tmp_path / "not" / "yet"):
        assert statuses(folder_checks.check_writable("x", place)) == {"x": "ok"}
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        list(folder_checks.check_writable("x", tmp_path / "file" / "below"))

    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    (found,) = looked_at("x", lambda: folder_checks.check_writable("x", tmp_path / "there"), "")
    assert found == failed("x", "No space left on device", "")


@pytest.mark.parametrize(
    ("place", "name", "where_open"),
    [
        ("quarantine", "quarantine closed", "failed"),
        ("staging/submissions", "submissions closed", "failed"),
        ("staging/handover", "handover closed", "warning"),
        ("feedback", "feedback closed", "warning"),
    ],
)
def test_what_is_for_its_owner_alone(settings: Settings, place: str, name: str, where_open: str) -> None:
    assert not list(folder_checks.check_closed(settings))  # nothing there, nothing open
    folder = settings.staging.parent / place
    folder.mkdir(parents=True)
    settings.staging.mkdir(exist_ok=True)
    settings.staging.chmod(0o755)
    for mode, expected in ((0o755, where_open), (0o710, where_open), (0o701, where_open), (0o700, "ok")):
        folder.chmod(mode)
        assert statuses(folder_checks.check_closed(settings)) == {name: expected}
    folder.chmod(0o755)
    settings.staging.chmod(0o700)  # what lies in a closed folder is closed
    assert statuses(folder_checks.check_closed(settings)) == {name: "ok" if place.startswith("staging") else where_open}


@pytest.mark.parametrize(("mib", "expected"), [(199, "failed"), (200, "warning"), (1023, "warning"), (1024, "ok")])
def test_free_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mib: int, expected: str) -> None:
    asked = []

    def usage(path: Path) -> SimpleNamespace:
        asked.append(path)
        return SimpleNamespace(free=mib * 1024 * 1024)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert statuses(folder_checks.check_space("x", tmp_path / "not" / "yet")) == {"x": expected}
    assert asked == [tmp_path]
