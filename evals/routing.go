package evals

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

const messagesFile, teamsFile = "messages.jsonl", "teams.json"

type routingTeam struct {
	ID          string   `json:"id"`
	Description string   `json:"description"`
	Examples    []string `json:"examples"`
}

type routingMessage struct {
	ID         string  `json:"id"`
	Locale     string  `json:"locale"`
	Text       string  `json:"text"`
	Team       *string `json:"team"`
	WantsHuman *bool   `json:"wants_human"`
}

// Routing measures, for each set in dir (one set, a folder of sets, or a folder that has one named routing), how often the
// first team is right (accuracy, macro_f1), from description and examples (setting few_shot) and from the description
// alone (question_only); and how well the wish for a human is understood (f1_en, precision_en, recall_en, ..., setting
// wants_human) where the set says who had it. An error in the data names the file, and the line where there is one.
func Routing(dir string) (Report, error) {
	sets, err := suiteFolders(dir, "routing", messagesFile)
	if err != nil {
		return Report{}, err
	}
	var report Report
	for _, set := range sets {
		measured, err := routeSet(set)
		if err != nil {
			return Report{}, err
		}
		report.Sets = append(report.Sets, measured...)
	}
	return report, nil
}

func routeSet(set suiteFolder) ([]Set, error) {
	teams, err := readTeams(filepath.Join(set.path, teamsFile))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, t := range teams {
		known[t.ID] = true
	}
	messages, err := readJSONLines(filepath.Join(set.path, messagesFile), func(m routingMessage) error {
		switch {
		case m.ID == "":
			return errors.New("id is missing")
		case m.Text == "":
			return errors.New("text is missing")
		case m.Team != nil && !known[*m.Team]:
			return fmt.Errorf("team %q is not in %s", *m.Team, teamsFile)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []Set
	if len(teams) > 0 {
		for _, setting := range []string{FewShot, QuestionOnly} {
			out = append(out, Set{Name: set.name, Setting: setting, Metrics: measureTeams(teams, messages, setting)})
		}
	}
	wishes, err := measureWishes(local.New(), messages)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", set.name, err)
	}
	if wishes != nil {
		out = append(out, Set{Name: set.name, Setting: "wants_human", Metrics: wishes})
	}
	return out, nil
}

func readTeams(path string) ([]routingTeam, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var teams []routingTeam
	if err := json.Unmarshal(data, &teams); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i, t := range teams {
		if t.ID == "" {
			return nil, fmt.Errorf("%s: team %d has no id", path, i+1)
		}
	}
	return teams, nil
}

// measureTeams ranks the teams for each message and compares the first one.
func measureTeams(teams []routingTeam, messages []routingMessage, setting string) map[string]float64 {
	classes := make([]retrieval.Class, len(teams))
	tallies := map[string]*tally{}
	for i, t := range teams {
		classes[i] = retrieval.Class{ID: t.ID, Description: t.Description}
		if setting == FewShot {
			classes[i].Examples = t.Examples
		}
		tallies[t.ID] = &tally{}
	}
	classifier := retrieval.NewClassifier(classes)
	right, n := 0, 0
	for _, m := range messages {
		if m.Team == nil {
			continue
		}
		n++
		ranked := classifier.Rank(m.Text)
		if len(ranked) > 0 && ranked[0].ID == *m.Team {
			right++
			tallies[*m.Team].hit++
			continue
		}
		tallies[*m.Team].miss++
		if len(ranked) > 0 {
			tallies[ranked[0].ID].alarm++
		}
	}
	macro := 0.0
	for _, t := range tallies {
		macro += t.f1() / float64(len(tallies))
	}
	return map[string]float64{"accuracy": ratio(right, n), "macro_f1": macro}
}

// measureWishes compares the wish for a human per language; it is nil if nobody in the set has it.
func measureWishes(u bot.Understander, messages []routingMessage) (map[string]float64, error) {
	tallies := map[string]*tally{}
	any := false
	for _, m := range messages {
		if m.WantsHuman == nil {
			continue
		}
		heard, err := u.Understand(context.Background(), bot.Input{
			Locale: m.Locale, Turns: []bot.Turn{{Seq: 1, Role: conversation.Customer, Text: m.Text, Fresh: true}},
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.ID, err)
		}
		t := tallies[m.Locale]
		if t == nil {
			t = &tally{}
			tallies[m.Locale] = t
		}
		any = any || *m.WantsHuman
		switch {
		case *m.WantsHuman && heard.WantsHuman:
			t.hit++
		case *m.WantsHuman:
			t.miss++
		case heard.WantsHuman:
			t.alarm++
		}
	}
	if !any {
		return nil, nil
	}
	metrics := map[string]float64{}
	for locale, t := range tallies {
		metrics["precision_"+locale] = t.precision()
		metrics["recall_"+locale] = t.recall()
		metrics["f1_"+locale] = t.f1()
	}
	return metrics, nil
}
