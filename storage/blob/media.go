package blob

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"civicdesk/app/fault"
)

// Media is one of the kinds of file that are accepted. Numbers are part of the
// manifest's format.
type Media uint8

// The accepted kinds, told by their content and never by their name.
const (
	PDF Media = 1 + iota
	JPEG
	PNG
	TIFF
	DOCX
	Text
)

var kinds = map[Media]struct{ mime, extension string }{
	PDF:  {"application/pdf", ".pdf"},
	JPEG: {"image/jpeg", ".jpg"},
	PNG:  {"image/png", ".png"},
	TIFF: {"image/tiff", ".tif"},
	DOCX: {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
	Text: {"text/plain; charset=utf-8", ".txt"},
}

// Accepted names the kinds in words, for hints beside a file field.
const Accepted = "PDF, JPEG, PNG, TIFF, Word (.docx) or plain text"

func (m Media) known() bool { return kinds[m].mime != "" }

// Type is the media type for a Content-Type header.
func (m Media) Type() string { return kinds[m].mime }

// Limits bound what is taken in; zero values mean the defaults.
type Limits struct {
	Size  int64 // bytes of one file; 25 MiB
	Pages int   // pages of one PDF; 500
}

func (l Limits) withDefaults() Limits {
	if l.Size <= 0 {
		l.Size = 25 << 20
	}
	if l.Pages <= 0 {
		l.Pages = 500
	}
	return l
}

// CheckPages refuses a document with more pages than the limit.
func (l Limits) CheckPages(pages int) error {
	if limit := l.withDefaults().Pages; pages > limit {
		return refuse(fmt.Sprintf("The document has %d pages; %d are accepted. Add it in parts.", pages, limit))
	}
	return nil
}

func refuse(words string) error {
	return fault.Fields("blob.Write", []fault.Field{{Name: "file", Words: words}})
}

func tooLarge(limit int64) error {
	return refuse(fmt.Sprintf("The file is larger than %s. Scan it with fewer dots per inch (200 are enough for text) or add it in parts.", sizeWords(limit)))
}

func sizeWords(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.4g MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.4g KB", float64(n)/(1<<10))
}

// sniff tells the kind from the first chunk. A DOCX is settled by checkDOCX once
// the whole file is there.
func sniff(head []byte) (Media, error) {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) == 0:
		return 0, refuse("The file is empty. Choose another file.")
	case has("\xff\xd8\xff"):
		return JPEG, nil
	case has("\x89PNG\r\n\x1a\n"):
		return PNG, nil
	case has("II*\x00"), has("MM\x00*"), has("II+\x00"), has("MM\x00+"):
		return TIFF, nil
	case has("PK\x03\x04"):
		return DOCX, nil
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")): // ISO 32000-1, annex H.3: readers look in the first 1024 bytes
		return PDF, nil
	case has(`{\rtf`), !strings.HasPrefix(http.DetectContentType(head), "text/plain"):
		return 0, notAccepted()
	}
	return Text, nil
}

func notAccepted() error {
	return refuse("This kind of file is not accepted. Save or scan it as " + Accepted + ", and add that.")
}

// checkDOCX looks for the parts that make a zip file a Word document, and for
// programs in it.
func checkDOCX(r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return notAccepted()
	}
	var types, body bool
	for _, f := range z.File {
		switch name := strings.ToLower(f.Name); {
		case name == "[content_types].xml":
			types = true
		case name == "word/document.xml":
			body = true
		case path.Base(name) == "vbaproject.bin":
			return refuse("The Word document holds macros. Save it as a Word document without macros (.docx) or as PDF, and add that.")
		}
	}
	if !types || !body {
		return notAccepted()
	}
	return nil
}

// textCheck says whether a stream is plain text in UTF-8, chunk by chunk.
type textCheck struct{ cut []byte } // a character that a chunk's end has cut

func (c *textCheck) next(chunk []byte, last bool) error {
	b := append(c.cut, chunk...)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			if !last && !utf8.FullRune(b) {
				break
			}
			return notText()
		}
		if unicode.IsControl(r) && !strings.ContainsRune("\t\n\r\f", r) {
			return notText()
		}
		b = b[n:]
	}
	c.cut = append([]byte(nil), b...)
	return nil
}

func notText() error {
	return refuse("The file is not plain text in UTF-8. Save it again with the encoding UTF-8, or as " + Accepted + ".")
}

// reserved are names that Windows gives to devices.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true,
	"com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true}

const longestName = 120 // characters, so that a path stays within what every system takes

// CleanName makes a name that can be shown and saved on every system: without
// folders, control and direction characters, and with the ending of what the
// file really is.
func CleanName(name string, m Media) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case !unicode.IsPrint(r): // also the characters that turn the direction of writing
			return -1
		}
		return r
	}, name)
	ending := kinds[m].extension
	if got := strings.ToLower(path.Ext(name)); got == ending || sameKind[got] == ending {
		ending = path.Ext(name)
		name = strings.TrimSuffix(name, ending)
	}
	name = strings.Trim(name, " .")
	if runes := []rune(name); len(runes) > longestName-len(ending) {
		name = strings.TrimRight(string(runes[:longestName-len(ending)]), " .")
	}
	if stem, _, _ := strings.Cut(strings.ToLower(name), "."); name == "" || reserved[stem] {
		name = strings.TrimSpace("file " + name)
	}
	return name + ending
}

// sameKind are other endings of accepted kinds.
var sameKind = map[string]string{".jpeg": ".jpg", ".jpe": ".jpg", ".tiff": ".tif", ".text": ".txt", ".log": ".txt", ".csv": ".txt"}
