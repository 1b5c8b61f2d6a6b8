package knowledge

import (
	"fmt"
	"strings"
)

// PassageOutcome is what an import did with a passage, or would do.
type PassageOutcome string

// The outcomes. A passage keeps its article through all of them.
const (
	PassageNew       PassageOutcome = "new"
	PassageChanged   PassageOutcome = "changed"   // other words, language, tags, audience or validity
	PassageMoved     PassageOutcome = "moved"     // the same words elsewhere, or under another heading, title or address
	PassageUnchanged PassageOutcome = "unchanged" // nothing is written
	PassageVanished  PassageOutcome = "vanished"  // the document no longer has it: archived with Publish, else only told
	PassageWithdrawn PassageOutcome = "withdrawn" // a person archived it: left alone
	PassageInvalid   PassageOutcome = "invalid"   // cannot be stored, or a document that cannot be read
)

// PassageResult is the outcome of one passage.
type PassageResult struct {
	Document string         `json:"document"`
	Page     int            `json:"page,omitempty"`
	Path     []string       `json:"path,omitempty"`
	ID       string         `json:"id,omitempty"` // of the article
	Outcome  PassageOutcome `json:"outcome"`
	Title    string         `json:"title,omitempty"` // how the passage begins
	Fields   []string       `json:"fields,omitempty" doc:"What is different: text, locale, path, place, title, url, tags, audience, valid_from, valid_until."`
	Message  string         `json:"message,omitempty"`
}

// PassageCounts counts passages by outcome.
type PassageCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Moved     int `json:"moved"`
	Unchanged int `json:"unchanged"`
	Vanished  int `json:"vanished" doc:"No longer in the document: archived with publish, else they stay in force."`
	Withdrawn int `json:"withdrawn" doc:"In the document, and archived by a person: left alone."`
	Invalid   int `json:"invalid" doc:"Passages that cannot be stored, and documents that cannot be read."`
	Published int `json:"published" doc:"Versions put in force, or that would be."`
}

// DocumentResult is what became of one document.
type DocumentResult struct {
	Name   string `json:"name"`
	Title  string `json:"title,omitempty"`
	URL    string `json:"url,omitempty"`
	Locale string `json:"locale,omitempty"`
	PassageCounts
	Message  string   `json:"message,omitempty" doc:"Why it could not be read."`
	Warnings []string `json:"warnings,omitempty" doc:"What in it could not be read."`
}

func (c *PassageCounts) count(o PassageOutcome) {
	switch o {
	case PassageNew:
		c.New++
	case PassageChanged:
		c.Changed++
	case PassageMoved:
		c.Moved++
	case PassageUnchanged:
		c.Unchanged++
	case PassageVanished:
		c.Vanished++
	case PassageWithdrawn:
		c.Withdrawn++
	case PassageInvalid:
		c.Invalid++
	}
}

// Add adds other counts.
func (c *PassageCounts) Add(d PassageCounts) {
	c.New += d.New
	c.Changed += d.Changed
	c.Moved += d.Moved
	c.Unchanged += d.Unchanged
	c.Vanished += d.Vanished
	c.Withdrawn += d.Withdrawn
	c.Invalid += d.Invalid
	c.Published += d.Published
}

// Passages is how many passages were found, those that vanished left out.
func (c PassageCounts) Passages() int {
	return c.New + c.Changed + c.Moved + c.Unchanged + c.Withdrawn + c.Invalid
}

func (r PassageResult) String() string {
	place := r.Document
	if r.Page > 0 {
		place += fmt.Sprintf(", page %d", r.Page)
	}
	if len(r.Path) > 0 {
		place += ", " + strings.Join(r.Path, " › ")
	}
	return place
}
