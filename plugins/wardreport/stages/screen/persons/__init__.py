"""Names of persons in a text, however they are written (docs/privacy-screen.md)."""
