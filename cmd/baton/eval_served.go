package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/evals"
	"github.com/batondesk/baton/knowledge"
)

type evalServedCmd struct {
	suite
	Config   string `help:"Configuration to serve with, for example other thresholds. Default: none." placeholder:"FILE"`
	Together int    `help:"Conversations at once." default:"16"`
}

func (evalServedCmd) Help() string {
	return `Imports DIR/knowledge.jsonl into a fresh server of its own, sends every question of DIR/queries.jsonl over
HTTP, each as its own conversation, and counts what came back:

    answered, clarified, asked_again, handed_over   what the customers met, as shares of all questions
    right                        right answers, as a share of the questions that have one
    answers_right                right answers, as a share of the answers given
    clarified_right              clarifications that offered the right article, as a share of those given
    unanswerable_answered        and near_oos_, far_oos_...: questions without an answer that got one anyway

Examples:

    baton eval served --suite ../shared/evals/retrieval/banking77
    baton eval served --suite ../shared/evals/retrieval/banking77-oos --json`
}

func (cmd evalServedCmd) Run(ctx context.Context, io *console) (err error) {
	questions, err := readQuestions(filepath.Join(cmd.Suite, "queries.jsonl"))
	if err != nil {
		return err
	}
	c := config.Default()
	if cmd.Config != "" {
		var problems config.Problems
		if c, problems = config.Load(cmd.Config, os.Environ()); len(problems.Errors()) > 0 {
			return problems
		}
	}
	t, err := startTrial(ctx, c, time.Now, func(ctx context.Context, h *house) error {
		return importAll(ctx, h.knowledge, filepath.Join(cmd.Suite, "knowledge.jsonl"))
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()

	server := client.New(t.url, "")
	served, err := askAll(ctx, server, questions, cmd.Together, io.progress("questions asked"))
	server.Close()
	if err != nil {
		return err
	}
	name, err := filepath.Abs(cmd.Suite)
	if err != nil {
		return err
	}
	report := evals.Report{Sets: []evals.Set{{Name: filepath.Base(name), Setting: "served", Metrics: servedMetrics(served)}}}
	if !cmd.JSON {
		countServed(io, served)
	}
	return cmd.print(io, report)
}

func importAll(ctx context.Context, s *knowledge.Service, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	report, err := s.Import(ctx, knowledge.Actor{Operator: true}, knowledge.Read(knowledge.JSONL, path, file), knowledge.ImportOptions{Publish: true})
	if err == nil && report.Invalid > 0 {
		err = fmt.Errorf("%s: %d rows cannot be used; see: baton import %s --dry-run", path, report.Invalid, path)
	}
	return err
}

// question is a line of queries.jsonl.
type question struct {
	ID     string  `json:"id"`
	Locale string  `json:"locale"`
	Text   string  `json:"text"`
	Expect *string `json:"expect"` // nil: the knowledge has no answer
	Tag    string  `json:"tag"`
}

func readQuestions(path string) ([]question, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var questions []question
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		questions = append(questions, q)
	}
	return questions, lines.Err()
}

// met is what one customer met.
type met struct {
	question
	act      conversation.Act
	articles []string // given as the answer, or offered as choices
}

// askAll sends every question in a conversation of its own, some at once.
func askAll(ctx context.Context, server *client.Client, questions []question, together int, p *progress) ([]met, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	served := make([]met, len(questions))
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, together) {
		wg.Go(func() {
			for i := range next {
				var err error
				if served[i], err = meet(ctx, server, questions[i]); err != nil {
					cancel(fmt.Errorf("question %s: %w", questions[i].ID, err))
				}
			}
		})
	}
	for i := range questions {
		select {
		case next <- i:
			p.done(i)
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	p.end()
	return served, context.Cause(ctx)
}

func meet(ctx context.Context, server *client.Client, q question) (met, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c, err := server.Open(ctx, client.Opening{Locale: q.Locale})
	if err != nil {
		return met{}, err
	}
	seq, err := c.Send(ctx, q.ID, q.Text)
	for err == nil {
		var events []conversation.Event
		events, seq, err = c.Events(ctx, seq, 10*time.Second)
		if m, ok := meeting(q, events); ok {
			return m, nil
		}
	}
	return met{}, err
}

// meeting sums up what the bot said: a turn may say several things, and the most helpful of them counts.
func meeting(q question, events []conversation.Event) (met, bool) {
	order := []conversation.Act{conversation.ActAnswer, conversation.ActClarify, conversation.ActHandoff, conversation.ActAsk, conversation.ActNotice}
	m := met{question: q}
	best := len(order)
	for _, e := range events {
		message, ok := e.Payload.(conversation.Message)
		if !ok || e.Actor.Kind != conversation.Bot {
			continue
		}
		if at := slices.Index(order, message.Act); at >= 0 && at < best {
			best, m.act, m.articles = at, message.Act, nil
		}
		if message.Act != m.act {
			continue
		}
		for _, s := range message.Sources {
			m.articles = append(m.articles, s.ArticleID)
		}
		for _, c := range message.Choices {
			m.articles = append(m.articles, c.ArticleID)
		}
	}
	return m, best < len(order)
}

func (m met) right() bool {
	return m.Expect != nil && slices.Contains(m.articles, *m.Expect)
}

func servedMetrics(served []met) map[string]float64 {
	share := func(of, which func(met) bool) float64 {
		n, hits := 0, 0
		for _, m := range served {
			if of(m) {
				n++
				if which(m) {
					hits++
				}
			}
		}
		if n == 0 {
			return 0
		}
		return float64(hits) / float64(n)
	}
	did := func(acts ...conversation.Act) func(met) bool {
		return func(m met) bool { return slices.Contains(acts, m.act) }
	}
	all := func(met) bool { return true }
	answered := did(conversation.ActAnswer)
	metrics := map[string]float64{
		"answered": share(all, answered), "clarified": share(all, did(conversation.ActClarify)),
		"asked_again":     share(all, did(conversation.ActNotice)),
		"handed_over":     share(all, did(conversation.ActHandoff, conversation.ActAsk)),
		"answers_right":   share(answered, met.right),
		"clarified_right": share(did(conversation.ActClarify), met.right),
		"right":           share(func(m met) bool { return m.Expect != nil }, func(m met) bool { return answered(m) && m.right() }),
	}
	unanswerable := func(tag string) func(met) bool {
		return func(m met) bool { return m.Expect == nil && (tag == "" || m.Tag == tag) }
	}
	for _, tag := range append([]string{""}, tagsOf(served)...) {
		if slices.ContainsFunc(served, unanswerable(tag)) {
			name := tag
			if name == "" {
				name = "unanswerable"
			}
			metrics[name+"_answered"] = share(unanswerable(tag), answered)
		}
	}
	return metrics
}

func tagsOf(served []met) []string {
	var tags []string
	for _, m := range served {
		if m.Tag != "" && !slices.Contains(tags, m.Tag) {
			tags = append(tags, m.Tag)
		}
	}
	slices.Sort(tags)
	return tags
}

// countServed says the same in numbers of customers.
func countServed(io *console, served []met) {
	count := map[string]int{}
	for _, m := range served {
		count[string(m.act)]++
		if m.act == conversation.ActAnswer && m.right() {
			count["right"]++
		}
	}
	fmt.Fprintf(io.out, "%d questions: %d answered (%d right), %d clarified, %d asked to say it differently, %d handed over\n",
		len(served), count["answer"], count["right"], count["clarify"], count["notice"], count["handoff"]+count["ask"])
}
