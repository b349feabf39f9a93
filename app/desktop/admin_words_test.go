package desktop

import (
	"slices"
	"testing"

	"civicdesk/app"
	"civicdesk/app/policy"
)

func TestGrantsAreSentences(t *testing.T) {
	v := map[app.ID]string{"v1": "DE-1", "v2": "DE-2"}
	selecting := func(ids ...app.ID) (out []app.Grant) {
		for _, id := range ids {
			out = append(out, app.Grant{Role: policy.SelectingOfficial, Scope: app.VacancyScope("hq", id)})
		}
		return out
	}
	for _, c := range []struct {
		grants []app.Grant
		want   []string
	}{
		{nil, []string{}},
		{[]app.Grant{{Role: policy.Administrator, Scope: "admin"}}, []string{"Administrator of this server: manages users and computers, reads the audit trail; sees no cases"}},
		{[]app.Grant{{Role: policy.HRSpecialist, Scope: "hiring"}, {Role: policy.Agent, Scope: "inquiries/ofccp"}},
			[]string{"HR specialist of every hiring office: keys, rates and certifies", "Agent of the inquiries of OFCCP: logs and answers inquiries"}},
		{selecting("v2", "v1"), []string{"Selecting official of vacancy DE-1 and vacancy DE-2: reviews certificates and selects"}},
		{selecting("v1", "v2", "x", "y", "z", "w"), []string{"Selecting official of vacancy DE-1, vacancy DE-2, vacancy in hiring office hq, vacancy in hiring office hq and 2 more: reviews certificates and selects"}},
		{[]app.Grant{{Role: "owner", Scope: "moon/base"}}, []string{"owner of scope moon/base: a role that this program does not know"}},
	} {
		if got := sentences(c.grants, v); !slices.Equal(got, c.want) {
			t.Errorf("%+v reads %q", c.grants, got)
		}
	}
}
