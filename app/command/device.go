package command

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/sync/server"
)

func deviceCommand() *cobra.Command {
	device := &cobra.Command{Use: "device", Short: "list the computers of staff; withdraw, clear or unlock one"}
	device.AddCommand(deviceList(), deviceRevoke(), deviceOrder(account.Lost, "lost DEVICE", "take over what a lost computer has not sent, then clear it",
		"At its next contact the computer hands over its unsent work, which goes into quarantine, and then removes the person's keys and data. If colleagues have accounts on it, report it once for each of their devices."),
		deviceOrder(account.Stolen, "stolen DEVICE", "clear a stolen computer at its next contact",
			"At its next contact the computer removes all keys and data of Civic Desk, everybody's. Nothing is taken from it any more. A computer that never reaches the server again cannot be cleared; what is on it stays sealed."),
		deviceUnlock(), deviceLease())
	return device
}

func deviceList() *cobra.Command {
	var login string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list computers: last seen, oldest unsent work, version, certificate, state",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				all, err := s.Desktops.Devices(ctx)
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "DEVICE\tLOGIN\tCOMPUTER\tLAST SEEN\tUNSENT\tOLDEST UNSENT\tVERSION\tCERTIFICATE UNTIL\tSTATE")
				for _, d := range all {
					if login != "" && d.Login != login {
						continue
					}
					version := d.Seen.Version
					if version == "" {
						version = "-"
					}
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", d.ID, d.Login, d.Name, moment(d.Seen.At), d.Seen.Waiting, moment(d.Seen.Oldest), version, moment(d.Until), stateOf(d))
				}
				return w.Flush()
			})
		},
	}
	cmd.Flags().StringVar(&login, "user", "", "only this person's computers")
	return cmd
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

// stateOf says in words how it stands with a computer.
func stateOf(d server.Device) string {
	words := "in use"
	switch {
	case d.Order != "" && !d.Seen.Wiped.IsZero():
		words = "reported " + string(d.Order) + "; told to clear itself " + moment(d.Seen.Wiped)
	case d.Order != "":
		words = "reported " + string(d.Order) + " " + moment(d.Ordered) + "; not seen since"
	case !d.Revoked.IsZero():
		words = "withdrawn " + moment(d.Revoked)
	}
	if d.Seen.Restores > 0 {
		words += fmt.Sprintf("; its disk was set back %d times, last found %s", d.Seen.Restores, moment(d.Seen.Restored))
	}
	return words
}

func deviceRevoke() *cobra.Command {
	return &cobra.Command{Use: "revoke DEVICE", Short: "withdraw a computer's access; its data stay on it, sealed", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			return s.Accounts.Revoke(ctx, app.ID(args[0]))
		})
	}}
}

func deviceOrder(o account.Order, use, short, long string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Long: long, Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			err := s.Accounts.Order(ctx, app.ID(args[0]), o)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "The computer is reported %s. “civicdesk device list” says when it has heard of it.\n", o)
			}
			return err
		})
	}}
}

func deviceUnlock() *cobra.Command {
	return &cobra.Command{Use: "unlock TEXT", Short: "answer the text that a locked computer shows with the code that unlocks it", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			code, err := s.Accounts.UnlockCode(ctx, args[0])
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), code)
			}
			return err
		})
	}}
}

func deviceLease() *cobra.Command {
	return &cobra.Command{Use: "lease [DAYS]", Short: "show or set for how many days a desktop opens without having reached the server", Args: cobra.MaximumNArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			if len(args) == 1 {
				days, err := strconv.Atoi(args[0])
				if err != nil {
					return fault.E("command.lease", fault.Invalid, "Write the days as a number, for example 14.", err)
				}
				if err := s.Accounts.SetLease(ctx, days); err != nil {
					return err
				}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "A desktop opens for %d days without having reached the server.\n", s.Accounts.Lease())
			return nil
		})
	}}
}
