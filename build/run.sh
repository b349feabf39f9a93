#!/bin/sh
# make run: builds what is missing, makes the sample office once, starts its
# server and the desktop. Without a display it says so and runs the main job
# headless instead (make demo), leaving the results in out/.
set -eu
cd "$(dirname "$0")/.."

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ "$(uname)" != Darwin ]; then
	echo "There is no display here, so the window cannot be shown."
	echo "Running the main job headless instead: server, two desktops and the public site, results in out/."
	exec make --no-print-directory demo
fi

build/install.sh window
make --no-print-directory build

export CIVICDESK_KEYCHAIN="$PWD/run/keychain" # the sample office leaves nothing in the real keychain
server=run/server desk=run/desktop port=${PORT:-8443} cli=build/bin/civicdesk
export CIVICDESK_PASSWORD=Lantern-Bay-42
if [ ! -f $server/server.key ]; then
	rm -rf run
	$cli sample --data $server --address "https://127.0.0.1:$port"
fi
$cli serve --data $server --listen "127.0.0.1:$port" --notice "This is a sample office: all people in it are made up." >run/server.log 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null; wait $pid 2>/dev/null || true' EXIT INT TERM
i=0
until grep -q "are at https" run/server.log 2>/dev/null; do
	i=$((i + 1))
	if [ $i -gt 100 ] || ! kill -0 $pid 2>/dev/null; then
		cat run/server.log >&2
		exit 1
	fi
	sleep 0.05
done
if [ ! -f $desk/head.a ] && [ ! -f $desk/head.b ]; then
	$cli enroll --data $desk --computer sample "$($cli user code rdelgado --data $server)"
	$cli sync --data $desk --user rdelgado
fi

cat <<TXT

  Civic Desk, sample office
  Public site   https://127.0.0.1:$port   (its certificate is self-signed: accept it in the browser)
  Desktop       user rdelgado, password $CIVICDESK_PASSWORD
  More users    build/bin/civicdesk user list --data $server
  Another desk  build/bin/civicdesk user code lnguyen --data $server   gives a code for a new folder
  Close the window to stop the server as well. make clean removes the sample office.

TXT
unset CIVICDESK_PASSWORD
build/bin/civicdesk-desktop --data $desk
