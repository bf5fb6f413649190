"""Text from before Unicode: the font says which letters its characters stand for (docs/design/findings.md).

The tables are those of TCVN 5712 (the ABC fonts) and of the VNI fonts for Windows, as xvnkb and UniKey have them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# a micro sign may come as a Greek mu
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦\u03bc",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯà",
)
# letters that neither table's characters can be: such a text is Unicode, whatever its font
_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_NOT_TCVN3 = re.compile("[àÀÁÂÃÍÙÚ]")

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_CIRCUMFLEXES = {
    "â": _CIRCUMFLEX,
    "à": _CIRCUMFLEX + _GRAVE,
    "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
}
_BREVES = {
    "ê": _BREVE,
    "è": _BREVE + _GRAVE,
    "é": _BREVE + _ACUTE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKS = {
    "a": _TONES | _CIRCUMFLEXES | _BREVES,
    "e": _TONES | _CIRCUMFLEXES,
    "o": _TONES | _CIRCUMFLEXES,
    "u": _TONES,
    "y": _TONES,
    "ô": _TONES,
    "ö": _TONES,
}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for letter, meant in _VNI_LETTERS.items():
        table |= {letter: meant, letter.upper(): meant.upper()}
    for base, marks in _VNI_MARKS.items():
        for mark, meaning in marks.items():
            for written in {base, base.upper()}:
                letter = unicodedata.normalize("NFC", table.get(written, written) + meaning)
                table |= {written + mark: letter, written + mark.upper(): letter}
    return table


_VNI = _vni_table()
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_WINGDINGS = dict(zip("üûþýo¨qxlnØ§vàðè", "✓✗☑☒☐☐❑☒●■➢▪❖→⇨➔", strict=True))
_WINGDINGS_2 = dict(zip("POVRQTS£ª", "✓✗✗☑☒☒☒☐☐", strict=True))
_WEBDINGS = dict(zip("arc", "✔✗☐", strict=True))
_SYMBOLS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
_PRIVATE = 0xF000  # where Word puts the characters of a symbol font


def decode(text: str, font: str | None) -> str:
    """The text in Unicode: from TCVN3 in a ``.Vn`` font, VNI in a ``VNI`` font, a symbol font; else as it stands."""
    if not font or not text:
        return text
    system, capitals = _system(font)
    if system == "tcvn3":
        return _from_tcvn3(text, capitals)
    if system == "vni":
        return text if _UNICODE.search(text) else _VNI_SEQUENCE.sub(lambda found: _VNI[found[0]], text)
    symbols = _SYMBOLS.get(system)
    return "".join(_symbol(character, symbols) for character in text) if symbols else text


def is_legacy(font: str) -> bool:
    """Whether text in the font may be something else than it stands there."""
    return bool(font) and (_system(font)[0] in ("tcvn3", "vni") or _system(font)[0] in _SYMBOLS)


@lru_cache(maxsize=1024)
def _system(font: str) -> tuple[str, bool]:
    name = font.strip().strip("'\"").lower()
    if name.startswith(".vn"):
        return "tcvn3", name.endswith("h")  # .VnTimeH has capitals in the place of small letters
    return ("vni" if name.startswith("vni") else name), False


def _from_tcvn3(text: str, capitals: bool) -> str:
    if not _UNICODE.search(text) and not _NOT_TCVN3.search(text):
        text = text.translate(_TCVN3)
    return text.upper() if capitals else text


def _symbol(character: str, symbols: dict[str, str]) -> str:
    code = ord(character)
    plain = chr(code - _PRIVATE) if _PRIVATE <= code <= _PRIVATE + 0xFF else character
    return symbols.get(plain, character)
