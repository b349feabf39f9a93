package web

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countryChoices lists the countries by name, the United States first.
var countryChoices = sync.OnceValue(func() []Choice {
	names := display.English.Regions()
	list := []Choice{}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code || code == "US" {
				continue
			}
			if name := names.Name(region); name != "" && !strings.HasPrefix(name, "Unknown") {
				list = append(list, Choice{Value: code, Label: name})
			}
		}
	}
	slices.SortFunc(list, func(a, b Choice) int { return strings.Compare(a.Label, b.Label) })
	return append([]Choice{{Value: "US", Label: "United States"}}, list...)
})
