package hiring

import (
	"time"

	"civicdesk/app"
	"civicdesk/app/hiring/ranking"
)

// Rating is the result of rating one application at one grade. A new rating
// takes the place of the old one under the next round's number.
type Rating struct {
	ID          app.ID             `json:"id"`
	Office      string             `json:"office"`
	Vacancy     app.ID             `json:"vacancy"`
	Application app.ID             `json:"application"`
	Grade       string             `json:"grade"`
	Round       int                `json:"round"` // 1 for the first rating of the vacancy
	Eligible    bool               `json:"eligible"`
	ReasonCode  string             `json:"reasonCode"` // why ineligible: four letters
	Reason      string             `json:"reason"`     // the same as a sentence
	Question    string             `json:"question"`   // the question that screened out
	Citation    string             `json:"citation"`
	Raw         string             `json:"raw"`      // exact: "53/2"
	MaxRaw      string             `json:"maxRaw"`   // exact
	Exact       string             `json:"exact"`    // 70 + 30 × raw ÷ max raw, exact: "17501/200"
	Rating      string             `json:"rating"`   // rounded once, half up: "87.51"; "" when ineligible
	Answered    string             `json:"answered"` // what the answers give, when human resources lowered it
	Scores      []QuestionScore    `json:"scores"`
	Preference  ranking.Preference `json:"preference"`
	Category    string             `json:"category"` // by score and float, before any merging
	Floated     bool               `json:"floated"`
	RatedBy     app.ID             `json:"ratedBy"`
	RatedByName string             `json:"ratedByName"`
	RatedAt     time.Time          `json:"ratedAt"`
}

// RecordID identifies the rating.
func (r Rating) RecordID() app.ID { return r.ID }

// QuestionScore is what one scored question gave.
type QuestionScore struct {
	Question string `json:"question"`
	Points   int    `json:"points"`
	Max      int    `json:"max"`
	Weight   int    `json:"weight"`
	Given    string `json:"given"` // weight × points ÷ max, exact
}
