package command

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/record"
	"civicdesk/sync/conflict"
)

func quarantineCommand() *cobra.Command {
	q := &cobra.Command{Use: "quarantine", Short: "work of desktops that the server refused: list, read, decide; it is kept for 90 days"}
	q.AddCommand(quarantineList(), quarantineShow(), quarantineExport(), quarantineAgain(), quarantineClose())
	return q
}

func quarantineList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "list refused work, oldest first, without its content", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			all, err := s.Desktops.Quarantine(ctx)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "OPERATION\tBY\tREFUSED\tKEPT UNTIL\tWHAT\tWHY\tDEALT WITH")
			for _, one := range all {
				what := one.Act
				if what == "" {
					what = strings.Join(one.Types, ", ")
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", one.Op, one.By, moment(one.Refused), one.Until.Format("2006-01-02"), what, one.Words, one.Handled)
			}
			return w.Flush()
		})
	}}
}

func quarantineShow() *cobra.Command {
	return &cobra.Command{Use: "show OPERATION", Short: "print the content of refused work; that it was read goes on the audit trail", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			op, err := s.Desktops.Content(ctx, app.ID(args[0]))
			if err == nil {
				fmt.Fprint(cmd.OutOrStdout(), contentOf(op))
			}
			return err
		})
	}}
}

// contentOf writes an operation as people read it. Sensitive fields are hidden.
func contentOf(op record.Op) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s (by the computer's clock)\n", op.UserName, moment(op.At))
	if op.Act != "" {
		fmt.Fprintf(&b, "%s %s\n", op.Act, conflict.Text(op.Args))
	}
	for _, c := range op.Changes {
		fmt.Fprintf(&b, "%s %s in %s\n", c.Type, c.ID, c.Scope)
		for _, f := range sortedNames(c.Set) {
			if text := conflict.Text(c.Set[f]); text != "" {
				fmt.Fprintf(&b, "  %s: %s\n", f, text)
			}
		}
		for _, f := range sortedNames(c.Append) {
			for _, v := range c.Append[f] {
				fmt.Fprintf(&b, "  %s, added: %s\n", f, conflict.Text(v))
			}
		}
		for _, f := range sortedNames(c.Secrets) {
			fmt.Fprintf(&b, "  %s: (hidden)\n", f)
		}
	}
	return b.String()
}

func quarantineExport() *cobra.Command {
	return &cobra.Command{Use: "export OPERATION FILE", Short: "write the content of refused work to a file", Args: cobra.ExactArgs(2), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			op, err := s.Desktops.Content(ctx, app.ID(args[0]))
			if err != nil {
				return err
			}
			return writeNew(pathOf(cmd, args[1]), []byte(contentOf(op)))
		})
	}}
}

func quarantineAgain() *cobra.Command {
	return &cobra.Command{Use: "again OPERATION", Short: "decide refused work once more, under its author's rights of now", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			out, err := s.Desktops.Again(ctx, app.ID(args[0]))
			if err != nil {
				return err
			}
			words := "It was applied."
			switch out.State {
			case record.Conflicted:
				words = "It was applied; where people differ both values are kept."
			case record.Rejected:
				words = "It was refused again: " + out.Words
			}
			fmt.Fprintln(cmd.OutOrStdout(), words)
			return nil
		})
	}}
}

func quarantineClose() *cobra.Command {
	var note string
	cmd := &cobra.Command{Use: "close OPERATION --note TEXT", Short: "note what was done about refused work; its content stays until its 90 days are over", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			return s.Desktops.Close(ctx, app.ID(args[0]), note)
		})
	}}
	cmd.Flags().StringVar(&note, "note", "", "what was done, without personal data")
	cmd.MarkFlagRequired("note")
	return cmd
}

func importUnsentCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import-unsent FILE",
		Short: "take a file of unsent work that a desktop has written (“civicdesk sync export FILE”)",
		Long:  "Takes a file of unsent work from a desktop that cannot reach the server. The work is decided as if it had been sent; importing a file twice changes nothing. Work of a withdrawn, lost or stolen computer goes into quarantine.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				file, err := os.ReadFile(pathOf(cmd, args[0]))
				if err != nil {
					return fault.E("command.import", fault.NotFound, "The file "+args[0]+" cannot be read.", err)
				}
				r, err := s.Desktops.Import(ctx, file)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "Work of %s from %s: %d steps. Applied: %d. With differences: %d. In quarantine: %d. Not yet decided: %d.\n",
					r.By, r.Computer, r.Operations, r.Applied, r.Conflicts, r.Quarantined, r.Undecided)
				return nil
			})
		},
	}
}
