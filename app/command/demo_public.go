package command

import (
	"fmt"
	"regexp"
	"strings"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/sample"
	"civicdesk/app/web/visitor"
)

// webInquiry is the inquiry that the demo's inquirer asks and later looks up.
type webInquiry struct{ number, zip string }

// publicWork: members of the public apply and ask on the web site by HTTP,
// sending one form twice.
func (d *demo) publicWork(n int) error {
	if err := d.startServer(); err != nil {
		return err
	}
	set, err := questionSet("monster_118215.txt")
	if err != nil {
		return err
	}
	base := "https://127.0.0.1:" + d.port
	for i, a := range sample.Applications(d.seed+100, n, d.vacancy, set, hiring.Web) {
		v, err := visitor.New(base, d.client())
		if err != nil {
			return err
		}
		page, err := v.Walk(d.ctx, "/jobs/"+d.vacancy.Announcement+"/apply", applicationForm(a))
		if err != nil {
			return err
		}
		number, _, err := page.Send(d.ctx)
		if err != nil {
			return err
		}
		if again, receipt, err := page.Send(d.ctx); i == 0 && (err != nil || again != number || !strings.Contains(receipt.Text, "already")) {
			return fmt.Errorf("sending twice gave %q after %q, %v", again, number, err)
		}
		d.plant(a.SSN, a.Email, a.FirstName+" "+a.LastName)
	}
	d.summary.WebApplications = n
	if err := d.ask(base); err != nil {
		return err
	}
	d.say("The public, by HTTP: %d applications, %d inquiry (%s); a form sent twice made one.", n, d.summary.WebInquiries, d.question.number)
	return nil
}

func (d *demo) ask(base string) error {
	for _, c := range sample.Inquiries(d.seed+200, 30, app.DateOf(d.start)) {
		if c.Channel != inquiry.ByWeb || c.Form.OneName || len(c.Form.Description) < 8 {
			continue
		}
		v, err := visitor.New(base, d.client())
		if err != nil {
			return err
		}
		page, err := v.Walk(d.ctx, "/ask", inquiryForm(c))
		if err != nil {
			return err
		}
		number, _, err := page.Send(d.ctx)
		if err != nil {
			return err
		}
		d.question = webInquiry{number, c.Form.HomeZIP}
		d.plant(c.Form.Email, c.Form.Description)
		d.summary.WebInquiries++
		return nil
	}
	return fmt.Errorf("no sample inquiry from the web")
}

// applicationForm is an application as somebody fills in the pages.
func applicationForm(a hiring.Application) map[string][]string {
	f := map[string][]string{"firstName": {a.FirstName}, "middleName": {a.MiddleName}, "lastName": {a.LastName}, "suffix": {a.Suffix},
		"street": {a.Street}, "street2": {a.Street2}, "city": {a.City}, "state": {a.State}, "zip": {a.Zip}, "country": {a.Country},
		"email": {a.Email}, "dayPhone": {a.DayPhone}, "grades": a.Grades, "citizenship": {a.Citizenship},
		"preferenceClaim": {string(a.PreferenceClaim)}, "ssn": {a.SSN}}
	for id, values := range a.Answers {
		f[form.FieldName(id)] = values
	}
	return f
}

func inquiryForm(c inquiry.CallForm) map[string][]string {
	f := map[string][]string{"category": {c.Form.Category}, "description": {c.Form.Description}, "company": {c.Form.Company}, "street": {c.Form.Street},
		"city": {c.Form.City}, "state": {c.Form.State}, "workZip": {c.Form.WorkZIP}, "firstName": {c.Form.FirstName}, "lastName": {c.Form.LastName},
		"homeZip": {c.Form.HomeZIP}, "preferredContact": {c.Form.PreferredContact}, "email": {c.Form.Email}, "phone": {c.Form.Phone}}
	if c.Form.WorkZIPUnknown {
		f["workZipUnknown"] = []string{"yes"}
	}
	return f
}

var stageShown = regexp.MustCompile(`class="cd-number">([^<]+)<`)

// checkStatus: the inquirer looks up the status with number and ZIP, and is told
// nothing with another ZIP.
func (d *demo) checkStatus() error {
	look := func(number, zip string) (*visitor.Page, error) {
		v, err := visitor.New("https://127.0.0.1:"+d.port, d.client())
		if err != nil {
			return nil, err
		}
		page, err := v.Open(d.ctx, "/status")
		if err != nil {
			return nil, err
		}
		if err := page.Fill("number", number); err != nil {
			return nil, err
		}
		if err := page.Fill("homeZip", zip); err != nil {
			return nil, err
		}
		return page.Press(d.ctx, "", "")
	}
	for _, number := range append([]string{d.question.number}, d.numbers...) {
		zip := d.question.zip
		for i, n := range d.numbers {
			if n == number {
				zip = d.calls[i].Form.HomeZIP
			}
		}
		if zip == "" { // a caller kept it to himself
			continue
		}
		page, err := look(number, zip)
		if err != nil {
			return err
		}
		m := stageShown.FindStringSubmatch(page.HTML)
		if m == nil {
			return fmt.Errorf("no status for %s: %s", number, page.Text)
		}
		d.summary.Status = m[1]
	}
	page, err := look(d.question.number, "00000")
	if err != nil {
		return err
	}
	if stageShown.MatchString(page.HTML) {
		return fmt.Errorf("the status shows with another ZIP code")
	}
	d.say("The inquirer looks up %s: “%s”; with another ZIP code nothing is told.", d.question.number, d.summary.Status)
	return nil
}
