package routing

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"civicdesk/app/fault"
	"civicdesk/app/refdata"
)

// Explain writes how an address is routed, step by step. The county may be a
// FIPS code or a name ("Christian" or "Christian County"). An address that
// cannot be read is refused in words; a ZIP code that is not in the table is
// none of those, since the state then decides.
func Explain(w io.Writer, zip, state, county string) error {
	in, err := readAddress(zip, state, county)
	if err != nil {
		return err
	}
	d := Route(in, nil)
	office, _ := refdata.OfficeByCode(d.Office)
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-11s %s\n", name, value) }
	line("ZIP", orNone(in.ZIP))
	line("State", orNone(in.State))
	line("County", orNone(in.County))
	for i, row := range refdata.ZIP(in.ZIP) {
		name := "In table"
		if i > 0 {
			name = ""
		}
		line(name, tableRow(row))
	}
	line("Taken as", strings.TrimSpace(d.State+" "+d.County))
	line("Rule", strings.TrimSpace(d.Match+" "+d.Value)+" ("+basisWords(d.Basis)+")")
	line("Office", office.Code+"  "+office.Name+", "+office.City+" "+office.State)
	line("Why here?", d.Why)
	for _, f := range d.Flags {
		line("Flag", string(f)+": "+f.Words())
	}
	line("Data", d.DataVersion)
	_, err = io.WriteString(w, b.String())
	return err
}

// basisWords says how far a rule can be trusted.
func basisWords(basis string) string {
	if basis == "sample" {
		return "sample: a district made up for this table"
	}
	return "sourced: from the agency's own table"
}

func tableRow(row refdata.ZIPCounty) string {
	text := row.State
	if row.FIPS != "" {
		text += " " + row.FIPS + " " + row.County
	}
	if row.Primary {
		text += " (primary)"
	}
	return text
}

func orNone(s string) string {
	if s == "" {
		return "not given"
	}
	return s
}

// readAddress checks the three inputs as a person types them on a command line.
func readAddress(zip, state, county string) (Inputs, error) {
	const op = "routing.Explain"
	in := Inputs{ZIP: strings.TrimSpace(zip), State: strings.ToUpper(strings.TrimSpace(state))}
	if in.ZIP != "" {
		five, rest, _ := strings.Cut(in.ZIP, "-")
		if len(five) != 5 || strings.Trim(five+rest, "0123456789") != "" || (rest != "" && len(rest) != 4) {
			return in, fault.E(op, fault.Invalid, "Give the ZIP code as 5 digits, or 5 and 4 with a hyphen.", nil)
		}
		in.ZIP = five
	}
	if _, ok := refdata.StateByCode(in.State); in.State != "" && !ok {
		return in, fault.E(op, fault.Invalid, "Give the state as its two-letter postal code, for example KY.", nil)
	}
	if county = strings.TrimSpace(county); county == "" {
		return in, nil
	}
	found := countiesNamed(county, in)
	switch len(found) {
	case 1:
		in.County = found[0].FIPS
		return in, nil
	case 0:
		return in, fault.E(op, fault.Invalid, "No county of that name is in this state or ZIP code. Give its name as the county table has it, or its 5-digit FIPS code.", nil)
	}
	return in, fault.E(op, fault.Invalid, "Several counties have that name. Give the state too, or the county's 5-digit FIPS code.", nil)
}

// countiesNamed finds counties by FIPS code or name: in the given state, else in
// the ZIP code's states, else anywhere.
func countiesNamed(name string, in Inputs) []refdata.County {
	if c, ok := refdata.CountyByFIPS(name); ok {
		return []refdata.County{c}
	}
	var zipStates, all []string
	for _, row := range refdata.ZIP(in.ZIP) {
		if !slices.Contains(zipStates, row.State) {
			zipStates = append(zipStates, row.State)
		}
	}
	for _, s := range refdata.States() {
		all = append(all, s.Code)
	}
	for _, states := range [][]string{{in.State}, zipStates, all} {
		if found := namedIn(states, strings.ToLower(name)); len(found) > 0 {
			return found
		}
	}
	return nil
}

// namedIn finds counties of the states whose name is want, or begins with the
// word want when none is exactly that.
func namedIn(states []string, want string) (found []refdata.County) {
	var exact []refdata.County
	for _, state := range states {
		for _, c := range refdata.Counties(state) {
			switch name := strings.ToLower(c.Name); {
			case name == want:
				exact = append(exact, c)
			case strings.HasPrefix(name, want+" "):
				found = append(found, c)
			}
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return found
}
