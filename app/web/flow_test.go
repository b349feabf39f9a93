package web

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// applicant fills the application form up to its check page.
func applicant(w *walker) *walker {
	w.Helper()
	w.open("/jobs/DE-16-OSHA-62/apply").shows(200, "step 1 of 5")
	w.fill("firstName", "Zoë", "lastName", "O’Brien-Nuñez", "street", "200 Constitution Ave NW", "city", "Denver", "state", "CO",
		"zip", "80202", "email", "zoe@example.com").press(goNext).shows(200, "step 2 of 5", "Which grades")
	w.fill("grades", "09", "citizenship", "US", "preferenceClaim", "TP").press(goNext).shows(200, "step 3 of 5", "Executive Order 9397")
	w.fill("ssn", "123-45-6789").press(goNext).shows(200, "step 4 of 5", "part 1 of 2", "compared with your résumé", "!6789")
	w.fill("answers.q1", "yes", "answers.q2", "d").page.Fill("answers.q3", "a", "b")
	w.press(goNext).shows(200, "part 2 of 2", "photoionization")
	return w.fill("answers.q4", "Line one\r\nLine two", "answers.q5", "12", "answers.q6", "2027-01-04").press(goNext)
}

func TestApply(t *testing.T) {
	m := newMemory()
	w := applicant(start(t, inMemory(m)))
	w.shows(200, "Check your answers", "Zoë", "O’Brien-Nuñez", "Colorado", "United States", "5-point preference", "•••-••-6789",
		"I do it independently", "Photoionization detector", "Line two", "Jan 4, 2027", "18 U.S.C. 1001", "!123-45-6789", "!123456789")
	if len(m.sent) != 0 {
		t.Fatal("sent before the applicant pressed Send")
	}
	check := w.page
	w.press(goSend).shows(200, "Application received", "A-7K2M-9QXD", "Nov 27, 2026", "!6789", "!zoe@example.com")
	w.page = check
	w.press(goSend).shows(200, "We already have your application", "A-7K2M-9QXD", "Nothing was sent twice")
	if len(m.sent) != 1 {
		t.Fatalf("%d applications", len(m.sent))
	}
	got := theOne(m.sent)
	if got.FirstName != "Zoë" || got.SSN != "123-45-6789" || got.Answers["q3"][1] != "b" || got.Answers["q4"][0] != "Line one\nLine two" ||
		!got.Signed || got.Country != "US" || len(got.Grades) != 1 || got.Grades[0] != "09" {
		t.Errorf("received %+v", got)
	}
}

func TestApplyChangesAndBack(t *testing.T) {
	m := newMemory()
	w := applicant(start(t, inMemory(m)))
	check := w.page
	w.press("change:identity").shows(200, "ending in 6789", "!123-45", "Save and return to your answers")
	w.press(goNext).shows(200, "Check your answers", "•••-••-6789")
	w.press("change:contact").fill("firstName", "Zoe").press(goNext).shows(200, "Check your answers")
	w.press(goBack).shows(200, "part 2 of 2")
	w.page = check
	w.press("change:identity").fill("ssn", "12").press(goNext).shows(422, "Enter the nine digits", `!value="12"`)
	w.fill("ssn", "987 65 4321").press(goNext).shows(200, "•••-••-4321")
	// Another answer takes the question that hung on it away, with its answer.
	w.press("change:questions-1").page.Fill("answers.q3", "a")
	w.press(goNext).shows(200, "Check your answers", "!Line two").press(goSend).shows(200, "A-7K2M-9QXD")
	if got := theOne(m.sent); got.Answers["q4"] != nil || got.SSN != "987 65 4321" {
		t.Errorf("received %+v", got)
	}
}

func TestApplyNewQuestionIsAskedBeforeSending(t *testing.T) {
	m := newMemory()
	w := applicant(start(t, inMemory(m))).press("change:questions-1")
	w.page.Fill("answers.q3", "a")
	w.press(goNext).shows(200, "Check your answers", "!Line two")
	w.press("change:questions-2").shows(200, "!answers.q4").fill("answers.q5", "3").press(goNext)
	w.press("change:questions-1").page.Fill("answers.q3", "b")
	w.press(goNext).shows(200, "Check your answers", "Line two") // the answer had been kept with the form
}

func TestApplyErrors(t *testing.T) {
	w := start(t, inMemory(newMemory())).open("/jobs/DE-16-OSHA-62/apply")
	w.fill("lastName", "Ng").press(goNext).shows(422, "Error: ", "There is a problem", "Enter your first name", "step 1 of 5")
	if w.page.Value("lastName") != "Ng" {
		t.Error("what was typed is gone")
	}
	if !strings.Contains(w.page.HTML, `<a href="#f-firstName">Enter your first name</a>`) || !strings.Contains(w.page.HTML, `id="f-firstName-error"`) ||
		!strings.Contains(w.page.HTML, "autofocus") || !strings.Contains(w.page.HTML, `aria-invalid="true"`) {
		t.Error("the summary does not lead to the field")
	}
}

func TestInjectionInEveryField(t *testing.T) {
	const evil = `"><script>alert(1)</script><b onmouseover=x>'`
	m := newMemory()
	w := start(t, inMemory(m)).open("/jobs/DE-16-OSHA-62/apply")
	for range 20 {
		for name, f := range w.page.Fields() {
			switch {
			case f.Type == "text" || f.Type == "email" || f.Type == "tel" || f.Type == "textarea":
				if !strings.HasPrefix(name, "x") {
					w.fill(name, evil)
				}
			case f.Type == "select" || f.Type == "radio" || f.Type == "checkbox":
				w.fill(name, f.Options[len(f.Options)-1])
			}
		}
		if w.page.Fields()["ssn"] != nil {
			w.fill("ssn", "123456789")
		}
		if w.page.Fields()["answers.q5"] != nil {
			w.fill("answers.q5", "1", "answers.q6", "2027-01-01")
		}
		w.press(goNext).shows(w.page.Status, "!<script>", "!<b onmouseover", "!"+evil)
		if strings.HasPrefix(w.page.Title, "Check") {
			break
		}
	}
	w.shows(200, "alert(1)").press(goSend).shows(200, "A-7K2M-9QXD", "!<script>")
	if got := theOne(m.sent); got.FirstName != evil {
		t.Errorf("the text was changed on the way: %q", got.FirstName)
	}
	w.open("/status").fill("number", evil, "homeZip", evil).press("").shows(422, "!<script>", "!<b onmouseover")
}

func TestVeryLongInput(t *testing.T) {
	m := newMemory()
	w := start(t, inMemory(m)).open("/jobs/DE-16-OSHA-62/apply")
	w.fill("firstName", strings.Repeat("Z", 5000)).press(goNext).shows(422, "Shorten this to 200 characters")
	w.fill("firstName", strings.Repeat("Z", 300_000)).press(goNext).shows(422, "too long together")
	w.fill("firstName", strings.Repeat("Z", 2_000_000)).press(goNext).shows(413, "longer than this form can take")
	if len(m.sent) != 0 {
		t.Error("sent")
	}
}

// send posts a form by hand.
func send(t *testing.T, h http.Handler, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestDraftsAreBound(t *testing.T) {
	m, now := newMemory(), day
	o := inMemory(m)
	o.Key = []byte("an unguessable key of 32 bytes!!")
	o.Clock = func() time.Time { return now }
	h, err := New(quiet(o))
	if err != nil {
		t.Fatal(err)
	}
	keys, _ := newSealer(o.Key)
	full := func() draft {
		return draft{Token: app.NewID(), Started: now, Sealed: now, Review: true, Values: url.Values{"firstName": {"Ana"}}}
	}
	sealed := func(flow string, d draft) string {
		text, err := keys.seal(flow, d)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := sealed("apply DE-16-OSHA-62", full())
	if strings.Contains(good, "Ana") {
		t.Error("the draft is readable")
	}
	broken := []byte(good)
	broken[len(broken)/2] ^= 1
	old := full()
	old.Sealed = now.Add(-25 * time.Hour)
	for _, c := range []struct {
		name, path, draft string
		status            int
	}{
		{"as it was given", "/jobs/DE-16-OSHA-62/apply", good, 200},
		{"changed", "/jobs/DE-16-OSHA-62/apply", string(broken), 410},
		{"for another vacancy", "/jobs/PW%2F26%2F11%20A/apply", good, 410},
		{"for another form", "/ask", good, 410},
		{"missing", "/jobs/DE-16-OSHA-62/apply", "", 410},
		{"too old", "/jobs/DE-16-OSHA-62/apply", sealed("apply DE-16-OSHA-62", old), 410},
		{"from the future", "/ask", sealed("ask", draft{Sealed: now.Add(48 * time.Hour)}), 410},
	} {
		got := send(t, h, c.path, url.Values{"draft": {c.draft}, "go": {goNext}})
		if got.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, got.Code, c.status)
		}
		if c.status == 410 && !strings.Contains(got.Body.String(), "Start again") {
			t.Errorf("%s: no way on", c.name)
		}
	}
	other, _ := New(quiet(o)) // a second server with the same key
	if got := send(t, other, "/jobs/DE-16-OSHA-62/apply", url.Values{"draft": {good}, "go": {goNext}}); got.Code != 200 {
		t.Errorf("another server: %d", got.Code)
	}
	if got := send(t, h, "/jobs/DE-16-OSHA-62/apply", url.Values{"draft": {good}, "go": {goSend}}); got.Code != 422 || len(m.sent) != 0 {
		t.Errorf("unfinished draft sent: %d", got.Code)
	}
}

func FuzzOpenDraft(f *testing.F) {
	keys, err := newSealer([]byte("an unguessable key of 32 bytes!!"))
	if err != nil {
		f.Fatal(err)
	}
	good, _ := keys.seal("ask", draft{Token: "t", Sealed: day, Values: url.Values{"a": {"b"}}})
	f.Add(good)
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := keys.open("ask", text, day)
		if err == nil && d.Token != "t" {
			t.Errorf("a forged draft opened: %+v", d)
		}
		if err != nil && !fault.Is(err, fault.Expired) {
			t.Errorf("%v", err)
		}
	})
}

func TestAsk(t *testing.T) {
	m := newMemory()
	w := start(t, inMemory(m)).open("/ask")
	w.press(goNext).shows(422, "Choose what your question is about", "Error: ")
	w.fill("category", "DIS", "description", "They refused an interpreter. My number is 123-45-6789.").press(goNext).shows(200, "step 2 of 4")
	w.fill("company", "Acme", "state", "TN", "workZip", "42223").press(goNext).shows(200, "In which county", "Christian County, KY", "Montgomery County, TN", "I don’t know")
	w.fill("county", "21047").press(goNext).shows(200, "How can we reach you?")
	w.fill("firstName", "Amadou", "lastName", "Diallo", "homeZip", "37203", "preferredContact", "phone").press(goNext).shows(422, "Enter your phone number")
	w.fill("phone", "615-555-0143 x12", "email", "amadou@gmial.com").press(goNext)
	w.shows(200, "Check your answers", "Christian County, KY", "gmail.com", "We hid what looks like a Social Security number", "!123-45-6789")
	check := w.page
	w.press(goSend).shows(200, "Question received", "7K3M-Q9TD-2HX2", "seven, Kilo", "Denver Area Office", "4 business days", "!Amadou", "!interpreter")
	w.page = check
	w.press(goSend).shows(200, "We already have your question")
	got := theOne(m.asked)
	if len(m.asked) != 1 || got.County != "21047" || got.Score != 0 || strings.Contains(got.Description, "6789") {
		t.Errorf("received %+v", got)
	}
}

func TestAskLeavesTheOldCountyBehind(t *testing.T) {
	m := newMemory()
	w := start(t, inMemory(m)).open("/ask").fill("category", "OTH", "description", "?").press(goNext)
	w.fill("company", "Acme", "state", "TN", "workZip", "42223").press(goNext).fill("county", "21047").press(goNext)
	w.press(goBack).press(goBack).shows(200, "Company").fill("workZip", "37203").press(goNext).shows(200, "How can we reach you?")
	w.fill("firstName", "A", "lastName", "B", "homeZip", "37203", "preferredContact", "email", "email", "a@b.org").press(goNext).press(goSend).shows(200, "Question received")
	if got := theOne(m.asked); got.County != "" {
		t.Errorf("county %q", got.County)
	}
}

func TestScore(t *testing.T) {
	for _, c := range []struct {
		name  string
		trap  string
		quick bool
		want  int
	}{{"a person", "", false, 0}, {"filled the trap", "buy", false, 2}, {"in no time", "", true, 1}, {"both", "buy", true, 3}} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			o := inMemory(m)
			if c.quick {
				o.Clock = func() time.Time { return day }
			}
			w := start(t, o)
			page, err := w.v.Walk(context.Background(), "/ask", map[string][]string{"category": {"OTH"}, "description": {"?"}, "company": {"Acme"}, "state": {"TN"},
				"workZip": {"37203"}, "firstName": {"A"}, "lastName": {"B"}, "homeZip": {"37203"}, "preferredContact": {"email"}, "email": {"a@b.org"}})
			if err != nil {
				t.Fatal(err)
			}
			for name := range page.Fields() {
				if strings.HasPrefix(name, "x") && c.trap != "" {
					_ = page.Fill(name, c.trap)
				}
			}
			if number, _, err := page.Send(context.Background()); err != nil || number != "7K3M-Q9TD-2HX2" {
				t.Fatal(number, err)
			}
			if got := theOne(m.asked).Score; got != c.want {
				t.Errorf("score %d, want %d", got, c.want)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	const refused = "We cannot show a status for this number and ZIP code"
	for _, c := range []struct {
		name, number, zip string
		status            int
		shows             []string
	}{
		{"right", "4821-A7K3-MQ9M", "37203", 200, []string{"Being reviewed", "Nashville Office", "Nov 20, 2026", "Please call us"}},
		{"as typed by people", " 4821 a7k3 mq9m ", "37203-1234", 200, []string{"Being reviewed"}},
		{"mistyped", "4821-A7K3-MQ9N", "37203", 422, []string{"one character seems to be mistyped", "!Being reviewed"}},
		{"wrong ZIP code", "4821-A7K3-MQ9M", "37204", 422, []string{refused, "!Nashville"}},
		{"no such number", "0000-0000-0017", "37203", 422, []string{refused}},
		{"nothing entered", "", "", 422, []string{"Enter your tracking number", "Enter your 5-digit home ZIP code"}},
		{"very long", strings.Repeat("4", 100_000), "37203", 422, []string{"mistyped"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := start(t, inMemory(newMemory())).open("/status").fill("number", c.number, "homeZip", c.zip).press("").shows(c.status, c.shows...)
			if w.page.Header.Get("Cache-Control") != "no-store" {
				t.Error("the answer may be stored")
			}
			if c.status != 200 && c.number != "" && !strings.Contains(html.UnescapeString(w.page.HTML), strings.TrimSpace(c.number)) {
				t.Error("what was typed is gone")
			}
		})
	}
}

func TestEveryFormPageIsPrivate(t *testing.T) {
	w := start(t, inMemory(newMemory()))
	for _, path := range []string{"/ask", "/status", "/jobs/DE-16-OSHA-62/apply"} {
		if got := w.open(path).page.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: %q", path, got)
		}
	}
}
