"""``bao-cao.docx``: sentences from figures, the Word template, the official stamp."""
