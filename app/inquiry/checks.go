package inquiry

import (
	"maps"
	"slices"

	"civicdesk/app/fault"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/refdata"
)

// permanent refuses a change of what an inquiry is known by.
func permanent(old *Inquiry, new Inquiry) error {
	if !new.Tracking.Valid() {
		return fault.E("inquiry.permanent", fault.Invalid, "The tracking number of this inquiry is not a valid one.", nil)
	}
	if old == nil {
		if new.Channel.Words() == "" {
			return fault.Fields("inquiry.permanent", []fault.Field{{Name: "channel", Words: unknownChannel}})
		}
		return nil
	}
	if old.Tracking != new.Tracking || old.Agency != new.Agency || old.Token != new.Token || old.Channel != new.Channel || !old.Entered.Equal(new.Entered) {
		return fault.E("inquiry.permanent", fault.Refused, "The tracking number, agency, channel and time of entry of an inquiry cannot be changed.", nil)
	}
	return nil
}

// fieldsChecked holds every write to the checks of the intake form. Values that
// did not change are not checked again, so that an inquiry of a retired
// category can still be worked.
func fieldsChecked(old *Inquiry, new Inquiry) error {
	const op = "inquiry.fieldsChecked"
	if _, ok := refdata.OfficeByCode(new.Office); !ok {
		return fault.Fields(op, []fault.Field{{Name: "office", Words: "Choose an office from the list"}})
	}
	if new.LastEvent != "" && !new.LastEvent.Valid() {
		return fault.Fields(op, []fault.Field{{Name: "lastEvent", Words: "Enter the day of the last event, for example 11/22/2026, or leave it empty"}})
	}
	if !new.Received.Valid() {
		return fault.Fields(op, []fault.Field{{Name: "received", Words: "Enter the day on which the inquiry was received, for example 11/22/2026"}})
	}
	if old != nil && old.Form() == new.Form() && maps.Equal(old.Missing, new.Missing) {
		return nil
	}
	missing := new.Missing
	if new.Channel == ByWeb && old == nil {
		missing = nil
	}
	result := intake.Check(new.Form(), missing)
	if old != nil && old.Category == new.Category {
		result.Errors = slices.DeleteFunc(result.Errors, func(f fault.Field) bool { return f.Name == intake.Category })
	}
	if result.Form.Description != new.Description {
		result.Errors = append(result.Errors, fault.Field{Name: intake.Description, Words: "Hide the Social Security number in the description"})
	}
	return fault.Fields(op, result.Errors)
}

// statusExplained asks that an answered inquiry has its answer and a closed one
// its reason.
func statusExplained(_ *Inquiry, new Inquiry) error {
	const op = "inquiry.statusExplained"
	switch {
	case new.Status == StatusAnswered && new.Answer.Text == "":
		return fault.Fields(op, []fault.Field{{Name: "answer", Words: "Write down the answer that the customer was given"}})
	case new.Status == StatusClosed && new.Closing.Reason == "":
		return fault.Fields(op, []fault.Field{{Name: "reason", Words: "Choose why the inquiry is closed"}})
	}
	return nil
}
