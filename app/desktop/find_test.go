package desktop

import (
	"context"
	"strings"
	"testing"
	"time"

	"civicdesk/app/fault"
	"civicdesk/app/node"
)

func text(ps []Piece) (all, hit string) {
	for _, p := range ps {
		all += p.Text
		if p.Hit {
			hit += p.Text
		}
	}
	return all, hit
}

// found asks until every record has been read.
func found(t *testing.T, d *Desktop, asked string) []FoundRow {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		v, err := d.Find.Everything(asked)
		must(t, err)
		if v.Complete {
			return v.Rows
		}
	}
	t.Fatal("the records are never read")
	return nil
}

func TestEverythingIsFoundByKind(t *testing.T) {
	o := newOffice(t)
	d := o.desk("rdelgado")
	saved, err := d.Hiring.SavePaper(o.paper())
	must(t, err)
	for _, c := range []struct{ asked, kind, link, hit string }{
		{"tana", "people", "#/application/" + saved.ID, "Tana"},
		{"retaliat", "articles", "#/knowledge/retaliation", ""},
		{o.vacancy.Title[:6], "vacancies", "#/hiring/" + string(o.vacancy.ID), ""},
	} {
		rows := found(t, d, c.asked)
		if len(rows) == 0 || rows[0].Kind != c.kind || rows[0].Link != c.link {
			t.Errorf("%q finds %+v", c.asked, rows)
			continue
		}
		if _, hit := text(rows[0].Label); c.hit != "" && hit != c.hit {
			t.Errorf("%q marks %q", c.asked, hit)
		}
	}
	if rows := found(t, d, "5550142"); len(rows) != 1 || rows[0].Field != "Phone" {
		t.Errorf("by phone: %+v", rows)
	}
	agent := o.desk("gpena")
	if rows := found(t, agent, "tana"); len(rows) != 0 {
		t.Errorf("an agent finds applicants: %+v", rows)
	}
}

func TestPiecesKeepEveryByte(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	rows, err := d.Articles.List("")
	must(t, err)
	if len(rows) < 30 {
		t.Fatalf("%d articles are here", len(rows))
	}
	found(t, d, "complaint")
	rows, err = d.Articles.List("compl")
	must(t, err)
	for _, r := range rows {
		if all, hit := text(append(r.Title, r.Where...)); all == "" || !strings.Contains(strings.ToLower(hit), "compl") && !strings.Contains(strings.ToLower(all), "compl") {
			t.Errorf("found %+v", r)
		}
	}
}

func TestAnArticleGoesWithACallInItsVersion(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	offered, err := d.Articles.Suggest("He says he was fired after he complained: is this retaliation?")
	must(t, err)
	if len(offered) == 0 || offered[0].Slug != "retaliation" {
		t.Fatalf("offered %+v", offered)
	}
	form := CallForm{Channel: "phone", StartedAt: time.Now().UTC().Format(time.RFC3339), FirstName: "José", LastName: "Muñoz", HomeZIP: "80203", PreferredContact: "phone",
		Phone: "303-555-0142", Company: "Front Range", City: "Denver", State: "CO", WorkZIP: "80202", Category: "RET", Description: "Fired after complaining.",
		Articles: []ArticleUse{{Slug: offered[0].Slug, Version: offered[0].Version}}}
	parked, err := d.Inquiries.Park(form)
	must(t, err)
	back, err := d.Inquiries.Parked()
	must(t, err)
	if len(back) != 1 || len(back[0].Articles) != 1 || back[0].Articles[0].Title == "" || back[0].Articles[0].Title == "retaliation" {
		t.Fatalf("parked %+v", back)
	}
	form.ID = parked.ID
	saved, err := d.Inquiries.Log(form)
	must(t, err)
	view, err := d.Inquiries.Attach(saved.ID, "retaliation", offered[0].Version)
	must(t, err)
	if len(view.Notes) != 1 || view.Notes[0].Article != "retaliation" || view.Notes[0].Version != offered[0].Version {
		t.Errorf("the notes are %+v", view.Notes)
	}
	if _, err := d.Inquiries.Attach(saved.ID, "retaliation", "000000000000"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a version that never was: %v", err)
	}
	read, err := d.Articles.Open("retaliation", view.Notes[0].Version)
	must(t, err)
	if !read.Newest || !strings.HasPrefix(read.HTML, "<") {
		t.Errorf("reads %+v", read)
	}
	fixed, err := d.Inquiries.Correct(saved.ID, "homeZip", "80205", "She gave the wrong one")
	must(t, err)
	if s := fixed.View.Steps[0]; !strings.Contains(s.Words, "“80203” to “80205”") || s.Why != "She gave the wrong one" {
		t.Errorf("the history begins with %+v", s)
	}
	if _, err := d.Inquiries.Correct(saved.ID, "homeZip", "80206", " "); len(fault.FieldsOf(err)) != 1 {
		t.Errorf("without a reason: %v", err)
	}
}

// A copy that is stopped on its way leaves no file, and says so.
func TestLongWorkIsStopped(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	began := make(chan struct{})
	ended := make(chan error)
	go func() {
		_, err := long(d.door, "test", "Counting", "things", func(ctx context.Context, _ *node.Session, moved func(done, total int64)) (bool, error) {
			moved(3, 10)
			close(began)
			<-ctx.Done()
			return false, ctx.Err()
		})
		ended <- err
	}()
	<-began
	w, err := d.Session.Work()
	must(t, err)
	if !w.Running || w.Done != 3 || w.Total != 10 || w.Label != "Counting" {
		t.Errorf("in hand: %+v", w)
	}
	stopped, err := d.Session.StopWork()
	must(t, err)
	if err := <-ended; !stopped || !fault.Is(err, fault.Refused) || !strings.Contains(fault.Words(err), "Stopped") {
		t.Errorf("stopped %v: %v", stopped, err)
	}
	if w, err := d.Session.Work(); err != nil || w.Running {
		t.Errorf("afterwards: %+v, %v", w, err)
	}
}
