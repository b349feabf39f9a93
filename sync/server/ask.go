package server

import (
	"context"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/sync/protocol"
)

// ask answers a question that only the server can answer, for a person with the
// rights of now. A computer that is out of hand asks nothing.
func (s *Server) ask(ctx context.Context, c caller, q protocol.Ask) (protocol.Asked, error) {
	switch {
	case c.device.Order == account.Lost:
		return protocol.Asked{}, fault.E("server.ask", fault.Denied, "This computer was reported lost.", nil)
	case c.expired:
		return protocol.Asked{}, fault.E("server.ask", fault.Denied, "This computer has not been used with the server for 90 days. Lock Civic Desk, sign in again and sync first.", nil)
	}
	body, err := s.o.Ask(app.WithActor(ctx, c.actor()), q.Name, q.Body)
	return protocol.Asked{Body: body}, err
}
