package retrieval

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/knowledge"
)

// said is a text of an article that questions are compared with.
type said struct {
	text   string
	answer bool
}

// textsOf gives the texts of an article in a locale: its question, other phrasings and the answer. Of a passage the text
// comes first, which marks it as one, and the headings above it count as a phrasing.
func textsOf(a knowledge.Article, locale string) []said {
	t := a.Texts[locale]
	var out []said
	if a.Kind == knowledge.Passage {
		out = append(out, said{t.Answer, true}, said{Headings(a.Origin), false})
	}
	out = append(out, said{t.Question, false})
	for _, s := range t.Alternatives {
		out = append(out, said{s, false})
	}
	if a.Kind != knowledge.Passage {
		out = append(out, said{t.Answer, true})
	}
	return slices.DeleteFunc(out, func(s said) bool { return strings.TrimSpace(s.text) == "" })
}

// Headings are the title of the document and what stands above the passage, each once.
func Headings(o knowledge.Origin) string {
	var path []string
	for _, h := range append([]string{o.Title}, o.Path...) {
		if h = strings.TrimSpace(h); h != "" && !slices.Contains(path, h) {
			path = append(path, h)
		}
	}
	return strings.Join(path, " › ")
}

// texts analyses texts. One that has no feature is left out.
func (a *analyser) texts(of []said) []text {
	var out []text
	for _, s := range of {
		if f := a.features(s.text); len(f) > 0 {
			out = append(out, text{f, s.answer})
		}
	}
	return out
}
