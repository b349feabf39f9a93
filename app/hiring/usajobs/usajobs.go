// Package usajobs reads announcements as the USAJOBS Search API returns them:
// one item, or the envelope with many. The real data is uneven (amounts as
// text, flags as text or JSON booleans, dates with and without a zone, most
// details missing before 2017); what can be read is read, and what cannot is
// refused by file and field.
package usajobs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"civicdesk/app"
	"civicdesk/app/fault"
)

// Item is one announcement in plain values. Flags are "yes", "no" or "" for
// not said.
type Item struct {
	ControlNumber string
	Announcement  string
	Title         string
	Department    string
	Agency        string
	SubAgency     string
	URL           string

	Series             []Code // occupation, without the families ("2200") that repeat it
	PayPlan            string
	LowGrade           string // two digits
	HighGrade          string
	PromotionPotential string
	SalaryMin          string // exact decimal text
	SalaryMax          string
	SalaryPer          string
	Opens              app.Date
	Closes             app.Date
	ClosingType        string
	Locations          []Location
	Openings           int    // 0 when not a number
	OpeningsText       string // as announced
	AppointmentType    string
	WorkSchedule       string
	Service            string
	HiringPaths        []string
	WhoMayApply        string
	Supervisory        string
	Telework           string
	Remote             string
	Relocation         string
	DrugTest           string
	Travel             string
	Clearance          string
	Sensitivity        string

	Summary           string
	Duties            []string
	Conditions        []string
	Requirements      string
	Qualifications    string
	Education         string
	HowEvaluated      string
	RequiredDocuments string
	HowToApply        string
	NextSteps         string
	ContactEmail      string
	ContactPhone      string
}

// Code is a code with its name.
type Code struct{ Code, Name string }

// Location is one duty location.
type Location struct{ Name, City, State, Country string }

const longestFile = 32 << 20

// Read returns the announcements in the file: one for an item, any number for
// an envelope. An unreadable file is refused with a sentence that names the
// file and the field at fault; nothing of it is returned.
func Read(name string, r io.Reader) ([]Item, error) {
	raw, err := io.ReadAll(io.LimitReader(r, longestFile+1))
	switch {
	case err != nil:
		return nil, fault.E("usajobs.Read", fault.Damaged, name+" cannot be read.", err)
	case len(raw) > longestFile:
		return nil, refuse(name, "", "is longer than 32 MB and so is no announcement", nil)
	case !utf8.Valid(raw):
		return nil, refuse(name, "", "is not text in UTF-8", nil)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	var top struct {
		SearchResult *struct {
			SearchResultItems []json.RawMessage
		}
		MatchedObjectDescriptor json.RawMessage
	}
	if err := json.Unmarshal(raw, &top); err != nil {
		return nil, refuse(name, "", "is not a USAJOBS announcement: "+jsonWords(raw, err), err)
	}
	if top.SearchResult == nil {
		item, err := readItem(name, "", raw)
		if err != nil {
			return nil, err
		}
		return []Item{item}, nil
	}
	items := make([]Item, 0, len(top.SearchResult.SearchResultItems))
	for i, one := range top.SearchResult.SearchResultItems {
		item, err := readItem(name, fmt.Sprintf("SearchResultItems[%d].", i), one)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	if len(items) == 0 {
		return nil, refuse(name, "SearchResultItems", "holds no announcement", nil)
	}
	return items, nil
}

func refuse(file, field, why string, cause error) error {
	where := file
	if field != "" {
		where += ", field " + field
	}
	e := fault.E("usajobs.Read", fault.Invalid, where+" "+why+". Nothing was imported from it.", cause)
	if field != "" {
		e.Fields = []fault.Field{{Name: field, Words: e.Words}}
	}
	return e
}

func jsonWords(raw []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(raw[:min(int(syntax.Offset), len(raw))], []byte("\n"))
		return fmt.Sprintf("line %d is not JSON", line)
	case errors.As(err, &kind):
		return fmt.Sprintf("%q is a %s", kind.Field, kind.Value)
	}
	return "it is not JSON"
}

// clean makes text printable: no control characters, runs of spaces closed.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == 0xa0 || r >= 0x80 && r < 0xa0
	}), " ")
}
