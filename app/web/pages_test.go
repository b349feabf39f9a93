package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"testing"
	"time"

	"civicdesk/app/fault"
)

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name, path string
		status     int
		shows      []string
	}{
		{"first page", "/", 200, []string{"What can we help you with?", "2 jobs are open", "Industrial Hygienist", "!Economist"}},
		{"all jobs", "/jobs", 200, []string{"2 open jobs", "GS-07/09", "Student Trainee <Clerk>", "!<Clerk>", "!Economist"}},
		{"search words", "/jobs?q=hygien+denver", 200, []string{"1 of 2 jobs", "Industrial Hygienist", "!Student Trainee"}},
		{"search nothing", "/jobs?q=zzz", 200, []string{"No open job fits", "0 of 2 jobs"}},
		{"search injection", "/jobs?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 200, []string{"0 of 2", "!<script>alert"}},
		{"series", "/jobs?series=0303", 200, []string{"1 of 2 jobs", "Student Trainee", "!Industrial Hygienist<"}},
		{"grade", "/jobs?grade=GS-09", 200, []string{"1 of 2 jobs", "Industrial Hygienist"}},
		{"place", "/jobs?place=Nashville%2C+Tennessee", 200, []string{"1 of 2 jobs", "Student Trainee"}},
		{"closing soon", "/jobs?soon=1", 200, []string{"1 of 2 jobs", "Industrial Hygienist"}},
		{"page out of range", "/jobs?page=99", 200, []string{"2 open jobs"}},
		{"broken query", "/jobs?q=%ff&page=x&%zz", 200, []string{"2 open jobs"}},
		{"announcement", "/jobs/DE-16-OSHA-62", 200, []string{"Industrial Hygienist", "in 4 days", "Apply", "436996000", "GS-07/09", "Duties", "Promotion potential"}},
		{"announcement with a slash", "/jobs/PW%2F26%2F11%20A", 200, []string{"Student Trainee <Clerk>", "Apply"}},
		{"closed announcement", "/jobs/MS-15-BLS-7", 200, []string{"Economist", "does not take applications now", "It closed on Oct 30, 2026", "!/apply"}},
		{"closed application", "/jobs/MS-15-BLS-7/apply", 200, []string{"does not take applications now", "332.311", `!name="draft"`}},
		{"no such announcement", "/jobs/NO-1", 404, []string{"We cannot find that page", "There is no such announcement", "Find a job"}},
		{"application form", "/jobs/DE-16-OSHA-62/apply", 200, []string{"step 1 of 5", "Your name and how to reach you", "DE-16-OSHA-62"}},
		{"question form", "/ask", 200, []string{"An inquiry is not a complaint and does not stop the deadline. We do not tell your employer.", "voluntary"}},
		{"status form", "/status", 200, []string{"Tracking number", "check symbol"}},
		{"status never by address", "/status?number=4821-A7K3-MQ9M&homeZip=37203", 200, []string{"!Being reviewed", "!4821-A7K3-MQ9M\""}},
		{"privacy", "/privacy", 200, []string{"Privacy and security statement", "Privacy Act of 1974"}},
		{"about", "/about", 200, []string{"GeoNames", "CC BY 4.0"}},
		{"no such page", "/nowhere", 404, []string{"We cannot find that page", "Check a status"}},
		{"no folder listing", "/jobs/", 404, []string{"We cannot find that page"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			start(t, inMemory(newMemory())).open(c.path).shows(c.status, c.shows...)
		})
	}
}

func TestNoticeAndBanner(t *testing.T) {
	o := inMemory(newMemory())
	start(t, o).open("/").shows(200, "!official website")
	o.Official, o.Notice, o.Agency = true, "A sample office.", "Department of Tests"
	start(t, o).open("/").shows(200, "official website of the United States government", "A sample office.", "Department of Tests")
}

func TestPostingIsValidJSON(t *testing.T) {
	m := newMemory()
	m.jobs[0].Summary = `</script><script>alert(1)</script> "quoted" & é`
	w := start(t, inMemory(m)).open("/jobs/DE-16-OSHA-62").shows(200, "!<script>alert")
	_, rest, ok := strings.Cut(w.page.HTML, `<script type="application/ld+json">`)
	text, _, _ := strings.Cut(rest, "</script>")
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); !ok || err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for key, want := range map[string]any{"@type": "JobPosting", "title": "Industrial Hygienist", "validThrough": "2026-11-27T23:59:00-05:00",
		"datePosted": "2026-11-09", "description": m.jobs[0].Summary, "directApply": true} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if pay := got["baseSalary"].(map[string]any)["value"].(map[string]any); pay["minValue"] != 53435.0 || pay["unitText"] != "YEAR" {
		t.Errorf("salary %v", pay)
	}
}

func TestFaultsBecomePages(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
		shows  []string
	}{
		{"defect", errors.New("dial tcp 10.0.0.7: secret"), 500, []string{"This is a fault of the site", "reference", "!10.0.0.7", "!secret"}},
		{"server away", fault.E("x", fault.Unavailable, "", errors.New("secret")), 503, []string{"not available right now", "!secret"}},
		{"refused by law", fault.Law("x", "5 CFR 332.311", "Only later."), 409, []string{"Only later.", "5 CFR 332.311"}},
		{"denied", fault.E("x", fault.Denied, "Not for the public.", nil), 403, []string{"Not for the public."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			m.fail = c.err
			start(t, inMemory(m)).open("/jobs").shows(c.status, c.shows...)
		})
	}
}

type panicking struct{ jobsIn }

func (panicking) Open(context.Context) ([]Job, error) { panic("secret inside") }

func TestPanicShowsNoStack(t *testing.T) {
	o := inMemory(newMemory())
	o.Jobs = panicking{}
	start(t, o).open("/jobs").shows(500, "reference", "!secret inside", "!goroutine", "!.go:")
}

func TestNewRefusesHalfASite(t *testing.T) {
	m := newMemory()
	for name, o := range map[string]Options{
		"no services": {}, "short key": {Jobs: jobsIn{m}, Inquiries: inquiriesIn{m}, Key: []byte("short")},
		"bad origin": {Jobs: jobsIn{m}, Inquiries: inquiriesIn{m}, Origins: []string{"jobs.example.gov"}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: New succeeded", name)
		}
	}
}

func TestStaticFiles(t *testing.T) {
	h, err := New(quiet(inMemory(newMemory())))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := newAssets()
	get := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRecorder()
		h.ServeHTTP(r, httptest.NewRequest("GET", path, nil))
		return r
	}
	css := get(a.address("uswds/css/uswds.css"))
	if css.Code != 200 || !strings.Contains(css.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(css.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%d %v", css.Code, css.Header())
	}
	for _, m := range regexp.MustCompile(`url\(([^)]+)\)`).FindAllStringSubmatch(css.Body.String(), -1) {
		name := filepath.Join("uswds/css", strings.Trim(m[1], `"'`))
		if r := get(a.address(name)); r.Code != 200 {
			t.Errorf("the stylesheet names %s: %d", name, r.Code)
		}
	}
	for _, path := range []string{a.prefix, a.prefix + "uswds/", "/static/000000000000/site.css", "/static/../web.go"} {
		if r := get(path); r.Code == 200 {
			t.Errorf("%s is served", path)
		}
	}
}

// TestClassesAreStyled fails when a template uses a class of the design system
// that the trimmed stylesheet lacks.
func TestClassesAreStyled(t *testing.T) {
	var css string
	for _, name := range []string{"static/uswds/css/uswds.css", "static/site.css"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		css += string(text)
	}
	files, _ := filepath.Glob("templates/*.html")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, attribute := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
			for _, class := range regexp.MustCompile(`(usa|cd|grid)-[a-z0-9_-]+`).FindAllString(attribute[1], -1) {
				if !strings.Contains(css, "."+class) && !plainClasses[class] {
					t.Errorf("%s uses %s, which no stylesheet has: run go generate ./app/web", file, class)
				}
			}
		}
	}
}

// plainClasses are named for their meaning and need no style.
var plainClasses = map[string]bool{"usa-current": true, "usa-summary-box__body": true, "cd-area": true, "cd-spoken": true, "cd-prose": true}

func TestCrossSiteAndRate(t *testing.T) {
	o := inMemory(newMemory())
	o.PostsPerMinute, o.Clock = 3, func() time.Time { return day }
	h, err := New(quiet(o))
	if err != nil {
		t.Fatal(err)
	}
	post := func(address string, header ...string) int {
		r := httptest.NewRequest(http.MethodPost, "https://site.example/status", strings.NewReader("number=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = address
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("429 without Retry-After")
		}
		return w.Code
	}
	for _, c := range []struct {
		name   string
		header []string
		status int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another origin", []string{"Origin", "https://evil.example"}, 403},
		{"our own", []string{"Sec-Fetch-Site", "same-origin"}, 422},
	} {
		if got := post("192.0.2.1:1000", c.header...); got != c.status {
			t.Errorf("%s: %d, want %d", c.name, got, c.status)
		}
	}
	for i, want := range []int{422, 422, 429, 429} {
		if got := post("192.0.2.1:2000"); got != want {
			t.Errorf("post %d: %d, want %d", i, got, want)
		}
	}
	if got := post("192.0.2.2:1"); got != 422 {
		t.Errorf("another address: %d", got)
	}
	for range 9 {
		if got := post("127.0.0.1:1"); got != 422 {
			t.Errorf("this computer: %d", got)
		}
	}
	for i, want := range []int{422, 422, 422, 429} {
		if got := post("[2001:db8::" + string(rune('1'+i)) + "]:1"); got != want {
			t.Errorf("one IPv6 network, post %d: %d, want %d", i, got, want)
		}
	}
}
