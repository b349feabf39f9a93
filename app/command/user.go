package command

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	qrcode "github.com/skip2/go-qrcode"
	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/account"
	"civicdesk/app/fault"
	"civicdesk/app/node"
)

func userCommand() *cobra.Command {
	user := &cobra.Command{Use: "user", Short: "add and list staff, change their rights, give enrolment codes"}
	user.AddCommand(userAdd(), userList(), userGrant(), userCode())
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
			var err error
			if u.Grants, err = parseGrants(grants); err != nil {
				return err
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
	cmd.Flags().StringArrayVar(&grants, "grant", nil, "ROLE@SCOPE; may be given several times (roles: hr, verifier, selecting, agent, records, admin)")
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

func userGrant() *cobra.Command {
	var grants []string
	cmd := &cobra.Command{
		Use:     "grant LOGIN --grant ROLE@SCOPE",
		Short:   "replace a person's rights",
		Long:    "Replaces a person's rights. Records and keys of scopes that are gone leave the person's computers as soon as they reach the server; what is unsent there still comes, and waits in quarantine.",
		Example: "  civicdesk user grant rdelgado --grant hr@hiring/west",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := parseGrants(grants)
			if err != nil {
				return err
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				u, err := s.Accounts.Lookup(ctx, args[0])
				if err != nil {
					return err
				}
				return s.Accounts.SetGrants(ctx, u.ID, list)
			})
		},
	}
	cmd.Flags().StringArrayVar(&grants, "grant", nil, "ROLE@SCOPE; may be given several times, none takes every right away")
	return cmd
}

func parseGrants(texts []string) (grants []app.Grant, err error) {
	for _, g := range texts {
		role, scope, ok := strings.Cut(g, "@")
		if !ok {
			return nil, fault.E("command.user", fault.Invalid, "Write a grant as ROLE@SCOPE, for example hr@hiring/hq.", nil)
		}
		grants = append(grants, app.Grant{Role: app.Role(role), Scope: app.Scope(scope)})
	}
	return grants, nil
}

func userCode() *cobra.Command {
	var picture string
	var text bool
	cmd := &cobra.Command{
		Use:   "code LOGIN",
		Short: "make a one-time code with which this person's computer enrols (10 minutes)",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				u, err := s.Accounts.Lookup(ctx, args[0])
				if err != nil {
					return err
				}
				code, err := s.Accounts.NewEnrolment(ctx, u.ID)
				if err != nil {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout(), code)
				return showCode(cmd, code, picture, text)
			})
		},
	}
	cmd.Flags().StringVar(&picture, "qr", "", "also write the code as a QR picture (PNG) to this file")
	cmd.Flags().BoolVar(&text, "show-qr", false, "also draw the QR picture in the terminal")
	return cmd
}

// showCode writes the code as a QR picture.
func showCode(cmd *cobra.Command, code, picture string, text bool) error {
	if picture == "" && !text {
		return nil
	}
	qr, err := qrcode.New(code, qrcode.Medium)
	if err != nil {
		return fault.E("command.code", fault.Internal, "The code is too long for a QR picture. Use the text.", err)
	}
	if text {
		fmt.Fprint(cmd.OutOrStdout(), qr.ToSmallString(false))
	}
	if picture == "" {
		return nil
	}
	png, err := qr.PNG(512)
	if err != nil {
		return fault.E("command.code", fault.Internal, "", err)
	}
	return writeNew(pathOf(cmd, picture), png)
}
