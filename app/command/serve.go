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
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/sync/protocol"
)

func initCommand() *cobra.Command {
	var o node.ServerOptions
	cmd := &cobra.Command{
		Use:   "init --agency NAME",
		Short: "make the server of a new agency in the data folder",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := dataFolder(cmd)
			if err != nil {
				return err
			}
			s, err := node.InitServer(cmd.Context(), dir, o)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "The server of %s is in %s.\nKeep a copy of %s somewhere safe and apart: without it the store cannot be read by anybody.\n", o.Agency, dir, node.KeyFile(dir))
			return s.Close()
		},
	}
	cmd.Flags().StringVar(&o.Agency, "agency", "", "name of the agency, as people see it")
	cmd.MarkFlagRequired("agency")
	return cmd
}

func serveCommand() *cobra.Command {
	var listen, address, notice string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "run the sync server and the public web site",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := dataFolder(cmd)
			if err != nil {
				return err
			}
			ln, err := net.Listen("tcp", listen)
			if err != nil {
				return fault.E("command.serve", fault.InUse, "The address "+listen+" cannot be used. Another program may have it; choose another with --listen.", err)
			}
			if address == "" {
				address = "https://" + ln.Addr().String()
			}
			s, err := node.OpenServer(cmd.Context(), dir, node.ServerOptions{Address: address})
			if err != nil {
				return errors.Join(err, ln.Close())
			}
			return errors.Join(serve(cmd, dir, ln, s, address, notice), s.Close())
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8443", "address to listen on")
	cmd.Flags().StringVar(&address, "address", "", "address at which desktops and the public reach it, when it is another")
	cmd.Flags().StringVar(&notice, "notice", "", "a sentence shown on every public page")
	return cmd
}

func serve(cmd *cobra.Command, dir string, ln net.Listener, s *node.Server, address, notice string) error {
	host, _, _ := net.SplitHostPort(ln.Addr().String())
	cert, err := node.Certificate(dir, host, "127.0.0.1")
	if err != nil {
		return err
	}
	site, err := s.Site(notice)
	if err != nil {
		return err
	}
	boot := running{Address: "https://" + ln.Addr().String(), Boot: app.NewID()}
	key, err := node.AdminKey(dir)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", site)
	mux.Handle(protocol.Prefix, s.Sync())
	mux.Handle(adminPath, &adminHandler{server: s, key: key, boot: boot.Boot, seen: map[app.ID]bool{}})
	if err := announce(dir, boot); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	srv := &http.Server{Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12},
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(quiet{log.Handler()}, slog.LevelWarn)}
	stopped := make(chan error, 1)
	go func() {
		<-cmd.Context().Done()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(ctx)
	}()
	fmt.Fprintf(cmd.OutOrStdout(), "%s: the public site and the sync server are at %s\n", s.Accounts.Agency(), address)
	if err := srv.ServeTLS(ln, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return errors.Join(<-stopped, os.Remove(filepath.Join(dir, "serve.json")))
}

// quiet drops the server's remarks on connections that browsers break off
// because the sample office's certificate is self-signed.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if len(r.Message) >= 23 && r.Message[:23] == "http: TLS handshake err" {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

// announce tells commands on this machine where the running server is.
func announce(dir string, r running) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "serve.json"), raw, 0o600)
}

// verifyDesktop mends what can be mended and says in sentences what was done.
func verifyDesktop(ctx context.Context, cmd *cobra.Command, s *node.Session) error {
	told := s.Notices()
	h, err := s.Verify(ctx)
	if err != nil {
		return err
	}
	for _, words := range h.Words {
		if !slices.Contains(told, words) {
			told = append(told, words)
		}
	}
	out := cmd.OutOrStdout()
	for _, words := range told {
		fmt.Fprintln(out, words)
	}
	for _, file := range s.Aside() {
		fmt.Fprintf(out, "Kept for your administrator: %s\n", file)
	}
	fmt.Fprintf(out, "%d records read; %d steps wait to be sent.", h.Records, h.Waiting)
	if len(told) == 0 {
		fmt.Fprint(out, " All are whole.")
	}
	fmt.Fprintf(out, "\n%s\n", s.SecondSecret())
	return nil
}

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "read every record and check the audit trail link by link (with --user: a desktop's folder, and mend it)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if user, _ := cmd.Flags().GetString("user"); user != "" {
				return withSession(cmd, func(ctx context.Context, s *node.Session) error { return verifyDesktop(ctx, cmd, s) })
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				records, entries, err := s.Verify(app.WithActor(ctx, account.System))
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%d records read; %d audit entries, every link holds.\n", records, entries)
				}
				return err
			})
		},
	}
	cmd.Flags().String("user", "", "user name on a desktop's folder")
	return cmd
}
