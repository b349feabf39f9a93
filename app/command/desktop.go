package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/inquiry"
	"civicdesk/app/node"
)

// enrollCommand, syncCommand and showCommand work on a desktop's data folder
// without its window.

func enrollCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "enroll CODE",
		Short: "make this computer a desktop of the person for whom CODE was made",
		Long:  "Makes this computer a desktop of the person for whom the administrator made CODE (“civicdesk user code LOGIN” on the server). The password is asked for, or read from CIVICDESK_PASSWORD.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := dataFolder(cmd)
			if err != nil {
				return err
			}
			d, err := node.OpenDesktop(dir, node.DesktopOptions{})
			if err != nil {
				return err
			}
			password, err := readPassword(cmd, "Choose a password (9 to 15 characters): ")
			if err != nil {
				return errors.Join(err, d.Close())
			}
			s, err := d.Enroll(cmd.Context(), args[0], password, name)
			if err != nil {
				return errors.Join(err, d.Close())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "This computer is enrolled for %s. User name: %s\n", s.Profile().Name, s.Profile().Login)
			return s.DB.Close()
		},
	}
	host, _ := os.Hostname()
	cmd.Flags().StringVar(&name, "computer", host, "name of this computer, for the administrator's list")
	return cmd
}

// withSession signs in on the data folder and runs fn.
func withSession(cmd *cobra.Command, fn func(ctx context.Context, s *node.Session) error) error {
	dir, err := dataFolder(cmd)
	if err != nil {
		return err
	}
	login, err := cmd.Flags().GetString("user")
	if err != nil {
		return err
	}
	d, err := node.OpenDesktop(dir, node.DesktopOptions{})
	if err != nil {
		return err
	}
	password, err := readPassword(cmd, "Password of "+login+": ")
	if err != nil {
		return errors.Join(err, d.Close())
	}
	s, err := d.Unlock(cmd.Context(), login, password)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	err = fn(s.Context(cmd.Context()), s)
	if s.Sync.Order() != "" { // the server told this computer to clear itself
		return errors.Join(err, d.Clear(s), d.Close())
	}
	return errors.Join(err, s.DB.Close())
}

func desktopFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String("user", "", "user name (the password is asked for, or read from CIVICDESK_PASSWORD)")
	cmd.MarkFlagRequired("user")
	return cmd
}

func syncCommand() *cobra.Command {
	sync := desktopFlags(&cobra.Command{
		Use:   "sync",
		Short: "send a desktop's unsent work and fetch what changed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				if err := s.Sync.Run(ctx); err != nil {
					return err
				}
				q, err := s.DB.Queue(ctx)
				fmt.Fprintf(cmd.OutOrStdout(), "Synchronised. Waiting: %d. Needs attention: %d.\n", q.Waiting, q.Refused)
				return err
			})
		},
	})
	sync.AddCommand(syncStatus(), syncExport())
	return sync
}

func showCommand() *cobra.Command {
	show := &cobra.Command{Use: "show", Short: "list what a desktop's data folder holds"}
	show.AddCommand(showApplications(), showInquiries())
	return show
}

func showApplications() *cobra.Command {
	var vacancy string
	cmd := desktopFlags(&cobra.Command{
		Use:   "applications --vacancy NUMBER",
		Short: "list the applications to a vacancy",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				v, err := vacancyByNumber(ctx, s.Hiring, vacancy)
				if err != nil {
					return err
				}
				list, err := s.Hiring.Applicants(ctx, v.ID, "")
				if err != nil {
					return err
				}
				return printApplicants(cmd, list)
			})
		},
	})
	cmd.Flags().StringVar(&vacancy, "vacancy", "", "announcement number")
	return cmd
}

func printApplicants(cmd *cobra.Command, list []hiring.Applicant) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tNAME\tSOURCE\tSTATUS\tCATEGORY\tRATING\tPREFERENCE")
	for _, a := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", a.Number, a.Name, a.Source, a.Status, a.Category, a.Rating, a.Preference)
	}
	return w.Flush()
}

func showInquiries() *cobra.Command {
	return desktopFlags(&cobra.Command{
		Use:   "inquiries",
		Short: "list the inquiries",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSession(cmd, func(ctx context.Context, s *node.Session) error {
				rows, err := s.Inquiries.Queue(ctx, inquiry.Filter{})
				if err != nil {
					return err
				}
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "NUMBER\tNAME\tCOMPANY\tCATEGORY\tOFFICE")
				for _, r := range rows {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Number, r.Name, r.Company, r.CategoryLabel, r.Office)
				}
				return w.Flush()
			})
		},
	})
}

// readPassword takes the password from CIVICDESK_PASSWORD, from the terminal
// without showing it, or from the first line of the input.
func readPassword(cmd *cobra.Command, prompt string) (string, error) {
	if p := os.Getenv("CIVICDESK_PASSWORD"); p != "" {
		return p, nil
	}
	if f, ok := cmd.InOrStdin().(*os.File); ok && isTerminal(f) {
		fmt.Fprint(cmd.ErrOrStderr(), prompt)
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		return string(raw), err
	}
	line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", fault.E("command.password", fault.Invalid, "Type the password, or set CIVICDESK_PASSWORD.", err)
	}
	return line, nil
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
