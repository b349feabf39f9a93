package ranking

// Preference is a veterans' preference code as adjudicated or claimed.
type Preference string

// The codes, in the order in which USAJOBS numbers them (1 to 7).
const (
	NV  Preference = "NV"  // no preference
	TP  Preference = "TP"  // five points
	XP  Preference = "XP"  // ten points, disability not compensable at 10%, Purple Heart or derived
	CP  Preference = "CP"  // ten points, compensable disability of 10% to under 30%
	CPS Preference = "CPS" // ten points, compensable disability of 30% or more
	SSP Preference = "SSP" // sole survivor: no points, yet a preference eligible
)

// Preferences lists every code.
var Preferences = []Preference{NV, TP, XP, CP, CPS, SSP}

// Known says whether p is one of the codes.
func (p Preference) Known() bool {
	for _, k := range Preferences {
		if p == k {
			return true
		}
	}
	return false
}

// Eligible says whether the holder is a preference eligible (5 USC 2108).
func (p Preference) Eligible() bool { return p.Known() && p != NV }

// TenPoint says whether the holder has ten-point preference and so may file
// after closing (5 CFR 332.311).
func (p Preference) TenPoint() bool { return p == XP || p == CP || p == CPS }

// Compensable says whether the holder has a compensable service-connected
// disability of 10% or more and so "floats" (5 USC 3319(b), 3313(2)(A)).
func (p Preference) Compensable() bool { return p == CP || p == CPS }

// Words is the code in words for a screen.
func (p Preference) Words() string {
	switch p {
	case NV:
		return "No preference"
	case TP:
		return "5-point preference"
	case XP:
		return "10-point preference, disability or derived"
	case CP:
		return "10-point preference, compensable disability 10% to 29%"
	case CPS:
		return "10-point preference, compensable disability 30% or more"
	case SSP:
		return "Sole survivor preference (no points)"
	}
	return string(p)
}
