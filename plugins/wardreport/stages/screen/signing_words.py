"""The words of signature blocks and lists of recipients (``data/signing.yaml``, where each list says its purpose)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from wardreport.metadata.data_files import Record, build, read_yaml
from wardreport.stages.screen.passages import Passage, Phrases, keys_of, without_marks

FILE = "signing.yaml"


class SigningLists(Record):
    """The content of ``signing.yaml``."""

    signing_prefixes: tuple[str, ...]
    post_modifiers: tuple[str, ...]
    posts: tuple[str, ...]
    modest_posts: tuple[str, ...]
    signing_bodies: tuple[str, ...]
    signing_scopes: tuple[str, ...]
    no_scopes: tuple[str, ...]
    concerned: tuple[str, ...]
    comrades: tuple[str, ...]
    signing_labels: tuple[str, ...]
    name_labels: tuple[str, ...]
    signing_details: tuple[str, ...]
    signing_notes: tuple[str, ...]
    degrees: tuple[str, ...]
    recipients: tuple[str, ...]


def _spelt(words: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Phrases with their marks, and those of several words without them too."""
    bare = [keys_of(without_marks(word)) for word in words]
    return frozenset([*map(keys_of, words), *(phrase for phrase in bare if len(phrase) > 1)])


class _Known:
    """Phrases, and the same for a text that is written without marks from end to end."""

    def __init__(self, words: tuple[str, ...]):
        self._spelt = Phrases(_spelt(words))
        self._bare = Phrases(frozenset(keys_of(without_marks(word)) for word in words))

    def of(self, passage: Passage) -> Phrases:
        return self._bare if passage.ascii else self._spelt


class SigningWords:
    """The lists of a folder by the keys of their words; raises ``ConfigurationError`` on what does not fit."""

    def __init__(self, folder: Path):
        lists = build(SigningLists, read_yaml(folder / FILE), FILE)
        modified = tuple(f"{modifier} {post}" for modifier in lists.post_modifiers for post in lists.posts)
        self._posts = _Known((*lists.posts, *modified))
        # "nhân viên" alone is anybody's; with a body or a field of work it is an office's
        employees = tuple(f"nhân viên {body}" for body in lists.signing_bodies)
        self._modest_posts = _Known((*lists.modest_posts, *employees))
        self._bodies = _Known(lists.signing_bodies)
        self._scopes = _Known(lists.signing_scopes)
        self.prefixes = Phrases(_spelt(lists.signing_prefixes))
        self.no_scopes = Phrases(_spelt(lists.no_scopes))
        self.concerned = Phrases(_spelt(lists.concerned))
        self.comrades = Phrases(_spelt(lists.comrades))
        self.labels = Phrases(_spelt(lists.signing_labels))
        self.name_labels = Phrases(_spelt(lists.name_labels))
        self.details = _spelt(lists.signing_details)
        self.notes = _spelt(lists.signing_notes)
        self.degrees = Phrases(_spelt(lists.degrees))
        self.recipients = Phrases(_spelt(lists.recipients))

    def posts_of(self, passage: Passage) -> Phrases:
        """The posts that are nothing else, as the passage would spell them."""
        return self._posts.of(passage)

    def modest_posts_of(self, passage: Passage) -> Phrases:
        """The posts that are ordinary words too."""
        return self._modest_posts.of(passage)

    def bodies_of(self, passage: Passage) -> Phrases:
        """The bodies and fields of work that may stand for a post."""
        return self._bodies.of(passage)

    def known(self, passage: Passage) -> tuple[Phrases, ...]:
        """Everything that a function may be put together of."""
        return tuple(words.of(passage) for words in (self._posts, self._modest_posts, self._bodies, self._scopes))


@lru_cache(maxsize=4)
def load_signing_words(folder: Path) -> SigningWords:
    """The lists of a folder, read once."""
    return SigningWords(folder)
