package command

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

func userCommand() *cobra.Command {
	user := &cobra.Command{Use: "user", Short: "add and list staff, give enrolment codes, lift locks, withdraw computers"}
	user.AddCommand(userAdd(), userList(), userCode(), userUnlock(), userDevices(), userRevoke())
	return user
}

func userAdd() *cobra.Command {
	var u account.User
	var grants []string
	cmd := &cobra.Command{
		Use:   "add LOGIN --name NAME --grant ROLE@SCOPE",
		Short: "add a member of staff",
		Example: `  civicdesk user add rdelgado --name "Rosa Delgado" --grant hr@hiring/hq
  civicdesk user add tmbeki --name "Thandi Mbeki" --grant agent@inquiries/ofccp`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			u.Login = args[0]
			for _, g := range grants {
				role, scope, ok := strings.Cut(g, "@")
				if !ok {
					return fault.E("command.user", fault.Invalid, "Write a grant as ROLE@SCOPE, for example hr@hiring/hq.", nil)
				}
				u.Grants = append(u.Grants, app.Grant{Role: app.Role(role), Scope: app.Scope(scope)})
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				added, err := s.Accounts.AddUser(ctx, u)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "Added %s (%s).\nGive this person a computer with “civicdesk user code %s”.\n", added.Name, added.Login, added.Login)
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&u.Name, "name", "", "the person's name")
	cmd.Flags().StringVar(&u.Email, "email", "", "office e-mail address")
	cmd.Flags().StringVar(&u.Phone, "phone", "", "office phone")
	cmd.Flags().StringVar(&u.Office, "office", "", "office")
	cmd.Flags().StringArrayVar(&grants, "grant", nil, "ROLE@SCOPE; may be given several times (roles: hr, verifier, selecting, agent, admin)")
	return cmd
}

func userList() *cobra.Command {
	return &cobra.Command{Use: "list", Short: "list the members of staff and their rights", Args: cobra.NoArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			users, err := s.Accounts.ListUsers(ctx)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "LOGIN\tNAME\tACTIVE\tRIGHTS")
			for _, u := range users {
				var grants []string
				for _, g := range u.Grants {
					grants = append(grants, string(g.Role)+"@"+string(g.Scope))
				}
				fmt.Fprintf(w, "%s\t%s\t%v\t%s\n", u.Login, u.Name, u.Active, strings.Join(grants, " "))
			}
			return w.Flush()
		})
	}}
}

func userCode() *cobra.Command {
	return &cobra.Command{Use: "code LOGIN", Short: "make a one-time code with which this person's computer enrols (10 minutes)", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			u, err := s.Accounts.Lookup(ctx, args[0])
			if err != nil {
				return err
			}
			code, err := s.Accounts.NewEnrolment(ctx, u.ID)
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), code)
			}
			return err
		})
	}}
}

func userUnlock() *cobra.Command {
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

func userDevices() *cobra.Command {
	return &cobra.Command{Use: "devices LOGIN", Short: "list a person's computers", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			u, err := s.Accounts.Lookup(ctx, args[0])
			if err != nil {
				return err
			}
			devices, err := s.Accounts.ListDevices(ctx, u.ID)
			for _, d := range devices {
				state := "in use"
				if !d.Revoked.IsZero() {
					state = "withdrawn " + d.Revoked.Format("Jan 2, 2006")
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  enrolled %s  %s\n", d.ID, d.Name, d.Enrolled.Format("Jan 2, 2006"), state)
			}
			return err
		})
	}}
}

func userRevoke() *cobra.Command {
	return &cobra.Command{Use: "revoke DEVICE", Short: "withdraw a computer's access", Args: cobra.ExactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		return withServer(cmd, func(ctx context.Context, s *node.Server) error {
			return s.Accounts.Revoke(ctx, app.ID(args[0]))
		})
	}}
}
