"""``wardreport rebuild --check``: what lies in a release folder against its manifest and the warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.checkup.told import statuses
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.checkup.warehouse_checks import check_releases
from wardreport.domain.errors import ConfigurationError
from wardreport.publish.manifest import files_of, read_manifest
from wardreport.workflow.release_checking import check_release, releases_in
from wardreport.workflow.settings import load_settings

pytestmark = pytest.mark.slow

NONSENSE = ["", "{", "[]", "null", "7", '"manifest"', "[" * 100_000, "{}", '{"files": []}', "\x00"]
IMPOSSIBLE: dict[str, Any] = {
    "period": "2024-S3",
    "kind": "restated",
    "revision": 0,
    "number": -1,
    "dated": "2024-02-30",
    "created_at": "2024-06-20T09:00:00",
    "figures_sha256": "z" * 64,
    "load_ids": [-1],
    "files": {"../manifest.json": "0" * 64},
    "approval": None,
    "changes": [{"indicator": "fac_total"}],
    "versions": 7,
    "register": [],
    "unknown": 1,
}


@contextmanager
def _with(file: Path, content: bytes | None) -> Iterator[None]:
    """The file with another content, or away; afterwards as it was."""
    before = file.read_bytes() if file.exists() else None
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    yield
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)


@pytest.fixture
def folder(office: Office) -> Path:
    return office.run(office.approved()).folder


def test_every_byte_that_is_changed_added_or_missing_is_named(office: Office, folder: Path) -> None:
    warehouse = office.deployment.warehouse
    assert [check_release(one, warehouse) for one in releases_in(office.deployment.releases)] == [(), ()]
    for name in files_of(folder):
        if name != "manifest.json":
            content = (folder / name).read_bytes()
            with _with(folder / name, content[:-1] + bytes([content[-1] ^ 1])):
                assert check_release(folder, warehouse) == (f"{name}: changed",)
            with _with(folder / name, None):
                assert check_release(folder, warehouse) == (f"{name}: missing",)
    with _with(folder / "so-lieu/thừa.csv", b""):
        assert check_release(folder, warehouse) == ("so-lieu/thừa.csv: added",)
    assert check_release(folder, warehouse) == ()


def test_a_manifest_that_was_altered_says_where_and_never_ends_in_a_traceback(
    office: Office, folder: Path, run: Any, tmp_path: Path
) -> None:
    file, warehouse = folder / "manifest.json", office.deployment.warehouse
    manifest = json.loads(file.read_text(encoding="utf-8"))
    places = ["--releases", office.deployment.releases, "--warehouse", str(warehouse.engine.url)]
    for field, value in IMPOSSIBLE.items():
        with _with(file, json.dumps(manifest | {field: value}).encode()):
            found = check_release(folder, warehouse)
            assert found
            assert all(line.startswith("manifest.json: ") and "\n" not in line for line in found)
            assert any(field in line or "whole" in line or "2024-S3" in line for line in found), field
            with pytest.raises(ConfigurationError):
                read_manifest(folder)
    for content in NONSENSE:
        with _with(file, content.encode()):
            assert len(check_release(folder, warehouse)) >= 1
            assert run("rebuild", "2024-S1/r01", "--check", *places).status == 1
            assert run("rebuild", "2024-S1/r01", "--out", tmp_path / "again", *places).status == 64
    for field, value in (("number", 46), ("dated", "2024-06-21"), ("created_at", "2024-06-20T09:00:00+00:00")):
        with _with(file, json.dumps(manifest | {field: value}).encode()):
            assert check_release(folder, warehouse) == (f"manifest.json: {field}: not what the warehouse has recorded",)
    with _with(file, json.dumps(manifest | {"revision": 2}).encode()):
        assert "lies in 2024-S1/r01" in check_release(folder, warehouse)[0]
    assert run("rebuild", "2024-S1/r01", "--check", *places).status == 0
    assert run("rebuild", "2024-S1/r01", *places).status == 64  # nothing says what to do


def test_the_doctor_tells_a_figure_that_was_changed_by_hand(office: Office, folder: Path) -> None:
    settings = load_settings().model_copy(
        update={
            "releases": office.deployment.releases,
            "warehouse": str(office.deployment.warehouse.engine.url),
        }
    )
    assert statuses(check_releases(settings)) == {"released files": "ok"}
    data = folder / "so-lieu/tong-hop.csv"
    with _with(data, data.read_bytes().replace(b"108", b"109")):
        (check,) = check_releases(settings)
    assert (check.status, f"{PERIOD}/r01: so-lieu/tong-hop.csv: changed" in check.says) == ("failed", True)
