"""Stage publish: SafeTable → Release (DESIGN.md sections 2 and 8)."""

from wardreport.publish.release_folder import publish

__all__ = ["publish"]
