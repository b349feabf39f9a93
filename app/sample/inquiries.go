package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/inquiry"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/refdata"
)

// Inquiries are n inquiries of the twelve weeks up to the day: half of them
// from the web, the others logged by telephone, mail, e-mail or at the counter.
// Some people ask twice, some callers keep a field to themselves, some give a
// ZIP code that lies in another state. Those from the web go through
// Submission.
func Inquiries(seed int64, n int, today app.Date) []inquiry.CallForm {
	all := make([]inquiry.CallForm, n)
	for i := range all {
		all[i] = ask(source("inquiry", seed, i), seed, i, today)
		if i > 0 && i%9 == 0 { // somebody asks again
			again(&all[i].Form, all[i-1-i%4].Form)
		}
	}
	return all
}

// Submission is an inquiry as the public site would send it.
func Submission(c inquiry.CallForm) inquiry.Submission {
	return inquiry.Submission{Token: c.ID, Form: c.Form, LastEvent: c.LastEvent}
}

func ask(r *rand.Rand, seed int64, i int, today app.Date) inquiry.CallForm {
	p := someone(r, i)
	work := p.home
	if chance(r, 40) {
		work = one(r, places)
	}
	category := one(r, refdata.Categories())
	company := one(r, companies)
	c := inquiry.CallForm{
		ID: idOf(fmt.Sprintf("inquiry %d %d", seed, i)), Received: today.AddDays(-r.IntN(84)),
		Channel: one(r, []inquiry.Channel{inquiry.ByWeb, inquiry.ByWeb, inquiry.ByWeb, inquiry.ByPhone, inquiry.ByPhone, inquiry.ByMail, inquiry.ByEmail, inquiry.InPerson}),
		Form: intake.Form{
			FirstName: p.first, LastName: p.last, HomeZIP: p.home.zip, PreferredContact: one(r, []string{intake.ByEmail, intake.ByPhone}), Phone: p.day, Email: p.email,
			Company: company, City: work.city, State: work.state, WorkZIP: work.zip, Category: category.Code, Description: describe(r, category, company),
		},
	}
	if chance(r, 30) {
		c.Form.Street = fmt.Sprintf("%d %s", 1+r.IntN(3000), one(r, streets))
	}
	if category.DeadlineDays > 0 {
		c.LastEvent = c.Received.AddDays(-r.IntN(category.DeadlineDays + 20)) // a few are too late
	}
	switch {
	case chance(r, 5):
		c.Form.WorkZIP, c.Form.WorkZIPUnknown = "", true
	case chance(r, 5):
		c.Form.WorkZIP = one(r, places).zip // perhaps of another state
	}
	if c.Channel != inquiry.ByWeb {
		logged(r, &c)
	}
	return c
}

// logged adds what only an agent enters: times, what a caller would not say, an
// answer given at once.
func logged(r *rand.Rand, c *inquiry.CallForm) {
	if c.Channel == inquiry.ByPhone {
		c.Started = c.Received.Time().Add(13*time.Hour + time.Duration(r.IntN(8*3600))*time.Second) // the day's hours in Washington, in UTC
		c.Ended = c.Started.Add(time.Duration(90+r.IntN(900)) * time.Second)
		if chance(r, 15) {
			c.Form.Description = strings.ReplaceAll(c.Form.Description, c.Form.Company, "my employer")
			c.Form.Company, c.Missing = "", map[string]string{intake.Company: "Caller did not want to name the employer."}
		}
	}
	if chance(r, 20) {
		c.Answer = one(r, answersGiven)
	}
}

// again makes the same person ask: same name, and the same e-mail or phone.
func again(f *intake.Form, before intake.Form) {
	f.FirstName, f.LastName, f.OneName, f.HomeZIP = before.FirstName, before.LastName, before.OneName, before.HomeZIP
	f.Email, f.Phone = before.Email, before.Phone
}

var companies = []string{"Acme Foundry Works", "Lakeshore Community Hospital", "Blue Ridge Paper Company", "Northfield Insurance", "Harbor City Transit", "Sunrise Home Care", "Tri-County Builders",
	"O’Malley & Sons Trucking", "Pueblo Verde Farms", "Great Lakes Shipyard", "Summit Call Centers", "Magnolia Textiles", "Pacific Rim Freight", "Desert Sky Airlines", "Keystone Steel & Wire"}

var answersGiven = []string{
	"Explained the difference between an inquiry and a complaint, and where to file one.",
	"Sent the link to the form and said how long there is to file.",
	"Gave the telephone number of the agency that looks after this.",
	"Explained which employers the rules cover.",
}

// describe says in plain words what the matter is.
func describe(r *rand.Rand, c refdata.Category, company string) string {
	text, ok := matters[c.Code]
	if !ok {
		text = []string{"I have a question about " + strings.ToLower(c.Label) + " at %s. Whom do I ask?"}
	}
	out := one(r, text)
	if strings.Contains(out, "%s") {
		out = fmt.Sprintf(out, company)
	}
	return out
}

var matters = map[string][]string{
	"DIS": {"I asked %s for a chair I can sit in with my back injury. They said no without talking to me about it.", "My hearing aids do not work with the headset at %s. I asked for another one in March and have heard nothing."},
	"VET": {"I was turned down at %s and the manager said that people who are still in the Reserve are never there.", "I am a disabled veteran. %s asked me at the interview how bad my condition is."},
	"RET": {"After I asked about my rights %s changed my shifts so that I cannot bring my child to school.", "Since I helped a colleague with her complaint nobody at %s talks to me and I was written up twice."},
	"EO1": {"I was passed over for lead at %s three times. Everybody who got it is of the same background as the manager.", "They make remarks about my accent at %s and laugh."},
	"PAY": {"At %s we were told that we are not allowed to tell each other what we earn. Is that right?", "I was warned at %s because I asked a colleague about her pay."},
	"FIL": {"How do I file a complaint against %s, and do I need a lawyer?", "I started the complaint form about %s and do not know what to write under basis."},
	"FED": {"How can I find out whether %s has a contract with the government?", "Does %s do federal work? They have a flag at the gate."},
	"COV": {"We have 48 employees and a subcontract. Do the rules cover us?", "Our first federal contract is for $60,000. What do we have to do now?"},
	"AAP": {"Do we need a written program for each building, or one for the company?", "When is the program for veterans due after a new contract?"},
	"SID": {"May we ask new employees about a disability on paper, or only online?", "Which edition of the disability form is the current one?"},
	"REC": {"How long do we keep applications of people we did not hire?", "Who counts as an applicant when people only sent a message?"},
	"POS": {"Where do we get the poster in Spanish?", "Does the poster have to hang in a break room that nobody uses?"},
	"AUD": {"We received a scheduling letter. Can we have more time?", "What do you look at during a compliance evaluation?"},
	"CON": {"We are a roofing subcontractor. Which goals hold for our county?", "Do the goals for construction count apprentices?"},
	"VRP": {"Our VETS-4212 report was due last month. Can we still send it?", "Do we count part-time people in the report?"},
	"WAG": {"%s has not paid me for the last two weeks.", "I work 50 hours at %s and get no overtime."},
	"SAF": {"There is no guard on the press at %s and somebody was nearly hurt.", "It is over 100 degrees in the warehouse of %s and there is no water."},
	"OUT": {"Could somebody speak at our job fair for veterans?", "Do you have leaflets for a library?"},
	"FOI": {"I would like a copy of the letter that closed my case.", "How do I ask for records about %s?"},
	"OTH": {"I do not know which office to ask. It is about my job at %s.", "Thank you for your help last week; I only want to say that it worked."},
}
