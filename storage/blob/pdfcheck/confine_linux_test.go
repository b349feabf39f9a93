package pdfcheck_test

import (
	"bytes"
	"context"
	"testing"

	"civicdesk/storage/blob/pdfcheck"
)

func TestConfinedProcessWritesNoFile(t *testing.T) {
	got, err := checker(t, 0, "write").Check(context.Background(), bytes.NewReader(nil))
	if got.State != pdfcheck.Unchecked || err == nil {
		t.Errorf("%+v, %v: a confined process wrote a file", got, err)
	}
}
