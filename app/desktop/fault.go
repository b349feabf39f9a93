package desktop

import (
	"encoding/json"

	"civicdesk/app/fault"
)

// wireFault is a fault as the page reads it.
type wireFault struct {
	Kind   string        `json:"kind"`
	Words  string        `json:"words"`
	Fields []fault.Field `json:"fields"`
	Rule   string        `json:"rule"`
}

// FormatError writes a fault for the page: JSON as text, since the window's
// runtime makes a JavaScript Error of it and keeps only its text. The cause
// stays here.
func FormatError(err error) any {
	w := wireFault{Kind: fault.KindOf(err).String(), Words: fault.Words(err), Fields: fault.FieldsOf(err), Rule: fault.RuleOf(err)}
	if w.Fields == nil {
		w.Fields = []fault.Field{}
	}
	raw, marshalErr := json.Marshal(w)
	if marshalErr != nil {
		return `{"kind":"internal","words":"","fields":[],"rule":""}`
	}
	return string(raw)
}
