"""What stands around a number of a text: words for people, labels, names that hold a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from wardreport.writing.small_counts.phrases import Word
from wardreport.writing.small_counts.pieces import SENTENCE_END, Piece, Size
from wardreport.writing.small_counts.vocabulary import Vocabulary

_PHRASE = 5  # words
_BETWEEN = 3  # words between a number and what it counts
_LABEL = 8  # words of a label without a colon
_SENTENCE = 40  # pieces of it that are looked back over
_OPENING = frozenset("([“\"'«‘*")
_SURE_SIGNS = frozenset(":=")
_LABEL_SIGNS = _SURE_SIGNS | frozenset("-→(<>≤≥[")
_RANGE_SIGNS = frozenset("-/")
_JOIN_SIGNS = _RANGE_SIGNS | frozenset(",;&+(")


@dataclass(frozen=True)
class Surroundings:
    """The pieces of one text, asked by their place."""

    pieces: Sequence[Piece]
    words: Vocabulary

    def ahead(self, place: int) -> list[Word]:
        """The words from a place on, up to a sign or a number."""
        return _words(self.pieces[place : place + _PHRASE])

    def behind(self, place: int) -> list[Word]:
        """The words right before a place, in the text's order."""
        return _words(reversed(self.pieces[max(0, place - _PHRASE) : place]))[::-1]

    def people_at(self, place: int) -> float:
        """How long the words for people are that begin at a place; 0 where others do, that bind a number longer."""
        people, bound = self.words.counted.length(self.ahead(place)), self.words.bound_after.length(self.ahead(place))
        return people if people >= bound else 0

    def bound_at(self, place: int) -> bool:
        """Whether the words at a place bind the number before them to something else."""
        return self.words.bound_after.length(self.ahead(place)) > 0 and not self.people_at(place)

    def past_closing(self, first: int, after: int) -> int:
        """The place after the bracket that closes behind a number in brackets of its own: "có (02) người".

        After a sign such a number is that of a point: "(1) người bán dâm; (2) người mua dâm".
        """
        own = self._sign(first - 1) == "(" and self._sign(after) == ")" and self._word(first - 2) is not None
        return after + 1 if own else after

    def past_opening(self, place: int) -> int:
        """The place after a bracket or a quotation mark that opens there."""
        return place + 1 if self._sign(place) in _OPENING else place

    def next_number(self, place: int) -> int | None:
        """Where the number stands that is joined to one right before a place: "2-3", "2 đến 3", "2 (3"."""
        following = place + (1 if self._sign(place) in _JOIN_SIGNS else int(self.words.joins.length(self.ahead(place))))
        if following == place or following >= len(self.pieces):
            return None
        return following if self.pieces[following].size not in (None, Size.NO_COUNT) else None

    def ranged(self, place: int) -> bool:
        """Whether what joins two numbers there makes them one: "2-3", and not "2, 3"."""
        return self._sign(place) in _RANGE_SIGNS or self.words.ranges.length(self.ahead(place)) > 0

    def people_near(self, place: int) -> bool:
        """Whether a word for people follows within some words, and nothing that binds the number before."""
        words = 0
        while words <= _BETWEEN and place < len(self.pieces):
            piece = self.pieces[place]
            if piece.size is not None:  # "2 trong số 5 người"
                if self._word(place - 1) not in self.words.of_which:
                    return False
            elif piece.word is None:
                if piece.sign not in _OPENING:
                    return False
            elif self.people_at(place):
                return True
            elif self.bound_at(place) and piece.word not in self.words.of_which:
                return False
            else:
                words += 1
            place += 1
        return False

    def named(self, place: int) -> bool | None:
        """Whether a number at a place is the name of what stands before it: always, unless before people, or not."""
        if self._another_day(place):
            return False
        behind = self.behind(place)
        if self.words.always_names.ends(behind):
            return True
        if len(behind) > 1 and behind[-1].proper and not self.words.counted.ends(behind):  # "thôn Nà Pam 2"
            return False
        length = self.words.mostly_names.ends(behind)
        if self.words.no_names.ends(behind) > length:
            return None
        if length and not (len(behind) > length and behind[-length - 1] in self.words.names_unless_after):
            return False
        return None

    def _another_day(self, place: int) -> bool:
        """Whether a day stands there that is joined to one before: "30/4 và 1/5"."""
        joins = self._sign(place - 1) == "," or self._word(place - 1) in self.words.joins
        return joins and place > 1 and self.pieces[place - 2].size is Size.NO_COUNT and self._sign(place + 1) == "/"

    def closed(self, place: int) -> bool:
        """Whether a number that ends before a place counts nothing that comes there."""
        piece = self.pieces[place] if place < len(self.pieces) else None
        return piece is None or bool(piece.sign) or piece.word in self.words.joins or self.tells(place)

    def tells(self, place: int) -> bool:
        """Whether words at a place tell something of people that a number stands for."""
        return self.words.told_of_people.length(self.ahead(place)) > 0

    def labelled(self, place: int, *, closed: bool) -> bool:
        """Whether a label with a word for people leads to a number; one that is not ``closed`` needs ":" or "="."""
        point = self._sign(place - 1) == "(" and self._word(place - 2) is None  # "…; (2) người mua dâm"
        linked = sure = False
        while place > 0 and not point:
            behind = self.behind(place)
            link = max(self.words.links.ends(behind), self.words.limits.ends(behind))
            length = max(link, self.words.fillers.ends(behind))
            if not length and self._sign(place - 1) not in _LABEL_SIGNS:
                break
            linked = linked or link > 0 or not length
            sure = sure or self._sign(place - 1) in _SURE_SIGNS
            place -= length or 1
        if not linked or not (closed or sure):
            return False
        if sure and self._told_by_label(place):
            return True
        return not self._labels_things(place) and self.people_in_sentence(place)

    def _labels_things(self, place: int) -> bool:
        """Whether the label that ends there is one of other things: "số người dự: 120; số buổi: 2"."""
        label = _words(reversed(self.pieces[max(0, place - _LABEL) : place]))[::-1]
        if any(self.words.counted.length(label[begin:]) >= 1 for begin in range(len(label))):
            return False
        return self.words.bound_after.length(list(dropwhile(lambda word: word in self.words.of_which, label))) > 0

    def _told_by_label(self, place: int) -> bool:
        behind = self.behind(place)
        return any(self.words.told_by_label.length(behind[begin:]) for begin in range(len(behind)))

    def people_right_before(self, place: int) -> bool:
        """Whether a label's word for people stands within some words right before a number."""
        behind = _words(reversed(self.pieces[max(0, place - _LABEL) : place]))[::-1]
        for begin in range(len(behind)):
            length = self.words.labels.length(behind[begin:])
            if length and length >= self.words.bound_after.length(behind[begin:]):
                return True
        return False

    def people_beside(self, place: int) -> bool:
        """Whether a word for people is the one right before a number."""
        return self.words.labels.ends(self.behind(place)) > 0

    def people_in_sentence_before(self, place: int) -> bool:
        """Whether the sentence spoke of people before a place."""
        for before in range(place - 1, max(-1, place - _SENTENCE), -1):
            if self.pieces[before].sign == SENTENCE_END:
                return False
            if self.people_at(before):
                return True
        return False

    def people_in_sentence(self, place: int) -> bool:
        """Whether the sentence speaks of people before a place or behind it."""
        for after in range(place, min(len(self.pieces), place + _SENTENCE)):
            if self.pieces[after].sign == SENTENCE_END:
                break
            if self.people_at(after):
                return True
        return self.people_in_sentence_before(place)

    def people_before(self, place: int) -> bool:
        """Whether this sentence or one shortly before spoke of people."""
        return any(self.people_at(before) for before in range(max(0, place - _SENTENCE), place))

    def denied(self, begin: int, end: int) -> bool:
        """Whether a number's sentence says that there is none: "không có một trường hợp nào"."""
        denials = (word in self.words.denials for word in self.behind(begin))
        return any(denials) and any(word in self.words.any for word in self.ahead(end))

    def part(self, place: int) -> bool:
        """Whether "trong số …" comes there, so that only what follows tells what a number counts."""
        ahead = self.ahead(place)
        length = int(self.words.of_which.length(ahead))
        after = self.pieces[place + length].size if length and place + length < len(self.pieces) else None
        return (
            length > 1 or (length == 1 and (ahead[1:2] != [] and ahead[1] in self.words.of_which)) or after is not None
        )

    def of_those(self, place: int) -> bool:
        """Whether "trong số đó" comes there, of people of whom the text just spoke."""
        return any(word in self.words.those for word in self.ahead(place)) and self.people_before(place)

    def all_of(self, place: int) -> bool:
        """Whether "cả" stands before a number, of people of whom the text just spoke: "cả hai đều …"."""
        return self.words.all_of.ends(self.behind(place)) > 0 and self.people_before(place)

    def bare(self, first: int, after: int) -> bool:
        """Whether a number stands alone between words and a sign, in a sentence on people: "năm trước 3."."""
        ends = after >= len(self.pieces) or bool(self.pieces[after].sign)
        return ends and self._word(first - 1) is not None and self.people_in_sentence_before(first)

    def enumerates(self, place: int) -> bool:
        """Whether "là," comes there: "một là, …; hai là, …"."""
        return self._word(place) in self.words.links and self._sign(place + 1) in (",", ":")

    def _sign(self, place: int) -> str:
        return self.pieces[place].sign if 0 <= place < len(self.pieces) else ""

    def _word(self, place: int) -> Word | None:
        return self.pieces[place].word if 0 <= place < len(self.pieces) else None


def _words(pieces: Iterable[Piece]) -> list[Word]:
    return [piece.word for piece in takewhile(lambda piece: piece.word, pieces) if piece.word]
