package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

var (
	ann  = knowledge.Actor{ID: "ann"}
	ben  = knowledge.Actor{ID: "ben"}
	root = knowledge.Actor{Operator: true}
	day  = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
)

// desk is an editorial desk at work.
type desk struct {
	t    *testing.T
	repo *memory
	*knowledge.Service
}

func newDesk(t *testing.T, fourEyes bool) *desk {
	repo := newMemory()
	return &desk{t, repo, knowledge.New(repo, knowledge.Options{FourEyes: fourEyes, Now: func() time.Time { return day }})}
}

func opening(answer string) knowledge.Article {
	return knowledge.Article{ID: "opening", Texts: map[string]knowledge.Text{"en": {Question: "When are you open?", Answer: answer}}}
}

// do fails the test unless the step went well.
func (d *desk) do(a knowledge.Article, err error) knowledge.Article {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

// spoken is what the article says in force: "3: We open at nine", or "" for nothing.
func (d *desk) spoken(id string) string {
	d.t.Helper()
	s, err := d.Snapshot(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	for _, a := range s.Articles {
		if a.ID == id && a.InForce(day) {
			return fmt.Sprintf("%d: %s", a.Version, a.Texts["en"].Answer)
		}
	}
	return ""
}

// states lists the states of all versions: "archived published draft".
func (d *desk) states(id string) string {
	d.t.Helper()
	versions, err := d.Articles.Versions(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	var states []string
	for _, v := range versions {
		states = append(states, string(v.State))
	}
	return strings.Join(states, " ")
}

func (d *desk) expect(id, states, spoken string) {
	d.t.Helper()
	if got := d.states(id); got != states {
		d.t.Errorf("versions are %q, want %q", got, states)
	}
	if got := d.spoken(id); got != spoken {
		d.t.Errorf("spoken is %q, want %q", got, spoken)
	}
}

func TestArticleLivesFromDraftToArchiveAndBack(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)

	d.do(d.Articles.Create(ctx, ann, opening("We open at nine.")))
	d.expect("opening", "draft", "")
	d.do(d.Articles.Submit(ctx, ann, "opening", 0))
	d.expect("opening", "in_review", "")
	d.do(d.Articles.Reject(ctx, ben, "opening", 1, "say on which days"))
	d.expect("opening", "draft", "")
	d.do(d.Articles.Update(ctx, ann, version(opening("We open at nine, Monday to Friday."), 1)))
	d.expect("opening", "archived draft", "")
	d.do(d.Articles.Submit(ctx, ann, "opening", 2))
	published := d.do(d.Articles.Publish(ctx, ben, "opening", 2))
	d.expect("opening", "archived published", "2: We open at nine, Monday to Friday.")
	if published.Author != "ann" || published.Reviewer != "ben" {
		t.Errorf("author %q, reviewer %q", published.Author, published.Reviewer)
	}

	// An edit stands beside what is published until it is published itself.
	d.do(d.Articles.Update(ctx, ben, version(opening("We open at eight."), 2)))
	d.expect("opening", "archived published draft", "2: We open at nine, Monday to Friday.")
	d.do(d.Articles.Submit(ctx, ben, "opening", 3))
	d.expect("opening", "archived published in_review", "2: We open at nine, Monday to Friday.")
	d.do(d.Articles.Publish(ctx, ann, "opening", 3))
	d.expect("opening", "archived archived published", "3: We open at eight.")

	d.do(d.Articles.Archive(ctx, ann, "opening", 0))
	d.expect("opening", "archived archived archived", "")
	d.do(d.Articles.Restore(ctx, ann, "opening", 2))
	d.expect("opening", "archived archived archived draft", "")
	restored, err := d.Articles.Get(ctx, "opening", 0)
	if err != nil || restored.Texts["en"].Answer != "We open at nine, Monday to Friday." || restored.Author != "ann" {
		t.Errorf("restored %+v, %v", restored, err)
	}

	var actions []string
	for _, a := range d.repo.audit {
		actions = append(actions, fmt.Sprintf("%s %s %d", a.Actor, a.Action, a.Version))
	}
	want := []string{"ann create 1", "ann submit 1", "ben reject 1", "ann update 2", "ann submit 2", "ben publish 2",
		"ben update 3", "ben submit 3", "ann publish 3", "ann archive 3", "ann restore 4"}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func version(a knowledge.Article, base int) knowledge.Article { a.Version = base; return a }

func TestAuthorDoesNotPublishTheirOwnText(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	d.do(d.Articles.Submit(ctx, ann, "opening", 1))
	var fourEyes *knowledge.FourEyesError
	if _, err := d.Articles.Publish(ctx, ann, "opening", 1); !errors.As(err, &fourEyes) || fourEyes.Author != "ann" {
		t.Errorf("got %v, want a FourEyesError about ann", err)
	}
	d.expect("opening", "in_review", "")

	d = newDesk(t, false)
	d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	d.do(d.Articles.Publish(ctx, ann, "opening", 1))
	d.expect("opening", "published", "1: Nine.")
}

func TestDraftIsNotPublishedUnreviewedUnderFourEyes(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	var state *knowledge.StateError
	if _, err := d.Articles.Publish(ctx, ben, "opening", 1); !errors.As(err, &state) || state.State != knowledge.Draft {
		t.Errorf("got %v, want a StateError about a draft", err)
	}
}

func TestUpdateOfAnOldVersionNamesTheCurrentOne(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	d.do(d.Articles.Update(ctx, ann, version(opening("Ten."), 1)))
	var conflict *knowledge.ConflictError
	if _, err := d.Articles.Update(ctx, ben, version(opening("Eleven."), 1)); !errors.As(err, &conflict) || conflict.Current != 2 || conflict.Base != 1 {
		t.Errorf("got %v, want a conflict with version 2", err)
	}
	// Two at the very same moment: the repository decides.
	d.repo.before = func() { d.do(d.Articles.Update(ctx, ann, version(opening("Twelve."), 2))) }
	if _, err := d.Articles.Update(ctx, ben, version(opening("Eleven."), 2)); !errors.As(err, &conflict) || conflict.Current != 3 {
		t.Errorf("got %v, want a conflict with version 3", err)
	}
	d.expect("opening", "archived archived draft", "")
}

func TestStepsMayBeRepeated(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	for range 2 {
		d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	}
	for range 2 {
		d.do(d.Articles.Submit(ctx, ann, "opening", 1))
	}
	for range 2 {
		d.do(d.Articles.Publish(ctx, ben, "opening", 1))
	}
	for range 2 {
		d.do(d.Articles.Update(ctx, ann, version(opening("Ten."), 1)))
	}
	d.expect("opening", "published draft", "1: Nine.")
	for range 2 {
		d.do(d.Articles.Archive(ctx, ann, "opening", 2)) // the draft is discarded, the published text stays
	}
	d.expect("opening", "published archived", "1: Nine.")
	if current := d.do(d.Articles.Get(ctx, "opening", 0)); current.Version != 1 {
		t.Errorf("current version is %d, want 1", current.Version)
	}
	d.do(d.Articles.Update(ctx, ann, version(opening("Eleven."), 1)))
	for range 2 {
		d.do(d.Articles.Archive(ctx, ann, "opening", 0))
	}
	if len(d.repo.audit) != 7 {
		t.Errorf("%d audit entries, want 7: repeating leaves none", len(d.repo.audit))
	}
	var conflict *knowledge.ConflictError
	if _, err := d.Articles.Create(ctx, ann, opening("Other.")); !errors.As(err, &conflict) {
		t.Errorf("another article under the same id: %v", err)
	}
	var state *knowledge.StateError
	if _, err := d.Articles.Update(ctx, ann, version(opening("Back?"), 3)); !errors.As(err, &state) {
		t.Errorf("update of an archived article: %v", err)
	}
}

func TestEverythingWrongIsNamed(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	_, err := d.Articles.Create(ctx, ann, knowledge.Article{
		ID: "no spaces", ValidFrom: day, ValidUntil: day,
		Texts: map[string]knowledge.Text{
			"English": {Answer: "x"},
			"en":      {Question: strings.Repeat("q", 501), Answer: " \n"},
			"zh":      {Answer: "订单{order_no还在路上", Alternatives: []string{"a\x00b"}},
		},
	})
	var invalid *knowledge.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	var fields []string
	for _, f := range invalid.Fields {
		fields = append(fields, f.Field)
	}
	want := []string{"id", "texts.English", "texts.en.question", "texts.en.answer", "texts.zh.alt_questions[0]", "texts.zh.answer", "valid_until"}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestOnlyThePublishedVersionIsInForceAndOnlyWhileValid(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, false)
	sale := opening("Everything is cheaper.")
	sale.ID, sale.ValidFrom, sale.ValidUntil = "sale", day.Add(-time.Hour), day.Add(time.Millisecond)
	d.do(d.Articles.Create(ctx, ann, sale))
	source := conversation.Source{ArticleID: "sale", Version: 1}
	check := func(want bool) {
		t.Helper()
		err := d.InForce(ctx, []conversation.Source{source})
		var withdrawn *conversation.SourceWithdrawnError
		if (err == nil) != want || err != nil && (!errors.As(err, &withdrawn) || withdrawn.Source != source) {
			t.Errorf("in force: %v, want %v", err, want)
		}
	}
	check(false)
	d.do(d.Articles.Publish(ctx, ann, "sale", 1))
	check(true)
	d.repo.items[knowledge.KindArticle]["sale"][0].ValidUntil = day // the end is exclusive
	check(false)
	d.repo.items[knowledge.KindArticle]["sale"][0].ValidUntil = time.Time{}
	check(true)
	d.do(d.Articles.Archive(ctx, ann, "sale", 0))
	check(false)
}

func TestPhraseReplacesTheDefaultOfItsLanguageOnly(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, false)
	say := func(situation, locale string, vars map[string]string) string {
		t.Helper()
		s, err := d.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		text, source, ok := s.Phrases.Phrase(situation, locale, vars)
		return fmt.Sprintf("%s|%s|%v", text, source, ok)
	}
	if _, err := d.Phrases.Create(ctx, ann, knowledge.Phrase{Situation: knowledge.SayClaimed, Texts: map[string]string{"zh": "{name}来啦"}}); err != nil {
		t.Fatal(err)
	}
	ling := map[string]string{"name": "Ling"}
	if got, want := say(knowledge.SayClaimed, "zh-CN", ling), "现在由Ling为您服务。|claimed/zh@0|true"; got != want {
		t.Errorf("a draft must not be spoken: %s", got)
	}
	if _, err := d.Phrases.Publish(ctx, ann, knowledge.SayClaimed, 1); err != nil {
		t.Fatal(err)
	}
	for locale, want := range map[string]string{
		"zh-CN": "Ling来啦|claimed/zh@1|true",
		"en":    "You are now talking with Ling.|claimed/en@0|true",
		"fr":    "You are now talking with Ling.|claimed/en@0|true",
		"":      "You are now talking with Ling.|claimed/en@0|true",
	} {
		if got := say(knowledge.SayClaimed, locale, ling); got != want {
			t.Errorf("%q: %s, want %s", locale, got, want)
		}
	}
	if got := say(knowledge.SayClaimed, "en", nil); got != "||false" {
		t.Errorf("a sentence without its name must not be spoken: %s", got)
	}
	var invalid *knowledge.InvalidError
	for _, p := range []knowledge.Phrase{
		{Situation: "small_talk", Texts: map[string]string{"en": "Hm."}},
		{Situation: knowledge.SayGreeting, Texts: map[string]string{"en": "Hello {name}"}},
	} {
		if _, err := d.Phrases.Create(ctx, ann, p); !errors.As(err, &invalid) {
			t.Errorf("%+v: got %v, want it refused", p, err)
		}
	}
}

func TestEverySituationHasASentenceInEveryLanguage(t *testing.T) {
	for _, s := range knowledge.Situations() {
		vars := map[string]string{}
		for _, v := range s.Variables {
			vars[v] = "X"
		}
		for _, locale := range knowledge.Locales() {
			text, source, ok := new(knowledge.Phrasebook).Phrase(s.Name, locale, vars)
			if !ok || !strings.Contains(source, "/"+locale+"@") {
				t.Errorf("%s in %s: %q from %q", s.Name, locale, text, source)
			}
			if _, missing := knowledge.Fill(s.Texts[locale], vars); len(missing) > 0 {
				t.Errorf("%s in %s uses %v, which it does not have", s.Name, locale, missing)
			}
		}
	}
}

func TestRunningServerNoticesTheWritesOfOthers(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, false)
	live, err := d.Live(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first := live.Snapshot()
	if changed, err := live.Refresh(ctx); changed || err != nil || live.Snapshot() != first {
		t.Errorf("nothing was written: changed %v, %v", changed, err)
	}
	d.do(d.Articles.Create(ctx, ann, opening("Nine.")))
	d.do(d.Articles.Publish(ctx, ann, "opening", 1))
	if changed, err := live.Refresh(ctx); !changed || err != nil || len(live.Snapshot().Articles) != 1 {
		t.Errorf("changed %v, %v, %d articles", changed, err, len(live.Snapshot().Articles))
	}
	if len(first.Articles) != 0 {
		t.Error("a snapshot changed under its reader")
	}
}

func TestFillNamesWhatIsMissing(t *testing.T) {
	got, missing := knowledge.Fill("Order {order_no} of {name}, {order_no}; -{zh:x}- {a b} {}", map[string]string{"name": "{order_no}"})
	if want := "Order {order_no} of {order_no}, {order_no}; -{zh:x}- {a b} {}"; got != want {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"order_no"}, missing); diff != "" {
		t.Error(diff)
	}
}
