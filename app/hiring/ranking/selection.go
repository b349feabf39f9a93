package ranking

import (
	"fmt"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// Code is a decision on one name.
type Code string

// The decision codes.
const (
	Undecided Code = ""
	Select    Code = "A"
	Reject    Code = "NS"
	Decline   Code = "D"
)

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
		case c.Code != Select && c.Code != Reject && c.Code != Decline && c.Code != Undecided:
			return fault.E(op, fault.Invalid, fmt.Sprintf("%q is no decision code. Use A (selected), NS (not selected) or D (declined).", c.Code), nil)
		case c.Code == Select && before[c.Application] == Decline:
			return fault.E(op, fault.Refused, l.Name+" declined and is not available. Choose another name.", nil)
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
			if other.Application == l.Application || code == Select || code == Decline {
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
	if code == Reject {
		return fmt.Sprintf("%s is a preference eligible (%s) and cannot be marked not selected while %s, who has no preference, is selected in the same category. Request a pass-over first, or select %s.",
			over.Name, over.Preference, l.Name, over.Name)
	}
	return fmt.Sprintf("%s, who has no preference, cannot be selected while %s, a preference eligible (%s), remains in the same category. Select %s, record that the offer was declined, or request a pass-over.",
		l.Name, over.Name, over.Preference, over.Name)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
