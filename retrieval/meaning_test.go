package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// service is an embedding service that knows a few things by several names, in two languages.
type service struct {
	mu         sync.Mutex
	dimensions int
	calls      int
	texts      []string
	down       error
	delay      time.Duration
}

var things = [][]string{
	{"dog", "puppy", "狗", "犬"}, {"eat", "feed", "food", "吃", "喂"}, {"bike", "bicycle", "自行车", "单车"}, {"repair", "mend", "fix", "修"},
	{"sleep", "bed", "nap", "睡"}, {"rain", "wet", "雨"}, {"music", "piano", "钢琴", "音乐"}, {"sell", "price", "卖", "价"},
}

func (s *service) Model() string { return "things" }

func (s *service) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	s.texts = append(s.texts, texts...)
	if s.delay > 0 {
		select {
		case <-time.After(s.delay):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if s.down != nil {
		return nil, s.down
	}
	out := make([][]float32, len(texts))
	for i, text := range texts {
		v := make([]float32, s.dimensions)
		for k := range v {
			v[k] = 0.05 // every text is a text
		}
		for k, names := range things {
			for _, name := range names {
				if strings.Contains(strings.ToLower(text), name) {
					v[k]++
				}
			}
		}
		h := fnv.New32()
		h.Write([]byte(text))
		v[len(things)+int(h.Sum32())%(s.dimensions-len(things))] += 0.1
		out[i] = v
	}
	return out, nil
}

func (s *service) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *service) asked() (calls int, texts []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls, slices.Clone(s.texts)
}

func pets() []knowledge.Article {
	return []knowledge.Article{
		article("dog", "When should I feed my dog?", "Twice a day."), article("bike", "How do I mend a bike tyre?", "With a patch."),
		article("nap", "How long may a nap last?", "Half an hour."), article("rain", "What do I wear in the rain?", "A coat."),
		article("piano", "How often is a piano tuned?", "Twice a year."), article("sell", "Where can I sell old books?", "At the market."),
		article("card", "How do I get a card?", "At the desk."), article("hours", "When are you open?", "From ten."),
	}
}

func semantic(t testing.TB, s *service, o retrieval.MeaningOptions) *retrieval.Searcher {
	t.Helper()
	o.Embedder = s
	x := retrieval.NewSearcherBy(retrieval.NewMeaning(o))
	x.Publish(pets())
	if err := x.LearnNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.set(func() { s.calls, s.texts = 0, nil })
	return x
}

func ask(t testing.TB, ctx context.Context, x *retrieval.Searcher, q retrieval.Query) retrieval.Result {
	t.Helper()
	if q.Now = noon; q.Veiled == "" {
		q.Veiled = q.Text
	}
	r, err := x.Search(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAQuestionInOtherWordsIsFoundByItsMeaning(t *testing.T) {
	s := &service{dimensions: 24}
	x := semantic(t, s, retrieval.MeaningOptions{})
	q := retrieval.Query{Text: "My puppy wants food", Locale: "en"}
	r := ask(t, t.Context(), x, q)
	if len(r.Hits) == 0 || r.Hits[0].ArticleID != "dog" || !r.Semantic || !r.Hits[0].Embedded || r.Hits[0].Semantic < 0.5 {
		t.Fatalf("found %+v", r)
	}
	if v := retrieval.DefaultThresholds().Verdict(r); v == retrieval.Answer {
		t.Errorf("an unknown model alone decides on an answer: %+v", r)
	}
	plain := retrieval.NewSearcher()
	plain.Publish(pets())
	if p := ask(t, t.Context(), plain, q); p.Semantic || p.Answerable > r.Answerable {
		t.Errorf("without the model %+v", p)
	}
}

func TestAServiceThatIsDownOrSlowLeavesTheWordsAndIsLeftAlone(t *testing.T) {
	for name, fault := range map[string]func(*service){
		"down": func(s *service) { s.down = errors.New("connection refused") },
		"slow": func(s *service) { s.delay = time.Minute },
	} {
		t.Run(name, func(t *testing.T) {
			s := &service{dimensions: 24}
			x := semantic(t, s, retrieval.MeaningOptions{Wait: 20 * time.Millisecond})
			plain := retrieval.NewSearcher()
			plain.Publish(pets())
			s.set(func() { fault(s) })
			began := time.Now()
			for i := range 50 {
				q := retrieval.Query{Text: fmt.Sprint("When should I feed my dog number ", i), Locale: "en"}
				if diff := cmp.Diff(ask(t, t.Context(), plain, q), ask(t, t.Context(), x, q)); diff != "" {
					t.Fatalf("not as without the model (-without +with):\n%s", diff)
				}
			}
			if calls, _ := s.asked(); calls != 3 {
				t.Errorf("it was asked %d times", calls)
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("50 searches took %s", took)
			}
		})
	}
}

func TestATurnAsksForVectorsOnce(t *testing.T) {
	s := &service{dimensions: 24}
	x := semantic(t, s, retrieval.MeaningOptions{})
	ctx := x.Prepare(t.Context(), "My puppy wants food, call 0171 2345678", "and my bicycle?", "", "and my bicycle?")
	for _, q := range []retrieval.Query{
		{Text: "My puppy Rex wants food, call 0171 2345678", Veiled: "My puppy wants food, call 0171 2345678"}, {Text: "and my bicycle?"}, {Text: "something else"},
	} {
		r := ask(t, ctx, x, q)
		if want := q.Text != "something else"; r.Semantic != want {
			t.Errorf("%s: by its meaning %v", q.Text, r.Semantic)
		}
	}
	calls, texts := s.asked()
	if diff := cmp.Diff([]string{"My puppy wants food, call", "and my bicycle?"}, texts); diff != "" || calls != 1 {
		t.Errorf("%d requests (-want +sent):\n%s", calls, diff)
	}
	ask(t, t.Context(), x, retrieval.Query{Text: "and  my bicycle?"})
	if calls, _ := s.asked(); calls != 1 {
		t.Error("a question that is known was asked for again")
	}
}

func TestNothingPrivateIsSent(t *testing.T) {
	s := &service{dimensions: 24}
	x := semantic(t, s, retrieval.MeaningOptions{})
	for _, private := range []string{"jo.doe@example.org", "4111 1111 1111 1111", "+49 (30) 123456", "１２３４５６", "A-123456-7"} {
		ask(t, t.Context(), x, retrieval.Query{Text: "my dog " + private + " eats"})
		ask(t, t.Context(), x, retrieval.Query{Text: "this is " + private, Veiled: "this is"})
	}
	if _, err := x.Search(t.Context(), retrieval.Query{Text: "nobody looked whether this is private"}); err != nil {
		t.Fatal(err)
	}
	_, texts := s.asked()
	for _, text := range texts {
		if strings.Contains(text, "nobody looked") || strings.Contains(text, "@") || strings.Contains(text, "123") || strings.Contains(text, "1111") || strings.Contains(text, "４") {
			t.Errorf("%q was sent", text)
		}
	}
}

func TestAChangedArticleIsFoundAtOnceAndByItsMeaningLater(t *testing.T) {
	s := &service{dimensions: 24}
	x := semantic(t, s, retrieval.MeaningOptions{})
	changed := pets()
	changed[0] = article("dog", "What does a hamster eat?", "Seeds.")
	x.Publish(changed)
	r := ask(t, t.Context(), x, retrieval.Query{Text: "What does a hamster eat?"})
	if r.Hits[0].ArticleID != "dog" || r.Semantic {
		t.Errorf("before its vector is made: %+v", r)
	}
	if r := ask(t, t.Context(), x, retrieval.Query{Text: "fix my bicycle"}); !r.Semantic || r.Hits[0].ArticleID != "bike" {
		t.Errorf("the others: %+v", r)
	}
	if p, ok := x.Progress(); !ok || p.Model != "things" || p.Made != 8 {
		t.Errorf("progress %+v", p)
	}
	s.set(func() { s.calls, s.texts, s.down = 0, nil, errors.New("no luck") })
	if err := x.LearnNow(t.Context()); err == nil {
		t.Error("the service failed, and nothing is said")
	}
	if p, _ := x.Progress(); p.Error == "" || p.Since.IsZero() || p.Made != 7 || p.Of != 8 {
		t.Errorf("progress %+v", p)
	}
	s.set(func() { s.down, s.texts = nil, nil })
	if err := x.LearnNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, texts := s.asked(); len(texts) != 2 {
		t.Errorf("made anew: %v", texts)
	}
	if r := ask(t, t.Context(), x, retrieval.Query{Text: "What does a hamster eat?"}); !r.Semantic || !r.Hits[0].Embedded {
		t.Errorf("afterwards: %+v", r)
	}
	if p, _ := x.Progress(); p.Error != "" || !p.Since.IsZero() || p.Made != 8 {
		t.Errorf("progress %+v", p)
	}
}

func TestVectorsAreMadeInTheBackground(t *testing.T) {
	s := &service{dimensions: 24, down: errors.New("not yet")}
	x := retrieval.NewSearcherBy(retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: s}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.Learn(ctx)
	}()
	x.Publish(pets())
	waitFor(t, func() bool { p, _ := x.Progress(); return p.Error != "" })
	s.set(func() { s.down = nil })
	waitFor(t, func() bool { p, _ := x.Progress(); return p.Made == 8 })
	x.Publish(append(pets(), article("cat", "What does a cat drink?", "Water.")))
	waitFor(t, func() bool { p, _ := x.Progress(); return p.Made == 9 })
	stop()
	<-ended
}

func waitFor(t *testing.T, is func() bool) {
	t.Helper()
	for began := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("it did not happen")
		}
	}
}

func TestAnotherLanguageIsFoundOnlyWhereThatIsAllowed(t *testing.T) {
	s := &service{dimensions: 24}
	x := semantic(t, s, retrieval.MeaningOptions{})
	both := pets()
	both[1].Texts["zh"] = knowledge.Text{Question: "轮胎坏了怎么办？", Answer: "用补丁。"}
	x.Publish(both)
	if err := x.LearnNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	verdict := retrieval.DefaultThresholds().Verdict
	for _, c := range []struct {
		text, want string
		own        bool
	}{{"小狗吃什么？", "dog", false}, {"哪里可以修单车？", "bike", true}} {
		r := ask(t, t.Context(), x, retrieval.Query{Text: c.text, Locale: "zh", Across: true})
		if first := r.Hits[0]; first.ArticleID != c.want || !first.Across || first.Own != c.own || first.Locale != "en" || verdict(r) != retrieval.Answer {
			t.Errorf("%s: %s, %+v", c.text, verdict(r), r)
		}
		r = ask(t, t.Context(), x, retrieval.Query{Text: c.text, Locale: "zh"})
		if slices.ContainsFunc(r.Hits, func(h retrieval.Hit) bool { return h.Locale != "zh" }) || verdict(r) == retrieval.Answer {
			t.Errorf("%s, where it is not allowed: %+v", c.text, r)
		}
	}
	s.set(func() { s.down = errors.New("away") })
	if r := ask(t, t.Context(), x, retrieval.Query{Text: "我的小狗要吃的", Locale: "zh", Across: true}); len(r.Hits) > 0 && r.Hits[0].Across {
		t.Errorf("without the service: %+v", r)
	}
}

func TestDamagedCalibrationsAreRefused(t *testing.T) {
	for _, text := range []string{"", "{}", `{"model":"a","weight":1}`, `{"weight":1,"unknown":2}`, `[1]`} {
		if _, err := retrieval.ReadFusion(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
