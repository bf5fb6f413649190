"""How much the screen finds and how often it is wrong (docs/privacy-screen.md)."""
