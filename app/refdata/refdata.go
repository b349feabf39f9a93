// Package refdata holds the reference data that ships inside the program: ZIP
// codes and counties, the offices of the sample agency with its routing rules
// and inquiry categories, knowledge base articles, occupational series and the
// USAJOBS code lists. Everything is embedded, so that it works offline, and is
// read once, when first asked for. README.md names every source and licence.
package refdata

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
)

//go:embed data
var files embed.FS

// routingFiles are the files that decide where an inquiry goes: the data
// version covers these and no others, so that a new article changes nothing.
var routingFiles = []string{"zip-county.csv.gz", "us-counties.csv.gz", "offices.csv", "routing-rules.csv"}

// Version names the routing data, for example "2026-03.1f0c5a77e2d9": the month
// of the youngest source and the beginning of the SHA-256 of the files. It is
// stored with every routing decision, so that an old decision can be explained.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range routingFiles {
		data := raw(name)
		fmt.Fprintf(sum, "%s %d\n", name, len(data))
		sum.Write(data)
	}
	return "2026-03." + hex.EncodeToString(sum.Sum(nil))[:12]
})

// PrivacyStatement is the statement behind the footer link of every public
// page, as markdown, beginning with its heading.
func PrivacyStatement() string { return privacy() }

var privacy = sync.OnceValue(func() string {
	_, text, _ := strings.Cut(string(raw("privacy-statement.md")), "-->\n")
	return text
})

// raw is an embedded file as it lies in data/. A missing file is a defect of
// the build, found by the tests.
func raw(name string) []byte {
	data, err := files.ReadFile("data/" + name)
	if err != nil {
		panic("refdata: " + err.Error())
	}
	return data
}

// table reads an embedded CSV file (gzipped when its name says so) and calls
// row for each line after the heading with the columns asked for, in that order.
func table(name string, columns []string, row func(cell []string)) {
	var in io.Reader = bytes.NewReader(raw(name))
	if strings.HasSuffix(name, ".gz") {
		unzipped, err := gzip.NewReader(in)
		if err != nil {
			panic("refdata: " + name + ": " + err.Error())
		}
		in = unzipped
	}
	lines := csv.NewReader(in)
	lines.ReuseRecord = true
	heading, err := lines.Read()
	if err != nil {
		panic("refdata: " + name + ": " + err.Error())
	}
	places := make([]int, len(columns))
	for i, column := range columns {
		places[i] = -1
		for j, h := range heading {
			if h == column {
				places[i] = j
			}
		}
		if places[i] < 0 {
			panic("refdata: " + name + " has no column " + column)
		}
	}
	cell := make([]string, len(columns))
	for {
		line, err := lines.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			panic("refdata: " + name + ": " + err.Error())
		}
		for i, place := range places {
			cell[i] = line[place]
		}
		row(cell)
	}
}
