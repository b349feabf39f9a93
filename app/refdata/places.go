package refdata

import (
	"slices"
	"sync"
)

// State is a state, district, territory or military post area that an address
// may name.
type State struct {
	Code string // the postal code, for example "KY"
	Name string
}

// Military says whether the code is one of the armed forces' post areas, which
// lie in no state.
func (s State) Military() bool { return s.Code == "AA" || s.Code == "AE" || s.Code == "AP" }

// County is a county or its equivalent: a parish, borough, municipio.
type County struct {
	FIPS  string // five digits: state and county
	Name  string // for example "Christian County"
	State string // postal code
}

// ZIPCounty is one county that a ZIP code reaches into. FIPS and County are
// empty for codes that lie in no county (military, some post-office boxes).
type ZIPCounty struct {
	ZIP     string
	State   string
	FIPS    string
	County  string
	Primary bool // one row of each ZIP is the primary one
}

// States lists the 50 states, DC, PR, VI, GU, AS, MP and the military post
// areas AA, AE, AP, by name.
func States() []State { return slices.Clone(states().list) }

// StateByCode finds a state by its postal code in capitals.
func StateByCode(code string) (State, bool) {
	s, ok := states().byCode[code]
	return s, ok
}

// ZIP lists the counties of a five-digit ZIP code, the primary one first; nil
// for a code that the table does not know, which does not make it invalid.
func ZIP(zip5 string) []ZIPCounty { return slices.Clone(places().byZIP[zip5]) }

// Counties lists the counties of a state by name.
func Counties(state string) []County { return slices.Clone(places().byState[state]) }

// CountyByFIPS finds a county by its five-digit code.
func CountyByFIPS(fips string) (County, bool) {
	c, ok := places().byFIPS[fips]
	return c, ok
}

var states = sync.OnceValue(func() (found struct {
	list   []State
	byCode map[string]State
}) {
	found.byCode = map[string]State{}
	table("codelists/us-states.csv", []string{"code", "name"}, func(cell []string) {
		if cell[0] == "UM" { // uninhabited islands: no mail is delivered there
			return
		}
		s := State{Code: cell[0], Name: cell[1]}
		found.list = append(found.list, s)
		found.byCode[s.Code] = s
	})
	return found
})

var places = sync.OnceValue(func() (found struct {
	byZIP   map[string][]ZIPCounty
	byState map[string][]County
	byFIPS  map[string]County
}) {
	found.byState, found.byFIPS = map[string][]County{}, map[string]County{}
	table("us-counties.csv.gz", []string{"state", "county_fips", "county_name"}, func(cell []string) {
		c := County{State: cell[0], FIPS: cell[1], Name: cell[2]}
		found.byFIPS[c.FIPS] = c
		found.byState[c.State] = append(found.byState[c.State], c)
	})
	for _, list := range found.byState {
		slices.SortFunc(list, func(a, b County) int { return compareNames(a.Name, b.Name) })
	}
	found.byZIP = make(map[string][]ZIPCounty, 43000)
	table("zip-county.csv.gz", []string{"zip", "state", "county_fips", "county_name", "primary"}, func(cell []string) {
		row := ZIPCounty{ZIP: cell[0], State: cell[1], FIPS: cell[2], County: cell[3], Primary: cell[4] == "1"}
		if c, ok := found.byFIPS[row.FIPS]; ok {
			row.FIPS, row.County = c.FIPS, c.Name // one spelling, and one copy in memory
		}
		list := found.byZIP[row.ZIP]
		if row.Primary {
			list = slices.Insert(list, 0, row)
		} else {
			list = append(list, row)
		}
		found.byZIP[row.ZIP] = list
	})
	return found
})
