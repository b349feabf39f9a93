package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"

	"civicdesk/app/fault"
)

// xmp is the description that document systems read. The language is that of
// the forms; names keep their own.
func xmp(m Meta) []byte {
	esc := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
		return b.String()
	}
	made := m.Made.UTC().Format("2006-01-02T15:04:05Z")
	return []byte(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(m.Title) + `</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + esc(m.Subject) + `</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>` + esc(m.Author) + `</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-US</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>` + made + `</xmp:CreateDate><xmp:CreatorTool>Civic Desk</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`)
}

var (
	rootRef = regexp.MustCompile(`/Root (\d+) 0 R`)
	sizeRef = regexp.MustCompile(`/Size (\d+)`)
	infoRef = regexp.MustCompile(`/Info \d+ 0 R`)
	startAt = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
)

// describe adds what gofpdf cannot say: the language, for screen readers, and
// that a window shows the title instead of the file's name. It appends an
// update with a new catalog, as PDF 1.4 section 3.4.5 provides.
func describe(file []byte, title string) ([]byte, error) {
	tail := file[max(0, len(file)-400):]
	root, size, info, start := rootRef.FindSubmatch(tail), sizeRef.FindSubmatch(tail), infoRef.Find(tail), startAt.FindSubmatch(tail)
	if root == nil || size == nil || start == nil {
		return nil, fault.E("pdf.describe", fault.Internal, "The paper could not be made.", fmt.Errorf("no trailer in the file for %q", title))
	}
	head := []byte("\n" + string(root[1]) + " 0 obj")
	at := bytes.LastIndex(file, head)
	end := bytes.Index(file[max(at, 0):], []byte(">>\nendobj"))
	if at < 0 || end < 0 {
		return nil, fault.E("pdf.describe", fault.Internal, "The paper could not be made.", fmt.Errorf("no catalog in the file for %q", title))
	}
	catalog := file[at+1 : at+end]
	out := bytes.NewBuffer(bytes.Clone(file))
	if !bytes.HasSuffix(file, []byte("\n")) {
		out.WriteByte('\n')
	}
	offset := out.Len()
	out.Write(catalog)
	out.WriteString("/Version /1.5\n/Lang (en-US)\n/ViewerPreferences <</DisplayDocTitle true>>\n>>\nendobj\n")
	update := out.Len()
	fmt.Fprintf(out, "xref\n%s 1\n%010d 00000 n \ntrailer\n<<\n/Size %s\n/Root %s 0 R\n%s\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n",
		root[1], offset, size[1], root[1], info, start[1], update)
	return out.Bytes(), nil
}
