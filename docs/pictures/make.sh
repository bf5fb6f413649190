#!/usr/bin/env bash
# Makes the README's pictures from the release of `make demo` (needs LibreOffice, poppler-utils and Chromium).
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$PWD/var/releases/2024-S1/draft
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" \
  "$release/bieu-tong-hop.xlsx" >/dev/null 2>&1
pdftoppm -r 90 -f 1 -l 1 -x 40 -y 40 -W 680 -H 560 -png -singlefile "$work/bieu-tong-hop.pdf" docs/pictures/bieu-tong-hop
pdftoppm -r 60 -f 1 -l 1 -png -singlefile "$release/bao-cao.pdf" docs/pictures/bao-cao
for page in kiem-tra:kiem-tra index:trang-cong-bo; do
  chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" --hide-scrollbars \
    --window-size=1180,1000 "--screenshot=docs/pictures/${page#*:}.png" "file://$release/${page%:*}.html" >/dev/null 2>&1
done
# the blank form of a ward with a sum that does not add up, and what goes back for it
.venv/bin/wardreport forms 2024-S1 --out "$work/forms" >/dev/null
.venv/bin/python - "$work" <<'FILL'
import sys
from pathlib import Path
from openpyxl import load_workbook
work = Path(sys.argv[1])
book = load_workbook(work / "forms/01837-bieu-so-lieu-2024-S1.xlsx")
sheet = book["Bieu"]
for row in sheet.iter_rows(min_row=7):
    if not row[2].protection.locked:
        row[2].value = "-"
for address, value in (("C9", 25), ("C11", 10), ("C12", 9), ("C14", 5), ("C16", "khoảng 40")):
    sheet[address] = value
book.save(work / "bieu-mau.xlsx")
FILL
.venv/bin/wardreport check "$work/bieu-mau.xlsx" --feedback "$work/back" >/dev/null || true
mv "$work"/back/phan-hoi-*.xlsx "$work/phan-hoi.xlsx"
for name in bieu-mau phan-hoi; do
  soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" \
    "$work/$name.xlsx" >/dev/null 2>&1
done
pdftoppm -r 90 -f 1 -l 1 -x 40 -y 40 -W 680 -H 560 -png -singlefile "$work/bieu-mau.pdf" docs/pictures/bieu-mau
pdftoppm -r 70 -f 1 -l 1 -x 30 -y 140 -W 760 -H 200 -png -singlefile "$work/phan-hoi.pdf" docs/pictures/phan-hoi
