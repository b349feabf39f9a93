package knowledge_test

import (
	"slices"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/policy"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
	"civicdesk/storage/record/recordtest"
)

var (
	system = recordtest.As(app.SystemUser, "Server", app.Grant{Role: policy.System})
	agent  = recordtest.As(app.NewID(), "Agent", app.Grant{Role: policy.Agent, Scope: app.InquiryScope("ofccp")})
)

func seeded(t *testing.T) (*knowledge.Service, *record.DB) {
	t.Helper()
	db := recordtest.New(t, record.NewSchema(knowledge.Definitions()...))
	must(t, knowledge.Seed(system, db))
	return knowledge.New(db), db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestShippedArticlesAreThereOnce(t *testing.T) {
	s, db := seeded(t)
	must(t, knowledge.Seed(system, db))
	all, err := s.List(agent)
	must(t, err)
	if len(all) != len(refdata.Articles()) || len(all[0].Earlier) != 0 {
		t.Errorf("%d articles, the first with %d earlier texts", len(all), len(all[0].Earlier))
	}
	if _, err := s.List(recordtest.As(app.NewID(), "Nobody")); !fault.Is(err, fault.Denied) {
		t.Errorf("somebody without a role: %v", err)
	}
}

// A newer text becomes the present one; whoever was given the old one can still
// be told what it said.
func TestAnEarlierTextIsKept(t *testing.T) {
	s, db := seeded(t)
	var shipped string
	must(t, db.Update(system, func(tx *record.Tx) error {
		a, err := knowledge.Get(tx, "check-status")
		if err != nil {
			return err
		}
		shipped = a.Version
		a.Text, a.Version = "Older words.", knowledge.VersionOf("Older words.")
		tx.Action("test")
		return knowledge.Articles.Put(tx, a)
	}))
	must(t, knowledge.Seed(system, db))
	now, newest, err := s.Open(agent, "check-status", "")
	must(t, err)
	if now.Version != shipped || !newest || len(now.Earlier) != 1 {
		t.Errorf("now %s, newest %v, %d earlier", now.Version, newest, len(now.Earlier))
	}
	old, newest, err := s.Open(agent, "check-status", knowledge.VersionOf("Older words."))
	must(t, err)
	if old.Text != "Older words." || newest {
		t.Errorf("the old version says %q, newest %v", old.Text, newest)
	}
	for _, c := range [][2]string{{"check-status", "000000000000"}, {"no-such", ""}} {
		if _, _, err := s.Open(agent, c[0], c[1]); !fault.Is(err, fault.NotFound) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestFind(t *testing.T) {
	s, db := seeded(t)
	_, err := db.Search(agent, record.SearchQuery{Text: "status"}) // waits until all is read
	must(t, err)
	for text, want := range map[string]string{"retal": "retaliation", "check stat": "check-status", "vevraa bench": "vevraa-benchmark"} {
		hits, err := s.Find(agent, text, 20)
		must(t, err)
		if len(hits) == 0 || hits[0].Slug != want || len(hits[0].Found) == 0 {
			t.Errorf("%q finds %v", text, slugs(hits))
		}
	}
	hits, err := s.Find(agent, " ", 20)
	must(t, err)
	if len(hits) != len(refdata.Articles()) {
		t.Errorf("an empty search lists %d", len(hits))
	}
}

func slugs(hits []knowledge.Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.Slug)
	}
	return out
}

func TestSuggest(t *testing.T) {
	s, _ := seeded(t)
	for _, c := range []struct{ text, want string }{
		{"My manager threatened to fire me because I complained, is that retaliation?", "retaliation"},
		{"She asks whether she is owed overtime for a long workweek", "whd-overtime"},
		{"He needs a reasonable accommodation for his back", "reasonable-accommodation"},
		{"How many days do I have, what is the deadline for filing?", "filing-deadlines"},
		{"I want to know if my employer is a federal contractor", "is-employer-federal-contractor"},
	} {
		got, err := s.Suggest(agent, c.text, 3)
		must(t, err)
		if !slices.ContainsFunc(got, func(a knowledge.Article) bool { return a.Slug == c.want }) {
			names := []string{}
			for _, a := range got {
				names = append(names, a.Slug)
			}
			t.Errorf("%q suggests %v", c.text, names)
		}
	}
	for _, text := range []string{"", "hello", "Giraffes and zebras live elsewhere"} {
		if got, err := s.Suggest(agent, text, 3); err != nil || len(got) != 0 {
			t.Errorf("%q suggests %d, %v", text, len(got), err)
		}
	}
}

// Whatever an article holds, nothing of it acts or loads when it is shown.
func TestNothingActs(t *testing.T) {
	for _, text := range []string{
		"<script>alert(1)</script>", `<img src=x onerror=alert(1)>`, "![picture](https://example.com/p.png)", "[go](javascript:alert(1))", "[go](https://example.com/a)",
		`<a href="https://example.com">x</a>`, `<iframe src="https://example.com"></iframe>`, `<p style="background:url(https://example.com/x)" onclick="x()">hi</p>`,
		"<svg><animate onbegin=alert(1)></svg>", "| a | b |\n|---|:-:|\n| <b onmouseover=x>1</b> | 2 |", "<https://example.com/auto>",
	} {
		html, err := knowledge.Article{Text: text}.HTML()
		must(t, err)
		for _, bad := range []string{"=", "<script", "<img", "<a", "<iframe", "<svg"} {
			if strings.Contains(strings.ReplaceAll(html, "&#61;", ""), bad) {
				t.Errorf("%q becomes %q", text, html)
			}
		}
	}
	html, err := knowledge.Article{Text: "# Top\n\n- **One**\n- [form](https://example.com/f)\n"}.HTML()
	must(t, err)
	if want := "<h2>Top</h2>\n<ul>\n<li><strong>One</strong></li>\n<li>form (https://example.com/f)</li>\n</ul>\n"; html != want {
		t.Errorf("reads %q", html)
	}
	for _, a := range refdata.Articles() {
		if _, err := (knowledge.Article{Text: a.Text}).HTML(); err != nil {
			t.Errorf("%s: %v", a.Slug, err)
		}
	}
}
