package simulation

import (
	"math/rand/v2"

	"civicdesk/app"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
)

// backup is a copy of the server: its store and the secret of its epoch. The
// ledger of erasures is never put back.
type backup struct {
	store  state
	anchor vault.Anchor
	grants map[app.ID][]app.Grant // of each user, as they were
}

// backUp makes the copy of the server that is put back next. A copy that lacks a
// computer or an order for one is of no use to this simulation, so that one is
// made whenever there is a new one: docs/operations.md says that such are lost.
func (w *world) backUp() {
	w.copy = &backup{store: w.server.disk.get(), anchor: *w.server.anchor.now, grants: map[app.ID][]app.Grant{}}
	for _, u := range w.users {
		w.copy.grants[u.id] = u.grants
	}
}

func (w *world) copyServer(*computer, *rand.Rand) {
	w.tell("the server is backed up")
	w.backUp()
}

// putBack restores the server from its backup, as app/node does.
func (w *world) putBack(*computer, *rand.Rand) {
	w.tell("the server is restored from its backup")
	w.putBacks++
	w.server.stop()
	w.server.disk.putBack(w.copy.store)
	w.server.anchor.now = &w.copy.anchor
	w.server.start(record.PutBack)
	for _, u := range w.users {
		u.grants = w.copy.grants[u.id]
	}
	w.server.restart()
}

// forgiveRestored forgives, in a run in which the server was restored, the loss of
// what a computer that was taken away had sent before: it sends nothing again.
func (w *world) forgiveRestored() {
	if w.putBacks == 0 {
		return
	}
	for _, c := range w.computers {
		for _, a := range c.accounts {
			if a.revoked {
				w.lostForEver([]*deskAccount{a})
			}
		}
	}
}
