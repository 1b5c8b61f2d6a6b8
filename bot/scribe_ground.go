package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// The most that a summary says: what is longer is no summary.
const (
	mostStatements = 8
	statementRunes = 300 // of each, in one language
)

// grounded keeps of what a Writer says about a case the statements that point to a message or an article of the brief, in
// the languages that were asked for.
func grounded(brief SummaryBrief, said []conversation.SummaryStatement) []conversation.SummaryStatement {
	var kept []conversation.SummaryStatement
	for _, s := range said {
		message := slices.ContainsFunc(brief.Turns, func(t Turn) bool { return t.Seq == s.Seq })
		article := slices.ContainsFunc(brief.Articles, func(a BriefArticle) bool { return a.ArticleID == s.ArticleID })
		if s.Seq != 0 && !message || s.ArticleID != "" && !article || !message && !article {
			continue
		}
		texts := map[string]string{}
		for _, locale := range brief.Locales {
			if text := strings.TrimSpace(s.Texts[locale]); text != "" {
				texts[locale] = firstRunes(text, statementRunes)
			}
		}
		if s.Texts = texts; len(texts) > 0 && len(kept) < mostStatements {
			kept = append(kept, s)
		}
	}
	return kept
}
