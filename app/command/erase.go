package command

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/record"
)

func eraseCommand() *cobra.Command {
	var rule string
	var yes bool
	cmd := &cobra.Command{
		Use:   "erase TYPE ID… --rule CITATION",
		Short: "destroy records for good under a rule of retention",
		Long: `Destroys records of a server's folder for good, with the differences and the refused work about them.
The server's store is written anew under a new secret; each desktop does the same with its next
synchronisation. What stays is a keyed number, the time and the rule. It cannot be undone.`,
		Example: `  civicdesk erase application 01925f2e-7f6a-7c3e-8a57-0242ac120002 --rule "GRS 2.1, item 050"`,
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var refs []record.Ref
			for _, arg := range args[1:] {
				id, ok := app.ParseID(arg)
				if !ok {
					return fault.E("command.erase", fault.Invalid, "“"+arg+"” is no identity of a record. Nothing was erased.", nil)
				}
				refs = append(refs, record.Ref{Type: args[0], ID: id})
			}
			if _, asked := cmd.Context().Value(serverKey{}).(*node.Server); !asked && !yes { // a running server is asked by a command that has asked
				if err := confirm(cmd, fmt.Sprintf("Destroy %d records of the type %s for good, here and on every computer? Type yes: ", len(refs), args[0])); err != nil {
					return err
				}
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				done, err := s.Erase(ctx, rule, refs...)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d records erased, %d of them along with those named. The store was written anew: %.1f MB.\nThe desktops follow with their next synchronisation: see “civicdesk erasures”.\n",
					len(done.Refs), len(done.Refs)-len(refs), float64(done.Rewritten.Bytes)/1e6)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&rule, "rule", "", "the citation under which this is erased")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	cmd.MarkFlagRequired("rule")
	return cmd
}

func confirm(cmd *cobra.Command, question string) error {
	fmt.Fprint(cmd.ErrOrStderr(), question)
	line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if strings.TrimSpace(line) != "yes" {
		return fault.E("command.confirm", fault.Refused, "Not confirmed. Nothing was erased.", nil)
	}
	return nil
}

func erasuresCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "erasures",
		Short: "list what was erased, by rule, and the computers that have not followed yet",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				e, err := s.Erasures(ctx)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d records erased.\n", e.Records)
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				if len(e.Rules) > 0 {
					fmt.Fprintln(w, "RULE\tRECORDS\tLAST")
				}
				for _, r := range e.Rules {
					fmt.Fprintf(w, "%s\t%d\t%s\n", r.Rule, r.Records, r.Last.UTC().Format("2006-01-02 15:04"))
				}
				if len(e.Laggards) == 0 {
					fmt.Fprintln(w, "Every computer has followed.")
				} else {
					fmt.Fprintln(w, "NOT YET\tUSER\tENROLLED")
				}
				for _, l := range e.Laggards {
					fmt.Fprintf(w, "%s\t%s\t%s\n", l.Device.Name, l.User.Login, l.Device.Enrolled.UTC().Format("2006-01-02"))
				}
				return w.Flush()
			})
		},
	}
}

func verifyAuditCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "audit",
		Short: "check the audit trail link by link, and the values beneath it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				c, err := s.VerifyAudit(ctx)
				if err != nil {
					return err
				}
				out := cmd.OutOrStdout()
				fmt.Fprintf(out, "%d entries; every link holds.\n", c.Entries)
				fmt.Fprintf(out, "%d have values, which are what the entry says.\n", c.Opened)
				fmt.Fprintf(out, "%d had values of records that were erased since: they can no longer be opened, as it should be.\n", c.Erased)
				if len(c.Damaged) == 0 {
					return nil
				}
				return fault.E("command.verify", fault.Damaged, fmt.Sprintf("The values of %d entries are damaged, the first of entry %d: their records were not erased.", len(c.Damaged), c.Damaged[0]), nil)
			})
		},
	}
}
