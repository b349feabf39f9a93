package sample

import (
	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/hiring"
	"civicdesk/app/policy"
)

// The human-resources office and the participating agency of the sample.
const (
	Office = "hq"
	Agency = "ofccp"
)

// Password opens every sample account. It keeps the rules for passwords and is
// printed where the sample is made: no real office begins with it.
const Password = "Lantern-Bay-42"

// Staff are the sample users, the same each time: two specialists who key and
// certify, two verifiers, two selecting officials, three agents, an
// administrator. Each vacancy belongs to one of the officials in turn; without
// vacancies they may select nothing yet.
func Staff(vacancies ...app.ID) []account.User {
	hr, inquiries := app.ScopeHiring+"/"+Office, app.InquiryScope(Agency)
	all := []account.User{
		member("rdelgado", "Rosa Delgado", "Human resources", app.Grant{Role: policy.HRSpecialist, Scope: hr}),
		member("twhitfield", "Tyrone Whitfield", "Human resources", app.Grant{Role: policy.HRSpecialist, Scope: hr}),
		member("ohaddad", "Omar Haddad", "Human resources", app.Grant{Role: policy.Verifier, Scope: hr}),
		member("zdordevic", "Željka Đorđević", "Human resources", app.Grant{Role: policy.Verifier, Scope: hr}),
		member("praman", "Priya Raman", "Safety and Health"),
		member("wcoleman", "Walter Coleman", "Statistics"),
		member("lnguyen", "Linh Nguyễn", "Help desk", app.Grant{Role: policy.Agent, Scope: inquiries}),
		member("gpena", "Guadalupe Peña", "Help desk", app.Grant{Role: policy.Agent, Scope: inquiries}),
		member("kkealoha", "Keoni Kealoha", "Help desk", app.Grant{Role: policy.Agent, Scope: inquiries}),
		member("asinclair", "Agnes Sinclair", "Information technology", app.Grant{Role: policy.Administrator}),
	}
	const officials = 4 // the first of the two
	for i, v := range vacancies {
		official := &all[officials+i%2]
		official.Grants = append(official.Grants, app.Grant{Role: policy.SelectingOfficial, Scope: hiring.CertificateScope(Office, v)})
	}
	for i := officials; i < officials+2; i++ {
		if all[i].Grants == nil {
			all[i].Grants = []app.Grant{{Role: policy.SelectingOfficial, Scope: hiring.CertificateScope(Office, "none")}}
		}
	}
	return all
}

func member(login, name, office string, grants ...app.Grant) account.User {
	r := source("staff "+login, 0, 0)
	return account.User{ID: idOf("staff " + login), Login: login, Name: name, Email: login + "@example.gov", Phone: places[11].phone(r), Office: office, Grants: grants, Active: true}
}
