package postgres

import (
	"context"
	"fmt"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

// TestAListOfKnowledgeReadsAPage has many articles, a few of each label at the end of the list: nothing before them is read.
func TestAListOfKnowledgeReadsAPage(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a large table")
	}
	ctx := context.Background()
	db, heard := openHeard(ctx, t)
	const articles = 20_000
	for _, query := range []string{
		fmt.Sprintf(`INSERT INTO version (kind, id, number, state, author, reviewer, at, body, label)
			SELECT 'article', 'a' || lpad(i::text, 6, '0'), 1, CASE i %% 4 WHEN 0 THEN 'archived' WHEN 1 THEN 'draft' ELSE 'published' END, '', '', now(), '{}',
				CASE WHEN i <= %[1]d - 100 THEN 'standard' WHEN i %% 2 = 0 THEN 'practice' ELSE 'passage' END
			FROM generate_series(1, %[1]d) AS i`, articles),
		`INSERT INTO item (kind, id, newest, live, label) SELECT kind, id, number, state <> 'archived', label FROM version`,
		`ANALYZE item, version`,
	} {
		if _, err := db.pool.Exec(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	for _, state := range []knowledge.State{"", knowledge.Draft, knowledge.Published, knowledge.Archived} {
		for _, label := range []knowledge.Label{"", knowledge.LabelStandard, knowledge.LabelPassage, knowledge.LabelPractice} {
			heard.begin()
			if _, _, err := db.Knowledge().List(ctx, knowledge.Query{Kind: knowledge.KindArticle, State: state, Label: label, Limit: 20}); err != nil {
				t.Fatal(err)
			}
			for _, s := range heard.end() {
				for table, rows := range looked(ctx, t, db, s) {
					if rows > 200 {
						t.Errorf("state %q, label %q: looks at %d rows of %s: %s", state, label, rows, table, s.query)
					}
				}
			}
		}
	}
}
