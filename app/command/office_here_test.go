package command

import (
	"bytes"
	"context"
	"crypto/tls"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// The office of this computer is a whole server: it has the public site and takes
// commands while it runs, and it comes back the next time.
func TestAnOfficeOnThisComputerTakesCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk-office")
	ctx := app.WithActor(context.Background(), account.System)
	if _, err := OpenOffice(dir); !fault.Is(err, fault.NotFound) {
		t.Errorf("where there is none: %v", err)
	}
	err := node.StartOffice(ctx, dir, node.NewOffice{Agency: "Office of Example Programs", Office: "HR", Name: "Rosa Delgado", Login: "rdelgado", Email: "r@agency.gov"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		o, err := OpenOffice(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := OpenOffice(dir); !fault.Is(err, fault.InUse) {
			t.Errorf("a second time: %v", err)
		}
		if !strings.HasPrefix(o.Address(), "127.0.0.1:") {
			t.Errorf("it listens at %s", o.Address())
		}
		var out, errs bytes.Buffer
		if status := Run(context.Background(), []string{"user", "list", "--data", dir}, strings.NewReader(""), &out, &errs); status != 0 || !strings.Contains(out.String(), "rdelgado") {
			t.Errorf("user list: %d %s %s", status, &out, &errs)
		}
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		resp, err := client.Get("https://" + o.Address() + "/")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("the public site: %v %v", resp, err)
		} else {
			resp.Body.Close()
		}
		client.CloseIdleConnections()
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	}
}
