"""Accounts in social networks, and networks that an office uses."""

import pytest

from tests.stages.screen.texts import found
from wardreport.metadata import Metadata


@pytest.mark.parametrize(
    "text",
    [
        "facebook.com/hoa.hong.99",
        "https://m.facebook.com/profile.php?id=100012345",
        "t.me/hoahong",
        "zalo.me/0912345",
        "fb: hoahong99",
        "FB Lan Anh",
        "Zalo: Bé Nga",
        "tiktok @be.nga",
        "@be.nga trên tiktok",
        "instagram be_nga99",
        'nick "Lan Anh"',
        "tài khoản Facebook mang tên lan anh",
        "nick hoa.99 trên zalo",
    ],
)
def test_an_account_is_a_hit(text: str, metadata: Metadata) -> None:
    # "tiktok @be.nga" could be a mailbox too, and "Bé Nga" is somebody as well
    assert found(metadata, text) - {"email", "person_name"} == {"social_account"}


def test_a_zalo_number_is_an_account_and_a_telephone(metadata: Metadata) -> None:
    assert found(metadata, "zalo 0912 345 678") == {"social_account", "phone"}


@pytest.mark.parametrize(
    "text",
    [
        "tuyên truyền qua Zalo, Facebook, TikTok",
        "Zalo: 5 nhóm",
        "Facebook của Công an phường",
        "Trang Facebook Công an phường Sông Cầu",
        "Zalo OA phường",
        "fanpage phường Sông Cầu",
        "lập nick ảo trên mạng",
        "Đăng 12 tin, bài trên facebook",
    ],
)
def test_a_network_that_an_office_uses_passes(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()
