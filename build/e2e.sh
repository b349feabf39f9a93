#!/bin/sh
# The desktop's screens in headless Chromium: every piece of the gallery in light,
# dark and forced colours and every screen by itself, looked at by axe; then the
# main job through the screens with a real server. Pictures go to out/gallery,
# out/screens and out/e2e.
#
#   build/e2e.sh [SERVER]
#
# SERVER is the program without a window, as "make build" makes it.
set -eu
cd "$(dirname "$0")/.."
build/install.sh
server=${1:-build/bin/civicdesk}
[ -x "$server" ] || CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$server" .

# The transport that lets a browser in exists in this build alone (tag e2e).
CGO_ENABLED=0 go build -tags e2e -o build/bin/civicdesk-e2e .
npm --prefix frontend run --silent build:e2e -- --logLevel warn
npm --prefix frontend run --silent build:fake -- --logLevel warn
npm --prefix frontend run --silent build:gallery -- --logLevel warn

# The pictures by the side of the jobs: both wait most of the time.
looks() {
	node frontend/e2e/gallery.mjs --out out/gallery || return 1
	node frontend/e2e/screens.mjs --out out/screens || return 1
	node frontend/e2e/screens.mjs --out out/screens --dark --only notice,signin-wrong,today,goto,keys,queue,vacancies,applicants,paper-errors,paper-scan,paper-review,paper-answers,differences,certificate,export,call,inquiry,attention,sync,find-field,call-articles,article-old,admin-users,admin-user,admin-stolen,admin-trail,admin-broken,sync-first,applicants-marked,step-foreseen,application,application-history,certificate-sign,vacancies-views,rating,builder,builder-questions,builder-library,builder-open,office-wrong,office-ready,locked,close,kept || return 1
	node frontend/e2e/screens.mjs --out out/screens/small --size 1024x700 --only today,goto,keys,vacancies,vacancy,applicants,paper,certificate,queue,call,inquiry,sync,find,knowledge,article,admin-user,admin-computers,admin-trail,admin-code,applicants-marked,application,step-preference-wrong,vacancies-views,rating,builder,builder-rating,builder-questions,builder-preview,enrol-start,office-ready,locked || return 1
}
mkdir -p out
looks >out/looks.log 2>&1 &
looking=$!
CIVICDESK_KEYCHAIN=$(mktemp -d)
export CIVICDESK_KEYCHAIN # second secrets stay out of the real keychain
trap 'kill "$looking" 2>/dev/null || true; rm -rf "$CIVICDESK_KEYCHAIN"' EXIT
node frontend/e2e/main-job.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/e2e
node frontend/e2e/administer.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/administer
node frontend/e2e/applicants.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/applicants
node frontend/e2e/paper-scan.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/paper
node frontend/e2e/announcement.mjs --server "$server" --desktop build/bin/civicdesk-e2e --out out/announcement
if ! wait "$looking"; then
	cat out/looks.log
	exit 1
fi
cat out/looks.log
