package api

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/knowledge"
)

func TestAnArticleIsWrittenReviewedPublishedAndWithdrawn(t *testing.T) {
	h := newHouse(t)
	priya, elena := h.key("priya"), h.key("elena")
	const path = "/v1/articles/gift-wrap"
	var a knowledge.Article
	h.as(priya, post, "/v1/articles", `{"id": "gift-wrap", "texts": {"en": {"question": "Do you wrap gifts?", "answer": "We wrap gifts free of charge at the desk."}}}`).want(201, &a)
	if a.State != knowledge.Draft || a.Version != 1 || a.Author != "priya" {
		t.Fatalf("created %+v", a)
	}
	h.as(elena, post, path+"/publish", nil).problem(409, "wrong-state") // it was not submitted
	h.as(priya, post, path+"/submit", nil).want(200)
	h.as(priya, post, path+"/publish", nil).problem(403, "forbidden")
	h.as(elena, post, path+"/publish", `{"version": 1}`).want(200, &a)
	if a.State != knowledge.Published || a.Reviewer != "elena" {
		t.Fatalf("published %+v", a)
	}
	c := h.open(map[string]any{"locale": "en"})
	answer := c.await("answer", c.say("Do you wrap gifts?"), fromBot)
	if !strings.Contains(answer.Text, "free of charge") {
		t.Errorf("the bot does not know the new article: %+v", answer)
	}
	// What was read may be sent back as it is, with another answer in it.
	update := strings.Replace(string(h.as(priya, get, path, nil).want(200).body), "free of charge", "for a fee", 1)
	h.as(priya, put, path, update).want(200, &a)
	if a.Version != 2 || a.State != knowledge.Draft {
		t.Fatalf("updated %+v", a)
	}
	p := h.as(priya, put, path, strings.Replace(update, "for a fee", "for nothing", 1)).problem(409, "moved-on")
	if p.Current != 2 {
		t.Errorf("the problem names version %d", p.Current)
	}
	var versions List[knowledge.Article]
	h.as(priya, get, path+"/versions", nil).want(200, &versions)
	if len(versions.Items) != 2 {
		t.Errorf("%d versions", len(versions.Items))
	}
	h.as(elena, post, path+"/archive", nil).want(200)
	var reply bot.Reply
	h.as(priya, post, "/v1/knowledge/ask", `{"text": "Do you wrap gifts?", "locale": "en"}`).want(200, &reply)
	for _, s := range reply.Sources {
		if s.ArticleID == "gift-wrap" {
			t.Error("a withdrawn article is still spoken")
		}
	}
	h.as(priya, post, path+"/restore", `{"version": 1}`).want(200, &a)
	if a.State != knowledge.Draft || a.Version != 3 {
		t.Errorf("restored %+v", a)
	}
}

func TestNobodyPublishesTheirOwnText(t *testing.T) {
	h := newHouse(t)
	elena := h.key("elena")
	h.as(elena, post, "/v1/articles", `{"id": "own", "texts": {"en": {"question": "q", "answer": "a"}}}`).want(201)
	h.as(elena, post, "/v1/articles/own/submit", nil).want(200)
	h.as(elena, post, "/v1/articles/own/publish", nil).problem(403, "four-eyes")
}

func TestListsAreReadPageByPage(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	var ids []string
	for cursor, pages := "", 0; ; pages++ {
		var page List[knowledge.Article]
		h.as(ada, get, "/v1/articles?limit=2&cursor="+cursor, nil).want(200, &page)
		for _, a := range page.Items {
			ids = append(ids, a.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
		if pages > 5 {
			t.Fatal("the list does not end")
		}
	}
	if strings.Join(ids, " ") != "loyalty-card opening-hours return-window" {
		t.Errorf("read %v", ids)
	}
	var found List[knowledge.Article]
	h.as(ada, get, "/v1/articles?q=TILL", nil).want(200, &found)
	if len(found.Items) != 1 || found.Items[0].ID != "loyalty-card" {
		t.Errorf("found %+v", found.Items)
	}
	if body := string(h.as(ada, get, "/v1/terms", nil).want(200).body); !strings.HasPrefix(body, `{"items":[]}`) {
		t.Errorf("an empty list is %s", body)
	}
}

func TestConversationsAreListedPageByPage(t *testing.T) {
	h := newHouse(t)
	for range 5 {
		h.handedOver("refund please")
	}
	h.handedOver("it has a broken screen")
	seen := map[string]bool{}
	for cursor, pages := "", 0; ; pages++ {
		var page List[Conversation]
		h.as(h.key("mina"), get, "/v1/conversations?limit=2&cursor="+cursor, nil).want(200, &page)
		for _, c := range page.Items {
			if seen[string(c.ID)] || c.Holder != "queue:front" {
				t.Errorf("%s, held by %s, is listed", c.ID, c.Holder)
			}
			seen[string(c.ID)] = true
		}
		if cursor = page.Next; cursor == "" {
			break
		}
		if pages > 10 {
			t.Fatal("the list does not end")
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d conversations are listed", len(seen))
	}
}

const rows = `{"id": "parking", "locale": "en", "question": "Where can I park?", "answer": "Behind the shop."}
{"id": "parking", "locale": "zh", "question": "哪里可以停车？", "answer": "店后面。"}
{"id": "broken", "locale": "en", "question": "q"}
`

func TestAnImportSaysWhatItWouldDoAndDoesIt(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	var report ImportReport
	h.as(priya, post, "/v1/knowledge/import?dry_run=true", rows, "Content-Type", "application/jsonl").want(200, &report)
	if report.New == 0 || report.Invalid != 1 || !report.DryRun {
		t.Errorf("dry run: %+v", report)
	}
	h.as(priya, get, "/v1/articles/parking", nil).problem(404, "not-found")
	h.as(priya, post, "/v1/knowledge/import?publish=true", rows, "Content-Type", "application/jsonl").problem(403, "forbidden")

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "articles.jsonl")
	must(t, err)
	_, _ = part.Write([]byte(rows))
	must(t, w.Close())
	h.as(priya, post, "/v1/knowledge/import", form.String(), "Content-Type", w.FormDataContentType()).want(200, &report)
	if report.Invalid != 1 || !strings.Contains(report.Rows[2].Message, "articles.jsonl:3") {
		t.Errorf("the report does not name file and line: %+v", report)
	}
	var a knowledge.Article
	h.as(priya, get, "/v1/articles/parking", nil).want(200, &a)
	if len(a.Texts) != 2 {
		t.Errorf("imported %+v", a)
	}
}

func TestAnImportThatIsTooLargeStops(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Limits.ImportBytes = 100 })
	h.as(h.key("priya"), post, "/v1/knowledge/import", rows, "Content-Type", "application/jsonl").problem(413, "too-large")
}

func TestTextsAreFoundByLanguageAndValidity(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	h.as(priya, post, "/v1/articles", `{"id": "sale", "valid_until": "2026-01-31T00:00:00Z", "texts": {"zh": {"question": "打折吗？", "answer": "全场九折。"}}}`).want(201)
	for query, want := range map[string]string{
		"locale=zh": "opening-hours sale", "missing=en": "sale", "missing=zh": "loyalty-card return-window",
		"expires_before=2026-02-01T00:00:00Z": "sale", "expires_before=2026-01-31T00:00:00Z": "", "q=LOYAL&locale=en": "loyalty-card",
	} {
		var list List[knowledge.Article]
		h.as(priya, get, "/v1/articles?"+query, nil).want(200, &list)
		var ids []string
		for _, a := range list.Items {
			ids = append(ids, a.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestTheHistorySaysWhyATextWasRejected(t *testing.T) {
	h := newHouse(t)
	priya, elena := h.key("priya"), h.key("elena")
	h.as(priya, post, "/v1/articles", `{"id": "own", "texts": {"en": {"question": "q", "answer": "a"}}}`).want(201)
	h.as(priya, post, "/v1/articles/own/submit", nil).want(200)
	h.as(elena, post, "/v1/articles/own/reject", `{"reason": "too short"}`).want(200)
	var list List[Step]
	h.as(priya, get, "/v1/articles/own/history", nil).want(200, &list)
	var got []string
	for _, s := range list.Items {
		got = append(got, strings.TrimSpace(s.Actor+" "+s.Action+" "+s.Note))
	}
	if got := strings.Join(got, "; "); got != "elena reject too short; priya submit; priya create" {
		t.Errorf("the history is %s", got)
	}
	h.as(priya, get, "/v1/articles/none/history", nil).problem(404, "not-found")
}

func TestAskExplainsItself(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	var r bot.Reply
	h.as(priya, post, "/v1/knowledge/ask", `{"text": "When are you open?", "locale": "en"}`).want(200, &r)
	best := r.Candidates[0]
	if r.Act != "answer" || r.Confidence < r.Thresholds.Answer || r.Answerable < r.Confidence || best.Evidence.Lexical <= 0 || best.Evidence.Nearest <= 0 || best.Locale != "en" {
		t.Errorf("answered %+v", r)
	}
	if r.Playbook != nil {
		t.Errorf("a question opens the case %+v", r.Playbook)
	}
	h.as(priya, post, "/v1/knowledge/ask", `{"text": "I want a refund", "locale": "en"}`).want(200, &r)
	if r.Playbook == nil || r.Playbook.Name != "refund" || !r.Playbook.MustEscalate || r.Playbook.Queue != "front" || r.Playbook.Why != "keyword refund" {
		t.Errorf("a refund opens the case %+v", r.Playbook)
	}
}

func TestAGapIsClosedByAnArticle(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	c := h.open(map[string]any{"locale": "en"})
	c.await("answer", c.say("Do you engrave wooden spoons with a name?"), fromBot)
	gap := func() Gap {
		var list List[Gap]
		for range 200 { // it is listed after the answer
			if h.as(priya, get, "/v1/knowledge/gaps", nil).want(200, &list); len(list.Items) == 1 {
				return list.Items[0]
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Fatal("the question is not listed")
		return Gap{}
	}
	if g := gap(); g.AnsweredBy != "" || string(g.ConversationID) != c.id {
		t.Errorf("listed %+v", g)
	}
	h.approve(knowledge.Article{ID: "engraving", Texts: map[string]knowledge.Text{"en": {
		Question: "Do you engrave wooden spoons with a name?", Answer: "We engrave wooden spoons with a name of up to 20 letters.",
	}}})
	if g := gap(); g.AnsweredBy != "engraving" {
		t.Errorf("after the article was published: %+v", g)
	}
}
