package evals

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/batondesk/baton/knowledge"
)

// retrievalSuite is one set: a knowledge base and questions to it.
type retrievalSuite struct {
	name    string
	items   []retrievalItem
	queries []retrievalQuery
}

type retrievalItem struct {
	ID           string   `json:"id"`
	Locale       string   `json:"locale"`
	Question     string   `json:"question"`
	Answer       string   `json:"answer"`
	Alternatives []string `json:"alt_questions"`
}

type retrievalQuery struct {
	ID     string  `json:"id"`
	Locale string  `json:"locale"`
	Text   string  `json:"text"`
	Expect *string `json:"expect"` // null: the knowledge base has no answer
	Tag    string  `json:"tag"`
}

const knowledgeFile, queriesFile = "knowledge.jsonl", "queries.jsonl"

// readRetrievalSuites reads the set in dir, or the sets in its folders, or those in its folder named retrieval.
func readRetrievalSuites(dir string) ([]retrievalSuite, error) {
	if _, err := os.Stat(filepath.Join(dir, knowledgeFile)); err == nil {
		s, err := readRetrievalSuite(dir)
		return []retrievalSuite{s}, err
	}
	if inner := filepath.Join(dir, "retrieval"); isFolder(inner) {
		dir = inner
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading retrieval suites: %w", err)
	}
	var suites []retrievalSuite
	for _, e := range entries {
		set := filepath.Join(dir, e.Name())
		if _, err := os.Stat(filepath.Join(set, knowledgeFile)); errors.Is(err, fs.ErrNotExist) || !isFolder(set) {
			continue
		}
		s, err := readRetrievalSuite(set)
		if err != nil {
			return nil, err
		}
		suites = append(suites, s)
	}
	if len(suites) == 0 {
		return nil, fmt.Errorf("%s: no retrieval suite here; one is a folder with %s and %s", dir, knowledgeFile, queriesFile)
	}
	return suites, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func readRetrievalSuite(dir string) (retrievalSuite, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return retrievalSuite{}, err
	}
	s := retrievalSuite{name: filepath.Base(abs)}
	ids := map[string]bool{}
	s.items, err = readJSONLines(filepath.Join(dir, knowledgeFile), func(i retrievalItem) error {
		switch {
		case i.ID == "":
			return errors.New("id is missing")
		case ids[i.ID]:
			return fmt.Errorf("id %q occurs twice", i.ID)
		case i.Locale == "":
			return errors.New("locale is missing")
		}
		ids[i.ID] = true
		return nil
	})
	if err == nil && len(s.items) == 0 {
		err = fmt.Errorf("%s: no items", filepath.Join(dir, knowledgeFile))
	}
	if err != nil {
		return s, err
	}
	s.queries, err = readJSONLines(filepath.Join(dir, queriesFile), func(q retrievalQuery) error {
		switch {
		case q.Text == "":
			return errors.New("text is missing")
		case q.Locale == "":
			return errors.New("locale is missing")
		case q.Expect != nil && !ids[*q.Expect]:
			return fmt.Errorf("expect %q is not in %s", *q.Expect, knowledgeFile)
		}
		return nil
	})
	if err == nil && len(s.queries) == 0 {
		err = fmt.Errorf("%s: no queries", filepath.Join(dir, queriesFile))
	}
	return s, err
}

// phrased reports whether an item has other phrasings: it was written as an answer, and not taken from a document.
func (s retrievalSuite) phrased() bool {
	return slices.ContainsFunc(s.items, func(i retrievalItem) bool { return len(i.Alternatives) > 0 })
}

// settings are those in which the set says something of its own.
func (s retrievalSuite) settings() []string {
	if s.phrased() {
		return []string{FewShot, QuestionOnly}
	}
	return []string{FewShot, AsPassages}
}

// articles gives the items that keep selects as published articles, with or without their other phrasings.
func (s retrievalSuite) articles(setting string, keep func(retrievalItem) bool) []knowledge.Article {
	var out []knowledge.Article
	for _, i := range s.items {
		if !keep(i) {
			continue
		}
		a := knowledge.Article{ID: i.ID, Version: 1, State: knowledge.Published}
		t := knowledge.Text{Question: i.Question, Answer: i.Answer}
		switch setting {
		case FewShot:
			t.Alternatives = i.Alternatives
		case AsPassages:
			t.Question, a.Kind, a.Origin = "", knowledge.Passage, knowledge.Origin{Path: []string{i.Question}}
		}
		a.Texts = map[string]knowledge.Text{i.Locale: t}
		out = append(out, a)
	}
	return out
}

// readJSONLines reads one JSON value per line and checks each. Its errors begin with file:line. Empty lines are skipped.
func readJSONLines[T any](path string, check func(T) error) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []T
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, readErr := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			var v T
			if err := json.Unmarshal(line, &v); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
			if err := check(v); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
			out = append(out, v)
		}
		if readErr == io.EOF {
			return out, nil
		}
		if readErr != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, readErr)
		}
	}
}
