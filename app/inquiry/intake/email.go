package intake

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// emailProblem is "" for an address that can be kept, or words that say what to
// do. Only the form is checked: one @, no spaces, a domain with a dot.
func emailProblem(s string) string {
	const example = ", for example name@example.com"
	if len(s) > 254 {
		return "Shorten the e-mail address to 254 characters"
	}
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>,;:\"()[]\\", r) {
			return "Enter one e-mail address without spaces or brackets" + example
		}
	}
	local, domain, found := strings.Cut(s, "@")
	switch {
	case !found || strings.Contains(domain, "@"):
		return "Enter the e-mail address with one @" + example
	case local == "" || len(local) > 64:
		return "Check the part of the e-mail address before the @" + example
	}
	if !validDomain(domain) {
		return "Check the part of the e-mail address after the @" + example
	}
	return ""
}

// validDomain accepts dotted names of any script that can be written as
// A-labels; the last label has a letter.
func validDomain(domain string) bool {
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || len(ascii) > 253 {
		return false
	}
	labels := strings.Split(ascii, ".")
	if len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return !digits(labels[len(labels)-1])
}

// commonDomains are where most people have their mail.
var commonDomains = []string{"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "icloud.com", "comcast.net",
	"msn.com", "live.com", "verizon.net", "att.net", "sbcglobal.net", "proton.me", "protonmail.com", "ymail.com", "me.com", "mail.com", "dol.gov"}

// commonEndings are slips of the last label and what was meant.
var commonEndings = map[string]string{"con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "xom": "com",
	"nett": "net", "ent": "net", "orgg": "org", "ogr": "org", "gvo": "gov", "goc": "gov", "eud": "edu"}

// SuggestEmail is the address that was probably meant, or "" when the address
// looks right. It never blocks.
func SuggestEmail(address string) string {
	local, domain, found := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	if !found || domain == "" {
		return ""
	}
	for _, known := range commonDomains {
		if domain == known {
			return ""
		}
	}
	for _, known := range commonDomains {
		if len(known) > 7 && oneSlip(domain, known) {
			return local + "@" + known
		}
	}
	dot := strings.LastIndexByte(domain, '.')
	if meant := commonEndings[domain[dot+1:]]; dot > 0 && meant != "" {
		return local + "@" + domain[:dot+1] + meant
	}
	return ""
}

// oneSlip says whether one letter more, one fewer, one other or two swapped
// neighbours make b of a.
func oneSlip(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) <= 1 && len(b) <= 1:
		return len(a)+len(b) > 0
	case len(a) == 2 && len(b) == 2:
		return a[0] == b[1] && a[1] == b[0]
	}
	return false
}
