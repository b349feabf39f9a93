package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/app/policy"
	"civicdesk/storage/record"
)

const (
	besidePouch = "PouchDB and its server"
	farAway     = 20 * time.Millisecond // each way
)

// side is one of the two that sync: a desktop that has everything and one that
// has nothing, at the two ends of a wire to their server.
type side struct {
	near  *wire
	full  *peer
	empty func() (*peer, error)
	push  func(p *peer, want int) (times [][2]float64, ms float64, err error)
	pull  func(p *peer, want int) (times [][2]float64, ms float64, err error)
}

// measureSync sends 10,000 and 50,000 applications up from one desktop and down
// to another, then nothing, then 1 %; beside PouchDB with the same texts. Ours
// checks, merges, seals and flushes each operation at both ends and keeps an
// audit chain; PouchDB stores documents and does not flush. CIVICDESK_SYNC gives
// other counts, with commas.
func measureSync(dir string, _ int) (all []result, err error) {
	counts := os.Getenv("CIVICDESK_SYNC")
	if counts == "" {
		counts = "10000,50000"
	}
	for _, text := range strings.Split(counts, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 100 {
			return nil, errors.New("CIVICDESK_SYNC lists counts from 100 on")
		}
		for _, delay := range []time.Duration{0, farAway} {
			if delay > 0 && text != strings.Split(counts, ",")[0] {
				continue // far away, the smaller count alone
			}
			results, err := syncOnce(filepath.Join(dir, text+delay.String()), n, delay)
			if err != nil {
				return nil, err
			}
			all = append(all, results...)
		}
	}
	return all, nil
}

func syncOnce(dir string, n int, delay time.Duration) ([]result, error) {
	ours, endOurs, err := ourSide(filepath.Join(dir, "ours"), n, delay)
	if err != nil {
		return nil, err
	}
	defer endOurs()
	theirs, endTheirs, err := pouchSide(filepath.Join(dir, "pouch"), n, delay)
	if err != nil {
		return nil, err
	}
	defer endTheirs()
	what := fmt.Sprintf("%d applications", n)
	if delay > 0 {
		what += fmt.Sprintf(", %d ms each way", delay.Milliseconds())
	}
	var a, b figures
	if a, err = ours.figures(n); err != nil {
		return nil, fmt.Errorf("ours: %w", err)
	}
	if b, err = theirs.figures(n); err != nil {
		return nil, fmt.Errorf("PouchDB: %w", err)
	}
	faster := 0.1
	if delay > 0 {
		faster = 1.0 / 30
	}
	row := func(name string, ours, theirs, ratio float64) result {
		return result{name: what + ": " + name, ours: []float64{ours}, beside: besidePouch, limit: []float64{theirs}, goal: goal{ratio: ratio}}
	}
	return []result{
		row("first sync up", a.up, b.up, faster), row("first sync down", a.down, b.down, faster),
		row("bytes up, kB", a.upBytes, b.upBytes, 0.35), row("bytes down, kB", a.downBytes, b.downBytes, 0.35),
		row("nothing changed", a.none, b.none, 0), row("nothing changed, bytes", a.noneBytes, b.noneBytes, 0),
		row("1 % changed, up and down", a.some, b.some, 0.2),
		row("client's most memory, MB", a.memory, b.memory, 0),
		{name: what + ": last tenth of the first sync ÷ first tenth, up", ours: []float64{a.decayUp}, goal: goal{ms: 1.25}},
		{name: what + ": last tenth of the first sync ÷ first tenth, down", ours: []float64{a.decayDown}, goal: goal{ms: 1.25}},
	}, nil
}

// figures are what one side reached; times in milliseconds.
type figures struct {
	up, down, none, some          float64
	upBytes, downBytes, noneBytes float64
	memory, decayUp, decayDown    float64
}

func (s *side) figures(n int) (f figures, err error) {
	var times [][2]float64
	s.near.taken()
	if times, f.up, err = s.push(s.full, n); err != nil {
		return f, err
	}
	f.upBytes, f.decayUp = s.near.taken()/1000, decay(times)
	other, err := s.empty()
	if err != nil {
		return f, err
	}
	defer other.stop()
	s.near.taken()
	if times, f.down, err = s.pull(other, n); err != nil {
		return f, err
	}
	f.downBytes, f.decayDown = s.near.taken()/1000, decay(times)
	if _, f.none, err = s.pull(other, 0); err != nil {
		return f, err
	}
	f.noneBytes = s.near.taken()
	if _, err = s.full.do("change", map[string]any{"count": n / 100}, nil); err != nil {
		return f, err
	}
	if _, f.some, err = s.push(s.full, n/100); err != nil {
		return f, err
	}
	_, down, err := s.pull(other, n/100)
	if err != nil {
		return f, err
	}
	f.some += down
	var full, empty float64
	if _, err = s.full.do("memory", nil, &full); err == nil {
		_, err = other.do("memory", nil, &empty)
	}
	f.memory = max(full, empty)
	return f, err
}

// decay is how long the last tenth took beside the first.
func decay(times [][2]float64) float64 {
	if len(times) < 3 {
		return 1
	}
	all, at := times[len(times)-1][0], func(part float64) float64 {
		before := [2]float64{}
		for _, t := range times {
			if t[0] >= part {
				if t[0] == before[0] {
					return t[1]
				}
				return before[1] + (t[1]-before[1])*(part-before[0])/(t[0]-before[0])
			}
			before = t
		}
		return before[1]
	}
	return (at(all) - at(all*0.9)) / at(all*0.1)
}

// ourSide is a server with an open vacancy and a desktop on which the
// applications are saved and not yet sent.
func ourSide(dir string, n int, delay time.Duration) (*side, func(), error) {
	ctx := context.Background()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	server, err := node.InitServer(ctx, filepath.Join(dir, "server"), node.ServerOptions{Agency: "OFCCP", Address: "https://127.0.0.1"})
	if err != nil {
		return nil, nil, err
	}
	web := httptest.NewTLSServer(server.Sync())
	near, err := newWire(web.Listener.Addr().String(), delay)
	if err != nil {
		return nil, nil, err
	}
	end := func() { web.Close(); near.close(); server.Close() }
	if err := server.Close(); err != nil { // once more, with the wire's address
		return nil, end, err
	}
	if server, err = node.OpenServer(ctx, filepath.Join(dir, "server"), node.ServerOptions{Address: "https://" + near.address()}); err != nil {
		return nil, end, err
	}
	web.Config.Handler = server.Sync()
	admin := app.WithActor(ctx, app.Actor{User: app.NewID(), Name: "Ada Admin", Grants: []app.Grant{{Role: policy.Administrator}}})
	u, err := server.Accounts.AddUser(admin, account.User{Login: login, Name: "Rosa Delgado", Office: office,
		Grants: []app.Grant{{Role: policy.HRSpecialist, Scope: app.ScopeHiring + "/" + office}}})
	if err != nil {
		return nil, end, err
	}
	v := vacancy(0)
	for _, status := range []hiring.VacancyStatus{hiring.VacancyDraft, hiring.VacancyOpen} {
		v.Status = status
		if err := server.DB.Update(app.WithActor(ctx, account.System), func(tx *record.Tx) error {
			tx.Action("vacancy.import")
			if err := hiring.Vacancies.Put(tx, v); err != nil {
				return err
			}
			return hiring.Questionnaires.Put(tx, hiring.Questionnaire{ID: v.ID, Office: office, Version: 1, Set: questions()})
		}); err != nil {
			return nil, end, err
		}
	}
	desks := 0
	open := func() (*peer, error) {
		code, err := server.Accounts.NewEnrolment(admin, u.ID)
		if err != nil {
			return nil, err
		}
		p, err := startDesk()
		if err != nil {
			return nil, err
		}
		desks++
		_, err = p.do("open", map[string]any{"dir": filepath.Join(dir, fmt.Sprint("desk", desks)), "code": code}, nil)
		return p, err
	}
	sync := func(p *peer, _ int) (times [][2]float64, ms float64, err error) {
		ms, err = p.do("sync", nil, &times)
		return times, ms, err
	}
	full, err := open()
	if err != nil {
		return nil, end, err
	}
	if _, _, err := sync(full, 0); err != nil { // the vacancy
		return nil, end, err
	}
	_, err = full.do("load", map[string]any{"vacancy": v, "count": n}, nil)
	return &side{near, full, open, sync, sync}, func() { full.stop(); end() }, err
}

// pouchSide is PouchDB's server and a PouchDB with the same applications.
func pouchSide(dir string, n int, delay time.Duration) (*side, func(), error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, err
	}
	server, err := startPeer("pouchdb", "server.mjs")
	if err != nil {
		return nil, nil, err
	}
	var port int
	if _, err := server.do("start", map[string]any{"dir": filepath.Join(dir, "server")}, &port); err != nil {
		return nil, nil, err
	}
	near, err := newWire(fmt.Sprint("127.0.0.1:", port), delay)
	if err != nil {
		return nil, nil, err
	}
	clients := 0
	open := func() (*peer, error) {
		p, err := startPeer("pouchdb", "client.mjs")
		if err != nil {
			return nil, err
		}
		clients++
		_, err = p.do("open", map[string]any{"dir": filepath.Join(dir, fmt.Sprint("client", clients)), "remote": "http://" + near.address()}, nil)
		return p, err
	}
	replicate := func(way string) func(*peer, int) ([][2]float64, float64, error) {
		return func(p *peer, want int) (times [][2]float64, ms float64, err error) {
			ms, err = p.do(way, map[string]any{"want": want}, &times)
			return times, ms, err
		}
	}
	full, err := open()
	if err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "applications.ndjson")
	if err := writeApplications(file, n); err != nil {
		return nil, nil, err
	}
	_, err = full.do("load", map[string]any{"file": file}, nil)
	return &side{near, full, open, replicate("push"), replicate("pull")}, func() { full.stop(); server.stop(); near.close() }, err
}

func writeApplications(path string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	v, lines := vacancy(0), json.NewEncoder(f)
	for i := range n {
		one := application(i, v)
		one.ID = app.NewID()
		if err := lines.Encode(one); err != nil {
			return err
		}
	}
	return nil
}
