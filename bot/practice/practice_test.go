package practice_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot/practice"
	"github.com/batondesk/baton/knowledge"
)

const engraving = `
	customer: Can you engrave a name on the walnut lamp?
	customer: please let me talk to a human
	agent: Hi Robin, this is Ann from the workshop. Let me check that for you.
	agent: Yes, we engrave up to 12 letters on the walnut lamp free of charge.\n\nKind regards\nAnn
	customer: great, thanks
	resolve`

func TestWhatAHumanAnsweredBecomesADraft(t *testing.T) {
	h := open(t)
	c := h.talk(engraving).learn()
	a, text := h.draft()
	want := knowledge.Text{
		Question: "Can you engrave a name on the walnut lamp?",
		Answer:   "Yes, we engrave up to 12 letters on the walnut lamp free of charge.",
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
	if a.State != knowledge.Draft || a.Author != practice.Author || a.Source != "practice" ||
		a.Origin.ConversationID != string(c.id) || a.Origin.Seq != c.said("Let me check") {
		t.Errorf("%+v", a)
	}
	if _, ok := a.Texts["en"]; !ok {
		t.Errorf("in the languages %v", a.Texts)
	}
}

func TestAChineseConversationGivesAChineseDraft(t *testing.T) {
	h := open(t)
	h.talk(`
		customer: 你们的胡桃木台灯可以刻字吗？
		customer: 转人工
		agent: 您好，我帮您查一下，请稍等。
		agent: 您好，可以的，胡桃木台灯可免费刻字，最多十二个字。祝您生活愉快！
		resolve`).learn()
	a, text := h.draft()
	if text.Question != "你们的胡桃木台灯可以刻字吗？" || text.Answer != "可以的，胡桃木台灯可免费刻字，最多十二个字。" || a.Texts["zh"].Answer == "" {
		t.Errorf("%+v", a.Texts)
	}
}

func TestNothingIsLearntWhereNoHumanAnsweredSomethingNew(t *testing.T) {
	for name, script := range map[string]string{
		"the knowledge has it": `
			customer: How much does shipping cost?
			agent: Hello, shipping is 4.90 EUR, as always with us.
			resolve`,
		"the human took it from an article": `
			customer: do purple elephants dance on the moon
			suggested: shipping-cost
			resolve`,
		"the human only asked back": `
			customer: Can you engrave a name on the walnut lamp?
			agent: Hello! Which of our two walnut lamps do you mean exactly?
			resolve`,
		"the human only promised to look": `
			customer: Can you engrave a name on the walnut lamp?
			agent: Thank you for your message. Let me check this with the workshop. One moment please!
			resolve`,
		"the human said next to nothing": `
			customer: Can you engrave a name on the walnut lamp?
			agent: Yes.
			resolve`,
		"nobody asked": `
			customer: please let me talk to a human
			agent: Your parcel has been found at the depot and is on its way.
			resolve`,
		"it is not over": `
			customer: Can you engrave a name on the walnut lamp?
			agent: Yes, we engrave up to 12 letters on the walnut lamp free of charge.`,
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.talk(script).learn()
			h.none()
		})
	}
}

func TestAskingBackDoesNotEndTheQuestion(t *testing.T) {
	h := open(t)
	h.talk(`
		customer: Can you engrave a name on the walnut lamp?
		agent: Which of our two walnut lamps do you mean exactly?
		customer: the small one
		agent: The small walnut lamp can be engraved with up to 12 letters.
		resolve`).learn()
	if _, text := h.draft(); text.Question != "Can you engrave a name on the walnut lamp?" || text.Answer != "The small walnut lamp can be engraved with up to 12 letters." {
		t.Errorf("%+v", text)
	}
}

func TestWhatConcernsOneCustomerOnlyIsTakenOut(t *testing.T) {
	h := open(t)
	h.talk(`
		customer: Can order 12345678 still be engraved with a name?
		customer: my email is robin.vale@mail.example, please let me talk to a human
		agent: Hello Robin, order 1234-5678 can be engraved until it leaves us, Mr Vale. I wrote to Robin.Vale@mail.example; for anything else write to help@twinlights.example or call 0151 2233 4455.
		resolve`).learn()
	_, text := h.draft()
	want := knowledge.Text{
		Question: "Can order still be engraved with a name?",
		Answer: "order {order_no} can be engraved until it leaves us, Mr {customer_name}. I wrote to {email}; " +
			"for anything else write to {support_email} or call {number}.",
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameConversationMakesTheSameDraftOnce(t *testing.T) {
	h := open(t)
	h.talk(engraving).learn().learn()
	first, _ := h.draft()
	if first.Version != 1 {
		t.Errorf("version %d", first.Version)
	}
	_, err := h.service.Articles.Archive(h.ctx, knowledge.Actor{ID: "eva"}, first.ID, 0)
	h.must(err)
	(&talk{house: h, id: "talk-1"}).learn()
	if again, _ := h.draft(); again.State != knowledge.Archived {
		t.Errorf("a dismissed draft came back: %+v", again)
	}
}

func TestTheSameQuestionBecomesAnotherPhrasing(t *testing.T) {
	h := open(t)
	h.talk(`customer: Can you engrave names on a walnut lamp please?`) // and nobody answers
	h.talk(engraving).learn()
	h.talk(`
		customer: could you engrave the walnut lamp with a name
		agent: Of course we can, up to 12 letters at no charge at all.
		resolve`).learn().learn()
	a, text := h.draft()
	want := []string{"Can you engrave names on a walnut lamp please?", "could you engrave the walnut lamp with a name"}
	if diff := cmp.Diff(want, text.Alternatives); diff != "" {
		t.Error(diff)
	}
	if len(a.Origin.Others) != 3 {
		t.Errorf("origins %+v", a.Origin)
	}
}

func TestWhatAnEditorHasInHandIsLeftAlone(t *testing.T) {
	h := open(t)
	h.talk(engraving).learn()
	a, text := h.draft()
	text.Answer = "Engraving is free up to 12 letters."
	a.Texts = map[string]knowledge.Text{"en": text}
	edited, err := h.service.Articles.Update(h.ctx, knowledge.Actor{ID: "eva"}, a)
	h.must(err)
	h.talk(`
		customer: could you engrave the walnut lamp with a name
		agent: Of course we can, up to 12 letters at no charge at all.
		resolve`).learn()
	if now, _ := h.draft(); !cmp.Equal(edited, now) {
		t.Error(cmp.Diff(edited, now))
	}
}

func TestAnyEditorMayPublishIt(t *testing.T) {
	h := open(t)
	h.talk(engraving).learn()
	a, _ := h.draft()
	eva := knowledge.Actor{ID: "eva"}
	_, err := h.service.Articles.Submit(h.ctx, eva, a.ID, 0)
	h.must(err)
	_, err = h.service.Articles.Publish(h.ctx, eva, a.ID, 0)
	h.must(err)
	h.reindex()
	h.talk(`customer: Can you engrave a name on the walnut lamp?`)
	c := &talk{house: h, id: "talk-2"}
	if c.said("up to 12 letters") == 0 {
		t.Error("not spoken")
	}
}

func TestWhatWasRedactedLeavesTheDrafts(t *testing.T) {
	h := open(t)
	other := h.talk(`customer: Can you engrave names on a walnut lamp please?`)
	c := h.talk(engraving).learn()
	before, _ := h.draft()

	redact := func(c *talk, words string) {
		t.Helper()
		_, err := h.desk.Redact(h.ctx, privacy, c.id, c.said(words), "asked for it")
		h.must(err)
		c.learn()
	}
	redact(c, "great, thanks") // is not in it
	if now, _ := h.draft(); !cmp.Equal(before, now) {
		t.Errorf("changed by what it does not say: %s", cmp.Diff(before, now))
	}
	redact(other, "engrave names")
	if a, text := h.draft(); len(text.Alternatives) > 0 || a.Version != 1 {
		t.Errorf("still there: %+v", a)
	}
	redact(c, "up to 12 letters")
	h.none()
}

func TestOfSeveralAnswersOnlyTheRedactedOneGoes(t *testing.T) {
	h := open(t)
	c := h.talk(`
		customer: Can you engrave a name on the walnut lamp?
		agent: Yes, we engrave up to 12 letters on the walnut lamp.
		agent: My own cousin had one made for her wedding last summer.
		resolve`).learn()
	_, err := h.desk.Redact(h.ctx, privacy, c.id, c.said("cousin"), "private")
	h.must(err)
	c.learn()
	a, text := h.draft()
	if text.Answer != "Yes, we engrave up to 12 letters on the walnut lamp." {
		t.Errorf("%+v", text)
	}
	versions, err := h.service.Articles.Versions(h.ctx, a.ID)
	h.must(err)
	if c.learn(); len(versions) != 1 || !cmp.Equal(h.drafts(), []knowledge.Article{a}) {
		t.Errorf("%d versions, then %+v", len(versions), h.drafts())
	}
}

func TestARestartLosesNothing(t *testing.T) {
	h := open(t)
	h.talk(engraving) // and the server dies before it has looked
	h.run(func() bool { return len(h.drafts()) == 1 })
}

func TestARedactionThatNobodySawIsFound(t *testing.T) {
	h := open(t)
	c := h.talk(engraving).learn()
	_, err := h.desk.Redact(h.ctx, privacy, c.id, c.said("up to 12 letters"), "asked for it")
	h.must(err)
	h.run(func() bool { return len(h.drafts()) == 0 })
}

func TestADismissedDraftStaysDismissedWhenItIsRedacted(t *testing.T) {
	h := open(t)
	other := h.talk(`customer: Can you engrave names on a walnut lamp please?`)
	c := h.talk(engraving).learn()
	a, _ := h.draft()
	_, err := h.service.Articles.Archive(h.ctx, knowledge.Actor{ID: "eva"}, a.ID, 0)
	h.must(err)
	_, err = h.desk.Redact(h.ctx, privacy, other.id, other.said("engrave names"), "asked for it")
	h.must(err)
	other.learn()
	c.learn()
	if now, text := h.draft(); now.State != knowledge.Archived || len(text.Alternatives) > 0 {
		t.Errorf("%+v", now)
	}
}

func TestTwoServersWithTheSameQuestionMakeOneDraft(t *testing.T) {
	for range 5 {
		h := open(t)
		first := h.talk(engraving)
		second := h.talk(`
			customer: could you engrave the walnut lamp with a name
			agent: Of course we can, up to 12 letters at no charge at all.
			resolve`)
		errs := make(chan error, 2)
		for _, c := range []*talk{first, second} {
			go func() { errs <- h.learner.Look(h.ctx, c.id) }()
		}
		h.must(<-errs)
		h.must(<-errs)
		if a, text := h.draft(); len(text.Alternatives) != 1 || len(a.Origin.Others) != 2 {
			t.Errorf("%+v %+v", text, a.Origin)
		}
	}
}

func TestTwoServersMakeOneDraft(t *testing.T) {
	h := open(t)
	c := h.talk(engraving)
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() { errs <- h.learner.Look(h.ctx, c.id) }()
	}
	for range cap(errs) {
		h.must(<-errs)
	}
	h.draft()
	if versions, err := h.service.Articles.Versions(h.ctx, h.drafts()[0].ID); err != nil || len(versions) != 1 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
	if slices.ContainsFunc(h.drafts(), func(a knowledge.Article) bool { return a.Author != practice.Author }) {
		t.Error("by somebody else")
	}
}
