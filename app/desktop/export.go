package desktop

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/reports/paper"
	"civicdesk/reports/protect"
)

// ExportCertificate writes the certificate as "pdf" or "xlsx" where the person
// says, under a password if one is given. The PDF is the one that was stored when
// the certificate was issued or last extended. The file's ending is added when it
// is missing; a bare name goes to the person's documents. The export is on the
// audit trail.
func (h *Hiring) ExportCertificate(id, format, path, password string) (SavedFile, error) {
	return long(h.door, "desktop.ExportCertificate", "Writing the certificate", "", func(ctx context.Context, desk *node.Session, _ func(done, total int64)) (SavedFile, error) {
		const op = "desktop.ExportCertificate"
		if password != "" {
			if err := protect.Check(password); err != nil {
				return SavedFile{}, err
			}
		}
		c, err := desk.Hiring.Certificate(ctx, app.ID(id))
		if err != nil {
			return SavedFile{}, err
		}
		var content []byte
		switch format {
		case "pdf":
			f, err := desk.Hiring.CertificateFile(ctx, c.ID, hiring.PaperFile)
			if err != nil {
				return SavedFile{}, err
			}
			content = f.Content
		case "xlsx":
			if content, err = paper.CertificateXLSX(c); err != nil {
				return SavedFile{}, err
			}
		default:
			return SavedFile{}, fault.E(op, fault.Invalid, "Choose PDF or Excel.", nil)
		}
		if password != "" {
			seal := map[string]func([]byte, string) ([]byte, error){"pdf": protect.PDF, "xlsx": protect.XLSX}[format]
			if content, err = seal(content, password); err != nil {
				return SavedFile{}, err
			}
		}
		if err := ctx.Err(); err != nil { // stopped
			return SavedFile{}, err
		}
		target := savePath(path, "certificate-"+c.Number, format, h.door.o.Documents)
		return SavedFile{Path: target}, writeFile(op, target, content)
	})
}

// savePath is where a file goes: the path as typed, with its ending, in the
// documents folder when no folder is named.
func savePath(typed, usual, format, documents string) string {
	path := strings.TrimSpace(typed)
	if path == "" {
		path = usual
	}
	if rest, ok := strings.CutPrefix(path, "~"+string(filepath.Separator)); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if !strings.EqualFold(filepath.Ext(path), "."+format) {
		path += "." + format
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(documents, path)
	}
	return filepath.Clean(path)
}

// writeFile is writeFrom for content that is in memory.
func writeFile(op, path string, content []byte) error {
	return writeFrom(op, path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// writeFrom writes a file whole or not at all: under a temporary name in the same
// folder, then renamed. A fault of write is returned as it is.
func writeFrom(op, path string, write func(io.Writer) error) error {
	wrong := func(words string, err error) error {
		e := fault.E(op, fault.Invalid, words, err)
		e.Fields = []fault.Field{{Name: "path", Words: words}}
		return e
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".civicdesk-*")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wrong("There is no folder "+filepath.Dir(path)+". Choose one that exists.", err)
	case errors.Is(err, fs.ErrPermission):
		return wrong("You may not write to "+filepath.Dir(path)+". Choose another folder.", err)
	case err != nil:
		return wrong("The file cannot be written to "+filepath.Dir(path)+". Choose another folder.", err)
	}
	err = write(f)
	var said *fault.Error
	if errors.As(err, &said) {
		f.Close()
		_ = os.Remove(f.Name()) // nothing of a file that is not whole stays behind
		return err
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // nothing of a file that is not whole stays behind
		return wrong("The file could not be written whole. Is the disk full, or the file open in another program?", err)
	}
	return nil
}
