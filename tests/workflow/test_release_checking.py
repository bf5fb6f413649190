"""``wardreport rebuild --check``: what lies in a release folder against its manifest and the warehouse."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.checkup.told import statuses
from tests.specimens.offices import Office
from tests.specimens.submissions import PERIOD
from wardreport.checkup.warehouse_checks import check_releases
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import Release
from wardreport.publish.manifest import files_of, read_internal_manifest, read_manifest
from wardreport.workflow.release_checking import check_release, releases_in
from wardreport.workflow.settings import load_settings

pytestmark = pytest.mark.slow

NONSENSE = ["", "{", "[]", "null", "7", '"manifest"', "[" * 100_000, "{}", '{"files": []}', "\x00"]
IMPOSSIBLE: dict[str, Any] = {  # in either manifest
    "period": "2024-S3",
    "kind": "restated",
    "revision": 0,
    "created_at": "2024-06-20T09:00:00",
    "figures_sha256": "z" * 64,
    "files": {"../manifest.json": "0" * 64},
    "unknown": 1,
}
OF_PUBLISHED: dict[str, Any] = {
    "number": -1,
    "dated": "2024-02-30",
    "approval": None,
    "changes": [{"indicator": "fac_total"}],
    "versions": 7,
    "as_of_load": 1,  # what it was made of has no place in it
}
OF_INTERNAL: dict[str, Any] = {"load_ids": [-1], "register": [], "published_sha256": None, "number": 45}


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
def release(office: Office) -> Release:
    return office.run(office.approved())


@pytest.fixture
def check(office: Office, release: Release) -> Callable[[], tuple[str, ...]]:
    return lambda: check_release(release.folder, office.deployment.internal, office.deployment.warehouse)


def test_every_byte_that_is_changed_added_or_missing_is_named(
    office: Office, release: Release, check: Callable[[], tuple[str, ...]]
) -> None:
    of = office.deployment
    assert [check_release(one, of.internal, of.warehouse) for one in releases_in(of.releases)] == [(), ()]
    for folder, within in ((release.folder, ""), (release.internal, "internal/")):
        for name in files_of(folder):
            if name != "manifest.json":
                content = (folder / name).read_bytes()
                with _with(folder / name, content[:-1] + bytes([content[-1] ^ 1])):
                    assert check() == (f"{within}{name}: changed",)
                with _with(folder / name, None):
                    assert check() == (f"{within}{name}: missing",)
        with _with(folder / "thừa.csv", b""):
            assert check() == (f"{within}thừa.csv: added",)
    assert check() == ()


def test_a_draft_that_was_made_again_of_the_same_figures_is_as_it_was_made(office: Office) -> None:
    office.now += timedelta(hours=1)
    draft = office.run()
    assert check_release(draft.folder, office.deployment.internal, office.deployment.warehouse) == ()


@pytest.mark.parametrize("internal", [False, True])
def test_a_manifest_that_was_altered_says_where_and_never_ends_in_a_traceback(
    office: Office, release: Release, check: Callable[[], tuple[str, ...]], run: Any, tmp_path: Path, *, internal: bool
) -> None:
    folder, read = (release.internal, read_internal_manifest) if internal else (release.folder, read_manifest)
    file, begins = folder / "manifest.json", "internal/manifest.json: " if internal else "manifest.json: "
    manifest = json.loads(file.read_text(encoding="utf-8"))
    places = ["--releases", office.deployment.releases, "--warehouse", str(office.deployment.warehouse.engine.url)]
    for field, value in (IMPOSSIBLE | (OF_INTERNAL if internal else OF_PUBLISHED)).items():
        with _with(file, json.dumps(manifest | {field: value}).encode()):
            found = check()
            assert found
            assert all(line.startswith(begins) and "\n" not in line for line in found)
            assert any(field in line or "whole" in line or "2024-S3" in line for line in found), field
            with pytest.raises(ConfigurationError):
                read(folder)
    for content in NONSENSE:
        with _with(file, content.encode()):
            assert len(check()) >= 1
            assert run("rebuild", "2024-S1/r01", "--check", *places).status == 1
            assert run("rebuild", "2024-S1/r01", "--out", tmp_path / "again", *places).status == 64
    assert run("rebuild", "2024-S1/r01", "--check", *places).status == 0
    assert run("rebuild", "2024-S1/r01", *places).status == 64  # nothing says what to do


def test_a_manifest_that_says_something_else_than_the_warehouse_or_the_other_manifest_is_seen(
    release: Release, check: Callable[[], tuple[str, ...]]
) -> None:
    file, own = release.folder / "manifest.json", release.internal / "manifest.json"
    manifest, other = (json.loads(one.read_text(encoding="utf-8")) for one in (file, own))
    forged = "internal/manifest.json: published_sha256: the published manifest is not the one that was made"
    for field, value in (("number", 46), ("dated", "2024-06-21"), ("versions", {})):
        with _with(file, json.dumps(manifest | {field: value}).encode()):
            recorded = () if field == "versions" else (f"manifest.json: {field}: not what the warehouse has recorded",)
            assert check() == (forged, *recorded)
    with _with(file, json.dumps(manifest | {"revision": 2}).encode()):
        assert "lies in 2024-S1/r01" in check()[0]
    with _with(own, json.dumps(other | {"figures_sha256": "0" * 64}).encode()):
        assert check() == ("internal/manifest.json: figures_sha256: not what the published manifest says",)


def test_the_doctor_tells_a_figure_that_was_changed_by_hand(office: Office, release: Release) -> None:
    settings = load_settings().model_copy(
        update={
            "releases": office.deployment.releases,
            "warehouse": str(office.deployment.warehouse.engine.url),
        }
    )
    assert statuses(check_releases(settings)) == {"released files": "ok"}
    data = release.folder / "so-lieu/tong-hop.csv"
    with _with(data, data.read_bytes().replace(b"108", b"109")):
        (told,) = check_releases(settings)
    assert (told.status, f"{PERIOD}/r01: so-lieu/tong-hop.csv: changed" in told.says) == ("failed", True)
