package desktop

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/admin"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

// Admin is the administration of the agency's server, bound to the page. Each of
// its methods asks the server and keeps nothing here; none works without it.
type Admin struct{ door *door }

// patience is how long an answer of the server is waited for.
const patience = 30 * time.Second

// administer asks the server one question as the person signed in.
func administer[Q, A any](d *door, op string, question admin.Question[Q, A], q Q) (A, error) {
	return opening(d, op, func(_ context.Context, desk *node.Session) (A, error) {
		ctx, cancel := context.WithTimeout(desk.Context(d.ctx), patience)
		defer cancel()
		a, err := question.Ask(ctx, desk.Sync.Ask, q)
		if fault.Is(err, fault.Unavailable) {
			err = fault.E(op, fault.Unavailable, "This is done on the server, which cannot be reached now. Look again when this computer has a connection; if you were changing something, see first whether it was done.", err)
		}
		return a, err
	})
}

// Users lists the members of staff.
func (a *Admin) Users() ([]UserView, error) {
	all, err := administer(a.door, "desktop.Users", admin.Users, admin.None{})
	out := make([]UserView, 0, len(all))
	announced := a.announced()
	for _, u := range all {
		out = append(out, userView(u, announced))
	}
	return out, err
}

// AddUser makes an account; the person's computer then enrols with a code.
func (a *Admin) AddUser(form UserForm) (UserView, error) {
	u, err := administer(a.door, "desktop.AddUser", admin.Add, account.User{Login: form.Login, Name: strings.TrimSpace(form.Name), Email: strings.TrimSpace(form.Email),
		Phone: strings.TrimSpace(form.Phone), Office: strings.TrimSpace(form.Office), Grants: grantsOf(form.Grants)})
	return userView(u, a.announced()), err
}

// ChangeUser sets what a person may do, and whether the account is in use.
func (a *Admin) ChangeUser(c UserChange) (UserView, error) {
	u, err := administer(a.door, "desktop.ChangeUser", admin.Change, account.Change{User: app.ID(c.ID), Seen: c.Rights, Active: c.Active, Grants: grantsOf(c.Grants)})
	return userView(u, a.announced()), err
}

// Code makes an enrolment code for the person; codes before it are void.
func (a *Admin) Code(user string) (CodeView, error) {
	given, err := administer(a.door, "desktop.Code", admin.Code, app.ID(user))
	if err != nil {
		return CodeView{}, err
	}
	v := CodeView{Code: given.Code, Until: instant(given.Expires)}
	if png, err := qrcode.Encode(given.Code, qrcode.Medium, 360); err == nil { // too long for a picture: the text is enough
		v.Picture = "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
	}
	return v, nil
}

// Unlock answers the text that a locked computer shows with the code that unlocks
// it once.
func (a *Admin) Unlock(text string) (string, error) {
	return administer(a.door, "desktop.Unlock", admin.Unlock, text)
}

// Devices lists every computer of the agency.
func (a *Admin) Devices() ([]DeviceView, error) {
	all, err := administer(a.door, "desktop.Devices", admin.Devices, admin.None{})
	out := make([]DeviceView, 0, len(all))
	me := a.actor()
	for _, d := range all {
		v := DeviceView{ID: string(d.ID), Computer: d.Name, Login: d.Login, Enrolled: instant(d.Enrolled), Seen: instant(d.Seen), Waiting: d.Waiting, Oldest: instant(d.Oldest),
			Version: d.Version, Mine: d.ID == me.Device}
		v.State, v.Words = deviceState(d)
		out = append(out, v)
	}
	return out, err
}

func deviceState(d admin.Device) (state, words string) {
	switch {
	case d.Order != "" && !d.Wiped.IsZero():
		return string(d.Order), "Was told to clear itself"
	case d.Order != "":
		return string(d.Order), "Has not been seen since it was reported"
	case !d.Revoked.IsZero():
		return "withdrawn", "May not use the server"
	case d.Seen.IsZero():
		return "use", "Has not synced yet"
	}
	return "use", ""
}

// Revoke withdraws a computer's access; its data stay on it, sealed.
func (a *Admin) Revoke(device string) ([]DeviceView, error) {
	if _, err := administer(a.door, "desktop.Revoke", admin.Revoke, app.ID(device)); err != nil {
		return []DeviceView{}, err
	}
	return a.Devices()
}

// Report reports a computer as "lost" or "stolen".
func (a *Admin) Report(device, how string) ([]DeviceView, error) {
	if _, err := administer(a.door, "desktop.Report", admin.Report, admin.Loss{Device: app.ID(device), Order: account.Order(how)}); err != nil {
		return []DeviceView{}, err
	}
	return a.Devices()
}

func (a *Admin) actor() app.Actor {
	a.door.mu.RLock()
	defer a.door.mu.RUnlock()
	if a.door.desk == nil {
		return app.Actor{}
	}
	return a.door.desk.Actor()
}

func userView(u account.User, announced map[app.ID]string) UserView {
	v := UserView{ID: string(u.ID), Login: u.Login, Name: u.Name, Email: u.Email, Phone: u.Phone, Office: u.Office, Active: u.Active, Rights: u.Rights,
		Grants: []GrantForm{}, Sentences: sentences(u.Grants, announced)}
	for _, g := range u.Grants {
		v.Grants = append(v.Grants, GrantForm{string(g.Role), string(g.Scope)})
	}
	return v
}

func grantsOf(forms []GrantForm) []app.Grant {
	out := []app.Grant{}
	for _, f := range forms {
		out = append(out, app.Grant{Role: app.Role(f.Role), Scope: app.Scope(strings.TrimSpace(f.Scope))})
	}
	return out
}
