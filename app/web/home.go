package web

import "net/http"

// home leads to the three things people come for.
func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	jobs, err := s.Jobs.Open(r.Context())
	if err != nil {
		return err
	}
	soon := closingSoon(jobs, s.today())
	return s.show(w, r, http.StatusOK, "home", page{Title: "Jobs, questions and answers", Nav: "home", Body: struct {
		Open int
		Soon []Job
	}{len(jobs), soon[:min(3, len(soon))]}})
}
