package desktop

import (
	"crypto/tls"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"civicdesk/app/node"
	"civicdesk/app/web/visitor"
	"civicdesk/storage/vault"
	"civicdesk/sync/client"
	"civicdesk/sync/protocol"
)

// TestAPublicInquiryIsSeenAtOnce: somebody asks on the public site, and the
// agent's window is told and lists the inquiry, though its next poll is hours
// away.
func TestAPublicInquiryIsSeenAtOnce(t *testing.T) {
	o := newOffice(t)
	asked := make(chan struct{}, 100)
	mux := http.NewServeMux()
	site, err := o.server.Site("")
	must(t, err)
	mux.Handle("/", site)
	desks := o.server.Sync()
	mux.HandleFunc(protocol.Prefix, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == protocol.PathWatch {
			asked <- struct{}{}
		}
		desks.ServeHTTP(w, r)
	})
	o.handler = mux

	u, err := o.server.Accounts.Lookup(system(), "gpena")
	must(t, err)
	code, err := o.server.Accounts.NewEnrolment(system(), u.ID)
	must(t, err)
	d := New(Options{Folder: filepath.Join(t.TempDir(), "gpena"), Documents: t.TempDir(),
		Node: node.DesktopOptions{KDF: vault.InsecureTestKDF(), Sync: client.Options{Every: 5 * time.Hour}}})
	t.Cleanup(func() { d.Close() })
	told := make(chan struct{}, 100)
	d.OnNews(func() { told <- struct{}{} })
	_, err = d.Session.Enrol(EnrolForm{Code: code, Password: password, Again: password})
	must(t, err)
	<-asked // the window waits for news

	v, err := visitor.New(o.web.URL, &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}})
	must(t, err)
	page, err := v.Walk(t.Context(), "/ask", question)
	must(t, err)
	number, _, err := page.Send(t.Context())
	must(t, err)
	sent := time.Now()
	for {
		rows, err := d.Inquiries.Queue("open", true)
		must(t, err)
		if slices.ContainsFunc(rows.Rows, func(r InquiryRow) bool { return r.Tracking == number }) {
			t.Logf("listed %v after the receipt", time.Since(sent))
			return
		}
		select {
		case <-told:
		case <-time.After(time.Minute):
			t.Fatal("the window was never told")
		}
	}
}

// question is an inquiry as somebody fills in the pages.
var question = map[string][]string{"category": {"OTH"}, "description": {"May I ask a question about my pay?"}, "company": {"Harbor Works"},
	"street": {"1 Elm Street"}, "city": {"Denver"}, "state": {"CO"}, "workZip": {"80202"}, "firstName": {"Keiko"}, "lastName": {"Tanaka"},
	"homeZip": {"80202"}, "preferredContact": {"email"}, "email": {"keiko@example.com"}}

// TestAListFetchedAgainIsNoActivity: news must not keep a session alive.
func TestAListFetchedAgainIsNoActivity(t *testing.T) {
	o := newOffice(t)
	d := o.desk("gpena")
	d.door.at.Lock()
	d.door.idle.Stop()
	d.door.at.Unlock()
	_, err := d.Inquiries.Queue("open", true)
	must(t, err)
	if d.door.idle.Stop() {
		t.Error("a list that was fetched again counts as activity")
	}
	_, err = d.Inquiries.Queue("open", false)
	must(t, err)
	if !d.door.idle.Stop() {
		t.Error("a list that was opened does not count as activity")
	}
}
