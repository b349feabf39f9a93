package sample

import (
	"fmt"
	"math/rand/v2"
)

// place is a real city with one of its ZIP codes and area codes.
type place struct {
	city, state, zip, area string
}

// places cover every region and some that are hard: ZIP codes in two states
// (42223, 97635, 86044) or in many counties (00725).
var places = []place{
	{"Boston", "MA", "02108", "617"}, {"Hartford", "CT", "06103", "860"}, {"Concord", "NH", "03301", "603"}, {"Portland", "ME", "04101", "207"},
	{"New York", "NY", "10014", "212"}, {"Buffalo", "NY", "14202", "716"}, {"Newark", "NJ", "07102", "973"}, {"Caguas", "PR", "00725", "787"},
	{"Philadelphia", "PA", "19103", "215"}, {"Pittsburgh", "PA", "15222", "412"}, {"Baltimore", "MD", "21201", "410"}, {"Washington", "DC", "20001", "202"},
	{"Richmond", "VA", "23219", "804"}, {"Charleston", "WV", "25301", "304"}, {"Raleigh", "NC", "27601", "919"}, {"Charlotte", "NC", "28202", "704"},
	{"Atlanta", "GA", "30303", "404"}, {"Jacksonville", "FL", "32202", "904"}, {"Miami", "FL", "33130", "305"}, {"Birmingham", "AL", "35203", "205"},
	{"Nashville", "TN", "37203", "615"}, {"Fort Campbell", "KY", "42223", "270"}, {"Louisville", "KY", "40202", "502"}, {"Memphis", "TN", "38103", "901"},
	{"Cleveland", "OH", "44114", "216"}, {"Columbus", "OH", "43215", "614"}, {"Detroit", "MI", "48226", "313"}, {"Indianapolis", "IN", "46204", "317"},
	{"Chicago", "IL", "60604", "312"}, {"Milwaukee", "WI", "53202", "414"}, {"Minneapolis", "MN", "55401", "612"}, {"Omaha", "NE", "68102", "402"},
	{"Kansas City", "MO", "64106", "816"}, {"St. Louis", "MO", "63103", "314"}, {"Tulsa", "OK", "74103", "918"}, {"Little Rock", "AR", "72201", "501"},
	{"New Orleans", "LA", "70130", "504"}, {"Houston", "TX", "77002", "713"}, {"San Antonio", "TX", "78205", "210"}, {"Dallas", "TX", "75202", "214"},
	{"Denver", "CO", "80202", "303"}, {"Albuquerque", "NM", "87102", "505"}, {"Tonalea", "AZ", "86044", "928"}, {"Phoenix", "AZ", "85004", "602"},
	{"Salt Lake City", "UT", "84101", "801"}, {"Las Vegas", "NV", "89101", "702"}, {"Los Angeles", "CA", "90012", "213"}, {"San Diego", "CA", "92101", "619"},
	{"San Francisco", "CA", "94103", "415"}, {"Sacramento", "CA", "95814", "916"}, {"New Pine Creek", "OR", "97635", "541"}, {"Portland", "OR", "97204", "503"},
	{"Seattle", "WA", "98104", "206"}, {"Boise", "ID", "83702", "208"}, {"Anchorage", "AK", "99501", "907"}, {"Honolulu", "HI", "96813", "808"},
}

var streets = []string{"Maple Street", "Oak Avenue", "Jefferson Street", "Martin Luther King Jr. Boulevard", "Second Street", "County Road 12", "Willow Lane", "Harbor Drive",
	"Elm Court", "Prospect Avenue", "Cherry Street", "Union Street", "Ridge Road", "Park Place", "Mission Street", "Calle del Sol"}

// phone is a number of the block that is kept for fiction, 555-0100 to 555-0199.
func (p place) phone(r *rand.Rand) string {
	return fmt.Sprintf("%s-555-%04d", p.area, 100+r.IntN(100))
}
