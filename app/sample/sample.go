// Package sample is the generated sample office: staff, applications and
// inquiries that belong to nobody, beside the real announcements and
// questionnaires that the project ships. The same seed gives the same office on
// every computer; a larger one begins with the smaller.
//
// Nobody here can be reached: telephone numbers lie in the block 555-0100 to
// 555-0199, which is kept for fiction, and e-mail addresses in example.com,
// example.org and example.gov. No Social Security number that passes the form's
// check can be promised to be nobody's; see ssn.
package sample

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"math/rand/v2"

	"civicdesk/app"
	"github.com/google/uuid"
)

//go:embed usajobs/*.json questionnaires/*.txt
var files embed.FS

// Announcements are real job announcements as USAJOBS gives them, one JSON file
// each, and one envelope of several.
func Announcements() fs.FS { return folder("usajobs") }

// Questionnaires are the texts of real questionnaire previews.
func Questionnaires() fs.FS { return folder("questionnaires") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the name is a constant above
	}
	return sub
}

// source gives the random numbers of the i-th thing of a kind. Each has its own,
// so that more of them, or other details, leave the earlier ones as they were.
func source(kind string, seed int64, i int) *rand.Rand {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", kind, seed, i))
	return rand.New(rand.NewChaCha8(sum))
}

// idOf is an identity that follows from a text.
func idOf(text string) app.ID {
	sum := sha256.Sum256([]byte("civicdesk sample " + text))
	var u uuid.UUID
	copy(u[:], sum[:16])
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80 // version 8: made by the application's own rule
	return app.ID(u.String())
}

func one[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// chance is true in so many cases of a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
