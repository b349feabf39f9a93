# What the tests of the real window share; sourced by them. It starts a display of
# its own and ends what it started. The script sets out and work.
export CIVICDESK_KEYCHAIN="$work/keychain" # second secrets stay out of the real keychain
pids=
trap 'for p in $pids; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"' EXIT

fail() {
	echo "not ok: $1" >&2
	[ -z "${DISPLAY:-}" ] || timeout 5 import -window root "$out/failed.png" || true
	[ ! -f "$work/window.log" ] || tail -20 "$work/window.log" >&2
	exit 1
}

# until_true SECONDS COMMAND…: waits for what a person would see, never for a time;
# three times as long on a slow machine.
until_true() {
	limit=$(($1 * 15))
	shift
	while ! "$@" >/dev/null 2>&1; do
		limit=$((limit - 1))
		[ "$limit" -gt 0 ] || return 1
		sleep 0.2
	done
}

# free_port asks the system for a port nobody uses.
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

# display starts a screen of its own.
display() {
	number=$(($$ % 400 + 90))
	while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
	Xvfb ":$number" -screen 0 1280x800x24 -nolisten tcp >/dev/null 2>&1 &
	pids="$pids $!"
	until_true 20 test -e "/tmp/.X11-unix/X$number" || fail "no display"
	export DISPLAY=":$number" HOME="$work/home" NO_AT_BRIDGE=1 DBUS_SESSION_BUS_ADDRESS=disabled:
	mkdir -p "$HOME/.config/gtk-3.0"
	printf '[Settings]\ngtk-cursor-blink=false\n' >"$HOME/.config/gtk-3.0/settings.ini" # a blinking caret is no news
}

# window starts the program on a data folder and waits until its page answers.
window() {
	CIVICDESK_DATA="$1" "$desktop" >"$work/window.log" 2>&1 &
	program=$!
	pids="$pids $program"
	until_true 40 grep -q ui-ready "$work/window.log" || fail "the window does not open"
	window=$(xdotool search --onlyvisible --sync --name '^Civic Desk$' | tail -1)
	xdotool windowfocus --sync "$window"
	sleep 0.5
}

# gone waits until the program has ended.
gone() { until_true 20 sh -c "! kill -0 $program 2>/dev/null"; }

picture() { timeout 10 import -window "$window" "$out/$1.png"; }
# look takes a picture of the window, or of the part of it that part names.
part=
look() { timeout 10 import -window "$window" ${part:+-crop "$part" +repage} "$1"; }
digest() { look png:- | sha256sum; }

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
