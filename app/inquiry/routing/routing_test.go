package routing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"civicdesk/app/fault"
	"civicdesk/app/refdata"
)

func TestRoute(t *testing.T) {
	cases := []struct {
		name          string
		in            Inputs
		office, match string
		state, county string
		flags         []Flag
	}{
		{"ZIP rule beats county", Inputs{"10278", "NY", ""}, "NE-NYC", "zip", "NY", "36061", nil},
		{"ZIP rule against the chosen state", Inputs{"45999", "OH", ""}, "MW-CMH", "zip", "KY", "21117", []Flag{ZIPStateMismatch}},
		{"county rule by chosen county", Inputs{"", "CA", "06001"}, "PA-SJC", "county", "CA", "06001", []Flag{ZIPUnknown}},
		{"county rule by ZIP", Inputs{"94601", "CA", ""}, "PA-SJC", "county", "CA", "06001", nil},
		{"Fort Campbell, no state", Inputs{"42223", "", ""}, "SE-RO", "state", "KY", "21047", []Flag{CountyAmbiguous}},
		{"Fort Campbell, Kentucky", Inputs{"42223", "KY", ""}, "SE-RO", "state", "KY", "21047", nil},
		{"Fort Campbell, Tennessee", Inputs{"42223", "TN", ""}, "SE-NSH", "", "TN", "47125", nil},
		{"Fort Campbell, Tennessee county without a state", Inputs{"42223", "", "47125"}, "SE-NSH", "", "TN", "47125", nil},
		{"Fort Campbell, wrong state", Inputs{"42223", "OH", ""}, "SE-RO", "state", "KY", "21047", []Flag{ZIPStateMismatch, CountyAmbiguous}},
		{"New Pine Creek, Oregon", Inputs{"97635", "OR", ""}, "PA-PDX", "state", "OR", "41037", nil},
		{"New Pine Creek, California", Inputs{"97635", "CA", ""}, "", "", "CA", "06049", nil},
		{"Navajo Mountain, Utah", Inputs{"86044", "UT", ""}, "SW-RO", "state", "UT", "49037", nil},
		{"Tonalea, Arizona", Inputs{"86044", "AZ", ""}, "PA-PHX", "", "AZ", "04005", []Flag{CountyAmbiguous}},
		{"Caguas, 8 municipios", Inputs{"00725", "PR", ""}, "NE-RO", "state", "PR", "72025", []Flag{CountyAmbiguous}},
		{"Caguas, San Juan chosen", Inputs{"00725", "PR", "72127"}, "NE-RO", "state", "PR", "72127", nil},
		{"unknown ZIP: state decides", Inputs{"00000", "GU", ""}, "PA-GUM", "state", "GU", "", []Flag{ZIPUnknown}},
		{"no ZIP: state decides", Inputs{"", "TN", ""}, "SE-NSH", "state", "TN", "", []Flag{ZIPUnknown}},
		{"military ZIP", Inputs{"09012", "AE", ""}, "NAT", "state", "AE", "", nil},
		{"military state", Inputs{"", "AP", ""}, "NAT", "state", "AP", "", []Flag{ZIPUnknown}},
		{"nothing known", Inputs{}, "NAT", "default", "", "", []Flag{ZIPUnknown}},
		{"chosen county of the state but not of the ZIP", Inputs{"94601", "CA", "06037"}, "", "", "CA", "06037", []Flag{CountyZIPMismatch}},
		{"chosen county of another state: ZIP wins", Inputs{"94601", "NV", "32003"}, "PA-SJC", "county", "CA", "06001", []Flag{ZIPStateMismatch, CountyZIPMismatch}},
		{"chosen county against chosen state, no ZIP: state decides", Inputs{"", "TN", "06001"}, "SE-NSH", "state", "TN", "", []Flag{ZIPUnknown}},
		{"county that does not exist", Inputs{"", "TN", "99999"}, "SE-NSH", "state", "TN", "", []Flag{ZIPUnknown}},
	}
	for _, c := range cases {
		d := Route(c.in, nil)
		if c.office != "" && d.Office != c.office || c.match != "" && d.Match != c.match {
			t.Errorf("%s: %s by %s %s, want %s by %s", c.name, d.Office, d.Match, d.Value, c.office, c.match)
		}
		if d.State != c.state || d.County != c.county {
			t.Errorf("%s: taken as %s %s, want %s %s", c.name, d.State, d.County, c.state, c.county)
		}
		if !slices.Equal(d.Flags, c.flags) {
			t.Errorf("%s: flags %v, want %v", c.name, d.Flags, c.flags)
		}
		if d.Inputs != c.in || d.DataVersion != refdata.Version() {
			t.Errorf("%s: the decision does not hold its inputs and data version", c.name)
		}
		if !strings.HasSuffix(d.Why, ".") {
			t.Errorf("%s: why = %q", c.name, d.Why)
		}
	}
}

func TestWhy(t *testing.T) {
	for in, want := range map[Inputs]string{
		{"42223", "", ""}:   "ZIP code 42223 reaches into 2 counties and Christian County, KY is the most likely; the rule for Kentucky sends it to the Southeast Regional Office.",
		{"94601", "CA", ""}: "ZIP code 94601 lies in Alameda County, CA; the rule for Alameda County, CA sends it to the San Jose Office.",
		{"20210", "", ""}:   "ZIP code 20210 has a rule of its own, which sends it to the National Office.",
		{"", "", ""}:        "No workplace ZIP code, state or county is known; no rule matches, so it goes to national triage at the National Office.",
	} {
		if got := Route(in, nil).Why; got != want {
			t.Errorf("%v: %s\nwant %s", in, got, want)
		}
	}
}

func TestClosedOffices(t *testing.T) {
	closed := func(codes ...string) func(string) bool {
		return func(code string) bool { return slices.Contains(codes, code) }
	}
	in := Inputs{"37219", "TN", ""} // Nashville
	cases := []struct {
		closed func(string) bool
		office string
		passed []string
	}{
		{closed(), "SE-NSH", []string{}},
		{closed("SE-NSH"), "SE-RO", []string{"SE-NSH"}},
		{closed("SE-NSH", "SE-RO"), "NAT", []string{"SE-NSH", "SE-RO"}},
		{closed("SE-NSH", "SE-RO", "NAT"), "NAT", []string{"SE-NSH", "SE-RO"}},
	}
	for _, c := range cases {
		d := Route(in, c.closed)
		if d.Office != c.office || !slices.Equal(d.Closed, c.passed) || d.Has(OfficeClosed) != (len(c.passed) > 0) {
			t.Errorf("passed over %v: %s %v %v, want %s", c.passed, d.Office, d.Closed, d.Flags, c.office)
		}
	}
	d := Route(in, closed("SE-NSH", "SE-RO"))
	if !strings.HasSuffix(d.Why, "sends it to the Nashville Office. The Nashville Office and the Southeast Regional Office are closed, so the National Office takes it.") {
		t.Errorf("why = %s", d.Why)
	}
}

// Whatever is given, some office that exists takes the inquiry, and the same
// inputs always come to the same decision.
func TestEveryInputFindsAnOffice(t *testing.T) {
	zips := []string{"", "00000", "42223", "97635", "86044", "00725", "09012", "96960", "10278", "x"}
	var states []string
	for _, s := range refdata.States() {
		states = append(states, s.Code)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := Inputs{
			ZIP:    rapid.OneOf(rapid.SampledFrom(zips), rapid.StringMatching(`[0-9]{5}`)).Draw(t, "zip"),
			State:  rapid.SampledFrom(append(states, "", "ZZ")).Draw(t, "state"),
			County: rapid.SampledFrom([]string{"", "06001", "47125", "72025", "99999"}).Draw(t, "county"),
		}
		d := Route(in, nil)
		if _, ok := refdata.OfficeByCode(d.Office); !ok {
			t.Fatalf("%v goes to %q, which is no office", in, d.Office)
		}
		if again := Route(in, nil); again.Why != d.Why || again.Office != d.Office {
			t.Fatalf("%v: %s, then %s", in, d.Why, again.Why)
		}
		rows := refdata.ZIP(in.ZIP)
		if mismatch := len(rows) > 0 && in.State != "" && !slices.ContainsFunc(rows, func(r refdata.ZIPCounty) bool { return r.State == in.State }); mismatch != d.Has(ZIPStateMismatch) {
			t.Fatalf("%v: mismatch %v, flags %v", in, mismatch, d.Flags)
		}
		if (len(rows) == 0) != d.Has(ZIPUnknown) {
			t.Fatalf("%v: %d rows, flags %v", in, len(rows), d.Flags)
		}
	})
}

func TestExplain(t *testing.T) {
	var b strings.Builder
	if err := Explain(&b, "42223-1234", "tn", "Montgomery"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"KY 21047 Christian County (primary)", "TN 47125 Montgomery County", "SE-NSH  Nashville Office", "Why here?", refdata.Version()} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, &b)
		}
	}
	b.Reset()
	if err := Explain(&b, "", "KY", "21047"); err != nil || !strings.Contains(b.String(), "SE-RO") || !strings.Contains(b.String(), "zip_unknown") {
		t.Errorf("%v\n%s", err, &b)
	}
	for _, bad := range [][3]string{{"4222", "", ""}, {"42223-12", "", ""}, {"4222a", "", ""}, {"", "Kentucky", ""}, {"", "KY", "Nowhere"}, {"37042", "", "Alameda County, CA"}, {"", "", "Washington"}} {
		b.Reset()
		if err := Explain(&b, bad[0], bad[1], bad[2]); !fault.Is(err, fault.Invalid) || b.Len() > 0 {
			t.Errorf("%v: %v, wrote %q", bad, err, b.String())
		}
	}
}
