package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"civicdesk/app"
	"civicdesk/app/fault"
	"civicdesk/app/form"
	"civicdesk/app/hiring"
	"civicdesk/app/hiring/usajobs"
	"civicdesk/app/node"
)

func importCommand() *cobra.Command {
	imp := &cobra.Command{Use: "import", Short: "import announcements and question sets"}
	imp.AddCommand(importVacancies(), importQuestions())
	return imp
}

func importVacancies() *cobra.Command {
	var office string
	cmd := &cobra.Command{
		Use:   "vacancies FILE…",
		Short: "import announcements as USAJOBS gives them (JSON), as draft vacancies",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var items []usajobs.Item
			for _, name := range args { // all files are read before the first is imported
				read, err := readAnnouncements(pathOf(cmd, name))
				if err != nil {
					return err
				}
				items = append(items, read...)
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				for _, it := range items {
					v, err := s.Hiring.ImportVacancy(ctx, it, office)
					if err != nil {
						return err
					}
					fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s\n", v.ID, v.Announcement, v.Title)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&office, "office", "hq", "human-resources office that the vacancies belong to")
	return cmd
}

func readAnnouncements(path string) ([]usajobs.Item, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.E("command.import", fault.NotFound, "The file "+filepath.Base(path)+" cannot be read.", err)
	}
	defer f.Close()
	return usajobs.Read(filepath.Base(path), f)
}

func importQuestions() *cobra.Command {
	var vacancy, reason string
	cmd := &cobra.Command{
		Use:   "questions --vacancy ID FILE",
		Short: "attach a question set, read from a questionnaire preview, with sample points and weights",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := os.Open(pathOf(cmd, args[0]))
			if err != nil {
				return fault.E("command.import", fault.NotFound, "The file "+args[0]+" cannot be read.", err)
			}
			defer f.Close()
			set, doubts, err := form.ParsePreview(filepath.Base(args[0]), f)
			if err != nil {
				return err
			}
			return withServer(cmd, func(ctx context.Context, s *node.Server) error {
				v, err := s.Hiring.AttachQuestions(ctx, app.ID(vacancy), form.Assign(set), reason)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s has %d questions. Points and weights are samples: set the agency's own before opening.\n%d places in the file should be looked at.\n",
						v.Announcement, v.Questions, len(doubts))
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&vacancy, "vacancy", "", "the vacancy")
	cmd.Flags().StringVar(&reason, "reason", "", "why, when the vacancy is open")
	return cmd
}

// vacancyByNumber finds a vacancy by its announcement number or ID.
func vacancyByNumber(ctx context.Context, s *hiring.Service, number string) (hiring.Vacancy, error) {
	all, err := s.Vacancies(ctx)
	if err != nil {
		return hiring.Vacancy{}, err
	}
	for _, v := range all {
		if v.Announcement == number || string(v.ID) == number {
			return v, nil
		}
	}
	return hiring.Vacancy{}, fault.E("command.vacancy", fault.NotFound, "There is no vacancy “"+number+"”.", nil)
}
