package evals

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/batondesk/baton/evals/dialogue"
)

// together is how many conversations are played at once.
const together = 4

// DialogueFailures is the error of Dialogues when scripts did not go as expected. The report beside it is whole.
type DialogueFailures struct{ Played []dialogue.Played }

func (e *DialogueFailures) Error() string {
	var b strings.Builder
	for _, p := range e.Played {
		if p.NotPlayed != "" {
			fmt.Fprintf(&b, "%s: not played: %s\n", p.Script.File, p.NotPlayed)
			continue
		}
		for _, f := range p.Failures {
			fmt.Fprintln(&b, f)
		}
		fmt.Fprintf(&b, "%s: what happened (%s):\n%s\n", p.Script.File, p.Script.Title, p.Transcript)
	}
	fmt.Fprintf(&b, "%d scripts did not go as expected", len(e.Played))
	return b.String()
}

// Dialogues plays every script of a folder against a running server, each as a conversation of its own. A set of the
// report sums up a folder ("en/never-twice"), and one more each script (setting "script"). Scripts that could not be played
// count as not passed. The error is a *DialogueFailures if any script failed, or says why nothing was played.
func Dialogues(ctx context.Context, dir string, target dialogue.Target) (Report, error) {
	scripts, err := dialogue.Load(os.DirFS(dir))
	if err != nil {
		return Report{}, fmt.Errorf("reading the scripts in %s: %w", dir, err)
	}
	played := playAll(ctx, target, scripts)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	report := dialogueReport(played)
	failures := &DialogueFailures{}
	for _, p := range played {
		if !p.Passed() {
			failures.Played = append(failures.Played, p)
		}
	}
	if len(failures.Played) > 0 {
		return report, failures
	}
	return report, nil
}

// playAll plays several scripts at once, then one by one those that change what others would hear.
func playAll(ctx context.Context, target dialogue.Target, scripts []dialogue.Script) []dialogue.Played {
	played := make([]dialogue.Played, len(scripts))
	slots := make(chan struct{}, together)
	var wg sync.WaitGroup
	for i, s := range scripts {
		if s.Alone() {
			continue
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			played[i] = dialogue.Play(ctx, target, s)
		})
	}
	wg.Wait()
	for i, s := range scripts {
		if s.Alone() {
			played[i] = dialogue.Play(ctx, target, s)
		}
	}
	return played
}

func dialogueReport(played []dialogue.Played) Report {
	var report Report
	folders, scripts := map[string]int{}, map[string]float64{}
	var each []Set
	for _, p := range played {
		folder := path.Dir(p.Script.File)
		at, ok := folders[folder]
		if !ok {
			at = len(report.Sets)
			folders[folder] = at
			report.Sets = append(report.Sets, Set{Name: folder, Setting: "dialogues", Metrics: map[string]float64{}})
		}
		scripts[folder]++
		one := dialogueMetrics(p)
		for name, value := range one {
			report.Sets[at].Metrics[name] += value
		}
		each = append(each, Set{Name: strings.TrimSuffix(p.Script.File, ".txt"), Setting: "script", Metrics: one})
	}
	for _, set := range report.Sets {
		for name := range set.Metrics {
			set.Metrics[name] /= scripts[set.Name]
		}
	}
	report.Sets = append(report.Sets, each...)
	return report
}

// dialogueMetrics are 0 or 1: whether the script passed, and which of the violations happened in it.
func dialogueMetrics(p dialogue.Played) map[string]float64 {
	m := map[string]float64{"passed": 0, "not_played": 0}
	for _, v := range []dialogue.Violation{dialogue.AskedTwice, dialogue.CardWrong, dialogue.OutOfTurn, dialogue.Unanswered, dialogue.Leak} {
		m[string(v)] = 0
	}
	if p.Passed() {
		m["passed"] = 1
	}
	if p.NotPlayed != "" {
		m["not_played"] = 1
	}
	for _, f := range p.Failures {
		if f.Violation != "" {
			m[string(f.Violation)] = 1
		}
	}
	return m
}
