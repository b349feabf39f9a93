#!/bin/sh
# Installs what a bare Debian 12 with Go, Node and npm lacks: the libraries that
# the window is built with, the tools that tests drive it with, and the front
# end's packages. Runs as often as you like; takes a second when nothing is missing.
#
#   build/install.sh            everything
#   build/install.sh window     only what building the window needs
#   build/install.sh frontend   only the front end's packages (no root needed)
set -eu
cd "$(dirname "$0")/.."

window="build-essential pkg-config libgtk-3-dev libwebkit2gtk-4.1-dev"
testing="chromium xvfb xdotool x11-utils imagemagick poppler-utils fonts-dejavu-core fonts-noto-core fonts-noto-cjk postgresql nginx-light strace gnome-keyring dbus iproute2 nftables"

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
	dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

packages() {
	missing=
	for p in "$@"; do installed "$p" || missing="$missing $p"; done
	[ -n "$missing" ] || return 0
	echo "Installing:$missing"
	as_root apt-get -o DPkg::Lock::Timeout=600 -qq update
	# Tests start their own PostgreSQL and nginx; the computer's are not to run.
	policy=/usr/sbin/policy-rc.d
	if [ -e "$policy" ]; then policy=; else
		printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
		as_root chmod 755 "$policy"
		trap 'as_root rm -f "$policy"' EXIT
	fi
	# shellcheck disable=SC2086 # one word for each package
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends $missing >/dev/null
	[ -z "$policy" ] || as_root rm -f "$policy"
}

frontend() {
	lock=frontend/package-lock.json
	mark=frontend/node_modules/.installed-from
	want=$(sha256sum "$lock" | cut -d' ' -f1)
	if [ -f "$mark" ] && [ "$(cat "$mark")" = "$want" ]; then return 0; fi
	echo "Installing the front end's packages"
	(cd frontend && npm ci --no-audit --no-fund --loglevel=error)
	echo "$want" >"$mark"
}

command -v apt-get >/dev/null || {
	echo "build/install.sh knows Debian and its relatives. Install by hand: $window; for tests: $testing; then run 'npm ci' in frontend/." >&2
	exit 1
}
for tool in go node npm; do
	command -v "$tool" >/dev/null || { echo "Civic Desk is built with Go 1.26, Node 20 and npm: '$tool' is not on the PATH." >&2; exit 1; }
done

case "${1:-all}" in
all)
	# shellcheck disable=SC2086
	packages $window $testing
	frontend
	;;
window)
	# shellcheck disable=SC2086
	packages $window
	frontend
	;;
frontend) frontend ;;
*) echo "usage: build/install.sh [all|window|frontend]" >&2; exit 2 ;;
esac
