"""Where one person lives and when they were born.

A ward, a street or "tổ 5" is nobody's address by itself: a house number in its lane is, and a place down to the hamlet
behind the words for residence. Nor is a date one of birth without the word, nor the birth year of a whole age group.
"""

from __future__ import annotations

import re

from wardreport.stages.screen.passages import Passage, key, without_marks


def _keys(words: str) -> frozenset[str]:
    return frozenset(key(word) for word in words.split()) | frozenset(without_marks(word) for word in words.split())


_RESIDE_WORDS = _keys("trú hktt đktt đkhktt đknktt đkhk đkth hk ở quán quê ngụ sống trọ địa nhà")
_ADDRESS_WORDS = _keys("địa đc c")
_HOUSE_WORDS = _keys("nhà ngõ ngách hẻm kiệt sn")
_DIGIT = re.compile(r"\d")
_BIRTH_WORDS = _keys("sinh sn ns dob birth b n s tuổi nữ nam nsinh")

# what tells a place down to the hamlet or the house; capitals are asked for where a name must follow
_SPOT = (
    r"(?:so nha|nha so|so|sn|phong|to|to dan pho|to so|ngo|ngo so|ngach|hem|khu|khu pho|doi|cum|ap|xom|thon|ban|can ho)"
    r" ?(?:so ?)?\d(?!\d{0,3}/(?:19|20)\d\d/)"  # not of a law: số 68/2020/QH14
)
_SLASHED = r"\d{1,4}[a-z]?(?:/\d{1,4})+,? (?:duong|pho|ngo|to|khu)\b"
_NAMED_SPOT = (
    r"(?:thon|ban|xom|ap|buon|lang|khuoi|duong|pho|ngo|khu pho|to dan pho|tieu khu|chung cu|khu do thi) (?=[^\W\d_])"
)
_WARD = r"(?:phuong|xa|thi tran|huyen|quan|thanh pho|thi xa|tinh|tp|tt|p|x|h)\b[ .]{1,2}(?=[^\W\d_])"
_RESIDE = (
    r"\b(?:tru tai|tru o|tru quan|(?<!tam )(?<!luu )(?<!thuong )(?<!cu )tru|noi cu tru|cu tru tai|cu tru|thuong tru"
    r"|(?<!dang ky )(?<!khai bao )(?<!quan ly )tam tru|(?:dk|dkn|dkh)?h?ktt|dktt|dk hktt|dkhk|hk tt|ho khau"
    r"|cho o|noi o|ngu tai|cu ngu|ngu o|ngu(?= (?:to|thon|ban|xom|so|khu))|thue o|tro o"
    r"|o tro|thue tro|dia chi nha|hien o|dang o|song o|hien song|nha o|nha rieng"
    r"|que quan|que o|nguyen quan|song tai|sinh song o"
    r"|sinh song tai|o tai|song (?:cung|voi|chung)(?: [a-z]+){1,4} (?:tai|o))\b"
)
_FILL = (
    r"[ :,.\-–]{1,3}(?:(?:hien nay|hien tai|thuong tru|tai|la|o|cua|tro|rieng|hien|quan|nha|cu the)\b"
    r"[ :,.\-–]{1,3}){0,4}"
)
_AT_SPOT = re.compile(rf"{_RESIDE}{_FILL}(?:[^\d\n,;.]{{0,18}}, ?)?(?:{_SPOT}|{_SLASHED}|(?P<named>{_NAMED_SPOT}))")
# as a field of a form, the ward alone tells it too
_FIELD = re.compile(
    r"\b(?:hktt|dktt|ho khau thuong tru|thuong tru|noi cu tru|cho o|noi o|que quan|nguyen quan|tru quan"
    r"|dia chi thuong tru|dia chi nha rieng)"
    rf"(?: (?:hien nay|hien tai|tai))? ?: ?(?P<named>(?:{_WARD})?(?=[^\W\d_]))"
    rf"|\b(?:hktt|dktt|que quan|nguyen quan|tru quan)(?: tai)? (?P<ward>{_WARD})"
    r"|\b(?:hktt|dktt)(?: tai)? (?P<spot>(?=[^\W\d_]+ [^\W\d_]))"
    r"|\bque (?:o|tai) (?:xa|phuong|thi tran) (?P<commune>(?=[^\W\d_]))"
)
_HOUSE = re.compile(
    r"\bso nha ?:? ?\d+[a-z]?\b"
    r"|\b(?:sn|nha so|so|nha) ?\d+[a-z]?(?:/\d+)*,? (?:ngo|ngach|hem|kiet) ?(?:so )?\d"
    r"|\b(?:sn|nha so) ?\d+[a-z]?(?:/\d+)*,? (?:ngo|ngach|hem|duong|pho|to|thon|khu|xom) ?\w"
    r"|\b(?:ngo|ngach|hem) \d+(?:/\d+)+"
    r"|\bphong (?:so )?\d+[a-z]?,? (?:nha tro|day tro|khu tro|xom tro|nha nghi|chung cu|toa nha|so) ?(?:so |to )?\d"
)
# an address without the word for residence: a business's or somebody's, and the office's own only in a letterhead
_ADDRESSED = re.compile(
    rf"\b(?:dia chi|d/c|dc)\b ?:? {{0,2}}(?:{_SPOT}|(?:tai |o )?(?P<named>{_NAMED_SPOT})"
    r"|\d{1,4}[a-z]?(?:/\d{1,4})*,? (?P<street>(?=[^\W\d_]+ [^\W\d_])))"
)
# by itself or as a clause of its own: in a sentence it tells where something was done
_LIVES = re.compile(
    r"(?:^|[,;(–-] ?|\b(?:song|nha|hien|dang|gia dinh|anh|chi|em|ong|ba|chau|doi tuong|nan nhan|nguoi) )o "
    r"(?:thon|ban|xom|ap|buon|lang|khuoi) (?P<named>(?=[^\W\d_]))(?:[^\W\d_]+ ?){1,4}"
    r"(?:(?<= )(?:xa|phuong|thi tran|huyen|tp) (?:[^\W\d_]+ ?){1,3})?(?=$|[,;.)(–-])"
)
_OFFICE = re.compile(r"\b(?:dia chi|tru so|d/c|dc|ubnd|uy ban|cong an|tram y te)\b(?! (?:thuong|tam|nha))")
_OF_OFFICE = re.compile(
    r"\b(?:tru so|ubnd|uy ban|cong an|tram y te|co quan|chi cuc|cuc thue|kho bac|toa an|vien kiem sat|buu dien"
    r"|benh vien|trung tam|truong (?:th|tieu|mam|mau|pho|trung|cao|dai)|tin cay)\b"
)
_DEPUTY = re.compile(r"\bphó \Z", re.I)
_BEFORE_NAMES = 3  # letters that a name of a hamlet has at least

_DATE = r"\d{1,2} ?[/.–-] ?\d{1,2} ?[/.–-] ?(?:(?:19|20)\d{2}|\d{2})(?!\d)"
_YEAR = r"(?:19[2-9]|20[0-3])\d(?!\d)"
_SHORT = r"(?:sn|ns|[sn][./] ?[sn]\.?)"  # s.n, n/s: sinh năm, năm sinh
_SAID_WORD = r"(?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|khong|muoi|nghin|ngan|tram|linh|le)"
_SAID = rf"(?:{_SAID_WORD}[ ,-]{{1,2}}){{1,7}}{_SAID_WORD}\b"
# by the sixty years of the calendar: tuổi Đinh Mão
_STEM = r"(?:giap|at|binh|dinh|mau|ky|canh|tan|nham|quy)"
_BRANCH = r"(?:ty|ti|suu|dan|mao|meo|thin|ty|ngo|mui|than|dau|tuat|hoi)"
_BORN = re.compile(
    rf"\b(?:ngay|ngay[ ,/]{{1,2}}thang[ ,/]{{1,2}}nam) sinh\b(?: cua [^\d\n]{{1,20}})?(?: la)?[ :.–-]{{0,4}}\d"
    rf"|\bnam sinh\b(?: cua [^\d\n]{{1,20}})?(?: la)?[ :.–-]{{1,4}}{_YEAR}"
    rf"|(?<!phat )(?<!ve )(?<!hoc )(?<!thu )(?<!tuyen )\bn?sinh(?: ngay)?[ :]{{1,3}}(?:mung |mong )?"
    rf"(?:{_DATE}|\d{{1,2}} thang \d)"
    rf"|\b(?:{_SHORT}|dob|d\.o\.b|date of birth|birthday) ?[:.]? ?(?:{_DATE}|{_YEAR})"
    rf"|\b{_SHORT} ?[:.]? ?\d{{1,2}} ?[/.-] ?{_YEAR}"
    rf"|\b(?:sinh nam|nam sinh|{_SHORT}) ?[:.]? ?{_SAID}"
    rf"|{_DATE} ?\( ?ngay sinh"
    r"|\b(?:nam|nu|chau|em|anh|chi|ong|ba),? (?:sn|sinh) ?\d\d(?![\d/])"
    rf"|\btuoi {_STEM} {_BRANCH}\b"
    rf"|(?:^|[,(;:–-] ?|\b(?:nam|nu) )sinh:? {_YEAR}"
)
_NEAR_BIRTH = re.compile(
    r"\b(?:sinh|nsinh|sn|ns|dob|birth|birthday)(?![a-z])[^\d\n]{0,22}\d|\d ?\( ?ngay sinh|\b[sn][./] ?[sn]\b|o\.b"
    r"|\b(?:nam sinh|sinh nam|sn|ns)\b|\btuoi [a-z]+ [a-z]"
)
_BIRTH_YEAR = re.compile(
    rf"(?<!hoc )(?<!phat )(?<!ve )(?<!dan )(?<!nhan )(?<!thi )(?<!tuyen )\bsinh (?:nam ?:? ?{_YEAR}"
    rf"|(?:khoang|tam|vao|hoi|dau|cuoi)(?: nam)? {_YEAR}"
    rf"|(?:vao |hoi |khoang )?(?:thang )?\d{{1,2}}(?: ?[/.–-] ?| nam ){_YEAR})"
)
# the birth year of a whole age group is no one's
_GROUP_BEFORE = re.compile(
    r"\b(?:tre em|tre|hoc sinh|sinh vien|thanh nien|cong dan|thieu nhi|doan vien|hoi vien|nam gioi|nu gioi|nhom|"
    r"lua tuoi|(?:cac|nhung|so|luot|nhieu|tong so|\d+)(?: so)?(?: nguoi| doi tuong| phu nu| em| chau| nam| nu)?) ?$"
)
_GROUP_AFTER = re.compile(r" ?(?:[-–,] ?|den |toi |va |hoac )(?:nam |het )?(?:19|20)\d\d|,? ?(?:tro |ve truoc|ve sau)")
_ONE_BEFORE = re.compile(r"\b(?:01|1|mot) (?:nguoi|doi tuong|tre em|hoc sinh|phu nu|chau|em),? ?$")


def has_address(text: str, passage: Passage, *, letterhead: bool) -> bool:
    """Whether it is told where somebody lives; the office's own line of a ``letterhead`` passes."""
    reside = not _RESIDE_WORDS.isdisjoint(passage.keys)
    addressed = not _ADDRESS_WORDS.isdisjoint(passage.keys)
    house = not _HOUSE_WORDS.isdisjoint(passage.keys) and bool(_DIGIT.search(text))
    if not reside and not house and not addressed:
        return False
    plain = without_marks(text)
    patterns = (_AT_SPOT, _FIELD, _LIVES) if reside else ()
    if addressed and not letterhead and not _OF_OFFICE.search(plain):
        patterns = (*patterns, _ADDRESSED)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            named = max(found.end(name) for name in pattern.groupindex)
            if named >= 0 and _DEPUTY.search(text, found.start(), named):  # đ/c Phó Chủ tịch
                continue
            if named < 0 or (named + _BEFORE_NAMES <= len(text) and text[named].isupper()):
                return True
    return house and bool(_HOUSE.search(plain)) and not (letterhead and _OFFICE.search(plain))


# "nữ, 1996": what stands in lists of persons; the country is no sex
_SEX_AND_YEAR = re.compile(r"(?<!việt )\b(?:nữ|nam) ?[,;-] ?(?:19[4-9]\d|200\d|201[0-8])(?![\d/])(?! ?[-–] ?\d)", re.I)


def has_birth_date(text: str, passage: Passage) -> bool:
    """Whether the day or the year of somebody's birth is told."""
    if _BIRTH_WORDS.isdisjoint(passage.keys):
        return False
    if _SEX_AND_YEAR.search(text):
        return True
    plain = without_marks(text)
    if not _NEAR_BIRTH.search(plain):  # phát sinh, vệ sinh
        return False
    if _BORN.search(plain):
        return True
    for found in _BIRTH_YEAR.finditer(plain):
        before = plain[max(0, found.start() - 25) : found.start()]
        group = _GROUP_BEFORE.search(before) and not _ONE_BEFORE.search(before)
        if not group and not _GROUP_AFTER.match(plain, found.end()):
            return True
    return False
