package web

import (
	"bytes"
	"html/template"
	"net/http"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"civicdesk/app/refdata"
)

// privacyText is the privacy statement as HTML, without anything that could act.
var privacyText = sync.OnceValues(func() (template.HTML, error) {
	var b bytes.Buffer
	if err := goldmark.Convert([]byte(refdata.PrivacyStatement()), &b); err != nil {
		return "", err
	}
	return template.HTML(bluemonday.UGCPolicy().SanitizeBytes(b.Bytes())), nil
})

// privacy shows the statement that every page's footer leads to.
func (s *site) privacy(w http.ResponseWriter, r *http.Request) error {
	text, err := privacyText()
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "privacy", page{Title: "Privacy and security statement", Nav: "privacy", Body: text})
}

// about says what the site is and credits its data.
func (s *site) about(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, "about", page{Title: "About this site", Nav: "about", Body: refdata.Credits()})
}
