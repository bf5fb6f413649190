"""A path has its user's folder left out; everything else of it is seen."""

import pytest

from tests.stages.screen.texts import found
from wardreport.metadata import Metadata
from wardreport.stages.screen.user_folders import without_user_folders

PATHS = [
    "file:///C:\\Users\\Nguyen%20Thi%20Thu%20Hang\\Documents\\Zalo%20Received%20Files\\Bieu%202023.xlsx",
    "C:\\Users\\Nguyễn Thị Thu Hằng\\Desktop\\bieu.xlsx",
    "C:/Documents and Settings/Nguyen Van Nam/My Documents/bieu.xls",
    "file:///" + "home/nguyen van nam/bieu.ods",
    "/Users/Nguyễn Văn Nam/Library/bieu.xlsx",
    "\\\\mayban01\\Users\\Hoàng Văn Thái\\bieu.xlsx",
    "https://songcau-my.sharepoint.com/personal/nguyen_van_nam_songcau_example/Documents/bieu.xlsx",
    "C%3A%5CUsers%5CNguyen%20Van%20Nam%5Cbieu.xlsx",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_user_s_folder_passes(path: str, metadata: Metadata) -> None:
    assert found(metadata, path) == set()


@pytest.mark.parametrize(
    "path",
    [
        "C:\\Users\\Admin\\nạn nhân Trần Thị Bình.xlsx",
        "file:///C:/Users/Admin/Tr%E1%BA%A7n%20Th%E1%BB%8B%20B%C3%ACnh.xlsx",
        "D:\\Trần Thị Bình\\bieu.xlsx",
        "C:\\Users\\Trần Thị Bình",
    ],
)
def test_a_name_anywhere_else_in_it_is_a_hit(path: str, metadata: Metadata) -> None:
    assert found(metadata, path) == {"person_name"}


def test_what_is_no_path_stays_as_it_is() -> None:
    for text in ("5/6/2024", "Chủ tịch", "tốt 100%5Ca", "1/2 số hộ"):
        assert without_user_folders(text) == text
