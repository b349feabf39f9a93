package simulation

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/policy"
	"civicdesk/storage"
	"civicdesk/storage/record"
	"civicdesk/storage/vault"
	"civicdesk/sync/conflict"
)

// kind is one kind of step. What it does is drawn from the step's own number,
// so that a step does the same when others before it are left out.
type kind struct {
	name   string
	weight int
	do     func(w *world, c *computer, r *rand.Rand)
	aside  bool // may also happen while a request of the same computer is under way
}

var kinds []kind

// The table is filled here, since steps lead to each other. A new kind of step is
// one line; its checks belong in check_test.go.
func init() {
	kinds = []kind{
		{"create", 12, (*world).create, true},
		{"edit", 34, (*world).edit, true},
		{"act", 6, (*world).act, true},
		{"settle", 5, (*world).settle, true},
		{"dismiss", 2, (*world).dismiss, true},
		{"sync", 34, (*world).sync, false},
		{"late", 3, (*world).lateArrival, false},
		{"grants", 4, (*world).grants, true},
		{"crash", 3, (*world).crash, false},
		{"copy disks", 3, (*world).copyDisks, false},
		{"restore disks", 5, (*world).restoreDisks, false},
		{"old store", 1, (*world).oldStore, false},
		{"damage", 2, (*world).damage, true},
		{"server restarts", 2, (*world).serverRestarts, false},
		{"clock", 4, (*world).clocks, true},
		{"rotate", 1, (*world).rotate, true},
		{"sign in", 3, (*world).signIn, false},
		{"revoke", 1, (*world).revoke, false},
		{"back up server", 1, (*world).copyServer, true},
		{"restore server", 1, (*world).putBack, false},
		{"report", 2, (*world).report, true},
		{"erase", 4, (*world).erase, true},
		{"erase here", 1, (*world).eraseHere, false},
	}
}

// step is a kind of step with the number from which its choices are drawn.
type step struct {
	kind int
	seed uint64
}

// drawSteps draws n steps.
func drawSteps(r *rand.Rand, n int) []step {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	steps := make([]step, n)
	for i := range steps {
		at, k := r.IntN(total), 0
		for at >= kinds[k].weight {
			at -= kinds[k].weight
			k++
		}
		steps[i] = step{k, r.Uint64()}
	}
	return steps
}

func (w *world) take(s step) {
	r := rand.New(rand.NewPCG(s.seed, 1))
	w.time = w.time.Add(time.Duration(r.IntN(180)) * time.Second)
	kinds[s.kind].do(w, w.computers[r.IntN(len(w.computers))], r)
}

// aside is something that happens while a request of the computer travels: the
// user goes on working, or another computer syncs.
func (w *world) aside(c *computer, r *rand.Rand) {
	if r.IntN(3) == 0 {
		if other := w.computers[r.IntN(len(w.computers))]; other != c {
			w.line.mood = nil
			w.tell("    %s syncs", other.name)
			other.run()
			return
		}
	}
	for {
		k := kinds[r.IntN(len(kinds))]
		if k.aside {
			k.do(w, c, r)
			return
		}
	}
}

// save runs one edit of the signed-in user.
func (w *world) save(c *computer, what string, fn func(*record.Tx) error) bool {
	w.seeing = map[string]string{}
	err := c.db.Update(c.context(), fn)
	w.tell("%s on %s: %s%s", c.who.login, c.name, what, w.whyNot(c, err))
	return err == nil
}

// whyNot is the reason for which something was not saved; a reason that no
// person can have is a failure.
func (w *world) whyNot(c *computer, err error) string {
	// What was saved is brought into the store now: a seed must not depend on when
	// the background gets to it. Power can still fail in between.
	c.db.View(context.Background(), func(*record.Tx) error { return nil })
	switch {
	case err == nil:
		return ""
	case c.power.isOff():
		w.perhaps = append(w.perhaps, w.seeing)
	case fault.Is(err, fault.Denied), fault.Is(err, fault.NotFound), fault.Is(err, fault.Refused), fault.Is(err, fault.Conflict), fault.Is(err, fault.Erased):
	default:
		w.fail("%s on %s: %v (%v)", c.who.login, c.name, fault.Words(err), err)
	}
	return ": not saved: " + fault.Words(err)
}

func (w *world) create(c *computer, r *rand.Rand) {
	switch r.IntN(6) {
	case 0, 1, 2:
		f := form{ID: w.make("form"), Office: offices[r.IntN(2)], Name: w.value("name"), City: w.value("city"), Notes: []string{}, Status: "draft"}
		if r.IntN(8) == 0 {
			f.Name = w.value(poison)
		}
		w.save(c, fmt.Sprintf("makes %s in %s, name %s, city %s", w.names[f.ID], f.Office, f.Name, f.City), func(tx *record.Tx) error { return forms.Put(tx, f) })
	case 3, 4:
		k := call{ID: w.make("call"), Subject: w.value("subject"), Log: []string{w.value("line")}}
		if known := w.ids["call"]; r.IntN(3) == 0 && len(known) > 1 { // an identity that somebody else may have given already
			w.ids["call"] = known[:len(known)-1]
			k.ID = known[r.IntN(len(known)-1)]
		}
		if r.IntN(2) == 0 {
			k.Phone = w.value("phone")
		}
		w.save(c, fmt.Sprintf("makes %s, subject %s, phone %s", w.names[k.ID], k.Subject, k.Phone), func(tx *record.Tx) error {
			if _, err := calls.Get(tx, k.ID); !fault.Is(err, fault.NotFound) {
				return fault.E("simulation", fault.Conflict, "It is here already.", err)
			}
			return calls.Put(tx, k)
		})
	default:
		n := notice{ID: w.make("notice"), Title: w.value("title"), Text: w.value("text")}
		w.save(c, fmt.Sprintf("makes %s, title %s, text %s", w.names[n.ID], n.Title, n.Text), func(tx *record.Tx) error { return notices.Put(tx, n) })
	}
}

func (w *world) edit(c *computer, r *rand.Rand) {
	formID, callID, noticeID := pick(w, c, r, forms), pick(w, c, r, calls), pick(w, c, r, notices)
	switch n := r.IntN(10); {
	case formID != "" && (n < 6 || callID == "" && noticeID == ""):
		w.editForm(c, r, formID)
	case callID != "" && (n < 9 || noticeID == ""):
		w.editCall(c, r, callID)
	case noticeID != "":
		id, text := noticeID, w.value("text")
		w.save(c, "sets text of "+w.names[id]+" to "+text, func(tx *record.Tx) error {
			n, err := notices.Get(tx, id)
			if err != nil {
				return err
			}
			w.see("notice", id, "text", n.Text)
			n.Text = text
			return notices.Put(tx, n)
		})
	}
}

// pick is one of the records that the signed-in user sees on the computer, or "".
func pick[T record.Record](w *world, c *computer, r *rand.Rand, t *record.Type[T]) (id app.ID) {
	all := w.ids[t.Definition().Name]
	from := r.IntN(100)
	c.db.View(c.context(), func(tx *record.Tx) error {
		for i := range all {
			one := all[(from+i)%len(all)]
			if _, err := t.Get(tx, one); err == nil {
				id = one
				break
			}
		}
		return nil
	})
	return id
}

func (w *world) editForm(c *computer, r *rand.Rand, id app.ID) {
	what, n := "", r.IntN(12)
	city, name, note, ssn := w.value("city"), w.value("name"), w.value("note"), w.value("ssn")
	if r.IntN(6) == 0 {
		name = w.value(poison)
	}
	w.save(c, "", func(tx *record.Tx) error {
		f, err := forms.Get(tx, id)
		if err != nil {
			return err
		}
		if n < 3 || n == 9 {
			w.see("form", id, "city", f.City)
			f.City, what = city, what+" city "+city
		}
		if n == 3 || n == 4 || n == 9 {
			w.see("form", id, "name", f.Name)
			f.Name, what = name, what+" name "+name
		}
		switch n {
		case 5, 6:
			f.Notes, what = append(f.Notes, note), " note "+note
		case 7:
			old, err := forms.Reveal(tx, id, "ssn")
			if err != nil {
				return err
			}
			if actor := app.ActorFrom(c.context()); old == "" && !policy.Can(actor, policy.ApplicationReveal, officeScope(f.Office)) {
				old = masked
			}
			w.see("form", id, "ssn", old)
			f.SSN, what = ssn, " ssn "+ssn
		case 8:
			f.Status = []string{"finished", "withdrawn"}[r.IntN(2)]
			what = " status " + f.Status
		case 10, 11:
			w.see("form", id, "office", f.Office)
			f.Office = offices[1-slices.Index(offices, f.Office)]
			what = " office " + f.Office
		}
		return forms.Put(tx, f)
	})
	w.tell("    of %s:%s", w.names[id], what)
}

func (w *world) editCall(c *computer, r *rand.Rand, id app.ID) {
	what, n := "", r.IntN(7)
	w.save(c, "", func(tx *record.Tx) error {
		k, err := calls.Get(tx, id)
		if err != nil {
			return err
		}
		switch {
		case n < 2:
			w.see("call", id, "subject", k.Subject)
			k.Subject = w.value("subject")
			what = " subject " + k.Subject
		case n < 4:
			w.see("call", id, "answer", k.Answer)
			k.Answer = w.value("answer")
			what = " answer " + k.Answer
		case n < 6:
			k.Log = append(k.Log, w.value("line"))
			what = " line " + k.Log[len(k.Log)-1]
		default:
			old, err := calls.Reveal(tx, id, "phone")
			if err != nil {
				return err
			}
			w.see("call", id, "phone", old)
			k.Phone = w.value("phone")
			what = " phone " + k.Phone
		}
		return calls.Put(tx, k)
	})
	w.tell("    of %s:%s", w.names[id], what)
}

func (w *world) act(c *computer, r *rand.Rand) {
	id := pick(w, c, r, forms)
	var f form
	if err := c.db.View(c.context(), func(tx *record.Tx) (err error) { f, err = forms.Get(tx, id); return err }); err != nil {
		return
	}
	seen := seenOf(f)
	if r.IntN(6) == 0 {
		seen = "something else"
	}
	w.seeing = map[string]string{}
	_, err := c.db.Do(c.context(), "form.certify", certifyArgs{id, w.make("paper")}, seen)
	w.tell("%s on %s: asks for a paper of %s%s", c.who.login, c.name, w.names[id], w.whyNot(c, err))
}

// settle chooses one of two values.
func (w *world) settle(c *computer, r *rand.Rand) {
	open, err := conflict.New(c.db).Unsettled(c.context())
	if err != nil || len(open) == 0 {
		return
	}
	slices.SortFunc(open, func(a, b conflict.Conflict) int { return byWords(w.words(a), w.words(b)) })
	k, choice := open[r.IntN(len(open))], []string{conflict.Kept, conflict.Other}[r.IntN(2)]
	w.seeing = map[string]string{}
	if choice == conflict.Other {
		w.see(k.Type, k.Record, k.Field, w.shown(c, k))
	}
	err = conflict.New(c.db).Resolve(c.context(), k.ID, choice)
	w.tell("%s on %s: settles %s: %s%s", c.who.login, c.name, w.words(k), choice, w.whyNot(c, err))
}

// shown is what a conflict's field shows on the computer.
func (w *world) shown(c *computer, k conflict.Conflict) (text string) {
	c.db.View(c.context(), func(tx *record.Tx) (err error) {
		if k.Sensitive {
			text, err = tx.Secret(k.Type, k.Record, k.Field)
			return err
		}
		now, err := tx.Current(k.Type, k.Record)
		text = conflict.Text(now.Fields[k.Field])
		return err
	})
	return text
}

func (w *world) words(k conflict.Conflict) string {
	return fmt.Sprintf("%s %s: %s or %s", w.names[k.Record], k.Field, conflict.Text(k.Kept), conflict.Text(k.Other))
}

func byWords(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func (w *world) dismiss(c *computer, r *rand.Rand) {
	all, err := c.db.Refusals(c.context())
	if err != nil || len(all) == 0 {
		return
	}
	slices.SortFunc(all, func(a, b record.Refusal) int { return int(a.Op.N) - int(b.Op.N) })
	one := all[r.IntN(len(all))]
	err = c.db.Dismiss(c.context(), one.Op.ID)
	w.tell("%s on %s: has dealt with %s%s", c.who.login, c.name, w.names[one.Op.ID], w.whyNot(c, err))
	if o := w.ops[one.Op.ID]; o != nil {
		o.dismissed = true
	}
}

func (w *world) sync(c *computer, r *rand.Rand) {
	w.tell("%s on %s: syncs", c.who.login, c.name)
	w.line.mood, w.line.from = r, c
	err := c.run()
	w.line.mood = nil
	if err != nil {
		w.tell("    %s", fault.Words(err))
	}
	if c.power.isOff() {
		w.tell("    power fails on %s", c.name)
		c.crash(r)
	}
	c.power.failAfter(-1)
}

func (w *world) lateArrival(_ *computer, r *rand.Rand) {
	w.line.mood = r
	w.line.late()
	w.line.mood = nil
}

func (w *world) crash(c *computer, r *rand.Rand) {
	w.tell("%s crashes", c.name)
	c.crash(r)
}

func (w *world) copyDisks(c *computer, _ *rand.Rand) {
	w.tell("the disks of %s are copied", c.name)
	c.snapshot()
}

func (w *world) restoreDisks(c *computer, r *rand.Rand) {
	whole := c.keychain != nil && r.IntN(2) == 0
	w.tell("the disks of %s are restored from the copy%s", c.name, map[bool]string{true: ", its keychain too"}[whole])
	c.restore(whole)
	w.create(c, r)
}

// oldStore puts back a copy of the store alone; the journal is the newer one.
func (w *world) oldStore(c *computer, _ *rand.Rand) {
	w.tell("an old copy of the store is put back on %s", c.name)
	who := c.who
	c.close()
	c.disk.putBack(c.saved.disk)
	c.open(who)
}

// damage changes a byte of a record on the computer and lets the program read
// everything.
func (w *world) damage(c *computer, r *rand.Rand) {
	c.db.View(c.context(), func(*record.Tx) error { return nil })
	typ, id := "form", pick(w, c, r, forms)
	if id == "" || r.IntN(2) == 0 {
		typ, id = "notice", pick(w, c, r, notices)
	}
	s := c.disk.get()
	held := s.tables[storage.Records]
	i, found := held.at(placeOf(c, typ, id))
	if !found || c.power.isOff() {
		return
	}
	bad := slices.Clone(held[i].value)
	bad[len(bad)-1-r.IntN(20)] ^= 1
	tables := map[storage.Table]rows{}
	for t, rs := range s.tables {
		tables[t] = rs
	}
	tables[storage.Records] = slices.Clone(held)
	tables[storage.Records][i].value = bad
	c.disk.set(state{tables, s.seq})
	_, err := c.db.Repair(c.context())
	w.tell("a record on %s is damaged, and everything is checked there", c.name)
	if err != nil && !c.power.isOff() {
		w.fail("a damaged record is not mended: %v", err)
	}
}

// placeOf is the key under which a computer keeps a record.
func placeOf(c *computer, typ string, id app.ID) string {
	return placeIn(c.db.Keys().Ring, typ, id)
}

// placeIn is the key under which a store keeps a record: docs/store-format.md.
func placeIn(ring *vault.Ring, typ string, id app.ID) string {
	tag := sha256.Sum256([]byte("type " + typ))
	sum := ring.Names.MAC(tag[:4], []byte(id))
	return string(tag[:4]) + string(sum[:16])
}

func (w *world) serverRestarts(*computer, *rand.Rand) {
	w.tell("the server is killed and starts again")
	w.server.restart()
}

func (w *world) grants(_ *computer, r *rand.Rand) {
	u := w.users[r.IntN(len(w.users))]
	u.grants = grantsOf[r.IntN(len(grantsOf))]
	w.must("rights are changed", w.server.accounts.SetGrants(admin, u.id, u.grants))
	w.tell("the administrator gives %s %v", u.login, u.grants)
}

// clocks sets a computer's clock up to ten years off, or lets more time pass at
// the server than a nonce lives.
func (w *world) clocks(c *computer, r *rand.Rand) {
	skew := anySkew(r)
	if r.IntN(3) == 0 {
		w.time = w.time.Add(time.Duration(r.IntN(100)) * time.Minute)
		w.tell("time passes")
		return
	}
	c.skew = skew
	w.tell("the clock of %s is %d days off", c.name, skew/(24*time.Hour))
}

func (w *world) rotate(_ *computer, r *rand.Rand) {
	scopes := []app.Scope{"hiring/hq", "hiring/west", inquiries, app.ScopeAgency}
	scope := scopes[r.IntN(len(scopes))]
	if _, err := w.server.db.Rotate(admin, scope); err != nil && !fault.Is(err, fault.NotFound) {
		w.fail("the key of %s is not changed: %v", scope, err)
	}
	w.tell("%s gets a new key", scope)
}

// signIn lets the other person of a shared computer work, or starts it again.
func (w *world) signIn(c *computer, r *rand.Rand) {
	who := c.accounts[r.IntN(len(c.accounts))]
	w.tell("%s signs in on %s", who.login, c.name)
	c.close()
	c.open(who)
}

// revoke takes a computer's access away; its user gets another computer.
func (w *world) revoke(c *computer, _ *rand.Rand) {
	if len(w.computers) > 6 || c.who.revoked {
		return
	}
	w.must("a device is revoked", w.server.accounts.Revoke(admin, c.who.device))
	c.who.revoked = c.who.reported == ""
	w.tell("the access of %s on %s is withdrawn", c.who.login, c.name)
	next := w.addComputer()
	next.enrol(c.who.user)
	w.tell("%s enrols %s", c.who.login, next.name)
}
