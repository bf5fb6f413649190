import csv
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.specimens.sample_office import SAMPLE
from wardreport.formats.legacy_fonts import decode

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]
# in the order of SMALL's toned vowels, written out by hand from the code page and not from the package
_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        strict=True,
    )
)
_VNI_TONES = dict(zip(_TONES, ("", "ø", "ù", "û", "õ", "ï"), strict=True))
_VNI_VOWELS = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ơ": "ô", "ư": "ö"}
_VNI_CIRCUMFLEX = dict(zip(_TONES, "âàáåãä", strict=True))
_VNI_BREVE = dict(zip(_TONES, "êèéúüë", strict=True))
_VNI_I = dict(zip(_TONES, "iìíæóò", strict=True))


def encode_tcvn3(text: str) -> str:
    """As typed in a font such as .VnTime, which has no toned capitals: those stay as they are."""
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def encode_vni(text: str) -> str:
    return "".join(_vni(letter) for letter in text)


def _vni(letter: str) -> str:
    if letter.lower() == "đ":
        return "ñ" if letter == "đ" else "Ñ"
    if letter.lower() not in SMALL:
        return letter
    parts = unicodedata.normalize("NFD", letter.lower())
    tone = next((part for part in parts if part in _TONES), "")
    vowel = unicodedata.normalize("NFC", "".join(part for part in parts if part != tone))
    if vowel == "i":
        written = _VNI_I[tone]
    elif vowel in "âêô":
        written = unicodedata.normalize("NFD", vowel)[0] + _VNI_CIRCUMFLEX[tone]
    elif vowel == "ă":
        written = "a" + _VNI_BREVE[tone]
    elif (vowel, tone) == ("y", "\u0323"):
        written = "î"
    else:
        written = _VNI_VOWELS[vowel] + _VNI_TONES[tone]
    return written.upper() if letter.isupper() else written


def labels() -> list[str]:
    """Every label of the form, as its file has it."""
    with (SAMPLE.law / "form_annex_2024.csv").open(encoding="utf-8", newline="") as lines:
        return [row["label"] for row in csv.DictReader(lines)]


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_survives_vni(letter: str) -> None:
    assert decode(encode_vni(letter), "VNI-Times") == letter


@pytest.mark.parametrize("letter", [*SMALL, *"ĂÂĐÊÔƠƯ"])
def test_every_letter_that_tcvn3_has_survives_it(letter: str) -> None:
    assert decode(encode_tcvn3(letter), ".VnTime") == letter


def test_every_label_survives() -> None:
    for label in labels():
        assert decode(encode_vni(label), "VNI-Helve") == label
        small = "".join(c if c in "ĂÂĐÊÔƠƯ" else c.lower() for c in label)
        assert decode(encode_tcvn3(small), ".VnArial") == small
        assert decode(encode_tcvn3(label.lower()), ".VnTimeH") == label.upper()


@given(st.lists(st.sampled_from(LETTERS + list(" bcdghklmnpqrstvx0123456789.,%()"))).map("".join))
def test_any_text_of_words_survives_vni(text: str) -> None:
    assert decode(encode_vni(text), "vni-times") == text


@given(st.text(), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times", "Wingdings", "Times New Roman", None, ""]))
def test_no_text_is_too_strange(text: str, font: str | None) -> None:
    assert isinstance(decode(text, font), str)


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("Tæng sè c¬ së", ".VnTime", "Tổng số cơ sở"),
        ("Tæng sè c¬ së", ".VNARIALH", "TỔNG SỐ CƠ SỞ"),
        ("Ph\u00adêng", "'.VnTime'", "Phường"),
        ("lμ", ".VnTime", "là"),
        ("ÑAÏI LOÄC", "VNI-Times", "ĐẠI LỘC"),
        ("Tổng số", ".VnTime", "Tổng số"),
        ("Tổng số", "VNI-Times", "Tổng số"),
        ("à", ".VnTime", "à"),
        ("Tæng sè", "Times New Roman", "Tæng sè"),
        ("Tæng sè", None, "Tæng sè"),
        ("ü", "Wingdings", "✓"),
        ("\uf0fc", "Wingdings", "✓"),
        ("þ û", "Wingdings", "☑ ✗"),
        ("P", "Wingdings 2", "✓"),
        ("12", "Wingdings", "12"),
        ("12,5%", ".VnTimeH", "12,5%"),
    ],
)
def test_the_font_decides(text: str, font: str | None, meant: str) -> None:
    assert decode(text, font) == meant
