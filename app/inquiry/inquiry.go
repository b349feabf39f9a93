// Package inquiry is the inquiries half of Civic Desk: questions and situations
// that members of the public bring by web, telephone, mail or in person, the
// office that answers each, and how it is worked until it is closed. The pure
// rules are in its subpackages: intake (fields), routing (offices), tracking
// (numbers) and matching (people).
package inquiry

import (
	"strings"
	"time"

	"civicdesk/app"
	"civicdesk/app/inquiry/intake"
	"civicdesk/app/inquiry/knowledge"
	"civicdesk/app/inquiry/matching"
	"civicdesk/app/inquiry/routing"
	"civicdesk/app/inquiry/tracking"
	"civicdesk/app/refdata"
	"civicdesk/storage/record"
)

// Channel is the way by which an inquiry came.
type Channel string

// The channels.
const (
	ByWeb    Channel = "web"
	ByPhone  Channel = "phone"
	ByMail   Channel = "mail"
	ByEmail  Channel = "email"
	InPerson Channel = "inPerson"
)

var channelWords = map[Channel]string{ByWeb: "Web", ByPhone: "Phone", ByMail: "Mail", ByEmail: "E-mail", InPerson: "In person"}

// DeskChannels are the channels of inquiries that an agent logs, in the order
// of the screen.
var DeskChannels = []Channel{ByPhone, ByMail, ByEmail, InPerson}

// Words is the channel as people read it; empty for an unknown one.
func (c Channel) Words() string { return channelWords[c] }

const unknownChannel = "Choose how the inquiry came: by phone, mail, e-mail or in person"

// Inquiry is one question or situation of a customer. Everything that a person
// wrote or that identifies one is sealed under the agency's scope.
type Inquiry struct {
	ID       app.ID          `json:"id"`
	Agency   string          `json:"agency"`   // participating agency, for example "ofccp"
	Tracking tracking.Number `json:"tracking"` //
	Token    app.ID          `json:"token"`    // made by the form or the desk, so that a repeat is known
	Channel  Channel         `json:"channel"`
	Received app.Date        `json:"received"` // may precede the entry: paper is stamped on arrival
	Entered  time.Time       `json:"entered"`  // by the clock of whoever entered it
	LoggedBy Staff           `json:"loggedBy"` // empty for the web

	FirstName        string            `json:"firstName"`
	LastName         string            `json:"lastName"`
	OneName          bool              `json:"oneName"`
	HomeZIP          string            `json:"homeZip"`
	PreferredContact string            `json:"preferredContact"`
	Phone            string            `json:"phone"`
	PhoneExt         string            `json:"phoneExt"`
	PhoneRaw         string            `json:"phoneRaw"`
	Email            string            `json:"email"`
	Company          string            `json:"company"`
	Street           string            `json:"street"`
	City             string            `json:"city"`
	State            string            `json:"state"`
	County           string            `json:"county"`
	WorkZIP          string            `json:"workZip"`
	WorkZIPUnknown   bool              `json:"workZipUnknown"`
	Category         string            `json:"category"`
	CategoryLabel    string            `json:"categoryLabel"` // as it was when the category was chosen
	Description      string            `json:"description"`
	Missing          map[string]string `json:"missing"`   // field → why a call has no value for it
	LastEvent        app.Date          `json:"lastEvent"` // day of the last event, for the filing deadline

	Office     string           `json:"office"`     // office code
	Routing    routing.Decision `json:"routing"`    // why the first office was this one
	Quarantine bool             `json:"quarantine"` // a web form that looks machine-made, until an agent has looked
	Score      int              `json:"score"`      // how much it looks so

	Status      Status       `json:"status"`
	PleaseCall  bool         `json:"pleaseCall"` // the public status asks the customer to call
	Assigned    Staff        `json:"assigned"`
	Answer      Answer       `json:"answer"`
	Closing     Closing      `json:"closing"`
	Person      app.ID       `json:"person"` // the customer: a group of matching inquiries
	Steps       []Step       `json:"steps"`
	Notes       []Note       `json:"notes"`
	Calls       []Call       `json:"calls"`
	Corrections []Correction `json:"corrections"`
}

// Staff is a member of staff who did something.
type Staff struct {
	User app.ID `json:"user"`
	Name string `json:"name"`
}

// Answer is the answer that the customer was given.
type Answer struct {
	Text string    `json:"text"`
	By   Staff     `json:"by"`
	At   time.Time `json:"at"`
}

// Call is the log of one telephone call.
type Call struct {
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	Saved   time.Time `json:"saved"` // Ended to Saved is the wrap-up
	By      Staff     `json:"by"`
}

// Note is something an agent wrote or attached. Notes are never public and
// never changed.
type Note struct {
	ID      app.ID    `json:"id"`
	Kind    NoteKind  `json:"kind"`
	Text    string    `json:"text"`
	Article string    `json:"article"` // slug, for an article
	Version string    `json:"version"` // the article's text that was used
	By      Staff     `json:"by"`
	At      time.Time `json:"at"`
}

// NoteKind says what a note is.
type NoteKind string

// The kinds of notes.
const (
	Research NoteKind = "research"
	Comment  NoteKind = "comment"
	Contact  NoteKind = "contact" // an attempt to reach the customer, with its outcome
	Article  NoteKind = "article" // an article of the knowledge base
)

// Correction is a field changed at the customer's request; the value before is
// kept.
type Correction struct {
	Field  string    `json:"field"`
	Old    string    `json:"old"`
	New    string    `json:"new"`
	Reason string    `json:"reason"`
	By     Staff     `json:"by"`
	At     time.Time `json:"at"`
}

// RecordID is the inquiry's identity.
func (i Inquiry) RecordID() app.ID { return i.ID }

// Inquiries are the stored inquiries. Checks are in checks.go.
var Inquiries = record.Define[Inquiry]("inquiry",
	record.Scope(func(i Inquiry) app.Scope { return app.InquiryScope(i.Agency) }),
	record.Index("by-status", record.Clear, func(i Inquiry) []record.Key {
		return []record.Key{record.K(i.Agency, i.Status, i.Received)}
	}),
	record.Index("by-office", record.Clear, func(i Inquiry) []record.Key {
		return []record.Key{record.K(i.Agency, i.Office, i.Received)}
	}),
	record.Index("by-received", record.Clear, func(i Inquiry) []record.Key {
		return []record.Key{record.K(i.Agency, i.Received)}
	}),
	record.Index("by-tracking", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, string(i.Tracking)) }),
	record.Index("by-token", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, string(i.Token)) }),
	record.Index("by-person", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, string(i.Person)) }),
	record.Index("by-name", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, i.identity().NameKey()) }),
	record.Index("by-email", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, i.identity().Email) }),
	record.Index("by-phone", record.Blind, func(i Inquiry) []record.Key { return keyOf(i.Agency, i.identity().Phone) }),
	record.Search(Inquiry.searchFields),
	record.Checks(permanent, fieldsChecked, statusExplained),
	record.Together("phone", "phoneExt", "phoneRaw"),
	record.Merge("status", record.Transitions(flow)),
	record.Merge("steps", record.Append()),
	record.Merge("notes", record.Append()),
	record.Merge("calls", record.Append()),
	record.Merge("corrections", record.Append()),
	record.Audited())

// keyOf is the key of a value within an agency, or none for an empty value.
func keyOf(agency, value string) []record.Key {
	if value == "" {
		return nil
	}
	return []record.Key{record.K(agency, value)}
}

// Definitions are the record types of this package, for a store's schema.
func Definitions() []record.Definition {
	return append(knowledge.Definitions(), Inquiries.Definition(), Persons.Definition(), Drafts.Definition(), OfficeStates.Definition(), guards.Definition())
}

// Form is the intake form as it stands.
func (i Inquiry) Form() intake.Form {
	return intake.Form{FirstName: i.FirstName, LastName: i.LastName, OneName: i.OneName, HomeZIP: i.HomeZIP,
		PreferredContact: i.PreferredContact, Phone: i.Phone, PhoneExt: i.PhoneExt, PhoneRaw: i.PhoneRaw, Email: i.Email,
		Company: i.Company, Street: i.Street, City: i.City, State: i.State, County: i.County, WorkZIP: i.WorkZIP,
		WorkZIPUnknown: i.WorkZIPUnknown, Category: i.Category, Description: i.Description}
}

// setForm takes over a checked form.
func (i *Inquiry) setForm(f intake.Form) {
	i.FirstName, i.LastName, i.OneName, i.HomeZIP = f.FirstName, f.LastName, f.OneName, f.HomeZIP
	i.PreferredContact, i.Phone, i.PhoneExt, i.PhoneRaw, i.Email = f.PreferredContact, f.Phone, f.PhoneExt, f.PhoneRaw, f.Email
	i.Company, i.Street, i.City, i.State, i.County = f.Company, f.Street, f.City, f.State, f.County
	i.WorkZIP, i.WorkZIPUnknown, i.Description = f.WorkZIP, f.WorkZIPUnknown, f.Description
	if f.Category != i.Category {
		c, _ := refdata.CategoryByCode(f.Category)
		i.Category, i.CategoryLabel = f.Category, c.Label
	}
}

// Name is the customer's name as people read it.
func (i Inquiry) Name() string {
	if name := strings.TrimSpace(i.FirstName + " " + i.LastName); name != "" {
		return name
	}
	return "Name not given"
}

// The names of the fields by which an inquiry is found.
const (
	FoundName        = "name"
	FoundNumber      = "tracking"
	FoundEmail       = "email"
	FoundPhone       = "phone"
	FoundCompany     = "company"
	FoundCategory    = "category"
	FoundDescription = "description"
	FoundNote        = "note"
)

func (i Inquiry) searchFields() []record.SearchField {
	fields := []record.SearchField{
		{Name: FoundName, Kind: record.FindName, Text: strings.TrimSpace(i.FirstName + " " + i.LastName)},
		{Name: FoundNumber, Kind: record.FindNumber, Text: i.Tracking.String()},
		{Name: FoundEmail, Kind: record.FindEmail, Text: i.Email},
		{Name: FoundPhone, Kind: record.FindPhone, Text: showPhone(i)},
		{Name: FoundCompany, Kind: record.FindCompany, Text: i.Company},
		{Name: FoundCategory, Kind: record.FindSubject, Text: i.CategoryLabel},
		{Name: FoundDescription, Kind: record.FindText, Text: i.Description},
	}
	for _, n := range i.Notes {
		if n.Kind != Article {
			fields = append(fields, record.SearchField{Name: FoundNote, Kind: record.FindText, Text: n.Text})
		}
	}
	return fields
}

func (i Inquiry) identity() matching.Identity {
	return matching.Normalize(i.FirstName, i.LastName, i.Email, i.Phone, i.PhoneExt)
}

func (i Inquiry) address() routing.Inputs { return addressOf(i.Form()) }

func addressOf(f intake.Form) routing.Inputs {
	return routing.Inputs{ZIP: intake.ZIP5(f.WorkZIP), State: f.State, County: f.County}
}
