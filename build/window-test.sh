#!/bin/sh
# Drives the real window under Xvfb by keyboard alone: sign in, key one complete
# paper application beside its scan, export a certificate as PDF, quit. Then reads both back
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
. "$here/build/window-lib.sh"

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

echo "A scan of forty pages, as it comes from a scanner"
node --input-type=module -e "
	import { writeFileSync } from 'node:fs'
	import { form612, scanPDF } from '$here/frontend/e2e/scans.mjs'
	writeFileSync('$work/form-612.pdf', scanPDF(await form612('$work'), 40))"

echo "The window"
display
window "$work/desk"

open() { # a vacancy, by Ctrl+K
	keys '{ctrl+k}'
	settle
	keys "$1"
	settle
	keys '{Return}'
	settle
}

settle
picture notice
keys '{Return}'
settle
keys "$login" '{Tab}' "$password" '{Return}'
settle
picture today

echo "A complete paper application, by keyboard alone"
open "$vacancy"
picture vacancy
E='{Return}'
# The scan is at the left. What is seen there does not blink as a caret does.
part=440x560+230+200
keys '{alt+n}'
settle
look "$work/none.png"
differs() { # whether the left side shows something else than a picture of it
	look "$work/now.png"
	[ "$(compare -metric AE -fuzz 10% "$1" "$work/now.png" null: 2>&1 | cut -d. -f1 | cut -d' ' -f1)" != 0 ]
}
keys 112026 "$E"
until_true 20 differs "$work/none.png" || fail "no file can be attached"
again 3 '{shift+Tab}'
keys '{Return}' # Attach a file…
asked() { xdotool search --onlyvisible --name '^Attach$'; }
# answer names the file in the system's window, and again while that is not ready.
answer() {
	xdotool windowfocus --sync "$(asked | tail -1)"
	sleep 0.5
	keys '{ctrl+a}' "$work/form-612.pdf"
	sleep 0.5
	keys '{Return}'
	sleep 0.8
	! asked
}
until_true 20 asked || fail "no window asks for a file"
sleep 0.5
until_true 2 answer || fail "the window that asks for a file does not take it"
xdotool windowfocus --sync "$window"
settle
picture scan
look "$work/page1.png"
[ "$(convert "$work/page1.png" -format %k info:)" -gt 50 ] || fail "no scan is shown beside the form"
keys '{F6}' '{F6}' "$E" 'Mail ' '{alt+Page_Down}' 'room'
until_true 20 differs "$work/page1.png" || fail "Alt+PageDown does not turn the page"
settle
look "$work/page2.png"
keys '{ctrl+equal}' '{alt+r}'
until_true 20 differs "$work/page2.png" || fail "the scan is not turned"
settle
picture turned
keys '{alt+shift+r}' '{ctrl+0}' '{alt+Home}'
agrees() { ! differs "$1"; }
until_true 20 agrees "$work/page1.png" || fail "the first page does not come back"
part=

keys "$E" 1 '{Tab}' '{space}' "$E"
keys Tanaka "$E" Keiko "$E" "$E" "$E" 219099999 "$E" 219099999 "$E"
keys '12 Elm Street' "$E" Denver "$E" co "$E" 80202 "$E" "$E" 303-555-0142 "$E" "$E" k.tanaka@example.net "$E"
picture paper
keys 'Laboratory technician' "$E" "$E" "$E" 0319 "$E" p "$E" 54250 "$E" year "$E" 40 "$E"
keys 'Front Range Laboratories' "$E" 'Denver, CO' "$E" 'Noor Abdelaziz' "$E" 303-555-0199 "$E" 'Samples air at workplaces.' '{Tab}'
keys '{Tab}' 1 "$E" 5 "$E"
keys 'University of Colorado' "$E" 'Boulder, CO' "$E" Chemistry "$E" 120 "$E" semester "$E" BS "$E" 2018 "$E"
keys '{Tab}' 'First aid' '{Tab}'
keys u '{Tab}' 1 '{Tab}' 2 "$E" 2 "$E" 1 "$E" 112026 "$E"
again 15 1 '{Tab}' # the first answer to each of the 12 questions, and a little beyond
settle
picture answers
keys '{ctrl+shift+Return}'
settle
picture review
keys '{ctrl+Return}'
settle
picture sent

echo "A certificate, issued and exported"
open "$rated"
again 4 '{Tab}'   # over the two steps that the vacancy offers, to its tabs
again 4 '{Right}' # Questions, Applicants, Rating, Certificates
settle
picture certificates
keys '{Tab}' '{Return}' # Make a certificate for the first grade
settle
picture preview
again 3 '{Tab}' # two crumbs, Issue this certificate…
keys '{Return}'
settle
picture issue
again 5 '{Tab}' # the form's fields, Issue the certificate
keys '{Return}'
settle
sleep 2 # issuing is asked of the server
settle
picture certificate
again 5 '{Tab}' # two crumbs, Extend…, Cancel the certificate…, Export PDF
keys '{Return}'
settle
keys "$out/certificate" '{Return}'
until_true 20 test -s "$out/certificate.pdf" || fail "no PDF was exported"
settle
picture exported
keys '{Return}'
sleep 0.5
keys '{ctrl+q}'
gone || fail "the window does not close"

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

echo "Nothing of a person in the store, the web view's own files or the log"
# readable lists the files that hold a word of the application, as bytes or as the
# two-byte text of web views.
readable() {
	find "$@" -type f -size +0 -print0 | xargs -0 perl -0777 -ne '
		for my $w ("Tanaka", "Keiko", "219099999", "219-09-9999", "k.tanaka", "12 Elm Street", "Noor Abdelaziz", "/DCTDecode") {
			my $wide = join("\0", split(//, $w));
			if (index($_, $w) >= 0 || index($_, $wide) >= 0) { print "$ARGV: $w\n"; last }
		}'
}
[ -n "$(readable "$out/applications.txt")" ] || fail "the search finds nothing where there is something"
found=$(readable "$work/desk" "$work/home" "$work/keychain" "$work/window.log")
[ -z "$found" ] || fail "readable: $found"
echo "1 passed, 0 failed"
