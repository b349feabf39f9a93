package desktop

// CertificateRow is one line of a vacancy's certificates.
type CertificateRow struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Grade    string `json:"grade"`
	Status   string `json:"status"`
	Issued   string `json:"issued"`
	ReturnBy string `json:"returnBy"`
	Expires  string `json:"expires"`
	Names    int    `json:"names"`
	Selected int    `json:"selected"`
}

// CertificateView is a certificate of eligibles, issued or as it would be issued
// now.
type CertificateView struct {
	Row        CertificateRow    `json:"row"`
	Vacancy    string            `json:"vacancy"`
	Facts      []Fact            `json:"facts"`
	Method     []Fact            `json:"method"`     // the method and its parameters
	Extensions []ChangeView      `json:"extensions"` // of its dates, newest first
	Seen       string            `json:"seen"`       // digest of the inputs, sent back with the act
	Problem    string            `json:"problem"`
	Warning    string            `json:"warning"` // what to look at before it is issued
	Lines      []CertificateLine `json:"lines"`
	Codes      []DecisionCode    `json:"codes"` // decisions that may be recorded
	Openings   int               `json:"openings"`
	LastDay    string            `json:"lastDay"` // to which it can be extended at most
	Ratings    bool              `json:"ratings"` // the lines have ratings: not for a selecting official, to whom the law makes no difference within a category
	Expired    bool              `json:"expired"`
	MayIssue   bool              `json:"mayIssue"`
	MayDecide  bool              `json:"mayDecide"`
	MayExport  bool              `json:"mayExport"`
	MayChange  bool              `json:"mayChange"` // extend or cancel it
	MayOpen    bool              `json:"mayOpen"`   // the applications beneath it
}

// DecisionCode is a decision that may be recorded, with what it needs as proof.
type DecisionCode struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Proof string `json:"proof"` // empty: none
}

// IssueForm asks for a certificate at one grade.
type IssueForm struct {
	Vacancy          string `json:"vacancy"`
	Grade            string `json:"grade"`
	RequestNumber    string `json:"requestNumber"`
	SelectiveFactors string `json:"selectiveFactors"` // one a line
	CTAPCleared      bool   `json:"ctapCleared"`
	RPLCleared       bool   `json:"rplCleared"`
	Remarks          string `json:"remarks"`
	Seen             string `json:"seen"`
}

// ExtendForm gives a certificate later dates.
type ExtendForm struct {
	ReturnBy string `json:"returnBy"`
	Expires  string `json:"expires"`
	Reason   string `json:"reason"`
}

// CertificateLine is one name of a certificate.
type CertificateLine struct {
	Application string   `json:"application"`
	Place       string   `json:"place"`
	Category    string   `json:"category"`
	Block       string   `json:"block"` // "Preference eligibles" or "Other eligibles"
	Name        string   `json:"name"`
	Preference  string   `json:"preference"`
	Standing    string   `json:"standing"` // of the preference: claimed, tentative, verified or denied
	Rating      string   `json:"rating"`
	Residence   string   `json:"residence"`
	Decision    string   `json:"decision"`
	Date        string   `json:"date"`
	Proof       string   `json:"proof"`
	Note        string   `json:"note"`
	Why         []Reason `json:"why"`
}

// Decision is a selecting official's decision on one name.
type Decision struct {
	Application string `json:"application"`
	Code        string `json:"code"`
	Date        string `json:"date"`  // empty: today
	Proof       string `json:"proof"` // for the codes that need it
	Note        string `json:"note"`
}
