package simulation

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"civicdesk/app/account"
	"civicdesk/storage/record"
)

// report has a computer reported lost or stolen, for the account that is signed
// in there.
func (w *world) report(c *computer, r *rand.Rand) {
	if c.who.revoked || c.who.reported != "" {
		return
	}
	c.who.reported = []account.Order{account.Lost, account.Stolen}[r.IntN(2)]
	w.must("a computer is reported", w.server.accounts.Order(admin, c.who.device, c.who.reported))
	w.backUp()
	w.tell("%s of %s is reported %s", c.name, c.who.login, c.who.reported)
}

// run syncs, and obeys when the server orders the computer to be cleared, as
// app/node does.
func (c *computer) run() error {
	c.w.line.requests = 0
	err := c.sync.Run(context.Background())
	if c.sync.Order() != "" && !c.power.isOff() {
		c.clear()
	}
	return err
}

// clear obeys the order that has come: the account that it came for goes, or
// everything. The person then gets a new account there.
func (c *computer) clear() {
	w, who, everything := c.w, c.who, c.sync.OrderedForAll()
	if everything != (who.reported == account.Stolen) {
		w.fail("%s was reported %q and is to be cleared", c.name, who.reported)
	}
	c.power.failAfter(-1)
	keys := c.db.Keys()
	if !everything && !keys.Alone() {
		w.must("an account's queues leave", c.db.Leave(c.context()))
	}
	c.close()
	gone := []*deskAccount{who}
	if !everything {
		others, err := keys.Leave()
		w.must("an account leaves", err)
		everything = !others
	} else {
		w.must("the keys are wiped", keys.Vault().Wipe())
		gone = c.accounts
		w.lostForEver(gone)
	}
	keys.Forget()
	c.accounts = slices.DeleteFunc(slices.Clone(c.accounts), func(a *deskAccount) bool { return slices.Contains(gone, a) })
	w.tell("    %s is cleared of what %d people had there", c.name, len(gone))
	if everything {
		c.checkKeysGone()
		c.disk, c.files = &medium{}, newFiles(c.power)
	}
	if who.reported == account.Lost && w.putBacks > 0 { // what a restored server lost is not sent again by a computer that is to be cleared
		w.lostForEver([]*deskAccount{who})
	}
	if who.reported == account.Lost {
		w.checkHandedOver(who)
	}
	if !everything { // a colleague stays
		c.open(c.accounts[0])
	}
	c.enrol(who.user)
}

// checkKeysGone looks that neither the folder nor the keychain has a key.
func (c *computer) checkKeysGone() {
	for _, name := range []string{"head.a", "head.b"} {
		if _, err := os.Stat(filepath.Join(c.dir, name)); !errors.Is(err, fs.ErrNotExist) {
			c.w.fail("%s was wiped and has %s: %v", c.name, name, err)
		}
	}
	if n := len(c.keychain.copied()); n > 0 {
		c.w.fail("%s was wiped, and its keychain keeps %d secrets", c.name, n)
	}
}

// checkHandedOver looks that what was saved on a lost computer is with the server
// when it has been cleared.
func (w *world) checkHandedOver(who *deskAccount) {
	outcomes := w.outcomes()
	for _, id := range w.order {
		if o := w.ops[id]; o.Device == who.device && !o.gone && outcomes[id].Outcome.Op == "" {
			w.fail("%s was saved on a lost computer, which is cleared, and the server has not got it", w.names[id])
		}
	}
}

// lostForEver forgives the loss of what had not been sent from a stolen computer.
func (w *world) lostForEver(accounts []*deskAccount) {
	for _, o := range w.ops {
		if slices.ContainsFunc(accounts, func(a *deskAccount) bool { return a.device == o.Device }) {
			o.gone = true
		}
	}
}

// obey lets the computers that were reported hear of it.
func (w *world) obey() {
	for _, c := range w.computers {
		for _, a := range slices.Clone(c.accounts) {
			if a.reported == "" || !slices.Contains(c.accounts, a) {
				continue
			}
			if c.who != a {
				c.close()
				c.open(a)
			}
			c.run()
			if slices.Contains(c.accounts, a) {
				c.run() // damage was found while syncing: "Do this once more."
			}
			if slices.Contains(c.accounts, a) {
				w.fail("%s on %s was reported %s and is not cleared: %s", a.login, c.name, a.reported, c.sync.Order())
			}
		}
	}
}

// isWaiting says whether the server keeps work for what it rests on, which was
// lost with a disk or a stolen computer.
func (w *world) isWaiting() bool {
	for _, d := range w.outcomes() {
		if d.Outcome.State == record.Waiting {
			return true
		}
	}
	return false
}

// sweep lets as much time pass as the server keeps work for that rests on work
// which may still come.
func (w *world) sweep() {
	w.time = w.time.Add(6 * 24 * time.Hour)
	_, _, err := w.server.server.Sweep(context.Background())
	w.must("the server's daily work", err)
}
