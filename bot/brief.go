package bot

import (
	"cmp"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// How much a model is told at most.
const (
	mostOffered   = 8 // articles
	mostPlaybooks = 20
	mostExamples  = 5 // of each playbook
	mostFields    = 20
)

// brief is what a model may know of this turn, and what it may choose from.
func (t *thought) brief() Brief {
	return Brief{
		Now: t.now.In(t.Zone), Locale: t.locale, Turns: t.turns, Known: t.identity(), Heard: t.heard.Values,
		Fields: t.readable(), Candidates: t.candidates(), Playbooks: t.openable(), Compose: t.Adapt,
	}
}

// identity is what is known of the customer and of the case, so that it can be kept back.
func (t *thought) identity() []conversation.Field {
	known := confidential(t.state)
	add := func(name string, kind conversation.FieldType, value string) {
		if value != "" {
			known = append(known, conversation.Field{Name: name, Type: kind, Value: value, Origin: "profile"})
		}
	}
	for _, field := range t.state.Fields {
		for _, before := range field.Replaced { // they stand in earlier messages, and are no facts any more
			before.Removed = true
			known = append(known, before)
		}
	}
	add("customer_id", conversation.TypeID, t.state.Opening.CustomerID)
	for attribute, value := range t.state.Opening.Profile {
		switch name := strings.ToLower(attribute); {
		case strings.Contains(name, "mail"):
			add(attribute, conversation.TypeEmail, value)
		case strings.Contains(name, "phone"), strings.Contains(name, "mobile"):
			add(attribute, conversation.TypePhone, value)
		case strings.Contains(name, "name"):
			add(attribute, conversation.TypeName, value)
		}
	}
	slices.SortFunc(known, func(a, b conversation.Field) int { return cmp.Compare(a.Name, b.Name) })
	return known
}

// readable are the fields that a model may read: those that the open case lacks, or that some case would need; and those
// that were read without it, so that it knows what they are.
func (t *thought) readable() []conversation.FieldSpec {
	var fields []conversation.FieldSpec
	add := func(spec conversation.FieldSpec) {
		named := func(f conversation.FieldSpec) bool { return f.Name == spec.Name }
		if len(fields) < mostFields && !slices.ContainsFunc(fields, named) {
			fields = append(fields, spec)
		}
	}
	for _, v := range t.heard.Values {
		if spec, ok := t.books.Book.Field(v.Field); ok {
			add(spec)
		}
	}
	wanted := t.books.Book.Missing(t.state, t.state.Playbook)
	if t.state.Playbook == "" {
		wanted = t.books.Book.Fields()
	}
	for _, spec := range wanted {
		if t.state.Value(spec.Name) == "" {
			add(spec)
		}
	}
	return fields
}

// candidates are the articles that were found, the likeliest first, as they would be said.
func (t *thought) candidates() []BriefArticle {
	var all []BriefArticle
	for _, hit := range t.likeliest() {
		if a, ok := t.inForce(hit.ArticleID); ok && len(all) < mostOffered {
			all = append(all, a)
		} else if a, ok := t.Search.Article(hit.ArticleID); ok && hit.Across && len(all) < mostOffered {
			all = append(all, BriefArticle{
				ArticleID: a.ID, Version: a.Version, Question: title(a, hit.Locale), Answer: a.Texts[hit.Locale].Answer,
				Passage: a.Kind == knowledge.Passage,
			})
		}
	}
	return all
}

// openable are the kinds of cases that a model may open: any but the general one, while none is open.
func (t *thought) openable() []BriefPlaybook {
	if t.state.Playbook != "" {
		return nil
	}
	var all []BriefPlaybook
	for _, p := range t.books.Book.Playbooks() {
		if p.Name == t.books.Book.Default().Name || len(all) == mostPlaybooks {
			continue
		}
		examples := slices.Concat(p.Triggers.Examples, p.Triggers.Keywords)
		all = append(all, BriefPlaybook{Name: p.Name, Title: p.Title.In(t.locale), Examples: examples[:min(len(examples), mostExamples)]})
	}
	return all
}
