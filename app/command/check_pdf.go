package command

import (
	"github.com/spf13/cobra"

	"civicdesk/storage/blob/pdfcheck"
)

// checkPDFCommand is the process in which attachments are checked. The program
// starts it itself.
func checkPDFCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "check-pdf",
		Short:  "check the PDF on standard input, with little memory and time",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if status := pdfcheck.Run(cmd.InOrStdin(), cmd.OutOrStdout()); status != 0 {
				return errStatus(status)
			}
			return nil
		},
	}
}
