"""What tells of one person without a name: numbers, addresses, dates of birth, accounts (docs/privacy-screen.md)."""
