"""Where the share and single units' folders lie; a slip is one clear line, and never shows a password."""

from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.office.folder_list import load_folder_list
from wardreport.workflow.deployment import deploy
from wardreport.workflow.settings import PROJECT, Settings, load_settings

UNITS = {"01837", "01840"}


def _list(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "folders.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_folder_is_a_path_or_a_url(tmp_path: Path) -> None:
    file = _list(tmp_path, "unit_code,folder\n01837,var/x\n01840,sftp://kho@/srv/biểu mẫu\n")
    assert load_folder_list(file, UNITS, PROJECT) == {"01837": PROJECT / "var/x", "01840": "sftp://kho@/srv/biểu mẫu"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("unit,folder\n01837,x\n", "line 1: unit"),
        ("unit_code,folder\n99999,x\n", "no unit 99999"),
        ("unit_code,folder\n01837,x\n01837,y\n", "01837 stands 2 times"),
        ("unit_code,folder\n01837,\n", "line 2: folder"),
        ("unit_code,folder\n01837,ftp://kho@/x\n", "01837: no path"),
        ("unit_code,folder\n01837,sftp://may-chu/x\n", "01837: no path"),
        ("unit_code,folder\n01837,s3://kho@/x\n", "01837: no path"),
    ],
)
def test_a_slip_in_the_list_is_refused(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_folder_list(_list(tmp_path, text), UNITS, PROJECT)
    assert "\n" not in str(stopped.value)


def test_a_list_that_is_not_there_is_named_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="WARDREPORT_FOLDERS"):
        load_folder_list(tmp_path / "none.csv", UNITS, PROJECT)


def test_a_password_in_a_url_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARDREPORT_SHARE", "smb://ai:bimat@may-chu/chung")
    with pytest.raises(ConfigurationError, match="WARDREPORT_SHARE") as stopped:
        load_settings()
    assert "bimat" not in str(stopped.value)


def test_a_share_on_a_server_loads_and_only_airflow_looks_into_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDREPORT_SHARE", "s3://kho@bieu-mau/2024")
    assert Settings(_env_file=None).share == "s3://kho@bieu-mau/2024"
    monkeypatch.setenv("WARDREPORT_WAREHOUSE", f"sqlite:///{tmp_path / 'w.sqlite'}")
    share = deploy(load_settings()).share
    assert not isinstance(share, Path)
    with pytest.raises(ConfigurationError, match="connection of Airflow"):
        share.connect(share.url, False)


def test_an_empty_variable_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHARE", "FOLDERS", "CONTACTS", "PEOPLE", "APPROVERS"):  # as docker/compose.yaml hands them on
        monkeypatch.setenv(f"WARDREPORT_{name}", "")
    settings = load_settings()
    assert (settings.share, settings.folders, settings.contacts) == (PROJECT / "var/share", None, None)
    assert (settings.people, settings.approvers) == (PROJECT / "sample/office/people.csv", "")


def test_the_variable_of_an_earlier_version_is_refused_with_what_takes_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WARDREPORT_APPROVERS", "lanh-dao=Phó Chủ tịch")
    with pytest.raises(ConfigurationError, match=r"WARDREPORT_APPROVERS: .*WARDREPORT_PEOPLE"):
        load_settings()
