package command

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

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

// verifyServer says in sentences what was found, and what was put right.
func verifyServer(ctx context.Context, cmd *cobra.Command, s *node.Server) error {
	x, err := s.Verify(ctx)
	out := cmd.OutOrStdout()
	for _, words := range slices.Concat(x.Bad, x.Mended) {
		fmt.Fprintln(out, words)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d records and %d sensitive fields read; %d audit entries, every link holds.\n", x.Records, x.Sensitive, x.Entries)
	if len(x.Bad) > 0 {
		return fault.E("command.verify", fault.Damaged, "The store is damaged. Nothing was deleted. Restore the newest backup that “civicdesk backup check” calls whole into a new folder.", nil)
	}
	return nil
}

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "read everything, check the audit trail link by link, and mend what can be mended (with --user: a desktop's folder)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if user, _ := cmd.Flags().GetString("user"); user != "" {
				return withSession(cmd, func(ctx context.Context, s *node.Session) error { return verifyDesktop(ctx, cmd, s) })
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				return verifyServer(app.WithActor(ctx, account.System), cmd, s)
			})
		},
	}
	cmd.Flags().String("user", "", "user name on a desktop's folder")
	cmd.AddCommand(verifyAuditCommand())
	return cmd
}
