"""What lies in shared folders and is no submission: known by its name, or by how it begins."""

from __future__ import annotations

import json
import re

# lock files, unfinished downloads, the desktop's own files
_PASSED_OVER = re.compile(
    r"~\$.*|\..*|.*\.(tmp|part|partial|crdownload|download|filepart)|thumbs\.db|desktop\.ini|ehthumbs\.db|icon\r", re.I
)
# shortcuts of Windows, GNOME and macOS, and what stands on a disk for a document that lies at a service
_POINTERS = re.compile(
    r".*\.(lnk|url|website|pif|desktop|webloc|inetloc|fileloc|alias|icloud|odopen"
    r"|g(sheet|doc|slides|draw|form|table|map|site|link|note|jam|script|vid))",
    re.I,
)
_BEGINNINGS = re.compile(
    rb"""L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46   # a Windows shortcut
    |(?:\xef\xbb\xbf)?\s*\[(?:InternetShortcut|\{000214A0-0000-0000-C000-000000000046\})[^\]]*\]
    |(?:\xef\xbb\xbf)?\s*(?:\#[^\n]*\n\s*)*\[Desktop\ Entry\][^\[]*^Type\s*=\s*Link
    |book\x00\x00\x00\x00mark\x00\x00\x00\x00                       # an alias of macOS
    |!<symlink>|IntxLNK\x01|XSym\n                                 # links as Cygwin, Windows and macOS write them
    |(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\ plist[^>]*>\s*)?<plist[^>]*>\s*<dict>\s*<key>URL</key>
    |bplist00.{0,16}?URL""",
    re.I | re.X | re.S | re.M,
)
POINTER_BYTES = 64 * 1024  # none is larger


def passed_over(name: str) -> bool:
    """Whether nobody has handed in a file or folder of this name."""
    return _PASSED_OVER.fullmatch(name) is not None


def points_elsewhere(name: str, content: bytes = b"") -> bool:
    """Whether a file only says where another one is: by its name, or by its content, of which a small one has all."""
    if _POINTERS.fullmatch(name) or _BEGINNINGS.match(content):
        return True
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and ("doc_id" in said or set(said) & {"url", "resource_id"} != set())
