package ranking

import (
	"fmt"
	"slices"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// Code is a decision on one name.
type Code string

// The decision codes.
const (
	Undecided    Code = ""
	Select       Code = "A"
	Reject       Code = "NS"
	NotContacted Code = "NN" // not selected, not contacted
	Decline      Code = "D"
	NoReply      Code = "FR" // failed to reply
	NotAvailable Code = "NA" // not available, or withdrew
	Elsewhere    Code = "SD" // selected on a different certificate
)

// Codes are all that can be recorded.
var Codes = []Code{Select, Reject, NotContacted, Decline, NoReply, NotAvailable, Elsewhere}

// Unavailable says whether the name is no longer there to be chosen and so blocks
// nobody.
func (c Code) Unavailable() bool {
	return c == Decline || c == NoReply || c == NotAvailable || c == Elsewhere
}

// Rejects says whether the name was left aside; forbidden for a preference
// eligible above a selected name without preference.
func (c Code) Rejects() bool { return c == Reject || c == NotContacted }

// Words is the code in words for a screen.
func (c Code) Words() string {
	switch c {
	case Select:
		return "Selected"
	case Reject:
		return "Not selected"
	case NotContacted:
		return "Not selected, not contacted"
	case Decline:
		return "Declined"
	case NoReply:
		return "Failed to reply"
	case NotAvailable:
		return "Not available or withdrew"
	case Elsewhere:
		return "Selected on a different certificate"
	}
	return "Not yet decided"
}

// Choice is what a selecting official decides on one name.
type Choice struct {
	Application app.ID `json:"application"`
	Code        Code   `json:"code"`
}

// CheckSelection says whether the choices, made on the lines of one
// certificate, are lawful together. before holds the codes already on record.
// The refusal names the person and cites the rule.
func CheckSelection(lines []Line, before map[app.ID]Code, choices []Choice, openings int) error {
	const op = "ranking.CheckSelection"
	byID := make(map[app.ID]Line, len(lines))
	now := make(map[app.ID]Code, len(lines))
	for _, l := range lines {
		byID[l.Application], now[l.Application] = l, before[l.Application]
	}
	said := map[app.ID]bool{}
	for _, c := range choices {
		l, ok := byID[c.Application]
		switch {
		case !ok:
			return fault.Law(op, RuleHighest, "A name chosen is not on this certificate. Choose from the names listed.")
		case said[c.Application]:
			return fault.E(op, fault.Invalid, l.Name+" has two decisions. Give one.", nil)
		case c.Code != Undecided && !slices.Contains(Codes, c.Code):
			return fault.E(op, fault.Invalid, fmt.Sprintf("%q is no decision code. Use one of A, NS, NN, D, FR, NA or SD.", c.Code), nil)
		case c.Code == Select && before[c.Application].Unavailable():
			return fault.E(op, fault.Refused, fmt.Sprintf("%s %s and is not available. Choose another name, or take that decision back first.", l.Name, gone(before[c.Application])), nil)
		}
		said[c.Application], now[c.Application] = true, c.Code
	}
	return lawful(lines, now, openings)
}

func lawful(lines []Line, now map[app.ID]Code, openings int) error {
	const op = "ranking.CheckSelection"
	selected := 0
	for _, l := range lines {
		if now[l.Application] == Select {
			selected++
		}
	}
	if selected > openings {
		return fault.E(op, fault.Refused, fmt.Sprintf("%s selected for %s. Select no more names than there are openings.", count(selected, "name"), count(openings, "opening")), nil)
	}
	for _, l := range lines {
		if now[l.Application] != Select {
			continue
		}
		for _, other := range lines {
			code := now[other.Application]
			if other.Application == l.Application || code == Select || code.Unavailable() {
				continue
			}
			if other.CategoryRank < l.CategoryRank {
				return fault.Law(op, RuleHighest, fmt.Sprintf("%s cannot be selected while %s remains in the higher category %s.", l.Name, other.Name, other.Category))
			}
			if other.CategoryRank == l.CategoryRank && other.Preferred && !l.Preferred {
				return fault.Law(op, RulePassOver, passedOver(l, other, code))
			}
		}
	}
	return nil
}

func passedOver(l, over Line, code Code) string {
	if code.Rejects() {
		return fmt.Sprintf("%s is a preference eligible (%s) and cannot be marked not selected while %s, who has no preference, is selected in the same category. Request a pass-over first, or select %s.",
			over.Name, over.Preference, l.Name, over.Name)
	}
	return fmt.Sprintf("%s, who has no preference, cannot be selected while %s, a preference eligible (%s), remains in the same category. Select %s, record that the offer was declined, or request a pass-over.",
		l.Name, over.Name, over.Preference, over.Name)
}

// gone says why a name is not there to be chosen.
func gone(c Code) string {
	switch c {
	case Decline:
		return "declined"
	case NoReply:
		return "failed to reply"
	case Elsewhere:
		return "was selected on a different certificate"
	}
	return "withdrew"
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
