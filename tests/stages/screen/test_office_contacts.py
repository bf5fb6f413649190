"""An office tells of itself by landline, fax and a mailbox of the State; a person's number or mailbox is none."""

import pytest

from tests.stages.screen.texts import found
from wardreport.domain.submission import TextArea
from wardreport.metadata import Metadata
from wardreport.stages.screen.office_contacts import without_office_contacts

LETTERHEADS = [
    "Điện thoại: 0206.3852.123; Fax: 0206.3852.124; Email: ubndsongcau@caobang.gov.vn",
    "ĐT: 02063.852.123",
    "Điện thoại: (0206) 3852 123 - Fax: (0206) 3852 124",
    "ĐT/Fax: 0206 3 852 123",
    "Tel: +84 206 3852 123",
    "Tel/Fax: (84-209) 3870123",
    "ĐT: 3852.123",
    "ĐT: 069.2549.123",
    "Điện thoại: 02093870123/02093870124",
    "ĐT: 02093.870.123 - 02093.870.456",
    "SĐT cơ quan: 0209 3870 123",
    "Địa chỉ: Số 12, phố Lý Thường Kiệt, phường Sông Cầu - Điện thoại: 0209.3870.123",
    "Số điện thoại: 0209.3870123; Hộp thư: vp@songcau.gov.vn",
    "Thư điện tử: ubnd_px@bac-kan.gov.vn - Website: ducxuan.backan.gov.vn",
]
PERSONS = [
    ("ĐT: 0912.345.678", "phone"),
    ("Điện thoại: 0206.3852.123 - 0912.345.678", "phone"),
    ("Điện thoại: 0209.3870.123 (đ/c Lan 0912 345 678)", "phone"),
    ("SĐT: 0398.123.456", "phone"),
    ("Fax: 0912345678", "phone"),
    ("0912345678", "phone"),
    ("Email: ubndsongcau@gmail.com", "email"),
    ("Email: a@gov.vn.example.com", "email"),
]


@pytest.mark.parametrize("text", LETTERHEADS)
def test_the_office_s_own_line_passes_at_head_and_foot(text: str, metadata: Metadata) -> None:
    assert found(metadata, text, TextArea.HEAD) == set()
    assert found(metadata, text, TextArea.BELOW) == set()


@pytest.mark.parametrize("text", LETTERHEADS[:5])
def test_in_the_form_it_does_not(text: str, metadata: Metadata) -> None:
    assert found(metadata, text, TextArea.FORM)


@pytest.mark.parametrize(("text", "rule"), PERSONS)
def test_a_mobile_or_another_mailbox_is_a_hit(text: str, rule: str, metadata: Metadata) -> None:
    assert rule in found(metadata, text, TextArea.HEAD)
    assert rule in found(metadata, text, TextArea.BELOW)


def test_a_landline_may_stand_alone_in_a_letterhead_only() -> None:
    assert without_office_contacts("0209.3870.123", letterhead=True) == ""
    assert without_office_contacts("0209.3870.123") == "0209.3870.123"
