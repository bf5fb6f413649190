"""``.ods``, as LibreOffice and others write it."""
