"""Formats that are text: CSV, HTML, and the XML of Excel 2003, whatever their names say."""
