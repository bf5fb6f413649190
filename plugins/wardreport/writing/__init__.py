"""The house style: how figures, days and names are written, the law's font, sheets, files that are whole or absent."""
