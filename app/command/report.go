package command

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/hiring"
	"civicdesk/app/node"
	"civicdesk/reports/paper"
)

func reportCommand() *cobra.Command {
	rep := &cobra.Command{Use: "report", Short: "write certificates and reports as PDF and Excel"}
	rep.AddCommand(reportStatistics(), reportCertificate())
	return rep
}

func reportStatistics() *cobra.Command {
	var out, office string
	cmd := &cobra.Command{
		Use:   "vacancy-statistics --out FILE.xlsx",
		Short: "how many applied, were eligible, referred and selected, by vacancy and preference",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				rows, err := s.Hiring.Statistics(ctx, hiring.StatisticsFilter{Office: office})
				if err != nil {
					return err
				}
				head := paper.StatisticsHead{Office: office, MadeBy: app.ActorFrom(ctx).Name, Made: s.DB.Clock().Now()}
				make := paper.VacancyStatisticsXLSX
				if strings.HasSuffix(out, ".pdf") {
					make = paper.VacancyStatisticsPDF
				}
				file, err := make(rows, head)
				if err != nil {
					return err
				}
				return writeFile(cmd, out, file)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "vacancy-statistics.xlsx", "file to write (.xlsx or .pdf)")
	cmd.Flags().StringVar(&office, "office", "", "only this human-resources office")
	return cmd
}

func reportCertificate() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "certificate NUMBER --out FILE.pdf",
		Short: "write an issued certificate: .pdf, .xlsx, or .json for the inputs it was computed from",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				c, err := certificateByNumber(ctx, s.Hiring, args[0])
				if err != nil {
					return err
				}
				file, err := certificateFile(ctx, s.Hiring, c, out)
				if err != nil {
					return err
				}
				return writeFile(cmd, out, file)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "certificate.pdf", "file to write (.pdf, .xlsx or .json)")
	return cmd
}

func certificateByNumber(ctx context.Context, s *hiring.Service, number string) (hiring.Certificate, error) {
	vacancies, err := s.Vacancies(ctx)
	if err != nil {
		return hiring.Certificate{}, err
	}
	for _, v := range vacancies {
		list, err := s.CertificatesOf(ctx, v.ID)
		if fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return hiring.Certificate{}, err
		}
		for _, c := range list {
			if c.Number == number || string(c.ID) == number {
				return s.Certificate(ctx, c.ID)
			}
		}
	}
	return hiring.Certificate{}, fault.E("command.certificate", fault.NotFound, "There is no certificate “"+number+"”.", nil)
}

// certificateFile is the certificate in the form that the file's name asks for.
func certificateFile(ctx context.Context, s *hiring.Service, c hiring.Certificate, out string) ([]byte, error) {
	name := "certificate.pdf"
	switch {
	case strings.HasSuffix(out, ".xlsx"):
		return paper.CertificateXLSX(c)
	case strings.HasSuffix(out, ".json"):
		name = "certificate-inputs.json"
	case !strings.HasSuffix(out, ".pdf"):
		return nil, fault.E("command.certificate", fault.Invalid, "Name the file with .pdf, .xlsx or .json.", nil)
	}
	f, err := s.CertificateFile(ctx, c.ID, name)
	return f.Content, err
}

func writeFile(cmd *cobra.Command, out string, data []byte) error {
	path := pathOf(cmd, out)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return fault.E("command.write", fault.Invalid, "The file "+path+" cannot be written. Choose a folder that you may write to.", err)
	}
	fmt.Fprintln(cmd.OutOrStdout(), path)
	return nil
}
