package knowledge

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Export writes the articles in one state, or with no state the current version of every article that is not archived,
// in the order of their ids; Import reads it back unchanged. JSONL, CSV and Markdown can be written.
func (s *Service) Export(ctx context.Context, w io.Writer, f Format, state State) error {
	out := bufio.NewWriter(w)
	write, err := writer(out, f)
	if err != nil {
		return err
	}
	q := Query{State: state, Limit: 500}
	for {
		articles, next, err := s.Articles.List(ctx, q)
		if err != nil {
			return err
		}
		for _, a := range articles {
			if state == "" && a.State == Archived {
				continue
			}
			if err := write(a); err != nil {
				return err
			}
		}
		if next == "" {
			return out.Flush()
		}
		q.After = next
	}
}

// writer returns what writes one article, a row per locale.
func writer(out *bufio.Writer, f Format) (func(Article) error, error) {
	var row func(jsonRow) error
	switch f {
	case JSONL:
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		row = func(r jsonRow) error { return encoder.Encode(r) }
	case CSV:
		table := csv.NewWriter(out)
		if err := table.Write(columns); err != nil {
			return nil, err
		}
		row = func(r jsonRow) error {
			err := table.Write([]string{r.ID, r.Locale, r.Question, r.Answer, joinList(r.Alternatives), r.Source,
				joinList(r.Tags), joinList(r.Audience), r.ValidFrom, r.ValidUntil, string(r.Kind), originCell(r.Origin)})
			table.Flush()
			return err
		}
	case Markdown:
		row = func(r jsonRow) error { return writeMarkdown(out, r) }
	default:
		return nil, fmt.Errorf("cannot write format %q; known are jsonl, csv, md", f)
	}
	return func(a Article) error {
		for _, locale := range sortedKeys(a.Texts) {
			t := a.Texts[locale]
			alternatives := t.Alternatives
			if alternatives == nil {
				alternatives = []string{}
			}
			if err := row(jsonRow{a.ID, locale, t.Question, t.Answer, alternatives, a.Source, a.Tags, a.Audience,
				formatTime(a.ValidFrom), formatTime(a.ValidUntil), a.Kind, a.Origin}); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// originCell is what a cell of CSV has of an origin: JSON, or nothing.
func originCell(o Origin) string {
	if o.isZero() {
		return ""
	}
	cell, _ := json.Marshal(o) // texts and numbers only
	return string(cell)
}

// writeMarkdown writes a row as a heading with the answer below. What Markdown has no place for stands in a comment.
func writeMarkdown(out *bufio.Writer, r jsonRow) error {
	meta := struct {
		jsonRow
		Question     any `json:"question,omitempty"`
		Answer       any `json:"answer,omitempty"`
		Alternatives any `json:"alt_questions,omitempty"`
	}{jsonRow: r}
	comment, err := json.Marshal(meta) // escapes < and >, so the comment cannot end early
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- baton: %s -->\n# %s", comment, r.Question)
	if closing.MatchString(r.Question) {
		b.WriteString(" #") // only the last mark of a heading is taken for its end
	}
	b.WriteString("\n\n")
	for line := range strings.SplitSeq(r.Answer, "\n") {
		b.WriteString(mark.ReplaceAllString(line, `${1}\${2}`))
		b.WriteString("\n")
	}
	b.WriteString("\n")
	if len(r.Alternatives) > 0 {
		b.WriteString("Also asked:\n\n")
		for _, alternative := range r.Alternatives {
			b.WriteString("- " + alternative + "\n")
		}
		b.WriteString("\n")
	}
	_, err = out.Write(b.Bytes())
	return err
}
