package command

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/config"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/app/service"
	"civicdesk/app/web"
	"civicdesk/sync/protocol"
	"civicdesk/sync/server"
)

func initCommand() *cobra.Command {
	var o node.ServerOptions
	cmd := &cobra.Command{
		Use:   "init --agency NAME",
		Short: "make the server of a new agency in the data folder",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := serverSettings(cmd)
			if err != nil {
				return err
			}
			o.Store = c.Store
			s, err := node.InitServer(cmd.Context(), c.Data, o)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "The server of %s is in %s.\nKeep a copy of %s somewhere safe and apart: without it the store cannot be read by anybody.\n", o.Agency, c.Data, node.KeyFile(c.Data))
			return s.Close()
		},
	}
	cmd.Flags().StringVar(&o.Agency, "agency", "", "name of the agency, as people see it")
	cmd.MarkFlagRequired("agency")
	return cmd
}

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "run the sync server and the public web site",
		Long:  "Runs the sync server and the public web site until it is asked to stop (SIGTERM). Settings come from flags, else from CIVICDESK_… variables, else from the file of --config, else they have their defaults; “civicdesk config show” says which.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := serverSettings(cmd)
			if err != nil {
				return err
			}
			return serve(cmd, c)
		},
	}
	return serveFlags(cmd)
}

// serve opens what the server needs, in the order in which it can fail without
// leaving anything behind, and runs it.
func serve(cmd *cobra.Command, c config.Config) (err error) {
	log := service.Logger(cmd.ErrOrStderr(), c.LogLevel, c.LogJSON)
	slog.SetDefault(log)
	public, err := listen("listen", c.Listen)
	if err != nil {
		return err
	}
	defer public.Close()
	admin, err := listen("admin", c.Admin)
	if err != nil {
		return err
	}
	defer admin.Close()
	if c.Address == "" {
		c.Address = "https://" + public.Addr().String()
	}
	svc := newService(c, log)
	s, err := node.OpenServer(cmd.Context(), c.Data, node.ServerOptions{Address: c.Address, Store: c.Store, Key: c.Key, Transaction: svc.Transaction})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Seed(cmd.Context()); err != nil {
		return err
	}
	svc.Watch(s.Ready, s.Figures)
	// The second signal to stop finds nobody who catches it, and ends the program:
	// the first is let go of before the server says that it drains.
	ctx, stop := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer stop()
	context.AfterFunc(cmd.Context(), func() {
		signal.Reset(os.Interrupt, syscall.SIGTERM)
		stop()
	})
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	return runServer(ctx, c, svc, s, service.Listeners{Public: public, Admin: admin}, hangup, func() {
		fmt.Fprintf(cmd.OutOrStdout(), "%s: the public site and the sync server are at %s\n", s.Accounts.Agency(), c.Address)
	})
}

func newService(c config.Config, log *slog.Logger) *service.Service {
	return service.New(service.Options{Log: log, Trusted: c.Trusted, Requests: c.Limits.Requests, Enrolments: c.Limits.Enrolments, Device: c.Limits.Device,
		HeaderTime: c.Limits.HeaderTime, ReadTime: c.Limits.ReadTime, WriteTime: c.Limits.WriteTime, IdleTime: c.Limits.IdleTime})
}

func listen(setting, address string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.E("command.serve", fault.InUse, "The address "+address+" cannot be used. Another program may have it; choose another with --"+setting+".", err)
	}
	return ln, nil
}

// runServer serves on the listeners until ctx ends. started is called when it
// answers; the certificate is read again at each hangup.
func runServer(ctx context.Context, c config.Config, svc *service.Service, s *node.Server, at service.Listeners, hangup <-chan os.Signal, started func()) error {
	key, err := node.AdminKey(c.Data, c.Key)
	if err != nil {
		return err
	}
	site, err := publicHandler(c, svc, s)
	if err != nil {
		return err
	}
	boot := running{Address: "http://" + at.Admin.Addr().String(), Boot: app.NewID()}
	here := http.NewServeMux()
	svc.Admin(here)
	here.Handle(adminPath, &adminHandler{server: s, key: key, boot: boot.Boot, seen: map[app.ID]bool{}})
	if !c.BehindProxy {
		if at.Public, err = withTLS(ctx, c, at.Public, hangup); err != nil {
			return err
		}
	}
	if err := announce(c.Data, boot); err != nil {
		return err
	}
	go tidy(ctx, s, slog.Default())
	go s.Sweeps(ctx, func(err error) { slog.Error("sweep", "kind", fault.KindOf(err).String()) })
	err = svc.Run(ctx, at, site, svc.Observe(here), c.Drain.Delay, c.Drain.Limit, started)
	return errors.Join(err, os.Remove(filepath.Join(c.Data, "serve.json")))
}

// publicHandler is the public site and the sync behind the service's guard.
func publicHandler(c config.Config, svc *service.Service, s *node.Server) (http.Handler, error) {
	site, err := s.Site(c.Notice, func(o *web.Options) {
		o.Log, o.ClientAddr, o.Secure, o.PostsPerMinute = slog.Default(), service.ClientAddr, service.Secure, c.Limits.Posts
		o.Origins = []string{c.Address}
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", site)
	mux.Handle(protocol.Prefix, s.Sync(func(o *server.Options) {
		o.Log, o.Device, o.Idle, o.Stop, o.Decided = slog.Default(), svc.Admit, svc.Idle, svc.Stop(), svc.Decided
	}))
	return svc.Guard(mux, protocol.PathEnroll), nil
}

// tidy deletes what no file names any more, once a day while the server runs.
func tidy(ctx context.Context, s *node.Server, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(24 * time.Hour):
		}
		n, err := s.Tidy(app.WithActor(ctx, account.System))
		if err != nil {
			log.Error("parts of files that nothing names were not all deleted", "kind", fault.KindOf(err).String())
		} else if n > 0 {
			log.Info("deleted parts of files that nothing names", "parts", n)
		}
	}
}

// certificatePause is how often the certificate's files are looked at.
const certificatePause = 30 * time.Second

// withTLS has the listener speak TLS with the site's certificate, which is read
// again at each hangup and when its files change.
func withTLS(ctx context.Context, c config.Config, ln net.Listener, hangup <-chan os.Signal) (net.Listener, error) {
	if c.Certificate == "" {
		host, _, _ := net.SplitHostPort(ln.Addr().String())
		if err := node.Certificate(c.Data, host, "127.0.0.1"); err != nil {
			return nil, err
		}
		c.Certificate, c.CertificateKey = filepath.Join(c.Data, "tls.crt"), filepath.Join(c.Data, "tls.key")
	}
	certificate, err := service.LoadCertificate(c.Certificate, c.CertificateKey, slog.Default())
	if err != nil {
		return nil, fault.E("command.serve", fault.Invalid, "The certificate in "+c.Certificate+" and "+c.CertificateKey+" cannot be used. Put a matching pair there, as PEM.", err)
	}
	go certificate.Follow(ctx, certificatePause, hangup)
	return tls.NewListener(ln, certificate.Config()), nil
}

// announce tells commands on this machine where the running server is.
func announce(dir string, r running) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "serve.json"), raw, 0o600)
}
