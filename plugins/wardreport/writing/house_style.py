"""Facts of the house style that several writers share: the font, the mark of a draft, the marks of figures."""

FONT = "Times New Roman"  # Decree 30/2020/NĐ-CP, Appendix I
DRAFT_MARK = "DỰ THẢO"
PARTIAL, REVISED = "*", "(R)"  # beside a figure: an owner's answer is missing; it is not what was published before
# What a spreadsheet takes text that begins so for: a formula; the last four of the first are full-width signs.
FORMULA_SIGNS = (*"=+-@＝＋－＠", *"\t\r\n")
FIXED_TIME = (2024, 1, 1, 0, 0, 0)  # of a file's parts: the clock would make every run a new file
