package refdata

import (
	"slices"
	"strings"
	"testing"
)

func TestZIP(t *testing.T) {
	cases := []struct {
		zip, primary string // primary county FIPS, "" for none
		counties     int
		states       []string
	}{
		{"42223", "21047", 2, []string{"KY", "TN"}},
		{"97635", "41037", 2, []string{"OR", "CA"}},
		{"86044", "04005", 3, []string{"AZ", "UT"}},
		{"00725", "72025", 8, []string{"PR"}},
		{"09012", "", 1, []string{"AE"}},
		{"00000", "", 0, nil},
	}
	for _, c := range cases {
		rows := ZIP(c.zip)
		if len(rows) != c.counties {
			t.Errorf("%s: %d counties, want %d", c.zip, len(rows), c.counties)
			continue
		}
		var states []string
		for i, row := range rows {
			if row.Primary != (i == 0) {
				t.Errorf("%s: row %d primary=%v; the primary row comes first, alone", c.zip, i, row.Primary)
			}
			if !slices.Contains(states, row.State) {
				states = append(states, row.State)
			}
		}
		if !slices.Equal(states, c.states) {
			t.Errorf("%s: states %v, want %v", c.zip, states, c.states)
		}
		if len(rows) > 0 && rows[0].FIPS != c.primary {
			t.Errorf("%s: primary %q, want %q", c.zip, rows[0].FIPS, c.primary)
		}
	}
}

func TestPlacesAreWhole(t *testing.T) {
	if n := len(places().byZIP); n != 42580 {
		t.Errorf("%d ZIP codes, want 42580", n)
	}
	for zip, rows := range places().byZIP {
		for i, row := range rows {
			if row.Primary != (i == 0) {
				t.Fatalf("%s: row %d primary=%v", zip, i, row.Primary)
			}
			if row.FIPS == "" {
				continue
			}
			if c, ok := CountyByFIPS(row.FIPS); !ok || c.State != row.State {
				t.Errorf("%s: county %s of %s is not in the county table", zip, row.FIPS, row.State)
			}
		}
	}
}

func TestStates(t *testing.T) {
	var codes []string
	for _, s := range States() {
		codes = append(codes, s.Code)
	}
	if len(codes) != 50+6+3 {
		t.Errorf("%d states, want 59", len(codes))
	}
	for _, code := range strings.Fields("DC PR VI GU AS MP AA AE AP") {
		if _, ok := StateByCode(code); !ok {
			t.Errorf("no %s", code)
		}
	}
	if _, ok := StateByCode("UM"); ok {
		t.Error("UM has no addresses")
	}
	if s, _ := StateByCode("AE"); !s.Military() {
		t.Error("AE is military")
	}
}

func TestRulesNameRealOffices(t *testing.T) {
	defaults := 0
	for _, r := range RoutingRules() {
		if _, ok := OfficeByCode(r.Office); !ok {
			t.Errorf("rule %s %s names no office: %s", r.Match, r.Value, r.Office)
		}
		switch r.Match {
		case MatchCounty:
			if _, ok := CountyByFIPS(r.Value); !ok {
				t.Errorf("rule for a county that is not in the table: %s", r.Value)
			}
		case MatchDefault:
			defaults++
		}
	}
	if defaults != 1 {
		t.Errorf("%d default rules, want 1", defaults)
	}
	if len(Offices()) != 52 {
		t.Errorf("%d offices, want 52", len(Offices()))
	}
}

func TestCategories(t *testing.T) {
	if n := len(Categories()); n != 20 {
		t.Fatalf("%d categories, want 20", n)
	}
	eo, _ := CategoryByCode("EO1")
	if eo.Referral != "EEOC" || eo.DeadlineDays != 180 || !eo.Sensitive || eo.Legacy {
		t.Errorf("EO1 = %+v", eo)
	}
	dis, _ := CategoryByCode("DIS")
	if dis.Referral != "" || dis.DeadlineDays != 300 {
		t.Errorf("DIS = %+v", dis)
	}
}

func TestArticles(t *testing.T) {
	list := Articles()
	if len(list) != 40 {
		t.Fatalf("%d articles, want 40", len(list))
	}
	verbatim := 0
	for _, a := range list {
		if a.ID == "" || a.Slug == "" || a.Title == "" || a.Text == "" || a.Source == "" || len(a.Audience) == 0 {
			t.Errorf("article %s is incomplete", a.Slug)
		}
		if a.Status != StatusCurrent && a.Status != StatusCheck && a.Status != StatusHistorical {
			t.Errorf("%s: status %q", a.Slug, a.Status)
		}
		if strings.HasPrefix(a.Title, `"`) || strings.Contains(a.Title, `\`) || strings.HasPrefix(a.Text, "# ") {
			t.Errorf("%s: quotation marks or heading left over", a.Slug)
		}
		if a.Verbatim {
			verbatim++
		}
	}
	if verbatim != 9 {
		t.Errorf("%d verbatim, want 9", verbatim)
	}
	a, ok := ArticleBySlug("check-status")
	if !ok || a.ID != "KB-016" || !slices.Equal(a.Tags, []string{"status", "tracking number", "zip code"}) {
		t.Errorf("check-status = %+v", a)
	}
}

func TestParseArticleRefusesOtherText(t *testing.T) {
	for _, text := range []string{"", "# Title\n\ntext", "---\nid: 1\nno end"} {
		if _, ok := parseArticle(text); ok {
			t.Errorf("%q was taken for an article", text)
		}
	}
}

func TestSeries(t *testing.T) {
	if n := len(Series()); n != 822 {
		t.Errorf("%d series, want 822", n)
	}
	s, ok := SeriesByCode("343")
	if !ok || s.Code != "0343" {
		t.Errorf("343 finds %+v, %v", s, ok)
	}
	for series, want := range map[string]bool{"0690": true, "690": true, "0110": true, "0343": false, "": false, "9999": false} {
		if got := ScientificProfessional(series); got != want {
			t.Errorf("ScientificProfessional(%q) = %v", series, got)
		}
	}
}

func TestCodeLists(t *testing.T) {
	for name, want := range map[string]int{ListPayPlans: 384, ListHiringPaths: 22, ListAgencies: 1039, ListPreference: 8} {
		if n := len(CodeList(name)); n < want-1 || n > want {
			t.Errorf("%s: %d codes, want about %d", name, n, want)
		}
	}
	if label, ok := CodeLabel(ListPayPlans, "GS"); !ok || label == "" {
		t.Error("no pay plan GS")
	}
	if CodeList("nothing") != nil {
		t.Error("an unknown list is nil")
	}
}

func TestListsAreCopies(t *testing.T) {
	ZIP("42223")[0].State = "XX"
	Offices()[0].Code = "XX"
	if ZIP("42223")[0].State != "KY" || Offices()[0].Code != "NAT" {
		t.Error("a caller changed the shared table")
	}
}

func TestVersionAndCredits(t *testing.T) {
	if v := Version(); len(v) != len("2026-03.")+12 {
		t.Errorf("version %q", v)
	}
	var all string
	for _, c := range Credits() {
		all += c.Source + c.Licence
	}
	if !strings.Contains(all, "GeoNames") || !strings.Contains(all, "CC BY 4.0") {
		t.Error("GeoNames must be credited with its licence")
	}
	if !strings.HasPrefix(PrivacyStatement(), "# Privacy and security statement") {
		t.Errorf("privacy statement begins %.40q", PrivacyStatement())
	}
}
