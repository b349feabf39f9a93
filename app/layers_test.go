package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers is the table of who may import whom, lowest first. A package may import
// what its row names, its own subfolders, and nothing else of the project. Test
// files may besides import the suites (storagetest, recordtest) and stores.
var layers = []struct {
	folder string
	may    []string
}{
	{"app", nil},
	{"app/fault", nil},
	{"app/policy", []string{"app", "app/fault"}},
	{"app/form", []string{"app", "app/fault"}},
	{"app/refdata", []string{"app", "app/fault"}},
	{"app/limit", []string{"app"}}, // counts tries; knows no subject
	{"app/config", []string{"app/fault"}},
	{"app/service", []string{"app", "app/fault", "app/limit"}}, // stands before all handlers, so it knows none
	{"storage", nil},
	{"storage/seal", nil},
	{"storage/search", nil},
	{"storage/disk", []string{"storage"}},
	{"storage/bolt", []string{"storage", "storage/disk"}},
	{"storage/postgres", []string{"storage"}},
	{"storage/storagetest", []string{"storage"}},
	{"storage/journal", []string{"storage", "storage/disk"}},
	{"storage/epoch", []string{"storage", "storage/seal"}},
	{"storage/vault", []string{"app", "app/fault", "storage", "storage/disk", "storage/seal", "storage/epoch"}}, // the anchor keeps the epochs' secrets
	{"storage/blob", []string{"app", "app/fault", "storage", "storage/disk", "storage/seal"}},
	{"storage/backup", []string{"app", "app/fault", "storage", "storage/disk", "storage/seal", "storage/epoch", "storage/vault"}},
	{"storage/record", []string{"app", "app/fault", "storage", "storage/disk", "storage/seal", "storage/epoch", "storage/vault", "storage/journal", "storage/search"}}, // disk: the ledger of erasures
	{"storage/record/recordtest", []string{"app", "storage", "storage/disk/disktest", "storage/record", "storage/bolt", "storage/journal", "storage/seal", "storage/vault", "storage/storagetest"}},
	{"app/account", []string{"app", "app/fault", "app/policy", "storage/record", "storage/vault"}},
	{"app/hiring", []string{"app", "app/fault", "app/policy", "app/form", "app/refdata", "app/account", "storage/record"}},
	{"app/inquiry", []string{"app", "app/fault", "app/policy", "app/form", "app/refdata", "app/account", "storage/record"}},
	{"app/document", []string{"app", "app/fault", "app/policy", "storage", "storage/blob", "storage/record"}},
	{"app/views", []string{"app", "app/fault", "app/policy", "storage/record"}},
	{"app/find", []string{"app", "app/policy", "app/hiring", "app/inquiry", "storage/record"}},
	{"app/admin", []string{"app", "app/fault", "app/policy", "app/account", "storage/record"}},
	{"reports", []string{"app", "app/fault"}},
	{"reports/paper", []string{"app", "app/fault", "app/hiring", "app/inquiry", "reports"}},
	{"sync", []string{"app", "app/fault", "app/policy", "app/account", "storage", "storage/blob", "storage/record", "storage/seal", "storage/vault"}},
	{"app/sample", []string{"app", "app/fault", "app/policy", "app/form", "app/refdata", "app/account", "app/hiring", "app/inquiry"}},
	{"app/web", []string{"app", "app/fault", "app/limit", "app/policy", "app/form", "app/refdata", "app/hiring", "app/inquiry", "storage/seal"}},
	{"app/node", []string{"app", "storage", "reports", "sync"}},
	{"app/desktop", []string{"app", "storage/disk", "storage/blob", "storage/record", "storage/vault", "reports", "sync"}},
	{"app/command", []string{"app", "storage", "reports", "sync"}},
	{"bench", []string{"app", "storage", "reports", "sync"}},
	{"", []string{"app/command", "app/desktop"}}, // main joins, nothing else
}

// broad rows may import everything beneath the folders they name.
var broad = map[string]bool{"app/node": true, "app/desktop": true, "app/command": true, "bench": true}

func TestImportsPointOneWay(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		folder, err := filepath.Rel("..", filepath.Dir(path))
		if err != nil {
			return err
		}
		checkFile(t, path, strings.TrimPrefix(filepath.ToSlash(folder), "."))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, path, folder string) {
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	row, home := rowOf(folder)
	if row < 0 {
		t.Errorf("%s is in no row of the table of layers", folder)
		return
	}
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		to, ours := strings.CutPrefix(imported, "civicdesk/")
		if !ours || to == home || strings.HasPrefix(to, home+"/") && home != "" && home != "app" && home != "storage" {
			continue
		}
		if strings.HasSuffix(path, "_test.go") && (strings.HasPrefix(to, "storage/") || to == "app/refdata" || to == "app/sample" || strings.HasPrefix(to, "app/hiring/usajobs")) {
			continue
		}
		if !allowed(row, to) {
			t.Errorf("%s must not import %s", folder, to)
		}
	}
}

// rowOf is the longest row that holds the folder.
func rowOf(folder string) (row int, home string) {
	row = -1
	for i, l := range layers {
		if (folder == l.folder || l.folder != "" && l.folder != "app" && l.folder != "storage" && strings.HasPrefix(folder, l.folder+"/")) && (row < 0 || len(l.folder) > len(home)) {
			row, home = i, l.folder
		}
	}
	return row, home
}

func allowed(row int, to string) bool {
	for _, may := range layers[row].may {
		if to == may || broad[layers[row].folder] && strings.HasPrefix(to, may+"/") {
			return true
		}
		// a subject's own subpackages are part of the subject
		if (may == "app/hiring" || may == "app/inquiry" || may == "reports" || may == "sync") && strings.HasPrefix(to, may+"/") {
			return true
		}
	}
	return false
}

func TestForbiddenArrowsAreSeen(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"app/hiring", "app/inquiry", false},
		{"app/inquiry/matching", "app/hiring", false},
		{"app/hiring", "reports/pdf", false},
		{"storage/vault", "app/hiring", false},
		{"storage/bolt", "storage/record", false},
		{"sync/server", "app/hiring", false},
		{"reports/pdf", "app/hiring", false},
		{"reports/paper", "app/hiring", true},
		{"app/web", "app/hiring/ranking", true},
		{"", "storage/bolt", false},
	} {
		row, home := rowOf(c.from)
		if got := row >= 0 && (allowed(row, c.to) || c.to == home); got != c.ok {
			t.Errorf("%s → %s is allowed: %v, want %v", c.from, c.to, got, c.ok)
		}
	}
}
