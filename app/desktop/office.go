package desktop

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/sync/client"
)

// Office is the running server of an office that is kept on this computer.
type Office interface {
	Server() *node.Server
	Address() string // host and port at which it listens, on loopback
	Close() error
}

// here holds the office of this computer, when there is one.
type here struct {
	mu      sync.Mutex
	office  Office
	trouble error // why it does not run
}

func (h *here) running() Office {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.office
}

// transport reaches every server over the network and the office of this computer
// where it listens just now: its usual port may be another program's.
func (h *here) transport() http.RoundTripper {
	t, ok := client.Transport().(*http.Transport)
	if !ok {
		return client.Transport()
	}
	usual, _ := url.Parse(node.OfficeAddress)
	dial := (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if o := h.running(); o != nil && address == usual.Host {
			address = o.Address()
		}
		return dial(ctx, network, address)
	}
	return t
}

func (h *here) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.office == nil {
		return nil
	}
	o := h.office
	h.office = nil
	return o.Close()
}

// openOffice starts the office of this computer, if there is one, and clears away
// one that was never finished. Without it people work on as without a network.
func (d *door) openOffice() {
	if d.o.Serve == nil {
		return
	}
	dir := node.OfficeFolder(d.o.Folder)
	if err := node.ForgetUnfinished(dir); err != nil {
		d.o.Log(err)
	}
	if !node.HasOffice(dir) {
		return
	}
	d.here.mu.Lock()
	defer d.here.mu.Unlock()
	if d.here.office != nil {
		return
	}
	d.here.office, d.here.trouble = d.o.Serve(dir)
	if d.here.trouble != nil {
		d.here.office = nil
		d.o.Log(d.here.trouble)
	}
}

// officeView says what there is of an office on this computer.
func (d *door) officeView() OfficeView {
	v := OfficeView{May: d.o.Serve != nil, Folder: node.OfficeFolder(d.o.Folder)}
	v.Begun = v.May && node.HasOffice(v.Folder)
	if !v.Begun {
		return v
	}
	v.Backup = fmt.Sprintf("civicdesk backup --data %s --passphrase --to FILE", quoted(v.Folder))
	v.RecoveryKey = fmt.Sprintf("civicdesk recovery-key --data %s --out FILE", quoted(v.Folder))
	d.here.mu.Lock()
	defer d.here.mu.Unlock()
	switch {
	case fault.Is(d.here.trouble, fault.InUse):
		v.Trouble = "The office’s server runs in another program, such as “civicdesk serve”."
	case d.here.trouble != nil:
		v.Trouble = "The office’s server does not run: " + fault.Words(d.here.trouble)
	case d.here.office != nil:
		s := d.here.office.Server()
		v.Agency, v.Site, v.HasRecoveryKey = s.Accounts.Agency(), "https://"+d.here.office.Address(), len(s.Accounts.RecoveryKey()) > 0
		if u, err := s.Founder(context.Background()); err == nil {
			v.Login, v.Name = u.Login, u.Name
		}
	}
	return v
}

func quoted(path string) string {
	if strings.ContainsAny(path, " '&()") {
		return `"` + path + `"`
	}
	return path
}

// check says what is wrong with the form, all of it, at its fields.
func (f OfficeForm) check() error {
	const op = "desktop.StartOffice"
	var bad []fault.Field
	if err := twice(op, f.Password, f.Again); err != nil {
		bad = fault.FieldsOf(err)
	} else if err := account.CheckPassword(f.Login, f.Name, f.Password); err != nil {
		bad = fault.FieldsOf(err)
	}
	return fault.Fields(op, append(fault.FieldsOf(f.office().Check()), bad...))
}

func (f OfficeForm) office() node.NewOffice {
	return node.NewOffice{Agency: f.Agency, Office: f.Office, Name: f.Name, Login: f.Login, Email: f.Email}
}

// StartOffice makes an office's server on this computer with its first account,
// and signs that person in. What is wrong is told at the fields, all at once. An
// office that was made before a stop is gone on with by JoinOffice.
func (s *Session) StartOffice(form OfficeForm) (SessionView, error) {
	return guard(s.door, "desktop.StartOffice", func() (SessionView, error) {
		if s.door.o.Serve == nil {
			return SessionView{}, fault.E("desktop.StartOffice", fault.Unavailable, "This program cannot keep an office. Enter an enrolment code instead.", nil)
		}
		if err := form.check(); err != nil {
			return SessionView{}, err
		}
		if err := s.door.startOffice(form); err != nil {
			return SessionView{}, err
		}
		return s.joinOffice(form.Password)
	})
}

// startOffice holds the door, and with it the folder, while the office is made.
func (d *door) startOffice(form OfficeForm) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.open(); err != nil {
		return err
	}
	if d.folder.Enrolled() {
		return fault.E("desktop.StartOffice", fault.Conflict, "This computer belongs to an office already. Sign in.", nil)
	}
	err := node.StartOffice(context.Background(), node.OfficeFolder(d.o.Folder), form.office())
	d.openOffice()
	return err
}

// JoinOffice signs the first person of the office on this computer in, with a new
// password, when a stop came between making the office and joining it.
func (s *Session) JoinOffice(form PasswordForm) (SessionView, error) {
	return guard(s.door, "desktop.JoinOffice", func() (SessionView, error) {
		if err := twice("desktop.JoinOffice", form.Password, form.Again); err != nil {
			return SessionView{}, err
		}
		return s.joinOffice(form.Password)
	})
}

func (s *Session) joinOffice(password string) (SessionView, error) {
	o := s.door.here.running()
	if o == nil {
		return SessionView{}, fault.E("desktop.JoinOffice", fault.Unavailable, "The office was made, but its server does not run. Close Civic Desk and open it again.", nil)
	}
	ctx := app.WithActor(context.Background(), account.System)
	u, err := o.Server().Founder(ctx)
	if err != nil {
		return SessionView{}, err
	}
	code, err := o.Server().Accounts.NewEnrolment(ctx, u.ID)
	if err != nil {
		return SessionView{}, err
	}
	err = s.door.enter(func(d *node.Desktop) (*node.Session, error) {
		return d.Enroll(ctx, code, password, s.door.o.Computer)
	})
	if err != nil {
		return SessionView{}, err
	}
	return s.State()
}
