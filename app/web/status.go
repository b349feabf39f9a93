package web

import (
	"net/http"
	"net/url"

	"civicdesk/app/fault"
)

func statusFields() []field {
	return []field{
		{Kind: line, Name: "number", Label: "Tracking number", Autocomplete: "off", Size: "medium", Max: 40,
			Hint: "12 letters and digits, for example 4821-A7K3-MQ9M. Hyphens, spaces and small letters do not matter."},
		{Kind: line, Name: "homeZip", Label: "Home ZIP code", Hint: "The first 5 digits of the ZIP code you gave us", InputMode: "numeric",
			Autocomplete: "postal-code", Size: "medium", Max: 20},
	}
}

// askStatus asks for the number and the ZIP code.
func (s *site) askStatus(w http.ResponseWriter, r *http.Request) error {
	return s.statusForm(w, r, nil, nil, http.StatusOK)
}

// showStatus answers a status check. It comes by POST alone, so that a number
// is never in an address, a history or a log.
func (s *site) showStatus(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	v := url.Values{}
	take(v, r.PostForm, statusFields())
	var wrong []fault.Field
	if v.Get("number") == "" {
		wrong = append(wrong, fault.Field{Name: "number", Words: "Enter your tracking number"})
	}
	if zip := onlyDigits(v.Get("homeZip")); len(zip) != 5 && len(zip) != 9 {
		wrong = append(wrong, fault.Field{Name: "homeZip", Words: "Enter your 5-digit home ZIP code"})
	}
	if len(wrong) > 0 {
		return s.statusForm(w, r, v, wrong, http.StatusUnprocessableEntity)
	}
	found, err := s.Inquiries.Status(r.Context(), v.Get("number"), v.Get("homeZip"))
	switch {
	case fault.Is(err, fault.Invalid):
		return s.statusForm(w, r, v, []fault.Field{{Name: "number",
			Words: "Check the tracking number: one character seems to be mistyped"}}, http.StatusUnprocessableEntity)
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Locked), fault.Is(err, fault.Refused):
		// One message for every cause: an unknown number, another ZIP code, too many tries.
		return s.statusForm(w, r, v, []fault.Field{{Words: "We cannot show a status for this number and ZIP code. " +
			"Check both and try again. After several tries wait an hour, or call the office."}}, http.StatusUnprocessableEntity)
	case err != nil:
		return err
	}
	return s.show(w, r, http.StatusOK, "status_show", page{Title: "Status of your question", Nav: "status", Private: true, Body: found})
}

func (s *site) statusForm(w http.ResponseWriter, r *http.Request, v url.Values, wrong []fault.Field, status int) error {
	fields := fill(statusFields(), v, wrong)
	return s.show(w, r, status, "status_ask", page{Title: "Check a status", Nav: "status", Private: true,
		Problems: problems(fields, wrong), Body: fields})
}
