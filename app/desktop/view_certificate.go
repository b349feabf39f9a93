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
	Row       CertificateRow    `json:"row"`
	Vacancy   string            `json:"vacancy"`
	Facts     []Fact            `json:"facts"`
	Method    string            `json:"method"`
	Seen      string            `json:"seen"` // digest of the inputs, sent back with the act
	Problem   string            `json:"problem"`
	Lines     []CertificateLine `json:"lines"`
	Codes     []Choice          `json:"codes"` // decisions that may be recorded
	MayIssue  bool              `json:"mayIssue"`
	MayDecide bool              `json:"mayDecide"`
	MayExport bool              `json:"mayExport"`
}

// CertificateLine is one name of a certificate.
type CertificateLine struct {
	Application string   `json:"application"`
	Place       string   `json:"place"`
	Category    string   `json:"category"`
	Block       string   `json:"block"` // "Preference eligibles" or "Non-preference eligibles"
	Name        string   `json:"name"`
	Preference  string   `json:"preference"`
	Rating      string   `json:"rating"`
	Residence   string   `json:"residence"`
	Decision    string   `json:"decision"`
	Note        string   `json:"note"`
	Why         []Reason `json:"why"`
}

// Decision is a selecting official's decision on one name.
type Decision struct {
	Application string `json:"application"`
	Code        string `json:"code"`
	Note        string `json:"note"`
}
