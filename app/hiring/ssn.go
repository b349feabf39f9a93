package hiring

import (
	"crypto/sha256"
	"strings"

	"civicdesk/app"
)

// CleanSSN takes spaces and hyphens out of a Social Security number and says
// whether the nine digits can be one: the area is not 000, 666 or 900 to 999,
// the group not 00, the serial not 0000.
func CleanSSN(s string) (digits string, ok bool) {
	digits = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u2011' || r == '\u2013' {
			return -1
		}
		return r
	}, s)
	if len(digits) != 9 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	area, group, serial := digits[:3], digits[3:5], digits[5:]
	return digits, area != "000" && area != "666" && area < "900" && group != "00" && serial != "0000"
}

const wordsSSN = "Enter the nine digits of the Social Security number as on the card. Numbers that begin with 000, 666 or 9 are never issued."

// numberSymbols are digits and letters without I, L, O and U, which people
// misread.
const numberSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// applicationNumber is the number people quote: "A-7K2M9-QXD4R". It follows from
// the identity, so an offline desktop can give it; the last symbol checks the
// others.
func applicationNumber(id app.ID) string {
	sum := sha256.Sum256([]byte("application number " + id))
	var b strings.Builder
	check := 0
	for i := range 9 {
		v := int(sum[i]) % 32
		check += (i + 1) * v
		b.WriteByte(numberSymbols[v])
	}
	b.WriteByte(numberSymbols[check%31]) // 31 is prime, so one wrong symbol or two swapped neighbours show
	s := b.String()
	return "A-" + s[:5] + "-" + s[5:]
}
