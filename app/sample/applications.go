package sample

import (
	"fmt"
	"math/rand/v2"

	"civicdesk/app"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/ranking"
)

// Applications are n people's applications to the vacancy with answers to its
// questions, as far as the applicant and the receiving clerk fill them in:
// identity, number, status and keyers are the service's. On paper they have a
// hardship and a stamp; from the web they have a form token. The Social Security
// number stands in clear, for SaveDraft or SubmitWeb to seal.
//
// Every one can be finished: all that the form requires is there, and nothing
// came after closing. Some are not eligible: they answered so, or are not
// citizens.
func Applications(seed int64, n int, v hiring.Vacancy, questions form.Set, from hiring.Source) []hiring.Application {
	all := make([]hiring.Application, n)
	kind := "application " + v.Announcement + string(from)
	for i := range all {
		all[i] = application(source(kind, seed, i), seed, i, v, questions, from)
	}
	return all
}

// Second is what a second person keys from the same paper. Where slip is true
// the last name was misread, so that there is a difference to settle.
func Second(a hiring.Application, slip bool) hiring.SecondValues {
	s := hiring.SecondValues{FirstName: a.FirstName, LastName: a.LastName, SSN: a.SSN, PreferenceClaim: a.PreferenceClaim,
		Citizenship: a.Citizenship, DateReceived: a.DateReceived, Answers: a.Answers}
	if slip {
		s.LastName += "s"
	}
	return s
}

func application(r *rand.Rand, seed int64, i int, v hiring.Vacancy, questions form.Set, from hiring.Source) hiring.Application {
	p := someone(r, i)
	a := hiring.Application{
		Office: v.Office, Vacancy: v.ID, Source: from, Grades: gradesOf(r, v),
		FirstName: p.first, MiddleName: p.middle, LastName: p.last, Suffix: p.suffix,
		Street: p.street, Street2: p.street2, City: p.home.city, State: p.home.state, Zip: p.home.zip, Country: "US",
		DayPhone: p.day, EveningPhone: p.evening, Email: p.email, Citizenship: "US", SSN: ssn(seed, i),
		MayContact: one(r, words("yes yes yes no askFirst")), FederalCivilian: "no", Reinstatement: "no", Signed: true,
	}
	if chance(r, 4) {
		a.Citizenship = one(r, words("MX CA PH IN NG"))
	}
	a.PreferenceClaim, a.PreferenceProof = preference(r)
	career(&a, r, v)
	a.Answers = answers(r, questions, a.Grades)
	received := between(r, v.Opens, v.Closes)
	if from == hiring.Web {
		a.FormToken = string(idOf(fmt.Sprintf("form %s %d %d", v.Announcement, seed, i)))
		return a
	}
	a.DateReceived, a.ReceivedBy = received, one(r, []string{"Mail room, M. Pruitt", "Front desk, S. Hargrove"})
	a.SignatureDate = received.AddDays(-r.IntN(5))
	a.Hardship = one(r, []hiring.Hardship{hiring.NoInternet, hiring.NoInternet, hiring.Accommodation, hiring.Outage, hiring.OtherHardship})
	if a.Hardship == hiring.OtherHardship {
		a.HardshipText = one(r, []string{"The library in town is closed for repairs.", "On a ship at sea until the closing date.", "The site did not accept the last name."})
	}
	return a
}

// gradesOf are the grades a person applies for: all, or from one upwards.
func gradesOf(r *rand.Rand, v hiring.Vacancy) []string {
	if len(v.Grades) == 0 {
		return nil
	}
	return append([]string(nil), v.Grades[r.IntN(len(v.Grades)):]...)
}

// between is a day from opening to closing, as far as both are known.
func between(r *rand.Rand, opens, closes app.Date) app.Date {
	days := 0
	if opens.Valid() && closes.Valid() && closes > opens {
		days = int(closes.Time().Sub(opens.Time()).Hours() / 24)
	}
	back := r.IntN(min(days, 20) + 1) // most paper comes towards the end
	return closes.AddDays(-back)
}

// preference spreads the claims much as among applicants for federal jobs.
func preference(r *rand.Rand) (ranking.Preference, []string) {
	switch at := r.IntN(100); {
	case at < 68:
		return ranking.NV, nil
	case at < 81:
		return ranking.TP, []string{"DD-214"}
	case at < 86:
		return ranking.XP, []string{"DD-214", "SF-15", "VA letter"}
	case at < 91:
		return ranking.CP, []string{"DD-214", "SF-15", "VA letter"}
	case at < 99:
		return ranking.CPS, []string{"DD-214", "SF-15", "VA letter"}
	}
	return ranking.SSP, []string{"DD-214", "Sole survivor papers"}
}
