"""The original of a quarantined submission: for its owner's eyes only, until its time ends."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wardreport.stages.collect import delete_expired, put_aside
from wardreport.stages.collect.shared_folders import stored_copy

SHA, OTHER = "ab" * 32, "cd" * 32
AT = datetime(2024, 6, 5, 3, 0, tzinfo=UTC)


def _stored(store: Path, sha256: str) -> Path:
    copy = stored_copy(store, sha256)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(b"x")
    return copy


def test_it_leaves_the_store_for_a_folder_that_only_its_owner_reads(tmp_path: Path) -> None:
    store, quarantine = tmp_path / "store", tmp_path / "quarantine"
    copy, kept = _stored(store, SHA), _stored(store, OTHER)
    assert put_aside([SHA], store, quarantine, AT) == 1
    assert (copy.exists(), kept.exists()) == (False, True)
    assert stat.S_IMODE(quarantine.stat().st_mode) == 0o700
    assert stat.S_IMODE((quarantine / SHA).stat().st_mode) == 0o400


def test_a_file_that_comes_again_does_not_live_longer(tmp_path: Path) -> None:
    store, quarantine = tmp_path / "store", tmp_path / "quarantine"
    for day in range(3):
        copy = _stored(store, SHA)
        assert put_aside([SHA], store, quarantine, AT + timedelta(days=day)) == (1 if day == 0 else 0)
        assert not copy.exists()
    assert (quarantine / SHA).stat().st_mtime == AT.timestamp()


def test_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    _stored(tmp_path / "store", SHA)
    put_aside([SHA], tmp_path / "store", tmp_path / "quarantine", AT)
    assert put_aside([SHA, OTHER], tmp_path / "store", tmp_path / "quarantine", AT) == 0
    assert os.listdir(tmp_path / "quarantine") == [SHA]  # noqa: PTH208


def test_a_run_that_ends_halfway_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, quarantine = tmp_path / "store", tmp_path / "quarantine"
    _stored(store, SHA)
    with monkeypatch.context() as ended, pytest.raises(KeyboardInterrupt):
        ended.setattr(os, "utime", _killed)
        put_aside([SHA], store, quarantine, AT)
    assert put_aside([SHA], store, quarantine, AT) == 1
    status = (quarantine / SHA).stat()
    assert (stat.S_IMODE(status.st_mode), status.st_mtime) == (0o400, AT.timestamp())


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_it_is_deleted_when_its_time_has_ended_and_not_before(tmp_path: Path) -> None:
    _stored(tmp_path / "store", SHA)
    put_aside([SHA], tmp_path / "store", tmp_path / "quarantine", AT)
    retention = timedelta(days=90)
    assert delete_expired(tmp_path / "quarantine", retention, AT + retention - timedelta(seconds=1)) == 0
    assert delete_expired(tmp_path / "quarantine", retention, AT + retention) == 1
    assert delete_expired(tmp_path / "nowhere", retention, AT) == 0


def test_an_original_that_has_had_its_time_does_not_come_back_from_the_share(tmp_path: Path) -> None:
    store, quarantine, retention = tmp_path / "store", tmp_path / "quarantine", timedelta(days=90)
    _stored(store, SHA)
    put_aside([SHA], store, quarantine, AT)
    delete_expired(quarantine, retention, AT + retention)
    copy = _stored(store, SHA)
    assert put_aside([SHA], store, quarantine, AT + retention) == 0
    assert not copy.exists()
    assert [(file.name, file.stat().st_size) for file in quarantine.iterdir()] == [(f"{SHA}.deleted", 0)]
    assert delete_expired(quarantine, retention, AT + 3 * retention) == 0
