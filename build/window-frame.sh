#!/bin/sh
# Drives the frame of the real window under Xvfb: a new user starts an office on the
# own computer, is asked before typed text is lost, is killed and finds everything;
# the window comes back where it stood; a second start finds the first; what was
# typed and not saved outlasts a kill.
#
#   build/window-frame.sh [DESKTOP [SERVER [OUT]]]
#
# DESKTOP is the windowed program, SERVER the one without a window, as "make
# build" makes them; OUT takes pictures of each step.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
desktop=$(realpath "${1:-$here/build/bin/civicdesk-desktop}")
server=$(realpath "${2:-$here/build/bin/civicdesk}")
out=${3:-$here/out/frame}
mkdir -p "$out"
out=$(realpath "$out")
password=Lantern-Bay-7
work=$(mktemp -d)
. "$here/build/window-lib.sh"
export CIVICDESK_PASSWORD=$password

alive() { kill -0 "$program" 2>/dev/null; }
# shot is a picture of the whole screen, with menus that are open.
shot() { timeout 10 import -window root "$out/$1.png"; }
# choose opens the menu that is N to the right of File and chooses its Mth line that
# is of use.
choose() {
	keys '{F10}'
	settle
	again "$1" '{Right}'
	keys '{Down}'
	again "$(($2 - 1))" '{Down}'
	settle
	keys '{Return}'
	settle
}
end() { # the window as it is
	keys '{ctrl+q}'
	gone || fail "the window does not close"
}
killed() {
	kill -9 "$program"
	gone || fail "the program outlives a kill"
}
sign_in() {
	settle
	keys '{Return}'
	settle
	[ -z "${1:-}" ] || keys "$1" '{Tab}'
	keys "$password" '{Return}'
	settle
}

echo "A new user starts an office"
display
window "$work/desk"
settle
picture first-run
keys '{F10}' '{Down}'
sleep 0.5
shot menu-locked
keys '{Escape}' '{Escape}'
again 2 '{Tab}' # from the code to Start an office on this computer
keys '{Return}'
settle
keys 'Office of Example Programs'
settle
kill "$program" # as at a log-off, and as the window's own cross
settle
picture close-asked
alive || fail "the window closes over what was typed"
keys '{Return}' # Stay here
settle
keys '{ctrl+q}' '{ctrl+q}'
settle
picture close-again
keys '{Escape}'
settle
alive || fail "staying does not stay"
keys '{Tab}' 'Rosa Delgado'
settle
choose 1 6 # Select all
choose 1 3 # Cut
keys 'Human Resources, Denver' '{Tab}'
settle
choose 1 5 # Paste
keys '{Tab}'
settle
keys 'rdelgado@agency.gov' '{Tab}' '{Tab}' "$password" '{Tab}' "$password"
settle
picture office-form
keys '{Return}'
until_true 40 test -f "$work/desk/head.b" || fail "no office is started"
settle
picture office-ready
"$server" user list --data "$work/desk-office" >"$out/users.txt" || fail "the office takes no commands while the window is open"
grep -q 'rdelgado.*Rosa Delgado' "$out/users.txt" || fail "what was cut was not pasted"
killed

echo "It goes on after a kill"
window "$work/desk"
settle
sign_in rdelgado
picture own-office
keys '{ctrl+k}'
settle
keys 'your account'
settle
keys '{Return}'
settle
picture own-account
end
CIVICDESK_BACKUP_PASSPHRASE='four unusual long words' "$server" backup --data "$work/desk-office" --passphrase --to "$work/office.backup" >"$out/backup.txt"
grep -q 'read back and is whole' "$out/backup.txt" || fail "the office cannot be backed up"

echo "Stopped between making the office and joining it"
rm -f "$work/desk/head.a" "$work/desk/head.b"
rm -rf "$work/desk/journal" "$work/desk"/store.* "$work/desk"/kept.*
window "$work/desk"
settle
picture office-begun
keys "$password" '{Tab}' "$password" '{Return}'
until_true 40 test -f "$work/desk/head.b" || fail "the office is not gone on with"
settle
end

echo "The window stands where it stood"
geometry() { xdotool getwindowgeometry --shell "$window" | grep -E '^(X|Y|WIDTH|HEIGHT)=' | tr '\n' ' '; }
place="$work/home/.config/Civic Desk/window.json"
window "$work/desk"
xdotool windowsize --sync "$window" 1010 690
xdotool windowmove --sync "$window" 120 70
sleep 1
before=$(geometry)
end
grep -q '"width":1010' "$place" || fail "the place is not kept: $(cat "$place")"
! grep -q 'rdelgado\|Rosa' "$place" || fail "the place names somebody"
window "$work/desk"
until_true 10 sh -c "[ \"\$(xdotool getwindowgeometry --shell $window | grep -E '^(X|Y|WIDTH|HEIGHT)=' | tr '\n' ' ')\" = '$before' ]" || fail "it stood at $before and stands at $(geometry)"
end
echo '{"x":5000,"y":-900,"width":1900,"height":1000,"maximised":false,"screens":"1920x1080 1920x1080"}' >"$place"
window "$work/desk"
sleep 1
eval "$(geometry | tr ' ' '\n' | grep =)"
[ "$X" -ge 0 ] && [ "$Y" -ge 0 ] && [ $((X + WIDTH)) -le 1280 ] && [ $((Y + HEIGHT)) -le 800 ] || fail "out of sight: $(geometry)"
end
rm -f "$place"

echo "One window for one folder"
window "$work/desk"
first=$program
"$desktop" --data "$work/desk" >"$work/second.log" 2>&1 & # without a bus
second=$!
pids="$pids $second"
until_true 40 grep -q 'is open already on this computer' "$work/second.log" || fail "a second window says nothing"
sleep 1
shot second-window
kill "$second" # nothing is in hand there: it closes without asking
until_true 4 sh -c "! kill -0 $second 2>/dev/null" || fail "the second window does not close"
window=$(xdotool search --onlyvisible --name '^Civic Desk$' | head -1)
xdotool windowfocus --sync "$window"
alive || fail "the second start ended the first"
end
cat >"$work/twice.sh" <<TWICE
"$desktop" --data "$work/desk" >"$work/first.log" 2>&1 &
first=\$!
for _ in \$(seq 200); do grep -q ui-ready "$work/first.log" && break; sleep 0.1; done
"$desktop" --data "$work/desk/../desk" >"$work/second.log" 2>&1
kill -0 \$first && ! grep -q 'open already' "$work/second.log" && echo one >"$work/twice"
kill \$first
for _ in \$(seq 100); do kill -0 \$first 2>/dev/null || exit 0; sleep 0.1; done
kill -9 \$first
TWICE
unset DBUS_SESSION_BUS_ADDRESS
timeout 60 dbus-run-session -- sh "$work/twice.sh" || true
export DBUS_SESSION_BUS_ADDRESS=disabled:
[ -f "$work/twice" ] || fail "a second start does not give way to the first: $(cat "$work/second.log")"

echo "Typed text outlasts a kill, and the menu acts once"
port=$(free_port)
"$server" sample --data "$work/office" --address "https://127.0.0.1:$port" --applications 40 --inquiries 12 >/dev/null
"$server" serve --data "$work/office" --listen "127.0.0.1:$port" >"$work/server.log" 2>&1 &
pids="$pids $!"
until_true 20 grep -q https "$work/server.log" || fail "the server does not answer"
code=$("$server" user code lnguyen --data "$work/office" | tail -1)
"$server" enroll "$code" --data "$work/agent" --computer window-test >/dev/null
"$server" sync --user lnguyen --data "$work/agent" >/dev/null
open_first() { # the first inquiry of the queue, with the focus in its note
	keys '{alt+2}'
	settle
	xdotool mousemove --window "$window" 284 281 click 1
	settle
	again 10 '{Tab}'
}
digest_of() { cat "$work"/agent/kept.* | sha256sum; }
window "$work/agent"
sign_in lnguyen
keys '{F10}'
sleep 0.3
again 3 '{Right}'
keys '{Down}'
sleep 0.4
shot menu-record
keys '{Escape}' '{Escape}'
open_first
keys 'Called back: the caller has the letter of the 3rd.'
until_true 60 sh -c "ls $work/agent/kept.*" || fail "what is typed is not kept"
settle
picture kept
found=$(grep -rl 'Called back' "$work/agent" "$work/home" "$work/window.log" || true)
[ -z "$found" ] || fail "readable: $found"
before=$(digest_of)
killed
window "$work/agent"
sign_in lnguyen
open_first
settle
picture kept-after-kill
choose 1 6 # Select all
choose 1 3 # Cut: the field is empty, so nothing is kept any more
until_true 40 sh -c "[ \"\$(cat $work/agent/kept.* | sha256sum)\" != '$before' ]" || fail "what was typed has not come back"

choose 3 1 # New call
settle
keys 'José' '{Tab}' 'Muñoz'
settle
picture menu-call
choose 0 3 # Lock
settle
picture menu-lock
sign_in
picture parked
end
echo "1 passed, 0 failed"
