package policy

import (
	"testing"

	"civicdesk/app"
)

// TestWhoSeesWhat holds what is sent to desktops, with the keys that open it.
func TestWhoSeesWhat(t *testing.T) {
	const vacancy, other app.Scope = "hiring/hq/v1", "hiring/west/v2"
	for _, c := range []struct {
		name  string
		grant app.Grant
		scope app.Scope
		want  bool
	}{
		{"HR sees its office's applications", app.Grant{Role: HRSpecialist, Scope: "hiring/hq"}, vacancy, true},
		{"HR sees no other office", app.Grant{Role: HRSpecialist, Scope: "hiring/hq"}, other, false},
		{"HR sees no office whose name begins alike", app.Grant{Role: HRSpecialist, Scope: "hiring/hq"}, "hiring/hq2/v1", false},
		{"an official sees certificates", app.Grant{Role: SelectingOfficial, Scope: vacancy + "/certificates"}, vacancy + "/certificates", true},
		{"an official granted a vacancy sees its certificates", app.Grant{Role: SelectingOfficial, Scope: vacancy}, vacancy + "/certificates", true},
		{"but not its applications", app.Grant{Role: SelectingOfficial, Scope: vacancy}, vacancy, false},
		{"nor does one granted an office", app.Grant{Role: SelectingOfficial, Scope: "hiring/hq"}, vacancy, false},
		{"an agent sees inquiries", app.Grant{Role: Agent, Scope: "inquiries/ofccp"}, "inquiries/ofccp", true},
		{"an agent sees no applications", app.Grant{Role: Agent, Scope: "inquiries/ofccp"}, vacancy, false},
		{"an administrator sees no cases", app.Grant{Role: Administrator}, vacancy, false},
		{"an administrator of everything sees no accounts on a desktop", app.Grant{Role: Administrator, Scope: "admin"}, "admin", false},
		{"a person sees what is the person's own", app.Grant{Role: Self, Scope: "users/u1"}, "users/u1", true},
		{"and of nobody else", app.Grant{Role: Self, Scope: "users/u1"}, "users/u2", false},
		{"which is no reason to see what the agency shares", app.Grant{Role: Self, Scope: "users/u1"}, app.ScopeAgency, false},
		{"HR sees nobody's own", app.Grant{Role: HRSpecialist, Scope: "hiring/hq"}, "users/u1", false},
		{"everybody sees what the agency shares", app.Grant{Role: Administrator}, app.ScopeAgency, true},
	} {
		if got := Sees(app.Actor{Grants: []app.Grant{c.grant}}, c.scope); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if Sees(app.Actor{}, app.ScopeAgency) {
		t.Error("somebody without a grant sees the agency's records")
	}
}
