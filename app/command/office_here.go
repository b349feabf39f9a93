package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"time"

	"civicdesk/app/config"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/service"
)

// OfficeHere is the server of an office that lives on the computer of its staff,
// running inside the desktop on loopback alone. It is the server of “civicdesk
// serve”, with its defaults, and takes the same commands while it runs.
type OfficeHere struct {
	server  *node.Server
	address string
	stop    context.CancelFunc
	ended   chan error
}

// officeStart is how long an office may take until it answers.
const officeStart = 20 * time.Second

// OpenOffice starts the office in the folder. fault.InUse says that another
// program has it open, fault.NotFound that there is none.
func OpenOffice(dir string) (*OfficeHere, error) {
	c, _, err := config.Load(config.Sources{Env: func(string) (string, bool) { return "", false }, Flags: map[string]string{"data": dir, "log.level": "warn"}})
	if err != nil {
		return nil, err
	}
	svc := newService(c, service.Logger(os.Stderr, c.LogLevel, c.LogJSON))
	s, err := node.OpenServer(context.Background(), dir, node.ServerOptions{Transaction: svc.Transaction})
	if err != nil {
		return nil, err
	}
	at, err := loopback(c)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	c.Address = "https://" + at.Public.Addr().String()
	svc.Watch(s.Ready, s.Figures)
	ctx, stop := context.WithCancel(context.Background())
	o := &OfficeHere{server: s, address: at.Public.Addr().String(), stop: stop, ended: make(chan error, 1)}
	answers := make(chan struct{})
	go func() { o.ended <- runServer(ctx, c, svc, s, at, nil, func() { close(answers) }) }()
	select {
	case <-answers:
		return o, nil
	case err := <-o.ended:
		stop()
		return nil, errors.Join(err, at.Public.Close(), at.Admin.Close(), s.Close())
	case <-time.After(officeStart):
		return nil, errors.Join(fault.E("command.OpenOffice", fault.Unavailable, "The office on this computer does not start. Close Civic Desk, open it again, and look at the folder "+dir+" if it happens twice.", nil), o.Close())
	}
}

// loopback listens where a server usually does, so that the office's site has the
// same address each time; when another program is there, anywhere.
func loopback(c config.Config) (service.Listeners, error) {
	public, err := net.Listen("tcp", c.Listen)
	if err != nil {
		slog.Warn("the office listens at another address than usual", "usual", c.Listen)
		if public, err = listen("listen", "127.0.0.1:0"); err != nil {
			return service.Listeners{}, err
		}
	}
	admin, err := listen("admin", c.Admin)
	if err != nil {
		return service.Listeners{}, errors.Join(err, public.Close())
	}
	return service.Listeners{Public: public, Admin: admin}, nil
}

// Server is the open server.
func (o *OfficeHere) Server() *node.Server { return o.server }

// Address is the host and port at which the office listens.
func (o *OfficeHere) Address() string { return o.address }

// Close ends what is under way and releases the folder.
func (o *OfficeHere) Close() error {
	o.stop()
	err := <-o.ended
	return errors.Join(err, o.server.Close())
}
