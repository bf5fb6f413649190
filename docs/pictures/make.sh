#!/usr/bin/env bash
# Makes every picture of the README and of the guides from what `make demo` left, in a copy of the project: it starts
# Airflow on that state and makes the draft anew. Needs LibreOffice, poppler-utils and Chromium; reaches no network.
set -euo pipefail
cd "$(dirname "$0")/../.."
release=$PWD/var/releases/2024-S1/draft
internal=$PWD/var/internal/2024-S1/draft
pictures=$PWD/docs/pictures
[ -f "$release/manifest.json" ] || { echo "make.sh: run make demo first" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONPATH=$PWD/plugins:$PWD PATH=$PWD/.venv/bin:$PATH

# picture NAME FILE [pdftoppm options]: the first page of an office file or a PDF
picture() {
  local name=$1 file=$2
  if [[ $file != *.pdf ]]; then
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work/pdf" "$file" \
      >/dev/null 2>&1
    file=$work/pdf/$(basename "${file%.*}").pdf
  fi
  pdftoppm -png -singlefile -f 1 -l 1 "${@:3}" "$file" "$pictures/$name"
}

# what is released
picture bao-cao "$release/bao-cao.pdf" -r 70
picture bieu-tong-hop "$release/bieu-tong-hop.xlsx" -r 90 -x 40 -y 52 -W 680 -H 560
python docs/pictures/browser.py page "$release/index.html" "$pictures/trang-cong-bo.png"

# a ward's form with a sum that does not add up, and what goes back for it
wardreport forms 2024-S1 --out "$work/forms" >/dev/null
python docs/pictures/filled_in.py form "$work/forms/01837-bieu-so-lieu-2024-S1.xlsx" "$work/bieu-mau.xlsx"
wardreport check "$work/bieu-mau.xlsx" --feedback "$work/back" >/dev/null || test $? = 1
mv "$work"/back/phan-hoi-*.xlsx "$work/phan-hoi.xlsx"
picture bieu-mau "$work/bieu-mau.xlsx" -r 90 -x 40 -y 40 -W 680 -H 560
picture phan-hoi "$work/phan-hoi.xlsx" -r 100 -x 40 -y 40 -W 1090 -H 270
picture phan-hoi-bieu "$work/phan-hoi.xlsx" -f 2 -l 2 -r 90 -x 40 -y 40 -W 680 -H 400

# the same cycle before anybody decided: the page that a reviewer opens, and the workbook to decide in
python docs/pictures/browser.py page "$internal/kiem-tra.html" "$pictures/kiem-tra.png"
export WARDREPORT_DECISIONS=$work/decisions WARDREPORT_STAGING=$work/staging WARDREPORT_FEEDBACK=$work/feedback
export WARDREPORT_WAREHOUSE=sqlite:///$work/undecided.sqlite
wardreport run 2024-S1 --out "$work/releases" >/dev/null 2>&1
python docs/pictures/browser.py held "$work/internal/2024-S1/draft/kiem-tra.html" "$pictures/kiem-tra-giu-lai.png"
wardreport decide 2024-S1 --workbook "$work/quyet-dinh.xlsx" >/dev/null
python docs/pictures/filled_in.py decisions "$work/quyet-dinh.xlsx" "$work/quyet-dinh-dien.xlsx"
picture quyet-dinh "$work/quyet-dinh-dien.xlsx" -r 150 -x 70 -y 65 -W 1610 -H 190
unset WARDREPORT_DECISIONS WARDREPORT_STAGING WARDREPORT_FEEDBACK WARDREPORT_WAREHOUSE

# all periods on one page, and Airflow with a release that waits for its approval
wardreport quality --out "$work/chat-luong.html" >/dev/null
python docs/pictures/browser.py page "$work/chat-luong.html" "$pictures/chat-luong.png"
python docs/pictures/browser.py airflow "$pictures"

python docs/pictures/filled_in.py fewer-colours "$pictures"/*.png
