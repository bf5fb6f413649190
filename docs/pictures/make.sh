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
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/chromium" --hide-scrollbars \
  --window-size=1180,1000 --screenshot=docs/pictures/kiem-tra.png "file://$release/kiem-tra.html" >/dev/null 2>&1
