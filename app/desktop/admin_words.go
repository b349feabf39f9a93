package desktop

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"civicdesk/app"
	"civicdesk/app/admin"
	"civicdesk/app/node"
	"civicdesk/app/policy"
)

// does says what the holder of a role does.
var does = map[app.Role]string{
	policy.HRSpecialist:      "keys, rates and certifies",
	policy.Verifier:          "keys paper applications a second time",
	policy.SelectingOfficial: "reviews certificates and selects",
	policy.Agent:             "logs and answers inquiries",
	policy.Administrator:     "manages users and computers, reads the audit trail; sees no cases",
	policy.RecordsOfficer:    "erases what retention says; sees no cases",
}

var roleOrder = []app.Role{policy.HRSpecialist, policy.Verifier, policy.SelectingOfficial, policy.Agent, policy.Administrator, policy.RecordsOfficer}

// Options are the lists of the administration's forms.
func (a *Admin) Options() (AdminOptions, error) {
	o := AdminOptions{Roles: []RoleView{}, Subjects: subjects, Me: string(a.actor().User)}
	vacancies, err := administer(a.door, "desktop.AdminOptions", admin.Places, admin.None{})
	for _, r := range roleOrder {
		o.Roles = append(o.Roles, RoleView{Code: string(r), Label: roleWords[r], Does: does[r], Places: places(r, vacancies)})
	}
	return o, err
}

// places are the scopes at which a role is usually given.
func places(r app.Role, vacancies []admin.Place) []Choice {
	offices := []Choice{{string(app.ScopeHiring), "Every hiring office"}}
	var single []Choice
	for _, v := range vacancies {
		office := app.ScopeHiring + app.Scope("/"+v.Office)
		if !slices.ContainsFunc(offices, func(c Choice) bool { return c.Code == string(office) }) {
			offices = append(offices, Choice{string(office), "Hiring office " + v.Office})
		}
		single = append(single, Choice{string(v.Scope), v.Number + " " + v.Title})
	}
	inquiries := []Choice{{string(app.InquiryScope(node.InquiryAgency)), "Inquiries of " + strings.ToUpper(node.InquiryAgency)}}
	switch r {
	case policy.Agent:
		return inquiries
	case policy.Administrator:
		return []Choice{{string(app.ScopeAdmin), "This server"}}
	case policy.RecordsOfficer:
		return append(offices[:1:1], Choice{string(app.ScopeInquiries), "Every agency’s inquiries"})
	case policy.SelectingOfficial:
		slices.SortFunc(single, func(a, b Choice) int { return cmp.Compare(a.Label, b.Label) })
		return append(single, offices...)
	}
	return offices
}

// sentences are grants in words, one for each role: "HR specialist of hiring
// office hq: keys, rates and certifies". announced names vacancies.
func sentences(grants []app.Grant, announced map[app.ID]string) []string {
	out := []string{}
	where := map[app.Role][]string{}
	var roles []app.Role
	for _, g := range grants {
		if !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
		where[g.Role] = append(where[g.Role], placeWords(g, announced))
	}
	for _, r := range roles {
		at := where[r]
		slices.Sort(at)
		if rest := len(at) - mostPlaces; rest > 0 {
			at = append(at[:mostPlaces:mostPlaces], fmt.Sprintf("%d more", rest))
		}
		out = append(out, cmp.Or(roleWords[r], string(r))+" of "+joined(at)+": "+cmp.Or(does[r], "a role that this program does not know"))
	}
	return out
}

// mostPlaces is how many places a sentence names.
const mostPlaces = 4

// joined is a list in words: "a, b and c".
func joined(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

// placeWords says where a grant holds.
func placeWords(g app.Grant, announced map[app.ID]string) string {
	parts := strings.Split(string(g.Scope), "/")
	switch {
	case g.Role == policy.Administrator:
		return "this server"
	case g.Scope == "":
		return "everything"
	case g.Scope == app.ScopeHiring:
		return "every hiring office"
	case app.ScopeHiring.Covers(g.Scope) && len(parts) == 2:
		return "hiring office " + parts[1]
	case app.ScopeHiring.Covers(g.Scope):
		return "vacancy " + cmp.Or(announced[app.ID(parts[2])], "in hiring office "+parts[1])
	case g.Scope == app.ScopeInquiries:
		return "every agency’s inquiries"
	case app.ScopeInquiries.Covers(g.Scope):
		return "the inquiries of " + strings.ToUpper(parts[1])
	}
	return "scope " + string(g.Scope)
}

// announced are the numbers of the server's vacancies.
func (a *Admin) announced() map[app.ID]string {
	all, err := administer(a.door, "desktop.Announced", admin.Places, admin.None{})
	if err != nil { // sentences then name the office; the question before told why
		return nil
	}
	numbers := map[app.ID]string{}
	for _, v := range all {
		numbers[v.Vacancy] = v.Number
	}
	return numbers
}
