package client_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The page of complaints names tests that exist, in the folders that it says.
func TestTheComplaintsNameTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("../../docs/sync-complaints.md")
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]string{}
	named := regexp.MustCompile("`((?:sync|app|storage)/[a-z]+)`|((?:Test|Benchmark)[A-Z]\\w+)")
	for i, line := range strings.Split(string(page), "\n") {
		folder := ""
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			if m[1] != "" {
				folder = m[1]
				continue
			}
			if folder == "" {
				folder = "sync/client"
			}
			if source[folder] == "" {
				files, _ := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
				for _, f := range files {
					text, err := os.ReadFile(f)
					if err != nil {
						t.Fatal(err)
					}
					source[folder] += string(text)
				}
			}
			if !strings.Contains(source[folder], "func "+m[2]+"(") {
				t.Errorf("line %d: there is no %s in %s", i+1, m[2], folder)
			}
		}
	}
}
