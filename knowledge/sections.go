package knowledge

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"path"
	"regexp"
	"strings"
)

// section is a heading and what stands below it, in Markdown or HTML: a question, its answer, and what was also asked.
type section struct {
	place        Place
	level        int // of the heading, 1 to 6
	question     string
	answer       strings.Builder
	alternatives []string
	id, locale   string
	meta         string // JSON from the comment above the heading
	tooLong      bool
}

// alsoAsked are the words that begin the list of alternatives.
const alsoAskedWords = `also asked|other questions|也可以这样问|其他问法|也有人问`

var alsoAsked = regexp.MustCompile(`^(?i)[*_]{0,2}(?:` + alsoAskedWords + `)[:：]?[*_]{0,2}[:：]?$`)

func (s *section) write(text string) {
	if s.answer.Len()+len(text) > maxRow {
		s.tooLong = true
		return
	}
	s.answer.WriteString(text)
}

// row makes the section a row. ok is false for a heading that only titles the deeper ones after it.
func (s *section) row(nextLevel int) (row Row, err error, ok bool) {
	row = Row{Place: s.place, ID: s.id, Locale: s.locale, Question: s.question, Alternatives: s.alternatives}
	answer := paragraph(s.answer.String())
	switch {
	case s.tooLong:
		err = errLongRow
	case answer == "" && s.meta == "" && nextLevel > s.level:
		return row, nil, false
	case s.meta != "":
		j := jsonRow{ID: s.id, Locale: s.locale}
		if wrong := json.Unmarshal([]byte(s.meta), &j); wrong != nil {
			err = fmt.Errorf("the comment above the heading: %w", jsonMeaning(wrong))
			break
		}
		j.Question, j.Alternatives = s.question, s.alternatives
		err = row.fill(j)
	}
	row.Answer = answer
	if row.ID == "" {
		row.ID = sectionID(s.place.File, s.question)
	}
	if err == nil && row.ID == "" {
		err = errors.New("the heading is empty, so there is no question and no id")
	}
	if err != nil {
		err = &RowError{s.place, err}
	}
	return row, err, true
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// sectionID makes an id of the file's name and the heading. Where the heading is not plain ASCII, a hash of it stands in
// for what is lost.
func sectionID(file, heading string) string {
	if heading == "" {
		return ""
	}
	base, _, _ := strings.Cut(path.Base(file), ".")
	slug := func(s string) string { return strings.Trim(notInID.ReplaceAllString(strings.ToLower(s), "-"), "-") }
	words := slug(heading)
	if strings.IndexFunc(heading, func(r rune) bool { return r > 0x7f }) >= 0 || len(words) > 60 {
		h := fnv.New64a()
		h.Write([]byte(heading))
		words = fmt.Sprintf("%.40s-%016x", words, h.Sum64())
	}
	return strings.Trim(fmt.Sprintf("%.40s", slug(base))+"-"+strings.Trim(words, "-"), "-")
}
