package pdfcheck_test

import (
	"bytes"
	"context"
	"crypto/fips140"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jung-kurt/gofpdf"

	"civicdesk/storage/blob/pdfcheck"
	"civicdesk/storage/disk/disktest"
)

// TestMain lets the test program be the process that checks, and processes that
// fail in each way.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 {
		switch os.Args[1] {
		case "check":
			os.Exit(pdfcheck.Run(os.Stdin, os.Stdout))
		case "crash":
			panic("as a broken reader would")
		case "hang":
			time.Sleep(time.Hour)
		case "chatter":
			for {
				if _, err := os.Stdout.Write(make([]byte, 1000)); err != nil {
					os.Exit(0)
				}
			}
		case "nonsense":
			fmt.Println(`{"state":"fine"}`)
			os.Exit(0)
		case "write":
			pdfcheck.Run(bytes.NewReader(nil), io.Discard)
			f, err := os.CreateTemp(".", "left-behind")
			if err == nil {
				os.Remove(f.Name())
				_, err = f.Write([]byte("Rosa Delgado"))
			}
			if err != nil {
				os.Exit(4)
			}
			fmt.Println(`{"state":"readable"}`) // what the test must not see
			os.Exit(0)
		case "hog":
			pdfcheck.Run(hog{}, os.Stdout)
		}
	}
	os.Exit(m.Run())
}

// hog is an input that makes its reader hold more and more.
type hog struct{}

var held [][]byte

func (hog) Read(p []byte) (int, error) {
	b := bytes.Repeat([]byte{1}, 8<<20)
	held = append(held, b)
	return copy(p, b[:1]), nil
}

func checker(t *testing.T, timeout time.Duration, as string) *pdfcheck.Checker {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return pdfcheck.New(timeout, program, as)
}

func document(t *testing.T, pages int, change func(*gofpdf.Fpdf)) []byte {
	t.Helper()
	var b bytes.Buffer
	fips140.WithoutEnforcement(func() { // gofpdf names fonts by SHA-1 and protects by RC4
		f := gofpdf.New("P", "mm", "Letter", "")
		f.SetFont("Helvetica", "", 12)
		for i := range pages {
			f.AddPage()
			f.Cell(40, 10, fmt.Sprintf("Page %d", i+1))
		}
		if change != nil {
			change(f)
		}
		if err := f.Output(&b); err != nil {
			t.Fatal(err)
		}
	})
	return b.Bytes()
}

func TestCheck(t *testing.T) {
	c := checker(t, 0, "check")
	whole := document(t, 3, nil)
	for _, test := range []struct {
		name string
		file []byte
		want pdfcheck.Result
	}{
		{"three pages", whole, pdfcheck.Result{State: pdfcheck.Readable, Pages: 3}},
		{"script", document(t, 1, func(f *gofpdf.Fpdf) { f.SetJavascript("app.alert(1)") }), pdfcheck.Result{State: pdfcheck.Readable, Pages: 1, Active: true}},
		{"password", document(t, 1, func(f *gofpdf.Fpdf) { f.SetProtection(0, "secret", "owner") }), pdfcheck.Result{State: pdfcheck.Locked}},
		{"only a beginning", []byte("%PDF-1.7\nand no more"), pdfcheck.Result{State: pdfcheck.Faulty}},
	} {
		got, err := c.Check(context.Background(), bytes.NewReader(test.file))
		if err != nil || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, err, test.want)
		}
		if (got.Words() == "") != (got == pdfcheck.Result{State: pdfcheck.Readable, Pages: got.Pages}) {
			t.Errorf("%s says %q", test.name, got.Words())
		}
	}
}

func TestWhateverHappensToTheProcessIsAnAnswer(t *testing.T) {
	file := document(t, 1, nil)
	for _, as := range []string{"crash", "hang", "chatter", "nonsense", "hog"} {
		timeout := 20 * time.Second
		if as == "hang" {
			timeout = 300 * time.Millisecond
		}
		got, err := checker(t, timeout, as).Check(context.Background(), bytes.NewReader(file))
		if got != (pdfcheck.Result{State: pdfcheck.Unchecked}) || err == nil {
			t.Errorf("%s: %+v, %v", as, got, err)
		}
	}
	if got, err := pdfcheck.New(0, filepath.Join(disktest.Dir(t), "nothing")).Check(context.Background(), bytes.NewReader(file)); got.State != pdfcheck.Unchecked || err == nil {
		t.Errorf("no program: %+v, %v", got, err)
	}
}
