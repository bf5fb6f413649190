"""Accounts at banks, numbers in part in words, mailboxes without their signs; and what only looks like them."""

from __future__ import annotations

from time import process_time

import pytest

from tests.stages.screen.texts import found
from wardreport.metadata import Metadata

FOUND = {
    "id_number": "STK 0123456789012 VCB|tk ngân hàng 104000123456|BIDV 31410001234567|MST cá nhân: 8123456789",
    "phone": "0912x345x678|0912 ba bốn năm 678|0912\n345\n678|không chín mười hai ba bốn năm sáu bảy tám|0❾12345678",
    "email": "hoa_at_gmail.com|hoa @gmail|h o a @ g m a i l . c o m|mail: hoa.gmail.com|hoa#gmail.com",
    "plate": "97 A 123 45|97 B1 23 456|97A_123_45|97MĐ1-234.56",
    "social_account": "line id bacxanh|discord: na#1234|skype live:hoa123",
    "birth_date": "s.n 12/03/2008|n/s 1990|SN1998|(sinh 3/2008)|sinh năm một chín chín lăm",
    "address": "ĐKHKTT tổ 10A|địa chỉ: tổ 11C P. Đức Xuân|ở thôn Bản Pyat|đc: 25 Kon Tum",
    "place_name": "nhà trọ bà Tám|tẩm quất Người Mù Hồng Hà|lưu trú Thảo Nguyên|cf Mộc Miên|quán karaôkê Sao",
}
PASSES = """Tài khoản 3713.0.1098765 tại KBNN Bắc Kạn|tk ngân sách 8123.1.1012345|MST 4700123456|ck 50.000.000đ
ba bốn năm nay không phát sinh|0,5 x 100 x 12 tháng|vệ sinh 3/2024|đ/c Chủ tịch UBND phường|dc 25 triệu
địa chỉ tin cậy tại cộng đồng: 03|ở thôn Nà Pài có 2 cơ sở|dịch vụ lưu trú, ăn uống|line 1, line 2|thí sinh 2024"""
LONG = ("a_at_", "x-at-", "a#", "gmail ", "zalo ", "ba ", "0912x", "stk 1", "97 A 1 ", 'Hoa "', "Zhang ", "sinh ba ")


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FOUND.items() for text in texts.split("|")])
def test_it_is_found(rule: str, text: str, metadata: Metadata) -> None:
    assert rule in found(metadata, text)


@pytest.mark.parametrize("text", PASSES.replace("\n", "|").split("|"))
def test_it_passes(text: str, metadata: Metadata) -> None:
    assert found(metadata, text) == set()


@pytest.mark.parametrize("piece", LONG)
def test_a_long_text_costs_no_more_than_its_length(piece: str, metadata: Metadata) -> None:
    begun = process_time()
    found(metadata, piece * 4_000)
    assert process_time() - begun < 3  # some 0.2 s
