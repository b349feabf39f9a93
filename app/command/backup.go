package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"civicdesk/app/fault"
	"civicdesk/app/node"
	"civicdesk/storage/backup"
	"civicdesk/storage/vault"
)

func backupCommand() *cobra.Command {
	var to, user string
	var ask bool
	cmd := &cobra.Command{
		Use:   "backup --to FILE",
		Short: "add a snapshot of the data folder to a sealed file (with --user: of a desktop's folder)",
		Long: `Adds a snapshot of the data folder to FILE, or begins FILE. Work goes on meanwhile, also while “civicdesk serve” runs. After the first time only what has changed is added. Each snapshot is read back from the disk before it counts.

FILE is sealed. It opens with the agency's recovery key, and with a passphrase when it was begun with --passphrase (asked for, or read from CIVICDESK_BACKUP_PASSPHRASE). It holds server.key too, or a desktop's key files: whoever opens it reads everything. Keep it, the recovery key and the passphrase apart.`,
		Example: "  civicdesk backup --data /srv/civicdesk --to /backup/civicdesk-2026-11.backup",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := node.BackupOptions{To: pathOf(cmd, to)}
			if user != "" {
				return withSession(cmd, func(ctx context.Context, s *node.Session) error {
					return doBackup(cmd, o, ask, func(o node.BackupOptions) (backup.Result, error) { return s.Backup(ctx, o) })
				})
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				return doBackup(cmd, o, ask, func(o node.BackupOptions) (backup.Result, error) { return s.Backup(ctx, o) })
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the backup file")
	cmd.Flags().StringVar(&user, "user", "", "user name on a desktop's folder")
	cmd.Flags().BoolVar(&ask, "passphrase", false, "when FILE is begun, let a passphrase open it")
	cmd.MarkFlagRequired("to")
	cmd.AddCommand(backupListCommand(), backupCheckCommand())
	return cmd
}

func doBackup(cmd *cobra.Command, o node.BackupOptions, ask bool, do func(node.BackupOptions) (backup.Result, error)) error {
	if _, err := os.Stat(o.To); ask && errors.Is(err, os.ErrNotExist) {
		p, err := secretsOf(cmd).read("CIVICDESK_BACKUP_PASSPHRASE", "Choose a passphrase for the backup (16 characters or more): ")
		if err != nil {
			return err
		}
		if utf8.RuneCountInString(p) < minPassphrase {
			return fault.E("command.backup", fault.Invalid, "Choose a passphrase of 16 characters or more; four unusual words will do.", nil)
		}
		o.Passphrase = p
	}
	r, err := do(o)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "Snapshot %d in %s: %d records, %s; %s were added. It was read back and is whole.\n", r.Number, o.To, r.Records, size(int64(r.Bytes)), size(r.Added))
	if r.Began {
		fmt.Fprintln(out, "The file holds the keys as well: whoever opens it reads everything. Keep it apart from the recovery key and the passphrase that open it.")
	}
	for _, d := range r.Damaged {
		fmt.Fprintf(out, "Bytes %d to %d of the file are damaged. This snapshot does not need them; earlier ones may. Begin a new file, and run “civicdesk backup check”.\n", d.From, d.To-1)
	}
	return nil
}

// size is a number of bytes for a person.
func size(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

func backupListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list FILE",
		Short: "list the snapshots in a backup; needs no key",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := backup.Open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer a.Close()
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "NUMBER\tTIME (UTC)\tRECORDS\tBYTES")
			for _, s := range a.Snapshots() {
				fmt.Fprintf(w, "%d\t%s\t%d\t%d\n", s.Number, s.Time.Format("2006-01-02 15:04:05"), s.Records, s.Bytes)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "Of a %s.\n", a.Origin().Kind)
			tellTrouble(cmd, a)
			return nil
		},
	}
}

// tellTrouble says what of the file is no part of any snapshot.
func tellTrouble(cmd *cobra.Command, a *backup.Archive) (trouble bool) {
	out := cmd.OutOrStdout()
	for _, d := range a.Damaged() {
		fmt.Fprintf(out, "Bytes %d to %d of the file are damaged.\n", d.From, d.To-1)
	}
	if n := a.Unfinished(); n > 0 {
		fmt.Fprintf(out, "%d bytes at the end are of a backup that was stopped, or are damaged. They count for nothing; the next backup takes them away.\n", n)
	}
	return len(a.Damaged()) > 0 || a.Unfinished() > 0
}

// openBackup opens a backup with whatever secret is at hand: the agency's
// recovery key, the key of the server in the data folder, or the passphrase.
func openBackup(cmd *cobra.Command, path, keyFile, dir string) (*backup.Archive, error) {
	a, err := backup.Open(cmd.Context(), path)
	if err != nil {
		return nil, err
	}
	with, err := secretFor(cmd, a, keyFile, dir)
	if err == nil {
		err = a.Unlock(with)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func secretFor(cmd *cobra.Command, a *backup.Archive, keyFile, dir string) (backup.Secret, error) {
	switch {
	case keyFile != "":
		raw, err := os.ReadFile(keyFile)
		if err != nil {
			return nil, fault.E("command.backup", fault.NotFound, "The recovery key "+keyFile+" cannot be read.", err)
		}
		passphrase, err := secretsOf(cmd).read("CIVICDESK_PASSPHRASE", "Passphrase of the recovery key: ")
		if err != nil {
			return nil, err
		}
		key, err := vault.OpenRecoveryKey(raw, passphrase)
		return backup.WithRecovery(key), err
	case dir != "":
		c, err := serverSettings(cmd)
		if err != nil {
			return nil, err
		}
		return node.OwnSecret(dir, c.Key)
	case !a.Has(vault.ForPassphrase):
		return nil, fault.E("command.backup", fault.Invalid, "This backup opens with the agency's recovery key: give it with --key FILE.", nil)
	}
	passphrase, err := secretsOf(cmd).read("CIVICDESK_BACKUP_PASSPHRASE", "Passphrase of the backup: ")
	return backup.WithPassphrase(passphrase), err
}

func backupCheckCommand() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "read every byte of a backup and open what it holds, without restoring",
		Long:  "Reads every byte of a backup and opens what it holds, without restoring. It opens with the server of --data, with the agency's recovery key (--key), or with the backup's passphrase.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := cmd.Flags().GetString("data")
			if err != nil {
				return err
			}
			a, err := openBackup(cmd, args[0], keyFile, dir)
			if err != nil {
				return err
			}
			defer a.Close()
			return checkBackup(cmd, a)
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "the agency's recovery key")
	return cmd
}

func checkBackup(cmd *cobra.Command, a *backup.Archive) error {
	found, err := node.CheckBackup(cmd.Context(), a)
	if err != nil {
		return err
	}
	out, bad := cmd.OutOrStdout(), tellTrouble(cmd, a)
	for _, f := range found {
		if f.Err != nil {
			fmt.Fprintf(out, "Snapshot %d: %s\n", f.Number, fault.Words(f.Err))
			bad = true
			continue
		}
		fmt.Fprintf(out, "Snapshot %d of %s: whole, %d records.\n", f.Number, f.Time.Format("2006-01-02 15:04:05 UTC"), f.Records)
	}
	if len(found) == 0 || bad {
		return fault.E("command.backup", fault.Damaged, "The backup is not whole. Keep it, begin a new file, and restore only snapshots that are called whole.", nil)
	}
	return nil
}

func restoreCommand() *cobra.Command {
	var from, keyFile, ledger string
	var at uint64
	cmd := &cobra.Command{
		Use:   "restore --from FILE",
		Short: "restore a snapshot of a backup into a new data folder",
		Long: `Restores a snapshot into the data folder, which must be new or empty, and compares what was written with the backup. Of a server every record and the whole audit trail are read besides.

The backup opens with the agency's recovery key (--key; its passphrase is asked for, or read from CIVICDESK_PASSPHRASE), or with the backup's own passphrase (asked for, or read from CIVICDESK_BACKUP_PASSPHRASE).

With --store (or CIVICDESK_STORE) a server's records go into that PostgreSQL database, which must hold nothing of the agency; the folder gets the key and the other files. A backup of an embedded store restores into a database, and the other way round.

Who was erased after the snapshot must stay erased: give the newest list of erasures that you have with --ledger (the file “erasures” of the server's old folder). Without it the newest one in FILE is taken.`,
		Example: "  civicdesk restore --from /backup/civicdesk-2026-11.backup --data /srv/civicdesk-restored --key recovery.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := serverSettings(cmd)
			if err != nil {
				return err
			}
			a, err := openBackup(cmd, from, keyFile, "")
			if err != nil {
				return err
			}
			defer a.Close()
			r, err := node.Restore(cmd.Context(), a, node.RestoreOptions{Dir: c.Data, Store: c.Store, At: at, Ledger: ledger})
			if err != nil {
				return err
			}
			return tellRestored(cmd, c.Data, c.Store != "", r)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the backup file")
	cmd.Flags().Uint64Var(&at, "at", 0, "number of the snapshot (default: the newest)")
	cmd.Flags().StringVar(&keyFile, "key", "", "the agency's recovery key")
	cmd.Flags().StringVar(&ledger, "ledger", "", "a newer list of erasures than the backup's")
	cmd.MarkFlagRequired("from")
	return cmd
}

func tellRestored(cmd *cobra.Command, dir string, database bool, r node.Restored) error {
	out := cmd.OutOrStdout()
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	fmt.Fprintf(out, "Snapshot %d of %s is restored in %s: %d records, %s. What was written is what the backup holds.\n", r.Number, r.Time.Format("2006-01-02 15:04:05 UTC"), dir, r.Records, size(int64(r.Bytes)))
	if r.Kind == backup.Server && database {
		fmt.Fprintln(out, "The records are in the database; the folder has the server's key and the list of erasures.")
	}
	if r.Kind == backup.Server {
		fmt.Fprintf(out, "Every record opens; %d audit entries, every link holds.\nStart it with “civicdesk serve”. Desktops notice by themselves, and send again what this server lost, as far as they still have it.\n", r.Entries)
	} else {
		fmt.Fprintln(out, "Sign in with the passwords of then. Unsent work goes up with the next sync, once.")
	}
	if r.Erased > 0 {
		fmt.Fprintf(out, "%d records were erased after this snapshot; the server erases them again before it serves anything.\n", r.Erased)
	}
	for _, words := range r.Words {
		fmt.Fprintln(out, words)
	}
	return nil
}
