#!/usr/bin/env bash
# Prints the path of a Chromium for the editor tests; installs Debian's where there is none.
set -euo pipefail

find_chromium() {
  command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome
}

if ! find_chromium; then
  command -v apt-get >/dev/null || { echo "Install Chromium, or set CHROMIUM to a Chrome's path." >&2; exit 1; }
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq chromium >&2
  find_chromium
fi
