package evals

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
)

const conversationsFile = "conversations.jsonl"

// fieldsCase is one conversation and the values that a careful reader takes from it.
type fieldsCase struct {
	ID     string             `json:"id"`
	Locale string             `json:"locale"`
	Now    string             `json:"now"` // local time of the conversation; empty where no relative date matters
	Fields []fieldsSpec       `json:"fields"`
	Turns  []fieldsTurn       `json:"turns"`
	Gold   map[string]*string `json:"gold"` // null: not given
}

type fieldsSpec struct {
	Name string                 `json:"name"`
	Type conversation.FieldType `json:"type"`
}

type fieldsTurn struct {
	Role         conversation.ActorKind `json:"role"`
	Text         string                 `json:"text"`
	Asks         string                 `json:"asks"`
	Alternatives []string               `json:"alternatives"`
}

// Fields measures how well bot/local reads the values of fields, for each set in dir: one set, a folder of sets, or a
// folder that has one named slots. The metrics are precision, recall and f1 (micro, over conversation, field and value),
// whole (share of conversations with every field right), and f1_<type> for each field type of the set. An error in the
// data names file and line.
func Fields(dir string) (Report, error) {
	sets, err := suiteFolders(dir, "slots", conversationsFile)
	if err != nil {
		return Report{}, err
	}
	var report Report
	for _, set := range sets {
		cases, err := readJSONLines(filepath.Join(set.path, conversationsFile), checkFieldsCase)
		if err != nil {
			return Report{}, err
		}
		metrics, err := measureFields(local.New(), cases)
		if err != nil {
			return Report{}, fmt.Errorf("%s: %w", set.name, err)
		}
		report.Sets = append(report.Sets, Set{Name: set.name, Setting: "default", Metrics: metrics})
	}
	return report, nil
}

func checkFieldsCase(c fieldsCase) error {
	if c.ID == "" {
		return errors.New("id is missing")
	}
	if len(c.Turns) == 0 {
		return errors.New("there are no turns")
	}
	if _, err := c.now(); err != nil {
		return fmt.Errorf("now: %w", err)
	}
	declared := map[string]bool{}
	for _, f := range c.Fields {
		if f.Name == "" {
			return errors.New("a field has no name")
		}
		declared[f.Name] = true
	}
	for name := range c.Gold {
		if !declared[name] {
			return fmt.Errorf("gold has a field %q that is not declared", name)
		}
	}
	for i, t := range c.Turns {
		if t.Role != conversation.Customer && t.Role != conversation.Agent && t.Role != conversation.Bot {
			return fmt.Errorf("turn %d: unknown role %q", i+1, t.Role)
		}
	}
	return nil
}

func (c fieldsCase) now() (time.Time, error) {
	if c.Now == "" {
		return time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, c.Now); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date or a time", c.Now)
}

// readFields gives the last value of each field, as the record keeps it.
func readFields(u bot.Understander, c fieldsCase) (map[string]string, error) {
	now, err := c.now()
	if err != nil {
		return nil, err
	}
	in := bot.Input{Now: now, Locale: c.Locale}
	for _, f := range c.Fields {
		in.Fields = append(in.Fields, conversation.FieldSpec{Name: f.Name, Type: f.Type})
	}
	for i, t := range c.Turns {
		in.Turns = append(in.Turns, bot.Turn{
			Seq: int64(i + 1), Role: t.Role, Text: t.Text, Asks: t.Asks, Alternatives: t.Alternatives, Fresh: t.Role == conversation.Customer,
		})
	}
	heard, err := u.Understand(context.Background(), in)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, v := range heard.Values {
		values[v.Field] = v.Canonical
	}
	return values, nil
}

// tally counts hits, false alarms and misses.
type tally struct{ hit, alarm, miss int }

func (t tally) precision() float64 { return ratio(t.hit, t.hit+t.alarm) }
func (t tally) recall() float64    { return ratio(t.hit, t.hit+t.miss) }
func (t tally) f1() float64        { return ratio(2*t.hit, 2*t.hit+t.alarm+t.miss) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func measureFields(u bot.Understander, cases []fieldsCase) (map[string]float64, error) {
	var all tally
	types := map[conversation.FieldType]*tally{}
	whole := 0
	for _, c := range cases {
		values, err := readFields(u, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.ID, err)
		}
		right := true
		for _, f := range c.Fields {
			if types[f.Type] == nil {
				types[f.Type] = &tally{}
			}
			gold, got := "", ""
			if g := c.Gold[f.Name]; g != nil {
				gold = *g
			}
			got = values[f.Name]
			for _, t := range []*tally{&all, types[f.Type]} {
				t.count(gold, got, f.Type)
			}
			right = right && (gold == "" && got == "" || gold != "" && got != "" && sameValue(f.Type, gold, got))
		}
		if right {
			whole++
		}
	}
	metrics := map[string]float64{
		"precision": all.precision(), "recall": all.recall(), "f1": all.f1(), "whole": ratio(whole, len(cases)),
	}
	for typ, t := range types {
		if t.hit+t.alarm+t.miss > 0 {
			metrics["f1_"+string(typ)] = t.f1()
		}
	}
	return metrics, nil
}

func (t *tally) count(gold, got string, typ conversation.FieldType) {
	switch {
	case gold != "" && got != "" && sameValue(typ, gold, got):
		t.hit++
		return
	case gold == "" && got == "":
		return
	}
	if got != "" {
		t.alarm++
	}
	if gold != "" {
		t.miss++
	}
}

// suiteFolder is the folder of one set.
type suiteFolder struct{ name, path string }

// suiteFolders finds the sets: dir itself if it has the file, or the folders below it, or below its folder named kind.
func suiteFolders(dir, kind, file string) ([]suiteFolder, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	has := func(path string) bool {
		_, err := os.Stat(filepath.Join(path, file))
		return err == nil
	}
	if has(abs) {
		return []suiteFolder{{filepath.Base(abs), abs}}, nil
	}
	if inner := filepath.Join(abs, kind); isFolder(inner) {
		abs = inner
	}
	entries, err := os.ReadDir(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such folder", dir)
	}
	if err != nil {
		return nil, err
	}
	var sets []suiteFolder
	for _, e := range entries {
		if path := filepath.Join(abs, e.Name()); has(path) {
			sets = append(sets, suiteFolder{e.Name(), path})
		}
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("%s: no suite here; one is a folder with %s", strings.TrimSuffix(dir, "/"), file)
	}
	return sets, nil
}
