"""What a line of a signature block is: a function, a name, both, or a note.

A function is put together: for whom somebody signs (TM., KT., TL.), the post, and what the post is of (a body, a field
of work, a unit). Some posts are nothing else; the modest ones (cán bộ, văn thư, thư ký) are ordinary words too, and
stand alone or with a known scope behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from wardreport.stages.screen.lexicon import DATA, Vocabulary
from wardreport.stages.screen.passages import Passage, keys_of
from wardreport.stages.screen.signing_words import load_signing_words

_LONGEST_FUNCTION = 16  # words
_LONGEST_RECIPIENT = 30
_LONGEST_NAME = 5
_SMALL_NAME = 3
_LONGEST_HEADING = 8
_LONGEST_PRESUMED = 4
_PERSON_WORDS = frozenset((*keys_of("người"), "nguoi"))
_OFFICER_WORDS = frozenset((*keys_of("viên sĩ sỹ"), "vien"))
_OF_FIRMS = frozenset((*keys_of("đốc lý toán chủ trưởng"), "doc", "ly"))
_PLACE_NAME = 4  # words, in capitals
_NOTE = re.compile(r"\([^()]{0,60}\)")
_DECORATION = " .,:;-–—()_…/\"'*“”[]|"
_BULLET = re.compile(r"\s*(?:[-–—+*•·]|\d{1,2}[.)])\s*\S")
_DATE = re.compile(r"\bngày\b.{0,12}\btháng\b.{0,12}\bnăm\b", re.I | re.S)
_TRAILING = re.compile(r"\s*(?:[-–—,;|/]\s*)?(?:chức vụ|chức danh)\s*:?\s*|\s*[-–—,;|/]\s*", re.I)

NameTest = Callable[[Passage], bool]


class Kind(StrEnum):
    """What a part of a line says."""

    FUNCTION = "function"
    FOR_WHOM = "for_whom"  # a function that begins with TM., KT., TL.
    NAME = "name"
    BOTH = "both"  # a function with its own name: "Người lập biểu: Nguyễn Văn An"
    TOLD = "told"  # the same behind a colon, or as a signing program writes it
    SIGNED = "signed"  # a note of signing: "(Ký, ghi rõ họ tên)"
    PRESUMED = "presumed"  # a short heading like a function's, which counts where nothing but signatures stands
    NOTE = "note"
    OTHER = "other"


_NAMING = frozenset({Kind.NAME, Kind.BOTH, Kind.TOLD})


class SigningLines:
    """Tells the kinds of lines by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, is_one_name: NameTest, holds_name: NameTest):
        self._v = vocabulary
        self._l = vocabulary.lexicon
        self._w = load_signing_words(DATA)
        self._is_one_name = is_one_name
        self._holds_name = holds_name

    def kind(self, part: str) -> Kind:
        """The kind of one part of a line."""
        kind = self._kind(part)
        if kind in _NAMING and not all(map(self._says_post, _NOTE.findall(part))):
            return Kind.OTHER  # "Tổ trưởng: Trần Văn Tú (chủ chứa)"
        return Kind.PRESUMED if kind is Kind.OTHER and self._is_presumed(part) else kind

    def is_of_others(self, part: str) -> bool:
        """Whether a short line heads persons who sign nothing: ĐỐI TƯỢNG, CHỦ CƠ SỞ, NGƯỜI VI PHẠM."""
        passage = Passage(part)
        return 0 < len(passage.keys) <= _LONGEST_HEADING and self._misplaced(passage.keys, of_persons=True)

    def _is_presumed(self, part: str) -> bool:
        """NGƯỜI KÝ DUYỆT, THỐNG KÊ VIÊN: two to four words that tell of nobody's part in a case, and of no name."""
        passage = Passage(part.strip(_DECORATION))
        keys = passage.keys
        if not 1 < len(keys) <= _LONGEST_PRESUMED or ":" in part or any(c.isdigit() for c in part):
            return False
        if keys[0] not in _PERSON_WORDS and keys[-1] not in _OFFICER_WORDS:
            return False
        return not self._misplaced(keys, of_persons=True) and not self._holds_name(passage)

    def _says_post(self, note: str) -> bool:
        """Whether what stands in brackets behind a name is a note of signing, a post, a body or an abbreviation."""
        passage = Passage(note)
        if not passage.keys or keys_of(note) in self._w.notes or note.strip("() ").isupper():
            return not self._misplaced(passage.keys, of_persons=True)
        return self._function(note.strip("() ")) is not None or self._all_known(passage, 0)

    def _kind(self, part: str) -> Kind:
        if keys_of(part) in self._w.notes:
            return Kind.SIGNED
        if any(self._holds_name(Passage(note)) for note in _NOTE.findall(part)):
            return Kind.OTHER
        bare = _NOTE.sub(" ", part).strip(_DECORATION)
        words = list(keys_of(bare))
        if not words:
            return Kind.NOTE if not self._holds_name(Passage(part)) else Kind.OTHER
        if self._w.labels.starting(words, 0) and self._function(bare) is not Kind.FUNCTION:
            return self._told(bare, self._w.labels.starting(words, 0))
        before, colon, after = bare.partition(":")
        if colon:
            return self._of_a_field(before.strip(_DECORATION), after.strip(_DECORATION))
        function = self._function(bare)
        if function is not None:
            return function
        if self.is_name(bare):
            return Kind.NAME
        return self._post_and_name(bare)

    def is_recipient(self, line: str) -> bool:
        """Whether a line of the list of recipients names at most those who get the paper by their office."""
        passage = Passage(line)
        if not self._holds_name(passage):
            return True
        keys = passage.keys
        if len(keys) > _LONGEST_RECIPIENT or self._misplaced(keys):
            return False
        comrades = (
            self._w.comrades,
            self._w.degrees,
            self._l.ranks,
            self._w.posts_of(passage),
            self._w.modest_posts_of(passage),
        )
        for at in range(len(keys)):
            length = 0 if keys[at] in self._l.owners else max(phrases.starting(keys, at) for phrases in comrades)
            # "ông" says nothing of an office, and "tổ 5" is where somebody lives
            if length and not line[passage.spans[at + length - 1][1] :].lstrip()[:1].isdigit():
                return True
        return False

    def opens_recipients(self, line: str) -> bool:
        """Whether a line begins the list of recipients."""
        return bool(self._w.recipients.starting(list(keys_of(line)), 0))

    def goes_on(self, line: str) -> bool:
        """Whether a line could be one more recipient: it has a dash, or is one of the usual two without it."""
        return bool(_BULLET.match(line)) or keys_of(line)[:1] in (("lưu",), ("như1",), ("nhu",), ("luu",))

    def is_name(self, text: str) -> bool:
        """Whether a text is one name, perhaps with ranks and degrees before it and the post behind it."""
        bare = text.strip(_DECORATION)
        passage = Passage(bare)
        at = self._past_degrees(passage)
        if at >= len(passage.keys):
            return False
        bare = bare[passage.spans[at][0] :] if at else bare
        if self._by_itself(bare) or (at and at + 1 == len(passage.keys) and self._holds_name(passage)):
            return True  # chị Hoa
        cut = _TRAILING.search(bare)
        if cut is None or not self._by_itself(bare[: cut.start()].strip(_DECORATION)):
            return False
        return self._function(bare[cut.end() :].strip(_DECORATION)) is not None

    def _by_itself(self, text: str) -> bool:
        """One name in Title Case or capitals; in small letters one of three words, as some sign."""
        passage = Passage(text)
        words = passage.words
        if not words or len(words) > _LONGEST_NAME:
            return False
        if self._is_one_name(passage):
            return True
        small = len(words) == _SMALL_NAME and (text.islower() or words[1].islower())
        return small and self._is_one_name(Passage(text.title())) and self._holds_name(passage)

    def _past_degrees(self, passage: Passage) -> int:
        at = 0
        while at < len(passage.keys):
            length = max(p.starting(passage.keys, at) for p in (self._w.degrees, self._l.ranks, self._l.titles))
            if not length:
                break
            at += length
        return at

    def _told(self, bare: str, length: int) -> Kind:
        """Ký bởi: who signed, or by which authority the certificate was given."""
        passage = Passage(bare)
        if length >= len(passage.words):
            return Kind.FUNCTION
        after = bare[passage.spans[length - 1][1] :].strip(_DECORATION)
        if self.is_name(after) or self._post_and_name(after) is Kind.BOTH:
            return Kind.TOLD
        return Kind.OTHER if self._holds_name(Passage(after)) else Kind.NOTE

    def _of_a_field(self, before: str, after: str) -> Kind:
        passage = Passage(before)
        label = self._w.name_labels.starting(passage.keys, 0) if passage.keys else 0
        if self.is_name(after):
            if passage.keys and max(label, self._past_degrees(passage)) == len(passage.keys):
                return Kind.NAME
            if self._function(before[passage.spans[label][0] :] if label else before) is not None:
                return Kind.TOLD
        if tuple(passage.keys) in self._w.details and not self._holds_name(Passage(after)):
            return Kind.NOTE
        return Kind.OTHER

    def _post_and_name(self, bare: str) -> Kind:
        """Trưởng Công an Nguyễn Văn An; and the place and day before a signature."""
        passage = Passage(bare)
        if _DATE.search(bare) and not self._holds_name(passage):
            return Kind.NOTE
        first = max(1, len(passage.words) - _LONGEST_NAME - 3)
        for at in range(first, len(passage.words) - 1):
            cut = passage.spans[at][0]
            if self.is_name(bare[cut:]) and self._function(bare[:cut].strip(_DECORATION), modest=False) is not None:
                return Kind.BOTH
        return Kind.OTHER

    def _function(self, text: str, *, modest: bool = True) -> Kind | None:
        passage = Passage(text)
        keys = passage.keys
        if not keys or len(keys) > _LONGEST_FUNCTION or ":" in text:
            return None
        at = 0
        while at < len(keys) and (length := self._prefix(passage, at)):
            at += length
        if at == len(keys):
            return None
        if any(self._of_a_business(passage, word) for word in range(1, len(keys))):
            return None
        known = self._all_known(passage, at)
        if not known and (self._misplaced(keys) or self._holds_name(passage)):
            return None
        if at:
            return Kind.FOR_WHOM
        if self._w.posts_of(passage).starting(keys, 0):
            return Kind.FUNCTION
        heads = (self._w.modest_posts_of(passage), self._w.bodies_of(passage))
        return Kind.FUNCTION if modest and known and any(phrases.starting(keys, 0) for phrases in heads) else None

    def _prefix(self, passage: Passage, at: int) -> int:
        """TM., T/M, T.M: of single letters only where a stop or a slash joins them."""
        length = self._w.prefixes.starting(passage.keys, at)
        if length > 1 and len(passage.keys[at]) == 1 and passage.gap(at).strip() not in ("/", ".", "", "./"):
            return 0
        return length

    def _all_known(self, passage: Passage, at: int) -> bool:
        """Whether everything from here on is posts and what they are of: bodies, fields, units, and
        places behind the word for their kind."""
        keys, words = passage.keys, passage.words
        known = (*self._w.known(passage), self._v.places, self._v.units)
        while at < len(keys):
            length = max(phrases.starting(keys, at) for phrases in known)
            if not length and at and self._l.place_cues.ending(keys, at):
                while length < _PLACE_NAME and at + length < len(words) and words[at + length][0].isupper():
                    length += 1
            if not length:
                return False
            at += length
        return True

    def _misplaced(self, keys: list[str], *, of_persons: bool = False) -> bool:
        """Whether a person's part in a case or a kind of business is spoken of: then nobody signs here."""
        phrases = (self._l.parts, self._w.no_scopes, *((self._w.concerned,) if of_persons else ()))
        if any(True for told in phrases for _ in told.starts(keys)):
            return True
        return any(tuple(keys[at : at + length]) in self._l.narrow_kinds for at, length in self._l.kinds.starts(keys))

    def _of_a_business(self, passage: Passage, at: int) -> bool:
        """Giám đốc KS: behind a post, the abbreviation of a kind of business."""
        return bool(self._l.prose.short_kinds.starting(passage.keys, at)) and passage.keys[at - 1] in _OF_FIRMS
