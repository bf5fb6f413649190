"""What stands over the table: the head lines that say who reports on what, and the headings of the columns."""
