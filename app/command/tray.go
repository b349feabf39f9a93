package command

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/client"
)

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func syncStatus() *cobra.Command {
	return desktopFlags(&cobra.Command{Use: "status", Short: "say what waits on a desktop and how it stands with the server, without reaching it", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return withSession(cmd, func(ctx context.Context, s *node.Session) error {
			st, err := s.Sync.Status(ctx)
			if err != nil {
				return err
			}
			absence, err := s.Sync.Absent(ctx)
			if err != nil {
				return err
			}
			at, err := s.DB.Position(ctx)
			if err != nil {
				return err
			}
			printStatus(cmd, st, absence, at)
			return nil
		})
	}})
}

func printStatus(cmd *cobra.Command, st client.Status, a client.Absence, at record.Position) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "Waiting to be sent: %d, of these steps for the server: %d. Refused: %d.\n", st.Waiting, st.Acts, st.Refused)
	if !st.Oldest.IsZero() {
		fmt.Fprintf(out, "The oldest was saved %s.\n", moment(st.Oldest))
	}
	switch {
	case a.Contact.IsZero():
		fmt.Fprintln(out, "The server has not been reached yet.")
	default:
		fmt.Fprintf(out, "The server was last reached %s (its time). Without it this computer opens for %d days; %d have passed.\n",
			moment(a.Contact), int(a.Lease.Hours()/24), int(a.Passed.Hours()/24))
	}
	if at.Low > 0 {
		fmt.Fprintln(out, "Older records are still to come; the newest are here.")
	}
}

func syncExport() *cobra.Command {
	return desktopFlags(&cobra.Command{
		Use:   "export FILE",
		Short: "write unsent work as a sealed file that the administrator imports on the server",
		Long:  "Writes everything that waits to be sent as one file that only the agency's server can open (“civicdesk import-unsent FILE” there), for a computer that cannot reach it. The work stays in the queue; sent later as well, it counts once.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				file, n, err := s.Sync.Export(ctx)
				if err != nil {
					return err
				}
				if err := writeNew(pathOf(cmd, args[0]), file); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d steps are in %s. Only your agency's server can open it.\n", n, args[0])
				return nil
			})
		},
	})
}

func trayCommand() *cobra.Command {
	tray := &cobra.Command{Use: "tray", Short: "what only a person can decide on a desktop: differences, possible duplicates, refused work"}
	tray.AddCommand(trayList(), trayShow(), trayChoose(), trayResend(), trayDismiss())
	return tray
}

func trayList() *cobra.Command {
	return desktopFlags(&cobra.Command{Use: "list", Short: "list what needs attention", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return withSession(cmd, func(ctx context.Context, s *node.Session) error {
			all, err := s.Tray.List(ctx)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tKIND\tWHAT\tWORDS")
			for _, e := range all {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", e.ID, e.Kind, e.What, e.Words)
			}
			return w.Flush()
		})
	}})
}

func trayShow() *cobra.Command {
	return desktopFlags(&cobra.Command{Use: "show ID", Short: "print the content of refused work", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withSession(cmd, func(ctx context.Context, s *node.Session) error {
			r, err := s.Tray.Refused(ctx, app.ID(args[0]))
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s", r.Outcome.Words, contentOf(r.Op))
			}
			return err
		})
	}})
}

func trayChoose() *cobra.Command {
	return desktopFlags(&cobra.Command{
		Use:   "choose ID kept|other|first|second|two",
		Short: "settle a difference (kept, other) or a possible duplicate (first, second, two)",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				if args[1] == "kept" || args[1] == "other" {
					return s.Conflicts.Resolve(ctx, app.ID(args[0]), args[1])
				}
				return s.Pairs.Choose(ctx, app.ID(args[0]), args[1])
			})
		},
	})
}

func trayResend() *cobra.Command {
	var edits []string
	cmd := desktopFlags(&cobra.Command{
		Use:     "resend ID [--set FIELD=VALUE]",
		Short:   "enter refused work once more, with fields corrected",
		Example: "  civicdesk tray resend 0197… --user rdelgado --set zip=20500",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set := map[string]string{}
			for _, e := range edits {
				name, value, ok := strings.Cut(e, "=")
				if !ok {
					return fault.E("command.tray", fault.Invalid, "Write a correction as FIELD=VALUE, for example zip=20500.", nil)
				}
				set[name] = value
			}
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				return s.Tray.Resend(ctx, app.ID(args[0]), set)
			})
		},
	})
	cmd.Flags().StringArrayVar(&edits, "set", nil, "FIELD=VALUE; may be given several times")
	return cmd
}

func trayDismiss() *cobra.Command {
	return desktopFlags(&cobra.Command{Use: "dismiss ID", Short: "take refused work from the tray; the server keeps it for 90 days", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withSession(cmd, func(ctx context.Context, s *node.Session) error {
			return s.DB.Dismiss(ctx, app.ID(args[0]))
		})
	}})
}
