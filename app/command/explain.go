package command

import (
	"os"

	"github.com/spf13/cobra"

	"civicdesk/app/fault"
	"civicdesk/app/hiring/ranking"
	"civicdesk/app/inquiry/routing"
)

func explainCommand() *cobra.Command {
	explain := &cobra.Command{Use: "explain", Short: "show how a ranking or a routing came about, rule by rule"}
	explain.AddCommand(&cobra.Command{
		Use:   "rank FILE",
		Short: "recompute a certificate's order from its stored inputs alone",
		Long:  "Recomputes ratings and order from the inputs in FILE (certificate-inputs.json) alone and prints each line with its reason and citation. Ends with status 1 when the stored digest is not that of the recomputed list.",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(args[0])
			if err != nil {
				return fault.E("command.explain", fault.NotFound, "The file "+args[0]+" cannot be read.", err)
			}
			defer f.Close()
			return ranking.Explain(f, cmd.OutOrStdout())
		},
	})
	var zip, state, county string
	route := &cobra.Command{
		Use:   "route --zip ZIP --state STATE --county COUNTY",
		Short: "show which office an inquiry about this workplace goes to, and why",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return routing.Explain(cmd.OutOrStdout(), zip, state, county)
		},
	}
	route.Flags().StringVar(&zip, "zip", "", "workplace ZIP code")
	route.Flags().StringVar(&state, "state", "", "workplace state, two letters")
	route.Flags().StringVar(&county, "county", "", "workplace county, name or five-digit code")
	explain.AddCommand(route)
	return explain
}
