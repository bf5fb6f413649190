"""Accounts in social networks: by address, by handle, or by the name under which somebody is found there.

That an office tells people something "qua Zalo, Facebook" is no account, nor is its own page.
"""

from __future__ import annotations

import re

from wardreport.stages.screen.lexicon import Vocabulary
from wardreport.stages.screen.passages import Passage, key, lower

_NETWORKS = frozenset(
    {
        "facebook",
        "fb",
        "face",
        "zalo",
        "tiktok",
        "telegram",
        "tele",
        "instagram",
        "insta",
        "ig",
        "viber",
        "wechat",
        "line",
    }
    | {
        "discord",
        "kakao",
        "kakaotalk",
        "snapchat",
        "snap",
        "tinder",
        "bigo",
        "badoo",
        "litmatch",
        "signal",
        "qq",
        "acc",
    }
    | {"mess", "messenger", "nick", "nickname", "skype", "twitter", "youtube", "whatsapp", "threads", "locket"}
)
_SURE = frozenset({"nick", "nickname"})  # behind these a name needs no capital
_CUES = frozenset(
    key(word)
    for word in (
        "tên",
        "mang",
        "là",
        "cá",
        "nhân",
        "id",
        "nick",
        "nickname",
        "acc",
        "account",
        "chat",
        "zalo",
        "facebook",
        "fb",
        "có",
        "của",
        "lấy",
        "đối",
        "tượng",
        "dùng",
        "sử",
        "dụng",
        "địa",
        "chỉ",
        "số",
    )
)
_ONES = frozenset(key(word) for word in ("tên", "cá", "nick", "nickname", "acc", "account"))
_NO_NAMES = frozenset(
    key(word)
    for word in (
        "ảo",
        "giả",
        "để",
        "trên",
        "và",
        "của",
        "các",
        "những",
        "chat",
        "này",
        "đó",
        "oa",
        "công",
        "trang",
        "nhóm",
        "ubnd",
        "messenger",
        "video",
        "map",
        "after",
        "before",
        "spacing",
        "style",
        "pay",
        "mini",
    )
)
# words of an office's own line, written without marks
_NO_HANDLES = frozenset(
    {
        "after",
        "before",
        "spacing",
        "style",
        "height",
        "break",
        "khong",
        "official",
        "page",
        "fanpage",
        "nhom",
        "group",
        "chat",
        "video",
        "zalo",
        "viber",
        "phuong",
    }
)
_URL = re.compile(
    r"(?<![\w.])(?:[a-z]{1,6}\.)?(?:facebook|fb|instagram|tiktok|twitter|x|youtube|zalo|threads|telegram|locket)\.(?:com|net|org|cam)/[\w.@?=&%-]"
    r"|(?<![\w.])(?:t|m|fb|zalo|line|wa|telegram|chat\.zalo)\.me/[\w+]"
)
_NETWORK = (
    r"\b(?:fb|facebook|face|zalo|tiktok|telegram|tele|instagram|insta|ig|viber|wechat|line|mess|messenger|nick|nickname"
    r"|skype|twitter|youtube|whatsapp|threads|discord|kakaotalk|kakao|snapchat|snap|tinder|bigo|badoo|litmatch|signal|qq|acc)\b"
)
# networks through which no office speaks: any one word of Latin letters is an account there
_PRIVATE = (
    r"\b(?:line|skype|wechat|discord|kakaotalk|kakao|snapchat|tinder|bigo|badoo|litmatch|instagram|telegram|tiktok)\b"
)
_HANDLE = re.compile(
    rf"{_NETWORK}[^\n.;]{{0,20}}?(?<![\w.])@[a-z][\w.]{{2,}}|(?<![\w.])@[a-z][\w.]{{2,}}[^\n.;]{{0,20}}{_NETWORK}"
)
_NICK = re.compile(
    rf"{_NETWORK}(?: ?(?:cá nhân|name|id|tên|mang tên|là|game))?[ :]{{1,3}}[\"“'@]?"
    r"(?=[a-z][\w.]*?[\d_.]\w)[a-z][\w.]{3,}"
)
_ID_OF_NETWORK = re.compile(
    rf"(?:{_NETWORK}[ :]{{1,2}}(?:id|user ?name|tên)|\bid {_NETWORK})[ :]{{1,3}}[\"“'@]?"
    r"(?=[a-z\d_.]*[a-z\d])[a-z\d_.]{4,}(?!\w)"
    rf"|{_NETWORK} ?:? ?(?:live:|[a-z][\w.]{{1,20}}#\d{{2,6}})"
    rf"|{_PRIVATE}(?: ?: ?| )[\"“'@]?(?P<handle>[a-z][a-z\d_.]{{3,}})[\"”']?(?=$|[\n,;.)(])"
)
_NUMBER = re.compile(r"\b(?:zalo|viber|telegram|whatsapp)\b[^\d\n]{0,12}\+?\d(?:[ .-]?\d){7,11}(?!\d)")
_NICK_BEFORE = re.compile(
    r"(?<![\w.])(?=[a-z][\w.]*[\d_.]\w)[a-z][\w.]{3,} (?:trên|qua) (?:fb|facebook|zalo|tiktok|telegram|instagram)\b"
)
_MOST_CUES = 8  # words between a network and the name there
_OPENING = " :\"“'‘«(-–"


class Accounts:
    """Finds accounts by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary):
        self._v = vocabulary
        self._l = vocabulary.lexicon

    def found_in(self, text: str, passage: Passage) -> bool:
        """Whether somebody's account is told."""
        low = lower(text) if "/" in text or "@" in text else ""
        if low and (".com/" in low or ".me/" in low or ".net/" in low or ".org/" in low) and _URL.search(low):
            return True
        if _NETWORKS.isdisjoint(passage.keys):
            return False
        low = low or lower(text)
        if any(pattern.search(low) for pattern in (_HANDLE, _NICK, _NUMBER, _NICK_BEFORE)):
            return True
        if any(found["handle"] not in _NO_HANDLES for found in _ID_OF_NETWORK.finditer(low)):
            return True
        return any(word in _NETWORKS and self._named(passage, at) for at, word in enumerate(passage.keys))

    def _named(self, passage: Passage, at: int) -> bool:
        """Zalo: Bé Nga; tài khoản Facebook tên "lan anh"; nick Ngọc Nữ."""
        keys = passage.keys
        sure = keys[at] in _SURE or (at > 0 and keys[at - 1] in _SURE)
        name = at + 1
        while (
            name < min(len(keys), at + _MOST_CUES)
            and keys[name] in _CUES
            and passage.words[name][0].islower()
            and self._near(passage, name)
        ):
            sure = sure or keys[name] in _ONES
            name += 1
        if name >= len(keys) or not self._near(passage, name):
            return False
        word = passage.words[name]
        quoted = any(c in passage.gap(name - 1) for c in "\"“'‘«")
        more = passage.joined(name) and word[0].isupper() and passage.words[name + 1].istitle()
        if more and self._v.office.starting(keys, name + 1):
            return False
        if keys[name] in _NETWORKS or (keys[name] in _NO_NAMES and not more):  # fb Trang Xinh
            return False
        if not quoted and not sure and (not word[0].isupper() or keys[name] in self._l.not_names):
            return False
        if quoted and sure:
            return True
        if self._v.office.starting(keys, name) or self._v.units.starting(keys, name):
            return False
        return not self._l.place_cues.starting(keys, name)

    def _near(self, passage: Passage, at: int) -> bool:
        gap = passage.gap(at - 1)
        return len(gap) <= 4 and not gap.strip(_OPENING)
