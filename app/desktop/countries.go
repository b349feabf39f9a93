package desktop

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countries lists the countries by name, the United States first.
var countries = sync.OnceValue(func() []Choice {
	names := display.English.Regions()
	var all []Choice
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code || code == "US" {
				continue
			}
			if name := names.Name(region); name != "" && !strings.HasPrefix(name, "Unknown") {
				all = append(all, Choice{code, name})
			}
		}
	}
	slices.SortFunc(all, func(a, b Choice) int { return strings.Compare(a.Label, b.Label) })
	return append([]Choice{{"US", "United States"}}, all...)
})
