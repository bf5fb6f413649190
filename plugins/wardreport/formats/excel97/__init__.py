"""``.xls`` of Excel 97 to 2003: compound files and BIFF records."""
