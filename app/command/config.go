package command

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"civicdesk/app/config"
	"civicdesk/app/fault"
)

// settingFlags are the settings that have a flag of their own; --set gives all
// others.
var settingFlags = []struct{ name, help string }{
	{"listen", "address to listen on"},
	{"admin", "address for metrics and for commands of this machine"},
	{"address", "address at which desktops and the public reach it, when it is another"},
	{"notice", "a sentence shown on every public page"},
}

func serveFlags(cmd *cobra.Command) *cobra.Command {
	for _, f := range settingFlags {
		cmd.Flags().String(f.name, "", f.help)
	}
	cmd.Flags().StringArray("set", nil, "any setting, for example --set limits.requests=100")
	return cmd
}

// settings are the server's settings as the command line, the environment and
// the configuration file give them.
func settings(cmd *cobra.Command, file string) (config.Config, []config.Value, error) {
	s := config.Sources{File: file, Flags: map[string]string{}}
	for _, name := range []string{"data", "listen", "admin", "address", "notice", "store"} {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			s.Flags[name] = f.Value.String()
		}
	}
	if file, _ := cmd.Flags().GetString("key-file"); file != "" {
		s.Flags["key"] = "file:" + file
	}
	if cmd.Flags().Lookup("set") != nil {
		sets, err := cmd.Flags().GetStringArray("set")
		if err != nil {
			return config.Config{}, nil, err
		}
		for _, one := range sets {
			name, value, ok := strings.Cut(one, "=")
			if !ok {
				return config.Config{}, nil, fault.E("command.settings", fault.Invalid, "Write --set NAME=VALUE, for example --set limits.requests=100.", nil)
			}
			s.Flags[name] = value
		}
	}
	return config.Load(s)
}

// configFile is the configuration file that the command line or the environment
// names; "" for none.
func configFile(cmd *cobra.Command) (string, error) {
	file, err := cmd.Flags().GetString("config")
	if file == "" {
		file = os.Getenv("CIVICDESK_CONFIG")
	}
	return file, err
}

// serverSettings are the settings of a command that needs a server's folder.
func serverSettings(cmd *cobra.Command) (config.Config, error) {
	file, err := configFile(cmd)
	if err != nil {
		return config.Config{}, err
	}
	c, _, err := settings(cmd, file)
	if err == nil && c.Data == "" {
		err = noFolder()
	}
	return c, err
}

func configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "check, show or write a server's configuration"}
	show := serveFlags(&cobra.Command{
		Use:   "show",
		Short: "list every setting with its value and where it comes from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := configFile(cmd)
			if err != nil {
				return err
			}
			_, values, err := settings(cmd, file)
			if err != nil {
				return err
			}
			return config.WriteValues(cmd.OutOrStdout(), values)
		},
	})
	cmd.AddCommand(show, &cobra.Command{
		Use:   "check FILE",
		Short: "say what is wrong with a configuration file",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			// The file alone: what this shell's environment says is not its fault.
			_, _, err := config.Load(config.Sources{File: args[0], Env: func(string) (string, bool) { return "", false }})
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s is good.\n", args[0])
			}
			return err
		},
	}, &cobra.Command{
		Use:   "example",
		Short: "print a configuration file with every setting and its meaning",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return config.WriteExample(cmd.OutOrStdout()) },
	})
	return cmd
}
