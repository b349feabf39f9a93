package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// topic is one page of a form: one subject, a few fields.
type topic struct {
	Slug   string
	Step   string // its name in the step indicator; pages in a row may share one
	Title  string
	Intro  string // name of the template set above the fields, or ""
	Fields []field
}

// flow is a form of several pages, then a page to check the answers, then a
// receipt. The pages depend on the answers so far.
type flow struct {
	name     string // binds drafts: one of another flow does not open
	address  string // path of every page of the form
	title    string // of the whole: "Apply for Industrial Hygienist"
	nav      string
	backTo   string // where the first page's back link leads
	backText string
	send     string     // label of the last button
	start    url.Values // answers that the form begins with
	topics   func(v url.Values) []topic
	tidy     func(d *draft) // after each page; may be nil
	check    func(ctx context.Context, d draft) (wrong, look []fault.Field, err error)
	submit   func(ctx context.Context, d draft) (Receipt, error)
	closing  string // template with what is said above the last button
	done     string // template of the receipt
	about    any    // handed to the templates
}

// flowPage is what the pages of a form are drawn from.
type flowPage struct {
	Flow    string
	Address string
	Draft   string
	Trap    string
	First   bool
	Review  bool
	Back    problem // where the first page's back link leads
	Topic   topic
	Fields  []field
	Steps   []step
	StepNo  int
	Answers []answered
	Look    []string // worth a second look before sending
	Closing string
	Send    string
	About   any
}

type step struct {
	Name  string
	State string // "complete", "current" or ""
}

// answered is one topic on the check page.
type answered struct {
	Title  string
	Slug   string
	Fields []field
}

// The buttons of a form, as the name "go" carries them. "change:" is followed by
// the topic's slug.
const (
	goNext   = "next"
	goBack   = "back"
	goSend   = "send"
	goChange = "change:"
	checkAll = "check" // the slug of the check page
)

// run shows a form and leads through it: parse, check, do, show the next page.
// A page is the answer to a POST, so nothing of a person is ever in an address.
// Browsers may not store the pages, since people apply on shared computers; the
// price is that the browser's own Back asks before it shows an earlier page, so
// every page has a Back button of its own.
func (s *site) run(w http.ResponseWriter, r *http.Request, f flow) error {
	if r.Method != http.MethodPost {
		d := draft{Token: app.NewID(), Started: s.now(), Values: url.Values{}}
		maps.Copy(d.Values, f.start)
		return s.topicPage(w, r, f, d, f.topics(d.Values), 0, nil, http.StatusOK)
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	d, err := s.sealer.open(f.name, r.PostForm.Get("draft"), s.now())
	if err != nil {
		return err
	}
	if r.PostForm.Get(trapName(d.Token)) != "" {
		d.Trapped = true
	}
	topics := f.topics(d.Values)
	at := slices.IndexFunc(topics, func(t topic) bool { return t.Slug == r.PostForm.Get("topic") })
	if at >= 0 {
		d.Hasty = d.Hasty || s.now().Sub(d.Sealed) < hasty
		take(d.Values, r.PostForm, topics[at].Fields)
		if f.tidy != nil {
			f.tidy(&d)
		}
		slug := topics[at].Slug
		topics = f.topics(d.Values) // an answer may bring up further pages
		at = indexOf(topics, slug)
	}
	button := r.PostForm.Get("go")
	switch {
	case button == goSend:
		return s.sendFlow(w, r, f, d, topics)
	case strings.HasPrefix(button, goChange):
		if to := indexOf(topics, button[len(goChange):]); to >= 0 {
			return s.topicPage(w, r, f, d, topics, to, nil, http.StatusOK)
		}
		return s.topicPage(w, r, f, d, topics, 0, nil, http.StatusOK)
	case button == goBack:
		switch {
		case d.Review && at >= 0:
			return s.checkPage(w, r, f, d, topics, nil, http.StatusOK)
		case at < 0:
			return s.topicPage(w, r, f, d, topics, len(topics)-1, nil, http.StatusOK)
		}
		return s.topicPage(w, r, f, d, topics, max(at-1, 0), nil, http.StatusOK)
	}
	return s.nextPage(w, r, f, d, topics, at)
}

// nextPage checks the topic just answered and goes on to the next one, or to the
// check page.
func (s *site) nextPage(w http.ResponseWriter, r *http.Request, f flow, d draft, topics []topic, at int) error {
	if at < 0 {
		return s.topicPage(w, r, f, d, topics, 0, nil, http.StatusOK)
	}
	wrong, _, err := f.check(r.Context(), d)
	if err != nil {
		return err
	}
	if mine := faultsOf(topics[at], wrong); len(mine) > 0 {
		return s.topicPage(w, r, f, d, topics, at, mine, http.StatusUnprocessableEntity)
	}
	if d.Review { // a change may have brought up pages never answered
		for to, t := range topics {
			if len(faultsOf(t, wrong)) > 0 {
				return s.topicPage(w, r, f, d, topics, to, nil, http.StatusOK)
			}
		}
	}
	if d.Review || at == len(topics)-1 {
		return s.checkPage(w, r, f, d, topics, nil, http.StatusOK)
	}
	return s.topicPage(w, r, f, d, topics, at+1, nil, http.StatusOK)
}

// sendFlow checks everything once more and sends it. What the service finds
// wrong with a field leads back to that field.
func (s *site) sendFlow(w http.ResponseWriter, r *http.Request, f flow, d draft, topics []topic) error {
	wrong, _, err := f.check(r.Context(), d)
	if err != nil {
		return err
	}
	var got Receipt
	if len(wrong) == 0 {
		got, err = f.submit(r.Context(), d)
		wrong = fault.FieldsOf(err)
	}
	if len(wrong) > 0 {
		for to, t := range topics {
			if mine := faultsOf(t, wrong); len(mine) > 0 {
				return s.topicPage(w, r, f, d, topics, to, mine, http.StatusUnprocessableEntity)
			}
		}
		return s.checkPage(w, r, f, d, topics, wrong, http.StatusUnprocessableEntity)
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Refused || k == fault.Conflict) {
		return s.checkPage(w, r, f, d, topics, []fault.Field{{Words: fault.Words(err)}}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, f.done, page{Title: receiptTitle(got), Nav: f.nav, Private: true, Body: struct {
		Receipt
		About any
	}{got, f.about}})
}

func receiptTitle(got Receipt) string {
	if got.Repeated {
		return "Already received"
	}
	return "Received"
}

// topicPage shows one topic with what was answered and what is wrong.
func (s *site) topicPage(w http.ResponseWriter, r *http.Request, f flow, d draft, topics []topic, at int, wrong []fault.Field, status int) error {
	t := topics[at]
	for _, bad := range wrong { // a number that is wrong is not kept, since it cannot be shown for correction
		for _, ask := range t.Fields {
			if ask.Kind == secret && ask.Name == bad.Name {
				d.Values = maps.Clone(d.Values)
				delete(d.Values, bad.Name)
			}
		}
	}
	p, err := s.flowPage(f, d, topics, t.Step)
	if fault.Is(err, fault.Invalid) { // too long to carry: shown for shortening, but not kept
		wrong = append(wrong, fault.Field{Words: fault.Words(err)})
		kept := d
		kept.Values = maps.Clone(d.Values)
		for _, ask := range t.Fields {
			delete(kept.Values, ask.Name)
		}
		p, err = s.flowPage(f, kept, topics, t.Step)
	}
	if err != nil {
		return err
	}
	p.Topic, p.First = t, at == 0
	p.Fields = fill(t.Fields, d.Values, wrong)
	return s.show(w, r, status, "topic", page{Title: t.Title + " – " + f.title, Nav: f.nav, Private: true,
		Problems: problems(p.Fields, wrong), Body: p})
}

// checkPage shows all answers with a way to change each topic.
func (s *site) checkPage(w http.ResponseWriter, r *http.Request, f flow, d draft, topics []topic, wrong []fault.Field, status int) error {
	d.Review = true
	p, err := s.flowPage(f, d, topics, "")
	if err != nil {
		return err
	}
	_, look, err := f.check(r.Context(), d)
	if err != nil {
		return err
	}
	for _, l := range look {
		p.Look = append(p.Look, l.Words)
	}
	for _, t := range topics {
		p.Answers = append(p.Answers, answered{t.Title, t.Slug, fill(t.Fields, d.Values, wrong)})
	}
	return s.show(w, r, status, "check", page{Title: "Check your answers – " + f.title, Nav: f.nav, Private: true,
		Problems: problems(nil, wrong), Body: p})
}

// flowPage seals the draft and draws the step indicator; current is "" on the
// check page.
func (s *site) flowPage(f flow, d draft, topics []topic, current string) (flowPage, error) {
	d.Sealed = s.now()
	sealed, err := s.sealer.seal(f.name, d)
	if err != nil {
		return flowPage{}, err
	}
	p := flowPage{Flow: f.title, Address: f.address, Draft: sealed, Trap: trapName(d.Token), Review: d.Review,
		Back: problem{f.backText, f.backTo}, Closing: f.closing, Send: f.send, About: f.about}
	const last = "Check answers"
	if current == "" {
		current = last
	}
	for _, t := range topics {
		if n := len(p.Steps); n == 0 || p.Steps[n-1].Name != t.Step {
			p.Steps = append(p.Steps, step{Name: t.Step})
		}
	}
	p.Steps = append(p.Steps, step{Name: last})
	p.StepNo = 1 + slices.IndexFunc(p.Steps, func(s step) bool { return s.Name == current })
	for i := range p.Steps {
		switch {
		case i+1 < p.StepNo:
			p.Steps[i].State = "complete"
		case i+1 == p.StepNo:
			p.Steps[i].State = "current"
		}
	}
	return p, nil
}

func indexOf(topics []topic, slug string) int {
	return slices.IndexFunc(topics, func(t topic) bool { return t.Slug == slug })
}

// faultsOf are the faults in the topic's own fields.
func faultsOf(t topic, wrong []fault.Field) []fault.Field {
	var mine []fault.Field
	for _, w := range wrong {
		if slices.ContainsFunc(t.Fields, func(f field) bool { return f.Name == w.Name }) {
			mine = append(mine, w)
		}
	}
	return mine
}
