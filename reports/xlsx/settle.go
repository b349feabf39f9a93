package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
)

const contentTypes = "[Content_Types].xml"

var defaultType = regexp.MustCompile(`<Default [^>]*></Default>`)

// settle puts the parts of a workbook, which excelize writes in the chance order
// of a map, into one order: the same document then gives the same bytes, and
// the digest of an issued file can be compared.
func settle(file []byte) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		return strings.Compare(rank(a.Name), rank(b.Name))
	})
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range in.File {
		if part.Name != contentTypes {
			if err := w.Copy(part); err != nil {
				return nil, err
			}
			continue
		}
		if err := settleTypes(w, part); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// rank sorts the content types first, as Excel itself writes them.
func rank(name string) string { return strings.Replace(name, contentTypes, "", 1) }

// settleTypes writes the list of content types with its defaults in order.
func settleTypes(w *zip.Writer, part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	xml, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	sorted := defaultType.FindAllString(string(xml), -1)
	slices.Sort(sorted)
	next := 0
	xml = defaultType.ReplaceAllFunc(xml, func([]byte) []byte {
		next++
		return []byte(sorted[next-1])
	})
	to, err := w.Create(part.Name)
	if err != nil {
		return err
	}
	_, err = to.Write(xml)
	return err
}
