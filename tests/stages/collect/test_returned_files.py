"""What goes back into local folders: never through a link, and never where collect looks."""

import os
from pathlib import Path

import pytest

from tests.specimens.submissions import PERIOD
from wardreport.stages.collect import Returned, deliver
from wardreport.stages.collect.returned_files import Delivery
from wardreport.writing.file_rights.closing import closed_to_others


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "share" / "058-CA-cong-an"
    made.mkdir(parents=True)
    (tmp_path / "phan-hoi-01.xlsx").write_bytes(b"back")
    return made


def _deliver(tmp_path: Path, unit: str = "058-CA", unreachable: tuple[str, ...] = ()) -> Delivery:
    back = [Returned(unit, str(PERIOD), tmp_path / "phan-hoi-01.xlsx")]
    codes, notes = ["058", "058-CA"], tmp_path / "notes"
    return deliver(back, tmp_path / "share", {}, codes=codes, unreachable=unreachable, notes=notes)


def test_it_lies_in_the_units_own_folder(folder: Path, tmp_path: Path) -> None:
    assert _deliver(tmp_path, "058") == Delivery(0, 1)  # 058-CA is another unit
    assert _deliver(tmp_path) == Delivery(1, 0)
    assert [str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()] == [
        "phan-hoi/2024-S1/phan-hoi-01.xlsx"
    ]


@pytest.mark.parametrize("link", ["phan-hoi", "phan-hoi/2024-S1"])
def test_a_link_is_not_followed(link: str, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / link).parent.mkdir(exist_ok=True)
    (folder / link).symlink_to(outside)
    assert _deliver(tmp_path) == Delivery(0, 1)
    assert os.listdir(outside) == []  # noqa: PTH208


def test_a_link_in_the_place_of_the_file_is_replaced(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    place = folder / "phan-hoi/2024-S1"
    place.mkdir(parents=True)
    for name in ("phan-hoi-01.xlsx", ".phan-hoi-01.xlsx.part"):
        (place / name).symlink_to(secret)
    assert _deliver(tmp_path) == Delivery(1, 0)
    assert (secret.read_bytes(), (place / "phan-hoi-01.xlsx").read_bytes()) == (b"secret", b"back")
    assert not (place / "phan-hoi-01.xlsx").is_symlink()


def test_nothing_is_tried_where_the_look_has_failed_or_the_share_is_gone(folder: Path, tmp_path: Path) -> None:
    assert _deliver(tmp_path, unreachable=("058-CA",)) == Delivery(0, 1)
    assert list(folder.iterdir()) == []
    (tmp_path / "share").rename(tmp_path / "away")
    assert _deliver(tmp_path) == Delivery(0, 1)


@pytest.mark.parametrize(("rights", "of_files"), [(0o770, 0o660), (0o755, 0o644), (0o700, 0o600), (0o777, 0o666)])
def test_what_comes_back_has_the_rights_of_the_units_folder_whoever_was_killed_there(
    rights: int, of_files: int, folder: Path, tmp_path: Path
) -> None:
    folder.chmod(rights)
    place = folder / "phan-hoi/2024-S1"
    (folder / "phan-hoi").mkdir(mode=0o700)  # as a run leaves it that is killed before it opens it
    place.mkdir(mode=0o700)
    (place / ".phan-hoi-01.xlsx.0123abcd.part").write_bytes(b"ba")
    with closed_to_others():
        assert _deliver(tmp_path) == Delivery(1, 0)
    assert [path.name for path in place.iterdir()] == ["phan-hoi-01.xlsx"]
    made = (place.parent, place, place / "phan-hoi-01.xlsx")
    assert [path.stat().st_mode & 0o777 for path in made] == [rights, rights, of_files]
