package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/vault"
)

// secrets reads passwords and passphrases, one after the other: each from its
// variable, from the terminal without showing it, or from the next line of the
// input.
type secrets struct {
	cmd   *cobra.Command
	lines *bufio.Reader
}

func secretsOf(cmd *cobra.Command) *secrets {
	return &secrets{cmd, bufio.NewReader(cmd.InOrStdin())}
}

func (s *secrets) read(variable, prompt string) (string, error) {
	_, elsewhere := s.cmd.Context().Value(serverKey{}).(*node.Server)
	if p := os.Getenv(variable); p != "" && !elsewhere { // a running server has variables of its own
		return p, nil
	}
	if f, ok := s.cmd.InOrStdin().(*os.File); ok && isTerminal(f) {
		fmt.Fprint(s.cmd.ErrOrStderr(), prompt)
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(s.cmd.ErrOrStderr())
		return string(raw), err
	}
	line, err := s.lines.ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", fault.E("command.secret", fault.Invalid, strings.TrimSuffix(prompt, ": ")+": give it as a line of the input, or set "+variable+".", err)
	}
	return line, nil
}

func passwordCommand() *cobra.Command {
	return desktopFlags(&cobra.Command{
		Use:   "password",
		Short: "change a person's password on a desktop's data folder",
		Long:  "Changes a person's password on a desktop's data folder, also when it has expired. The present password is read from CIVICDESK_PASSWORD and the new one from CIVICDESK_NEW_PASSWORD, or both are asked for.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDesktop(cmd, func(d *node.Desktop, login string) (*node.Session, error) {
				in := secretsOf(cmd)
				old, err := in.read("CIVICDESK_PASSWORD", "Present password of "+login+": ")
				if err != nil {
					return nil, err
				}
				next, err := in.read("CIVICDESK_NEW_PASSWORD", "New password (9 to 15 characters): ")
				if err != nil {
					return nil, err
				}
				s, err := d.ChangePassword(cmd.Context(), login, old, next)
				if err == nil {
					fmt.Fprintln(cmd.OutOrStdout(), "The password is changed. The old one opens nothing any more.")
				}
				return s, err
			})
		},
	})
}

// withDesktop opens the data folder for somebody who is not signed in yet.
func withDesktop(cmd *cobra.Command, fn func(d *node.Desktop, login string) (*node.Session, error)) error {
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
	s, err := fn(d, login)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return s.DB.Close()
}

func joinCommand() *cobra.Command {
	return desktopFlags(&cobra.Command{
		Use:   "join CODE --user LOGIN",
		Short: "give a second person an account on a desktop's data folder",
		Long:  "Gives the person for whom the administrator made CODE an account on a data folder that LOGIN uses already. LOGIN's password is read from CIVICDESK_PASSWORD and the new person's from CIVICDESK_NEW_PASSWORD, or both are asked for. Each opens the records of their own rights only.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withDesktop(cmd, func(d *node.Desktop, login string) (*node.Session, error) {
				in := secretsOf(cmd)
				password, err := in.read("CIVICDESK_PASSWORD", "Password of "+login+": ")
				if err != nil {
					return nil, err
				}
				s, err := d.Unlock(cmd.Context(), login, password)
				if err != nil {
					return nil, err
				}
				next, err := in.read("CIVICDESK_NEW_PASSWORD", "The new person chooses a password (9 to 15 characters): ")
				if err != nil {
					return nil, errors.Join(err, s.DB.Close())
				}
				p, err := s.AddUser(s.Context(cmd.Context()), args[0], next)
				if err != nil {
					return nil, errors.Join(err, s.DB.Close())
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s has an account on this computer. User name: %s\n", p.Name, p.Login)
				return s, nil
			})
		},
	})
}

// minPassphrase is the shortest passphrase that a recovery key is sealed with:
// its file may be copied and guessed at for as long as somebody likes.
const minPassphrase = 16

func recoveryKeyCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "recovery-key --out FILE",
		Short: "make the agency's recovery key, which opens accounts whose password is forgotten",
		Long:  "Makes the agency's recovery key. Its private part is written to FILE once, sealed with a passphrase of at least 16 characters (asked for, or read from CIVICDESK_PASSPHRASE), and is not kept on the server. Desktops keep a recovery box for it from their next sync on. Whoever has file and passphrase opens every desktop account of the agency: keep them apart from each other.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				passphrase, err := secretsOf(cmd).read("CIVICDESK_PASSPHRASE", "Choose a passphrase (16 characters or more): ")
				if err != nil {
					return err
				}
				if utf8.RuneCountInString(passphrase) < minPassphrase {
					return fault.E("command.recoveryKey", fault.Invalid, "Choose a passphrase of 16 characters or more; four unusual words will do.", nil)
				}
				file, public, err := vault.NewRecoveryKey(vault.DefaultKDF(), passphrase)
				if err != nil {
					return err
				}
				if err := writeNew(pathOf(cmd, out), file); err != nil {
					return err
				}
				if err := s.Accounts.SetRecoveryKey(ctx, public); err != nil {
					return errors.Join(err, os.Remove(pathOf(cmd, out)))
				}
				fmt.Fprintf(cmd.OutOrStdout(), "The recovery key is in %s. Keep it away from this server, and its passphrase away from it.\n", out)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file for the private key; it must not exist")
	cmd.MarkFlagRequired("out")
	return cmd
}

// writeNew writes a file that must not exist yet, for its owner only.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.E("command.writeNew", fault.Conflict, "The file "+path+" exists. Choose another name; a recovery key is never written over.", err)
	}
	if err != nil {
		return fault.E("command.writeNew", fault.Invalid, "The file "+path+" cannot be written: choose a folder that you may write to.", err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

func recoverCommand() *cobra.Command {
	var file string
	cmd := desktopFlags(&cobra.Command{
		Use:   "recover --user LOGIN --key FILE",
		Short: "open an account whose password or keychain is lost, with the agency's recovery key",
		Long:  "Opens a person's account on a desktop's data folder with the agency's recovery key and gives it a new password. Unsent work is kept. The key's passphrase is read from CIVICDESK_PASSPHRASE and the new password from CIVICDESK_NEW_PASSWORD, or both are asked for.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withDesktop(cmd, func(d *node.Desktop, login string) (*node.Session, error) {
				raw, err := os.ReadFile(file)
				if err != nil {
					return nil, fault.E("command.recover", fault.NotFound, "The recovery key "+file+" cannot be read.", err)
				}
				in := secretsOf(cmd)
				passphrase, err := in.read("CIVICDESK_PASSPHRASE", "Passphrase of the recovery key: ")
				if err != nil {
					return nil, err
				}
				key, err := vault.OpenRecoveryKey(raw, passphrase)
				if err != nil {
					return nil, err
				}
				next, err := in.read("CIVICDESK_NEW_PASSWORD", "New password for "+login+" (9 to 15 characters): ")
				if err != nil {
					return nil, err
				}
				s, err := d.Recover(cmd.Context(), login, key, next)
				if err != nil {
					return nil, err
				}
				q, err := s.DB.Queue(s.Context(cmd.Context()))
				if err != nil {
					return nil, errors.Join(err, s.DB.Close())
				}
				fmt.Fprintf(cmd.OutOrStdout(), "The account of %s is open again with the new password. Waiting to be sent: %d.\n", s.Profile().Name, q.Waiting)
				return s, nil
			})
		},
	})
	cmd.Flags().StringVar(&file, "key", "", "the agency's recovery key")
	cmd.MarkFlagRequired("key")
	return cmd
}

func rotateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rotate SCOPE",
		Short:   "give a scope a new key and seal its records on the server under it",
		Example: "  civicdesk rotate inquiries/ofccp",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				rows, err := s.DB.Rotate(ctx, app.Scope(args[0]))
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s has a new key; %d rows are sealed under it. Desktops get it with their next sync.\n", args[0], rows)
				}
				return err
			})
		},
	}
}
