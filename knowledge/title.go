package knowledge

import (
	"cmp"
	"path"
	"strings"
)

// Title is what an article is called where it is shown: its question in a locale, or in its language, or in English; of a
// passage the headings above it, or its document. It is never empty.
func (a Article) Title(locale string) string {
	if a.Kind == Passage {
		document := a.Origin.Document
		if document != "" {
			document = path.Base(document)
		}
		return cmp.Or(strings.Join(a.Origin.Path, " › "), a.Origin.Title, document, a.ID)
	}
	language, _, _ := strings.Cut(locale, "-")
	return cmp.Or(a.Texts[locale].Question, a.Texts[language].Question, a.Texts["en"].Question, a.ID)
}
