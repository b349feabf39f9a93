package node

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/admin"
	"civicdesk/app/hiring"
)

// admin answers what administrators ask from their desktops.
func (s *Server) admin() *admin.Service {
	return admin.New(s.DB, s.Accounts, admin.Options{Devices: s.adminDevices, Places: s.adminPlaces})
}

func (s *Server) adminDevices(ctx context.Context) ([]admin.Device, error) {
	all, err := s.Desktops.Devices(ctx)
	out := make([]admin.Device, 0, len(all))
	for _, d := range all {
		out = append(out, admin.Device{ID: d.ID, Login: d.Login, Name: d.Name, Enrolled: d.Enrolled, Seen: d.Seen.At, Waiting: d.Seen.Waiting, Oldest: d.Seen.Oldest,
			Version: d.Seen.Version, Until: d.Until, Revoked: d.Revoked, Order: d.Order, Ordered: d.Ordered, Wiped: d.Seen.Wiped})
	}
	return out, err
}

// adminPlaces lists the vacancies as the server sees them: an administrator sees
// no cases, and gives others the right to.
func (s *Server) adminPlaces(ctx context.Context) ([]admin.Place, error) {
	all, err := s.Hiring.Vacancies(app.WithActor(ctx, account.System))
	out := make([]admin.Place, 0, len(all))
	for _, v := range all {
		out = append(out, admin.Place{Vacancy: v.ID, Office: v.Office, Number: v.Announcement, Title: v.Title, Scope: hiring.CertificateScope(v.Office, v.ID)})
	}
	return out, err
}
