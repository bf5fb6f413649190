"""Stage screen: ParsedForm → ScreenedForm (DESIGN.md sections 5 and 9)."""

from wardreport.screen.privacy import screen

__all__ = ["screen"]
