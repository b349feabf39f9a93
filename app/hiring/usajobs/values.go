package usajobs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"civicdesk/app"
)

// object decodes an object; absent and null are the empty object.
func (rd *reader) object(raw json.RawMessage, field string) map[string]json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(raw, &out); err != nil {
		rd.fail(field, "should be an object", err)
	}
	return out
}

func (rd *reader) tryObject(raw json.RawMessage) map[string]json.RawMessage {
	var out map[string]json.RawMessage
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out
}

// objects decodes a list of objects, or one object in place of a list.
func (rd *reader) objects(from map[string]json.RawMessage, name string) []map[string]json.RawMessage {
	raw := from[name]
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if one := rd.tryObject(raw); one != nil {
		return []map[string]json.RawMessage{one}
	}
	var out []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &out); err != nil {
		rd.fail(name, "should be a list of objects", err)
	}
	return out
}

// text is the first of the named values that is not empty: a string, a number
// or a boolean, as text.
func (rd *reader) text(from map[string]json.RawMessage, in string, names ...string) string {
	for _, name := range names {
		raw := from[name]
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		switch raw[0] {
		case '"':
			var s string
			if err := json.Unmarshal(raw, &s); err != nil {
				rd.fail(in+name, "cannot be read", err)
			}
			if s = clean(s); s != "" {
				return s
			}
		case '{', '[':
			if name != "WhoMayApply" {
				rd.fail(in+name, "should be text", nil)
			}
		default:
			return string(raw)
		}
	}
	return ""
}

func (rd *reader) needed(from map[string]json.RawMessage, name string) string {
	s := rd.text(from, "", name)
	if s == "" {
		rd.fail(name, "is missing", nil)
	}
	return s
}

// list is a list of texts, or one text in place of a list.
func (rd *reader) list(from map[string]json.RawMessage, in, name string) []string {
	raw := from[name]
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if raw[0] != '[' {
		if s := rd.text(from, in, name); s != "" {
			return []string{s}
		}
		return nil
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil {
		rd.fail(in+name, "should be text or a list of texts", err)
		return nil
	}
	var out []string
	for _, s := range many {
		if s = clean(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (rd *reader) names(d map[string]json.RawMessage, name string) string {
	var out []string
	for _, o := range rd.objects(d, name) {
		if s := rd.text(o, name+".", "Name", "Code"); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}

var dateForms = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05", "2006-01-02", "01/02/2006", "1/2/2006"}

// date is the calendar day as written: closing is 11:59 pm Eastern of that day,
// whatever zone the file gives it.
func (rd *reader) date(d map[string]json.RawMessage, needed bool, names ...string) app.Date {
	s := rd.text(d, "", names...)
	if s == "" {
		if needed {
			rd.fail(names[0], "is missing", nil)
		}
		return ""
	}
	for _, form := range dateForms {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1900 && t.Year() < 3000 {
			return app.DateOf(t)
		}
	}
	rd.fail(names[0], fmt.Sprintf("is no date: %q", short(s)), nil)
	return ""
}

var amountForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// amount is a sum as exact text: "97738.0" is "97738", "18.25" stays.
func (rd *reader) amount(o map[string]json.RawMessage, in, name string) string {
	s := strings.NewReplacer(",", "", "$", "").Replace(rd.text(o, in, name))
	if s == "" {
		return ""
	}
	if !amountForm.MatchString(s) {
		rd.fail(in+name, fmt.Sprintf("is no amount: %q", short(s)), nil)
		return ""
	}
	if whole, cents, ok := strings.Cut(s, "."); ok {
		if cents = strings.TrimRight(cents, "0"); cents == "" {
			return whole
		}
		return whole + "." + cents
	}
	return s
}

// grade is two digits; text that is no number ("None") stays as it is.
func (rd *reader) grade(det map[string]json.RawMessage, name string) string {
	s := rd.text(det, "UserArea.Details.", name)
	if n, err := strconv.Atoi(s); err == nil {
		if n < 0 || n > 99 {
			rd.fail("UserArea.Details."+name, fmt.Sprintf("is no grade: %q", short(s)), nil)
			return ""
		}
		return fmt.Sprintf("%02d", n)
	}
	return s
}

// flag reads True, true, Y, yes, 1 and their opposites, as text or as JSON.
func (rd *reader) flag(det map[string]json.RawMessage, name string) string {
	s := rd.text(det, "UserArea.Details.", name)
	switch strings.ToLower(s) {
	case "":
		return ""
	case "true", "y", "yes", "1":
		return "yes"
	case "false", "n", "no", "0":
		return "no"
	}
	rd.fail("UserArea.Details."+name, fmt.Sprintf("is neither yes nor no: %q", short(s)), nil)
	return ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// withoutFamilies drops an occupational family ("2200") when a series of it
// ("2210") is named too.
func withoutFamilies(in []Code) []Code {
	var out []Code
	for _, c := range in {
		family := len(c.Code) == 4 && strings.HasSuffix(c.Code, "00")
		for _, o := range in {
			if family && o.Code != c.Code && strings.HasPrefix(o.Code, c.Code[:2]) {
				family = false
				c.Code = ""
				break
			}
		}
		if c.Code != "" {
			out = append(out, c)
		}
	}
	return out
}
