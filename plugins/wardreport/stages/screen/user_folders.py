"""Paths of a machine or a document server: a program writes them, and with them the folder of its user."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SEPARATOR = r"(?:\\|/|%5C|%2F|:(?=Users\b|home\b))"  # classic Mac paths have colons
# the folder is only taken where the path goes on behind it
_FOLDER = re.compile(
    rf"(?P<home>{_SEPARATOR}(?:Users|Documents and Settings|Documents%20and%20Settings|home|Profiles){_SEPARATOR})"
    rf"(?P<user>[^\\/\n\"<>|*?]{{1,80}}?)(?={_SEPARATOR})",
    re.I,
)
_SITE = re.compile(r"(?P<home>-my\.sharepoint\.com(?:/:\w:/\w)?/personal/)(?P<user>[\w.%-]{1,120})(?=/)", re.I)
# where messengers put what they received
_RECEIVED = re.compile(
    r"(?<=[\\/CF])(?:Zalo(?: |%20)Received(?: |%20)Files|Zalo ?Downloads|Telegram(?: |%20)Desktop|ViberDownloads)"
    rf"(?={_SEPARATOR})",
    re.I,
)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def without_user_folders(text: str) -> str:
    """The text with the users' folders of its paths left out, and with their escapes undone; any other as it is."""
    if "\\" not in text and "/" not in text and "%5C" not in text:
        return text
    found = _RECEIVED.sub("", _SITE.sub(r"\g<home>", _FOLDER.sub(r"\g<home>", text)))
    if found == text and "file:" not in text.lower():
        return text
    return unquote(found) if _ESCAPED.search(found) else found
