package desktop

import (
	"context"
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/node"
	"civicdesk/app/refdata"
)

// Inquiries is the inquiries half, bound to the page.
type Inquiries struct{ door *door }

// script is what an agent reads aloud (inquiries are voluntary; an inquiry is no
// complaint and stops no deadline).
var script = []Section{
	{"1  Greeting", "Thank you for calling the agency’s help desk. My name is … How may I help you?"},
	{"2  Privacy notice", "What you tell me is used to answer you and to keep statistics without your name. Answering is voluntary, but without the required answers we may not be able to follow up. Please do not tell me your Social Security number."},
	{"3  Who is calling", "Are you a worker or applicant, an employer or contractor, or do you call for somebody else?"},
	{"4  The employer", "Does the employer do business with the federal government? You need not know."},
	{"5  When", "On which day did the last event happen? A complaint has a deadline."},
	{"6  Before closing", "An inquiry is not a complaint and does not stop the deadline. We do not tell your employer. Let me read you your tracking number."},
}

var refusals = []Choice{
	{"caller would rather not say", "The caller would rather not say"},
	{"caller does not know", "The caller does not know"},
	{"call was cut off", "The call was cut off"},
	{"not on the letter", "It is not on the letter or e-mail"},
}

// Options are the lists and texts of the call screen.
func (q *Inquiries) Options() (InquiryOptions, error) {
	return asking(q.door, "desktop.InquiryOptions", func(_ context.Context, desk *node.Session) (InquiryOptions, error) {
		o := InquiryOptions{States: states(), Refusals: refusals, Script: script, Categories: []CategoryView{}, Channels: []Choice{}, Closings: []Choice{}}
		for _, c := range desk.Inquiries.Categories() {
			v := CategoryView{Code: c.Code, Label: c.Label, Group: c.Group}
			if c.Referral != "" {
				v.Refer = "Refer the caller to " + c.Referral
			}
			o.Categories = append(o.Categories, v)
		}
		for _, c := range []inquiry.Channel{inquiry.ByPhone, inquiry.ByMail, inquiry.ByEmail, inquiry.InPerson} {
			o.Channels = append(o.Channels, Choice{string(c), c.Words()})
		}
		for _, r := range []inquiry.CloseReason{inquiry.Resolved, inquiry.Referred, inquiry.Duplicate, inquiry.NoReply, inquiry.Withdrawn, inquiry.NotInquiry} {
			o.Closings = append(o.Closings, Choice{string(r), r.Words()})
		}
		return o, nil
	})
}

// LookUpZIP says where a workplace's ZIP code lies and which office answers. It
// stores nothing.
func (q *Inquiries) LookUpZIP(zip, state, county string) (ZIPView, error) {
	return asking(q.door, "desktop.LookUpZIP", func(ctx context.Context, desk *node.Session) (ZIPView, error) {
		full, ok := intake.ReadZIP(zip)
		zip5 := intake.ZIP5(full)
		v := ZIPView{ZIP: zip5, States: []Choice{}, Counties: []Choice{}, Why: []Reason{}}
		rows := refdata.ZIP(zip5)
		v.Known = len(rows) > 0
		for _, r := range rows {
			if s, ok := refdata.StateByCode(r.State); ok && !slices.ContainsFunc(v.States, func(c Choice) bool { return c.Code == r.State }) {
				v.States = append(v.States, Choice{r.State, s.Name})
			}
			if r.FIPS != "" {
				v.Counties = append(v.Counties, Choice{r.FIPS, r.County})
			}
		}
		if !v.Known {
			for _, c := range refdata.Counties(state) {
				v.Counties = append(v.Counties, Choice{c.FIPS, c.Name})
			}
			if ok && strings.TrimSpace(zip) != "" {
				v.Warning = "This ZIP code is not in our table; the state decides the office."
			}
		}
		p, err := desk.Inquiries.Preview(ctx, intake.Form{WorkZIP: zip, State: state, County: county}, "")
		if err != nil {
			return v, err
		}
		v.State, v.County, v.Office, v.OfficePhone, v.Why = p.State, p.County, p.Office.Name, p.Office.Phone, reasons(p.Why, "")
		if v.Warning == "" && len(p.Flags) > 0 && (state != "" || len(v.States) > 1) {
			v.Warning = strings.Join(p.Flags, " ")
		}
		return v, nil
	})
}

// Callers finds earlier inquiries by name, phone, e-mail or tracking number.
func (q *Inquiries) Callers(text string) ([]CallerRow, error) {
	return opening(q.door, "desktop.Callers", func(ctx context.Context, desk *node.Session) ([]CallerRow, error) {
		found, err := desk.Inquiries.SearchCallers(ctx, text)
		rows := make([]CallerRow, 0, len(found))
		for _, r := range found {
			rows = append(rows, CallerRow{Inquiry: string(r.ID), Tracking: r.Number.String(), FirstName: r.FirstName, LastName: r.LastName, Name: r.Name, Company: r.Company,
				Phone: r.Phone, Email: r.Email, HomeZIP: r.HomeZIP, Category: r.CategoryLabel, Received: string(r.Received), Status: r.Status.Words()})
		}
		return rows, err
	})
}

// Parked lists the person's calls that are not logged yet.
func (q *Inquiries) Parked() ([]CallForm, error) {
	return asking(q.door, "desktop.Parked", func(ctx context.Context, desk *node.Session) ([]CallForm, error) {
		drafts, err := desk.Inquiries.ParkedCalls(ctx)
		forms := make([]CallForm, 0, len(drafts))
		for _, d := range drafts {
			form := callForm(d.Call)
			for i, a := range form.Articles {
				if at, _, err := desk.Articles.Open(ctx, a.Slug, a.Version); err == nil { // without it the slug is shown
					form.Articles[i].Title = at.Title
				}
			}
			forms = append(forms, form)
		}
		return forms, err
	})
}

// Park keeps a call as far as it is filled in.
func (q *Inquiries) Park(form CallForm) (CallForm, error) {
	return saving(q.door, "desktop.Park", func(ctx context.Context, desk *node.Session) (CallForm, error) {
		id, err := desk.Inquiries.SaveDraft(ctx, call(form))
		form.ID = string(id)
		return form, err
	})
}

// Discard throws a parked call away.
func (q *Inquiries) Discard(id string) ([]CallForm, error) {
	_, err := saving(q.door, "desktop.Discard", func(ctx context.Context, desk *node.Session) (bool, error) {
		return true, desk.Inquiries.DiscardDraft(ctx, app.ID(id))
	})
	if err != nil {
		return []CallForm{}, err
	}
	return q.Parked()
}

// Log stores the call as an inquiry and gives the number to read aloud.
func (q *Inquiries) Log(form CallForm) (CallSaved, error) {
	return saving(q.door, "desktop.Log", func(ctx context.Context, desk *node.Session) (CallSaved, error) {
		c := call(form)
		c.Ended = time.Now().UTC()
		r, err := desk.Inquiries.LogCall(ctx, c)
		if err != nil {
			return CallSaved{}, err
		}
		saved := CallSaved{ID: string(r.ID), Tracking: r.Number.String(), Aloud: r.ReadAloud, Office: r.Office.Name, OfficePhone: r.Office.Phone,
			Due: string(r.Due), Deadline: r.Deadline.Words, Why: reasons(r.Why, ""), Warnings: append([]string{}, r.Flags...)}
		for _, w := range r.Warnings {
			saved.Warnings = append(saved.Warnings, w.Words)
		}
		return saved, nil
	})
}

// call is a call form as the service takes it. One reason stands for every
// required field that is empty.
func call(f CallForm) inquiry.CallForm {
	started, _ := time.Parse(time.RFC3339, f.StartedAt)
	c := inquiry.CallForm{ID: app.ID(f.ID), Channel: inquiry.Channel(f.Channel), Received: app.Date(f.Received), Started: started.UTC(), LastEvent: app.Date(f.LastEvent),
		Answer: f.Answer, Form: intake.Form{FirstName: f.FirstName, LastName: f.LastName, OneName: f.OneName, HomeZIP: f.HomeZIP, PreferredContact: f.PreferredContact,
			Phone: f.Phone, Email: f.Email, Company: f.Company, Street: f.Street, City: f.City, State: f.State, County: f.County,
			WorkZIP: f.WorkZIP, WorkZIPUnknown: f.WorkZIPUnknown, Category: f.Category, Description: f.Description}}
	for _, a := range f.Articles {
		c.Articles = append(c.Articles, inquiry.ArticleUse{Slug: a.Slug, Version: a.Version})
	}
	if f.Refused != "" {
		c.Missing = map[string]string{}
		for _, name := range []string{intake.FirstName, intake.LastName, intake.HomeZIP, intake.PreferredContact, intake.Phone, intake.Email, intake.Company,
			intake.State, intake.WorkZIP, intake.Category, intake.Description} {
			c.Missing[name] = f.Refused
		}
	}
	return c
}

func callForm(c inquiry.CallForm) CallForm {
	f := c.Form
	out := CallForm{ID: string(c.ID), Channel: string(c.Channel), StartedAt: instant(c.Started), Received: string(c.Received), LastEvent: string(c.LastEvent),
		Answer: c.Answer, FirstName: f.FirstName, LastName: f.LastName, OneName: f.OneName, HomeZIP: f.HomeZIP, PreferredContact: f.PreferredContact,
		Phone: f.Phone, Email: f.Email, Company: f.Company, Street: f.Street, City: f.City, State: f.State, County: f.County,
		WorkZIP: f.WorkZIP, WorkZIPUnknown: f.WorkZIPUnknown, Category: f.Category, Description: f.Description}
	out.Articles = []ArticleUse{}
	for _, a := range c.Articles {
		out.Articles = append(out.Articles, ArticleUse{Slug: a.Slug, Title: a.Slug, Version: a.Version})
	}
	for _, reason := range c.Missing {
		out.Refused = reason
	}
	return out
}

// queues are the lists of inquiries by the name that the page gives them.
var queues = map[string]inquiry.Filter{
	"open":  {},
	"aside": {Quarantine: true},
	"ended": {Statuses: []inquiry.Status{inquiry.StatusAnswered, inquiry.StatusClosed}, Newest: true},
}

// Queue lists inquiries: "open", those due first on top; "aside", web forms that
// look machine-made, until somebody has looked; "ended", the newest 500 that were
// answered or closed. again says that the list is on the screen and is only fetched
// anew since the server had news: that is on the audit trail like every listing,
// but no activity of the person's.
func (q *Inquiries) Queue(which string, again bool) (QueueView, error) {
	ask := opening[QueueView]
	if again {
		ask = asking[QueueView]
	}
	return ask(q.door, "desktop.Queue", func(ctx context.Context, desk *node.Session) (QueueView, error) {
		v := QueueView{Rows: []InquiryRow{}}
		filter, known := queues[which]
		if !known {
			return v, fault.E("desktop.Queue", fault.NotFound, "There is no such list of inquiries.", nil)
		}
		all, err := desk.Inquiries.Queue(ctx, filter)
		if err != nil {
			return v, err
		}
		w, err := desk.Inquiries.Waiting(ctx)
		v.Rows, v.Open, v.Aside = inquiryRows(all), w.Open, w.Aside
		return v, err
	})
}

// Inquiry opens one inquiry; the opening is on the audit trail.
func (q *Inquiries) Inquiry(id string) (InquiryView, error) {
	return opening(q.door, "desktop.Inquiry", func(ctx context.Context, desk *node.Session) (InquiryView, error) {
		d, err := desk.Inquiries.Open(ctx, app.ID(id))
		if err != nil {
			return InquiryView{}, err
		}
		return inquiryView(d, desk), nil
	})
}

// AddNote adds a note: "comment", "research" or "contact".
func (q *Inquiries) AddNote(id, kind, text string) (InquiryView, error) {
	return q.work("desktop.AddNote", id, func(ctx context.Context, s *inquiry.Service) error {
		return s.AddNote(ctx, app.ID(id), inquiry.NewNote{Kind: inquiry.NoteKind(kind), Text: text})
	})
}

// Answer records the answer that the person was given.
func (q *Inquiries) Answer(id, text string) (InquiryView, error) {
	return q.work("desktop.Answer", id, func(ctx context.Context, s *inquiry.Service) error { return s.Answer(ctx, app.ID(id), text) })
}

// Close closes the inquiry for a reason of the list.
func (q *Inquiries) Close(id, reason, text string) (InquiryView, error) {
	return q.work("desktop.Close", id, func(ctx context.Context, s *inquiry.Service) error {
		return s.Close(ctx, app.ID(id), inquiry.CloseReason(reason), text)
	})
}

func (q *Inquiries) work(op, id string, step func(context.Context, *inquiry.Service) error) (InquiryView, error) {
	return saving(q.door, op, func(ctx context.Context, desk *node.Session) (InquiryView, error) {
		if err := step(ctx, desk.Inquiries); err != nil {
			return InquiryView{}, err
		}
		d, err := desk.Inquiries.Open(ctx, app.ID(id))
		return inquiryView(d, desk), err
	})
}
