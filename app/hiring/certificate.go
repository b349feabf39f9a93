package hiring

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring/ranking"
)

// CertificateType is the procedure a certificate was made by.
type CertificateType string

// CategoryCertificate lists eligibles by quality category (5 USC 3319).
const CategoryCertificate CertificateType = "category"

// CertificateStatus is where a certificate stands.
type CertificateStatus string

// The states of a certificate.
const (
	CertificateIssued   CertificateStatus = "issued"
	SelectionMade       CertificateStatus = "selectionMade"
	NoSelectionMade     CertificateStatus = "noSelectionMade"
	CertificateCanceled CertificateStatus = "canceled" // issued in error
)

// Certificate is a certificate of eligibles as issued: everything on it is
// frozen at issue, save the decisions. It never holds a Social Security number
// or an answer about sex, race or disability.
type Certificate struct {
	ID      app.ID            `json:"id"`
	Office  string            `json:"office"`
	Vacancy app.ID            `json:"vacancy"`
	Number  string            `json:"number"` // "HQ-2026-0001"
	Type    CertificateType   `json:"type"`
	Status  CertificateStatus `json:"status"`

	RequestNumber        string      `json:"requestNumber"`
	Announcement         string      `json:"announcement"`
	ControlNumber        string      `json:"controlNumber"`
	Title                string      `json:"title"`
	Agency               string      `json:"agency"`
	SubAgency            string      `json:"subAgency"`
	PayPlan              string      `json:"payPlan"`
	Series               string      `json:"series"`
	Grade                string      `json:"grade"`
	FullPerformanceLevel string      `json:"fullPerformanceLevel"`
	DutyLocations        []string    `json:"dutyLocations"`
	Openings             int         `json:"openings"`
	AppointmentType      string      `json:"appointmentType"`
	WorkSchedule         string      `json:"workSchedule"`
	Travel               string      `json:"travel"`
	SelectiveFactors     []string    `json:"selectiveFactors"`
	CTAPCleared          bool        `json:"ctapCleared"` // CTAP and ICTAP
	RPLCleared           bool        `json:"rplCleared"`
	SelectingOfficials   []Official  `json:"selectingOfficials"`
	OpenedOn             app.Date    `json:"openedOn"`
	ClosedOn             app.Date    `json:"closedOn"`
	IssuedAt             time.Time   `json:"issuedAt"`
	IssuedBy             app.ID      `json:"issuedBy"`
	IssuedByName         string      `json:"issuedByName"`
	ReturnBy             app.Date    `json:"returnBy"`
	Expires              app.Date    `json:"expires"`
	Remarks              string      `json:"remarks"`
	Method               MethodShown `json:"method"`
	Categories           []Category  `json:"categories"` // highest first, as they stood after any merging
	Counts               Counts      `json:"counts"`
	Lines                []Line      `json:"lines"` // in order of the list

	Extensions   []Extension `json:"extensions"`
	InputsDigest string      `json:"inputsDigest"` // SHA-256 of the stored inputs
	RankDigest   string      `json:"rankDigest"`   // SHA-256 of the ranked list

	SignedBy     app.ID    `json:"signedBy"` // who recorded the selection
	SignedByName string    `json:"signedByName"`
	SignedAt     time.Time `json:"signedAt"`
}

// Extension is one extension of a certificate's dates.
type Extension struct {
	ReturnBy app.Date  `json:"returnBy"` // from now on
	Expires  app.Date  `json:"expires"`
	Was      app.Date  `json:"was"` // the expiration before
	Reason   string    `json:"reason"`
	By       app.ID    `json:"by"`
	ByName   string    `json:"byName"`
	At       time.Time `json:"at"`
}

// RecordID identifies the certificate.
func (c Certificate) RecordID() app.ID { return c.ID }

// Official is a member of staff named on a record.
type Official struct {
	User app.ID `json:"user"`
	Name string `json:"name"`
}

// MethodShown is the method as printed on the paper, every tie-break included.
type MethodShown struct {
	RankBy                 string `json:"rankBy"`        // "Quality category"
	PriorityOrder          string `json:"priorityOrder"` //
	ReferMethod            string `json:"referMethod"`   //
	Order                  string `json:"order"`         // order of names inside a block
	TieBreaker             string `json:"tieBreaker"`    //
	WellQualified          string `json:"wellQualified"` // score, for displaced employees
	ScientificProfessional bool   `json:"scientificProfessional"`
	FloatNote              string `json:"floatNote"` // whether CP and CPS went to the highest category, and why
	MergeNote              string `json:"mergeNote"` // whether categories were merged, by which count
	Rule                   string `json:"rule"`      // "5 USC 3319; 5 CFR 337.304"
}

// Category is one quality category of a vacancy, highest first.
type Category struct {
	Name     string `json:"name"`     // "Best Qualified"
	From     string `json:"from"`     // lowest rating in it, exact text: "95"
	Assigned int    `json:"assigned"` // names in it; 0 on a vacancy that is not rated
	Eligible int    `json:"eligible"` // preference eligibles among them
}

// Counts are the figures beneath a certificate.
type Counts struct {
	Received           int `json:"received"`           // finished applications
	Ineligible         int `json:"ineligible"`         //
	Eligible           int `json:"eligible"`           //
	Referred           int `json:"referred"`           // names on the list
	PreferenceEligible int `json:"preferenceEligible"` // of those referred
	Floated            int `json:"floated"`            // placed in the highest category by preference
}

// Block is one of the two blocks inside a category.
type Block string

// The blocks: all preference eligibles come before all others.
const (
	PreferenceBlock Block = "preference"
	OtherBlock      Block = "other"
)

// Decision is a selecting official's code for one name.
type Decision string

// The decision codes in use; "" is not yet decided.
const (
	Selected     Decision = "A"
	NotSelected  Decision = "NS"
	NotContacted Decision = "NN"
	Declined     Decision = "D"
	NoReply      Decision = "FR"
	NotAvailable Decision = "NA"
	Elsewhere    Decision = "SD"
)

// Proof is what a decision needs as proof, in words for its field; "" for one
// that needs none.
func (d Decision) Proof() string {
	switch d {
	case Declined:
		return "How it was declined, for example “e-mail of Nov 20, 2026”"
	case NoReply:
		return "Each contact tried, with its day"
	case NotAvailable:
		return "How this became known"
	case Elsewhere:
		return "The number of the other certificate"
	}
	return ""
}

// Line is one name on a certificate.
type Line struct {
	Place             int                `json:"place"` // 1 for the first name
	Application       app.ID             `json:"application"`
	ApplicationNumber string             `json:"applicationNumber"`
	Name              string             `json:"name"` // "Delgado, Rosa M."
	FirstName         string             `json:"firstName"`
	LastName          string             `json:"lastName"`
	Category          string             `json:"category"`     // name of the category the line stands in
	CategoryRank      int                `json:"categoryRank"` // 1 for the highest
	Block             Block              `json:"block"`
	Preference        ranking.Preference `json:"preference"`
	Standing          string             `json:"standing"` // of the preference at issue: claimed, tentative, verified, denied
	City              string             `json:"city"`
	State             string             `json:"state"`
	Rating            string             `json:"rating"` // exact text, two places: "87.51"
	Floated           bool               `json:"floated"`
	Reason            string             `json:"reason"`   // why the name stands here
	Citation          string             `json:"citation"` // the rule behind the reason

	Decision     Decision `json:"decision"`
	DecisionDate app.Date `json:"decisionDate"`
	Proof        string   `json:"proof"` // of a declination: how and when it was given
	Comments     string   `json:"comments"`
}

// CertificateFile is a file that was made with a certificate, in the same
// transaction.
type CertificateFile struct {
	ID          app.ID `json:"id"`
	Office      string `json:"office"`
	Vacancy     app.ID `json:"vacancy"`
	Certificate app.ID `json:"certificate"`
	Name        string `json:"name"`  // "certificate.pdf", "certificate-inputs.json"
	Media       string `json:"media"` // "application/pdf"
	SHA256      string `json:"sha256"`
	Content     []byte `json:"content"`
}

// RecordID identifies the file.
func (f CertificateFile) RecordID() app.ID { return f.ID }

// CertificateScope is the scope of a vacancy's certificates and their papers. It
// lies beneath the vacancy's, so that a selecting official can be given the
// certificates without every application.
func CertificateScope(office string, vacancy app.ID) app.Scope {
	return app.VacancyScope(office, vacancy) + "/certificates"
}

// The files stored with a certificate.
const (
	PaperFile  = "certificate.pdf"
	InputsFile = "certificate-inputs.json"
)

// Scope is that of the certificate for its paper; the inputs hold everybody's
// answers and stay in the vacancy's scope.
func (f CertificateFile) Scope() app.Scope {
	if f.Name == InputsFile {
		return app.VacancyScope(f.Office, f.Vacancy)
	}
	return CertificateScope(f.Office, f.Vacancy)
}
