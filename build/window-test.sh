#!/bin/sh
# Drives the real window under Xvfb by keyboard alone: sign in, key one complete
# paper application, export a certificate as PDF, quit. Then reads both back
# through the command line.
#
#   build/window-test.sh [DESKTOP [SERVER [OUT]]]
#
# DESKTOP is the windowed program, SERVER the one without a window, as "make
# build" makes them; OUT takes pictures of each step and the PDF. It makes its own
# sample office and desktop, and ends what it starts.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
desktop=$(realpath "${1:-$here/build/bin/civicdesk-desktop}")
server=$(realpath "${2:-$here/build/bin/civicdesk}")
out=${3:-$here/out/window}
mkdir -p "$out"
out=$(realpath "$out")

login=rdelgado
password=Paper-2026-x
work=$(mktemp -d)
export CIVICDESK_KEYCHAIN="$work/keychain" # second secrets stay out of the real keychain
pids=
trap 'for p in $pids; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"' EXIT

fail() {
	echo "not ok: $1" >&2
	[ -z "${window:-}" ] || timeout 5 import -window "$window" "$out/failed.png" || true
	[ ! -f "$work/window.log" ] || tail -20 "$work/window.log" >&2
	exit 1
}

# until_true SECONDS COMMAND…: waits for what a person would see, never for a time.
until_true() {
	limit=$(($1 * 5))
	shift
	while ! "$@" >/dev/null 2>&1; do
		limit=$((limit - 1))
		[ "$limit" -gt 0 ] || return 1
		sleep 0.2
	done
}

# free_port asks the system for a port nobody uses.
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

echo "A sample office, with a certificate to export"
port=$(free_port)
"$server" sample --data "$work/office" --address "https://127.0.0.1:$port" --applications 60 --inquiries 5 >/dev/null
"$server" serve --data "$work/office" --listen "127.0.0.1:$port" >"$work/server.log" 2>&1 &
serving=$!
pids="$pids $serving"
until_true 20 grep -q https "$work/server.log" || fail "the server does not answer"
code=$("$server" user code "$login" --data "$work/office" | tail -1)
CIVICDESK_PASSWORD=$password "$server" enroll "$code" --data "$work/desk" --computer window-test >/dev/null
CIVICDESK_PASSWORD=$password "$server" sync --user "$login" --data "$work/desk" >/dev/null

vacancy=DE-16-OSHA-62 # open: a paper application is keyed to it
rated=WA1370724-JN    # rated: a certificate is issued from it

echo "The window"
display=$(($$ % 400 + 90))
while [ -e "/tmp/.X11-unix/X$display" ]; do display=$((display + 1)); done
Xvfb ":$display" -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
pids="$pids $!"
until_true 20 test -e "/tmp/.X11-unix/X$display" || fail "no display"
export DISPLAY=":$display" HOME="$work/home" NO_AT_BRIDGE=1 DBUS_SESSION_BUS_ADDRESS=disabled:
mkdir -p "$HOME"
CIVICDESK_DATA="$work/desk" "$desktop" >"$work/window.log" 2>&1 &
program=$!
pids="$pids $program"
until_true 40 grep -q ui-ready "$work/window.log" || fail "the window does not open"
window=$(xdotool search --onlyvisible --sync --name '^Civic Desk$' | tail -1)
xdotool windowfocus --sync "$window"
sleep 0.5

picture() { timeout 10 import -window "$window" "$out/$1.png"; }
digest() { timeout 10 import -window "$window" png:- | sha256sum; }

# settle waits until the window has shown the same for a second.
settle() {
	same=0
	before=
	for _ in $(seq 60); do
		now=$(digest)
		if [ "$now" = "$before" ]; then same=$((same + 1)); else same=0; fi
		[ "$same" -lt 3 ] || return 0
		before=$now
		sleep 0.3
	done
}

# keys types words, and presses what is written {Like} {this}.
keys() {
	for k in "$@"; do
		case $k in
		'{'*'}')
			k=${k#\{}
			xdotool key --delay 15 "${k%\}}"
			;;
		*) xdotool type --delay 8 -- "$k" ;;
		esac
	done
}

# again N KEYS…: the same keys N times.
again() {
	n=$1
	shift
	while [ "$n" -gt 0 ]; do
		keys "$@"
		n=$((n - 1))
	done
}

open() { # a vacancy, by Ctrl+K
	keys '{ctrl+k}'
	sleep 0.5
	keys "$1"
	sleep 0.5
	keys '{Return}'
	settle
}

picture notice
keys '{Return}'
sleep 0.4
keys "$login" '{Tab}' "$password" '{Return}'
settle
picture today

echo "A complete paper application, by keyboard alone"
open "$vacancy"
picture vacancy
keys '{alt+n}'
settle
E='{Return}'
keys 112026 "$E" 'Mail room' "$E" 1 '{Tab}' '{space}' "$E"
keys Tanaka "$E" Keiko "$E" "$E" "$E" 219099999 "$E" 219099999 "$E"
keys '12 Elm Street' "$E" Denver "$E" co "$E" 80202 "$E" "$E" 303-555-0142 "$E" "$E" k.tanaka@example.net "$E"
picture paper
keys 'Laboratory technician' "$E" "$E" "$E" 0319 "$E" p "$E" 54250 "$E" year "$E" 40 "$E"
keys 'Front Range Laboratories' "$E" 'Denver, CO' "$E" 'Noor Abdelaziz' "$E" 303-555-0199 "$E" 'Samples air at workplaces.' '{Tab}'
keys '{Tab}' 1 "$E" b "$E"
keys 'University of Colorado' "$E" 'Boulder, CO' "$E" Chemistry "$E" 120 "$E" semester "$E" BS "$E" 2018 "$E"
keys '{Tab}' 'First aid' '{Tab}'
keys u '{Tab}' 1 '{Tab}' 2 "$E" 2 "$E" 1 "$E" 112026 "$E"
again 15 1 '{Tab}' # the first answer to each of the 12 questions, and a little beyond
settle
picture answers
keys '{ctrl+Return}'
settle
picture sent

echo "A certificate, issued and exported"
open "$rated"
again 3 '{Tab}'
again 3 '{Right}'
settle
picture certificates
keys '{Tab}' '{Return}'
settle
picture preview
again 3 '{Tab}'
keys '{Return}'
settle
sleep 2
settle
picture certificate
again 3 '{Tab}'
keys '{Return}'
sleep 0.6
keys "$out/certificate" '{Return}'
until_true 20 test -s "$out/certificate.pdf" || fail "no PDF was exported"
settle
picture exported
keys '{Return}'
sleep 0.5
keys '{ctrl+q}'
until_true 20 sh -c "! kill -0 $program 2>/dev/null" || fail "the window does not close"

echo "Read back through the command line"
export CIVICDESK_PASSWORD=$password
"$server" show applications --vacancy "$vacancy" --user "$login" --data "$work/desk" >"$out/applications.txt"
grep -q 'Tanaka, Keiko.*keyed' "$out/applications.txt" || fail "the application is not in the store as keyed"
pdftotext -layout "$out/certificate.pdf" "$out/certificate.txt"
number=$(grep -o 'HQ-[0-9]*-[0-9]*' "$out/certificate.txt" | head -1)
grep -q "$rated" "$out/certificate.txt" || fail "the PDF is not that vacancy's certificate"
kill "$serving"
wait "$serving" || true
"$server" report certificate "$number" --out "$work/same.pdf" --data "$work/office" >/dev/null
cmp -s "$out/certificate.pdf" "$work/same.pdf" || fail "the PDF is not the one that the server stored with the certificate"
if grep -q 'Tanaka\|219099999\|219-09-9999' "$work/window.log"; then fail "the log names a person"; fi
echo "1 passed, 0 failed"
