package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/document"
)

// documentFlags are what can be said of all documents of an import.
type documentFlags struct {
	Tag        []string  `help:"Tag of every passage; may be repeated." placeholder:"T"`
	Audience   []string  `help:"Only conversations with this tag hear them; may be repeated." placeholder:"T"`
	ValidFrom  time.Time `help:"A day." format:"2006-01-02" placeholder:"DAY"`
	ValidUntil time.Time `help:"A day, from which on they are not used any more." format:"2006-01-02" placeholder:"DAY"`
	Link       string    `help:"Address below which customers can read the files: the link beside an answer is this and the file's name." placeholder:"URL"`
}

func (f documentFlags) given() bool {
	return len(f.Tag)+len(f.Audience)+len(f.Link) > 0 || !f.ValidFrom.IsZero() || !f.ValidUntil.IsZero()
}

func (cmd importCmd) runDocuments(ctx context.Context, io *console) error {
	if cmd.Site != "" && len(cmd.Paths) > 0 {
		return &usageError{"import either files or a --site, not both at once"}
	}
	if cmd.Site == "" && len(cmd.Paths) == 0 {
		return &usageError{"name the documents to import, or a sitemap with --site"}
	}
	return cmd.with(ctx, io, func(h *house) error {
		var sets []knowledge.DocumentSet
		if cmd.Site != "" {
			set, err := h.site(ctx, cmd.Site)
			if err != nil {
				return err
			}
			defer set.Close()
			sets = append(sets, set)
		}
		for _, name := range cmd.Paths {
			set, err := documentsAt(name, cmd.Link)
			if err != nil {
				return err
			}
			sets = append(sets, set)
		}
		return cmd.importDocuments(ctx, io, h, sets)
	})
}

// documentReport is what --json prints; passages that are unchanged are only counted.
type documentReport struct {
	DryRun bool `json:"dry_run"`
	knowledge.PassageCounts
	Documents []knowledge.DocumentResult `json:"documents"`
	Passages  []knowledge.PassageResult  `json:"passages"`
}

func (cmd importCmd) importDocuments(ctx context.Context, io *console, h *house, sets []knowledge.DocumentSet) error {
	report := documentReport{DryRun: cmd.DryRun, Documents: []knowledge.DocumentResult{}, Passages: []knowledge.PassageResult{}}
	total, done := 0, 0
	for _, set := range sets {
		total += set.Of
	}
	p := io.progress(fmt.Sprintf("documents imported, of %d", total))
	for _, set := range sets {
		counts, err := h.knowledge.ImportDocuments(ctx, knowledge.Actor{Operator: true}, set.Documents, knowledge.DocumentOptions{
			DryRun: cmd.DryRun, Publish: cmd.Publish, Locale: cmd.Locale, Tags: cmd.Tag, Audience: cmd.Audience,
			ValidFrom: cmd.ValidFrom, ValidUntil: cmd.ValidUntil, Complete: set.Complete, Gone: set.Gone,
			Each: func(r knowledge.PassageResult) {
				if cmd.JSON && r.Outcome != knowledge.PassageUnchanged {
					report.Passages = append(report.Passages, r)
				}
				cmd.tellPassage(io, r)
			},
			Document: func(one knowledge.DocumentResult, _ knowledge.PassageCounts) {
				for _, warning := range one.Warnings {
					io.say("%s: %s", one.Name, warning)
				}
				report.Documents = append(report.Documents, one)
				done++
				p.done(done)
			},
		})
		report.Add(counts)
		if err != nil {
			p.end()
			return fmt.Errorf("stopped after %d documents: %w\nWhat was imported before stays; run the same command again to go on", done, err)
		}
	}
	p.end()
	if err := cmd.sumDocuments(io, report); err != nil {
		return err
	}
	if report.Invalid > 0 {
		return errReported
	}
	return nil
}

func (cmd importCmd) tellPassage(io *console, r knowledge.PassageResult) {
	switch {
	case r.Message != "":
		io.say("%s", r.Message)
	case cmd.DryRun && r.Outcome != knowledge.PassageUnchanged && !cmd.JSON:
		fmt.Fprintln(io.out, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", r, r.Outcome, r.ID, strings.Join(r.Fields, ", "))))
	case r.Outcome == knowledge.PassageVanished && !cmd.Publish:
		io.say("%s: is no longer there; %s is as it was", r, r.ID)
	}
}

func (cmd importCmd) sumDocuments(io *console, r documentReport) error {
	if cmd.JSON {
		return io.document(r)
	}
	would := ""
	if cmd.DryRun {
		would = "would be "
	}
	io.say("%d documents; of their passages %s%d new, %d changed, %d moved, %d unchanged, %d vanished, %d withdrawn, %d invalid",
		len(r.Documents), would, r.New, r.Changed, r.Moved, r.Unchanged, r.Vanished, r.Withdrawn, r.Invalid)
	if cmd.DryRun || cmd.Publish {
		return nil
	}
	if r.New+r.Changed+r.Moved > 0 {
		io.say("They are drafts; the bot does not use them yet. Publish them in the console or over the API, or import with --publish.")
	}
	if r.Vanished > 0 {
		io.say("What has vanished still answers. Archive it in the console or over the API, or import with --publish.")
	}
	return nil
}

// documentsAt are the documents of one path: a file, or a folder with all below it.
func documentsAt(at, link string) (knowledge.DocumentSet, error) {
	info, err := os.Stat(at)
	if err != nil {
		return knowledge.DocumentSet{}, fmt.Errorf("cannot read %s: %w", at, errors.Unwrap(err))
	}
	if !info.IsDir() {
		if document.FormatOf(at) == "" {
			return knowledge.DocumentSet{}, &usageError{fmt.Sprintf("%s: the name of a document must end in .md, .html, .txt, .docx or .pdf", at)}
		}
		return knowledge.DocumentSet{Of: 1, Documents: readFiles([]string{at}, at, nameOf(at), link)}, nil
	}
	var files []string
	err = filepath.WalkDir(at, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file != at && strings.HasPrefix(entry.Name(), "."): // of tools, not of people
			if entry.IsDir() {
				return fs.SkipDir
			}
		case document.FormatOf(file) != "" && !entry.IsDir():
			if info, err := os.Stat(file); err != nil || info.Mode().IsRegular() { // also what a link leads to
				files = append(files, file)
			}
		}
		return nil
	})
	if err != nil {
		return knowledge.DocumentSet{}, fmt.Errorf("cannot read %s: %w", at, err)
	}
	if len(files) == 0 { // and not: all that were there have vanished
		return knowledge.DocumentSet{}, fmt.Errorf("there are no documents in %s (.md, .html, .txt, .docx, .pdf)", at)
	}
	name := nameOf(at)
	return knowledge.DocumentSet{Of: len(files), Complete: name + "/", Documents: readFiles(files, at, name, link)}, nil
}

// nameOf is what a path is called, wherever it is: as it was given where that says it, else its last part.
func nameOf(at string) string {
	name := path.Clean(filepath.ToSlash(at))
	if filepath.IsAbs(at) || name == "." || strings.HasPrefix(name, "..") {
		if absolute, err := filepath.Abs(at); err == nil {
			name = filepath.Base(absolute)
		}
	}
	return name
}

// readFiles reads files one after the other. Their names are the root's and the way from there.
func readFiles(files []string, root, name, link string) iter.Seq[knowledge.Document] {
	return func(yield func(knowledge.Document) bool) {
		for _, file := range files {
			full := name
			if within, err := filepath.Rel(root, file); err == nil && within != "." {
				full = name + "/" + filepath.ToSlash(within)
			}
			if !yield(readFile(file, full, link)) {
				return
			}
		}
	}
}

func readFile(file, name, link string) knowledge.Document {
	address := ""
	if link != "" {
		address = strings.TrimSuffix(link, "/") + "/" + (&url.URL{Path: name}).EscapedPath()
	}
	info, err := os.Stat(file)
	if err == nil && info.Size() > document.MaxSize {
		err = fmt.Errorf("%w (%d MB)", document.ErrTooLarge, info.Size()>>20)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(file)
	}
	if err != nil {
		return knowledge.Document{Name: name, URL: address, Err: err}
	}
	return knowledge.ReadDocument(name, address, file, data)
}
