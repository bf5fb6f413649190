import pytest
from lxml import etree

from wardreport.formats.ooxml.spreadsheet_strings import Run, text_item, unescaped

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12_x000D_", "12\n"),
        ("a_x000D__x000A_b", "a\nb"),
        ("_x0041_", "A"),
        ("_x005F_x000D_", "_x000D_"),  # an underline that was escaped
        ("_x1EA1_", "ạ"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xD83D_", "\ufffd"),
        ("_x0000_5_x0007_", "5"),  # nobody sees them, and no file may hold them
        ("_x00G1_ _x41_ x0041_", "_x00G1_ _x41_ x0041_"),
    ],
)
def test_escapes_of_the_format(written: str, meant: str) -> None:
    assert unescaped(written) == meant


@pytest.mark.parametrize(
    ("inside", "meant"),
    [
        ("<t>5_x000D_</t>", "5\n"),
        ("<t>5</t><rPh sb='0' eb='1'><t>năm</t></rPh>", (Run("5"),)),  # how it is pronounced
        (
            "<r><t>1</t></r><r><rPr><strike/></rPr><t>2</t></r>"
            "<r><rPr><strike val='0'/><vertAlign val='superscript'/></rPr><t>3</t></r>",
            (Run("1"), Run("2", None, True, False), Run("3", None, False, True)),
        ),
    ],
)
def test_runs_of_a_rich_text(inside: str, meant: object) -> None:
    assert text_item(etree.fromstring(f"<si xmlns='{SPACE}'>{inside}</si>")) == meant
