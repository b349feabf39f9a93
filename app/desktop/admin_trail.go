package desktop

import (
	"slices"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/admin"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/policy"
)

// subjects are the first parts of the trail's actions.
var subjects = []Choice{{"application", "Applications"}, {"vacancy", "Vacancies"}, {"certificate", "Certificates"}, {"inquiry", "Inquiries"}, {"document", "Attachments"},
	{"find", "Searches"}, {"account", "Sign-in"}, {"user", "Users"}, {"device", "Computers"}, {"audit", "This trail"}, {"conflict", "Choices between two values"},
	{"sync", "Refused work"}, {"authority", "The server itself"}, {"backup", "Backups"}, {"article", "Articles"}}

// actionWords are actions whose words are not simply their parts.
var actionWords = map[string]string{
	"account.signIn": "Signed in", "account.recover": "Opened an account with the recovery key", "application.keyed": "Keyed a paper application",
	"application.secondForm": "Opened the second keying", "application.reveal": "Saw a full Social Security number", "audit.read": "Read the audit trail",
	"audit.verify": "Checked every value of the audit trail", "authority.open": "Started the server", "device.code": "Made an enrolment code", "device.enrol": "Enrolled a computer",
	"device.lost": "Reported a computer lost", "device.stolen": "Reported a computer stolen", "device.revoke": "Withdrew a computer’s access", "device.unlock": "Unlocked an account",
	"device.renew": "Renewed a computer’s certificate", "find.everything": "Searched everything", "inquiry.log": "Logged an inquiry", "inquiry.queue": "Looked at the queue",
	"inquiry.search": "Searched inquiries", "inquiry.open": "Opened an inquiry", "application.open": "Opened an application", "application.list": "Looked at the applicants",
	"certificate.open": "Opened a certificate", "certificate.export": "Exported a certificate", "user.add": "Added a user", "user.grant": "Changed a user’s roles",
	"user.activate": "Enabled a user", "user.deactivate": "Disabled a user", "sync.refused": "The server refused work", "article.ship": "Brought in an article",
}

// Trail reads the audit trail on the server, which looks at every link of it.
func (a *Admin) Trail(form TrailForm) (TrailView, error) {
	v := TrailView{Rows: []TrailRow{}}
	f := admin.Filter{User: app.ID(form.User), Subject: form.Subject, Below: form.Below}
	var wrong []fault.Field
	day := func(name, text string, plus int) (t time.Time) {
		if text == "" {
			return t
		}
		d, err := time.ParseInLocation(time.DateOnly, text, time.Local)
		if err != nil {
			wrong = append(wrong, fault.Field{Name: name, Words: "Enter the day as six digits, for example 112226"})
		}
		return d.AddDate(0, 0, plus).UTC()
	}
	f.From, f.Before = day("from", form.From, 0), day("to", form.To, 1)
	if err := fault.Fields("desktop.Trail", wrong); err != nil {
		return v, err
	}
	page, err := administer(a.door, "desktop.Trail", admin.Trail, f)
	v.Matched, v.Checked, v.Broken = page.Matched, page.Checked, page.Broken
	me := a.actor()
	for _, l := range page.Lines {
		v.Rows = append(v.Rows, TrailRow{N: l.N, At: instant(l.At), Who: l.Who, Computer: l.Device, What: actionIs(l.Action), About: aboutWords(l), Link: trailLink(me, l)})
	}
	return v, err
}

// VerifyTrail has the server check every value beneath the trail's links too, and
// says in a sentence what it found.
func (a *Admin) VerifyTrail() (VerifyView, error) {
	c, err := administer(a.door, "desktop.VerifyTrail", admin.Verify, admin.None{})
	return VerifyView{Entries: c.Entries, Opened: c.Opened, Erased: c.Erased, Damaged: len(c.Damaged)}, err
}

func actionIs(action string) string {
	if words := actionWords[action]; words != "" {
		return words
	}
	subject, rest, _ := strings.Cut(action, ".")
	switch rest { // what a desktop has saved arrives as a change of a record
	case "create":
		return "Entered"
	case "change":
		return "Changed"
	}
	return fieldWords(subject) + ": " + strings.ToLower(fieldWords(rest))
}

// opens says which right a record's screen needs.
var opens = map[string]policy.Action{hiring.Applications.Name(): policy.ApplicationRead, hiring.Vacancies.Name(): policy.VacancyRead,
	hiring.Certificates.Name(): policy.CertificateRead, inquiry.Inquiries.Name(): policy.InquiryRead}

// trailLink is the address of the entry's record, for who may open such; an
// administrator sees no cases.
func trailLink(me app.Actor, l admin.Line) string {
	if right, known := opens[l.Type]; l.ID != "" && known && policy.Somewhere(me, right) {
		return link(l.Type, l.ID)
	}
	return ""
}

func aboutWords(l admin.Line) string {
	words := kinds[l.Type]
	if words == "" && l.Type != "" {
		words = fieldWords(strings.ReplaceAll(l.Type, "-", " "))
	}
	var changed []string
	for _, f := range l.Fields {
		if !technical[f] {
			changed = append(changed, strings.ToLower(fieldWords(f)))
		}
	}
	slices.Sort(changed)
	if len(changed) > 5 {
		changed = append(changed[:5:5], "…")
	}
	if len(changed) > 0 {
		words += ": " + strings.Join(changed, ", ")
	}
	return words
}
