package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/document"
)

type importCmd struct {
	place
	Paths     []string `arg:"" optional:"" name:"path" help:"Files, or folders with files, of .jsonl, .csv, .md, .html. - reads JSONL from stdin."`
	Publish   bool     `help:"Put what is imported in force at once. Without it everything becomes a draft."`
	DryRun    bool     `help:"Only say what would change."`
	Locale    string   `help:"Language of rows that do not say, or of all documents. Default: as it looks." placeholder:"L"`
	JSON      bool     `help:"Print one JSON document: every article and what became of it."`
	Documents bool     `help:"The files are documents, of .md, .html, .txt, .docx, .pdf: split by their headings into passages to answer from."`
	Site      string   `help:"Read the pages that this sitemap lists as documents. Its site must be in knowledge.sites." placeholder:"URL"`
	documentFlags
}

func (importCmd) Help() string {
	return `Rows that cannot be read are named with file and line, and stop nothing else. An import that was
interrupted can be run again: what is there already is left as it is.

Examples:

    baton import faq.csv --dry-run              what would change
    baton import faq.csv handbook/ --publish    import and put in force
    baton export | baton import - --data copy   from one installation to another
    baton import --documents handbook/ --publish
                                                a folder of documents; again after an edit touches only the edit
    baton import --site https://docs.example.org/sitemap.xml --dry-run

CSV has a first line with names: id, locale, question, answer, alt_questions, tags, audience, source,
valid_from, valid_until; JSONL has the same keys. Rows of one id and several locales are one article.

A document is known again by its name, and its passages by their words. With --publish passages that are no longer in it
are archived; without it they are only named. --tag, --audience, --valid-from, --valid-until and --link are for documents.`
}

func (cmd importCmd) Run(ctx context.Context, io *console) error {
	if cmd.Documents || cmd.Site != "" {
		return cmd.runDocuments(ctx, io)
	}
	if cmd.documentFlags.given() {
		return &usageError{"--tag, --audience, --valid-from, --valid-until and --link are for --documents and --site; rows have columns for them"}
	}
	if len(cmd.Paths) == 0 {
		return &usageError{"name the files to import, or a sitemap with --site"}
	}
	files, err := importFiles(cmd.Paths)
	if err != nil {
		return err
	}
	return cmd.with(ctx, io, func(h *house) error {
		results := []knowledge.Result{}
		p := io.progress("rows imported")
		report, err := h.knowledge.Import(ctx, knowledge.Actor{Operator: true}, rowsOf(files, io), knowledge.ImportOptions{
			DryRun: cmd.DryRun, Publish: cmd.Publish, Locale: cmd.Locale,
			Each: func(r knowledge.Result) {
				if cmd.JSON {
					results = append(results, r)
				}
				cmd.tell(io, r)
			},
			Progress: func(r knowledge.Report) { p.done(r.Rows()) },
		})
		p.end()
		if err != nil {
			return fmt.Errorf("stopped after %d rows: %w\nWhat was imported before stays; run the same command again to go on", report.Rows(), err)
		}
		if err := cmd.sum(io, report, results); err != nil {
			return err
		}
		if report.Invalid > 0 {
			return errReported
		}
		return nil
	})
}

// rowsOf reads the rows of all files as if they were one.
func rowsOf(files []string, io *console) knowledge.Rows {
	return func(yield func(knowledge.Row, error) bool) {
		for _, name := range files {
			if !readRows(name, io, yield) {
				return
			}
		}
	}
}

func readRows(name string, io *console, yield func(knowledge.Row, error) bool) (more bool) {
	format, in := knowledge.JSONL, io.in
	if name == "-" {
		name = "stdin"
	} else {
		file, err := os.Open(name)
		if err != nil {
			return yield(knowledge.Row{}, unreadable(name, err))
		}
		defer file.Close()
		in = file
		format, _ = knowledge.FormatOf(name)
	}
	for row, err := range knowledge.Read(format, name, in) {
		if !yield(row, unreadable(name, err)) {
			return false
		}
	}
	return true
}

// unreadable makes what ends the reading of one file the fault of that file alone: the others are still imported.
func unreadable(name string, err error) error {
	var row *knowledge.RowError
	if err == nil || errors.As(err, &row) {
		return err
	}
	place := knowledge.Place{File: name, Line: 1}
	return &knowledge.RowError{Place: place, Err: errors.New(strings.TrimPrefix(err.Error(), place.String()+": "))}
}

// tell says what a reader of the terminal must know: what is wrong, and in a dry run what would change.
func (cmd importCmd) tell(io *console, r knowledge.Result) {
	switch {
	case r.Message != "":
		io.say("%s", r.Message)
	case cmd.DryRun && r.Outcome != knowledge.RowUnchanged && !cmd.JSON:
		fmt.Fprintln(io.out, strings.TrimSpace(fmt.Sprintf("%s: %s %s %s", r.Place, r.Outcome, r.ID, strings.Join(r.Fields, ", "))))
	}
}

func (cmd importCmd) sum(io *console, total knowledge.Report, results []knowledge.Result) error {
	if cmd.JSON {
		return io.document(map[string]any{
			"new": total.New, "changed": total.Changed, "unchanged": total.Unchanged, "invalid": total.Invalid,
			"published": total.Published, "dry_run": cmd.DryRun, "articles": results,
		})
	}
	would := ""
	if cmd.DryRun {
		would = "would be "
	}
	io.say("%s%d new, %d changed, %d unchanged, %d invalid", would, total.New, total.Changed, total.Unchanged, total.Invalid)
	if !cmd.DryRun && !cmd.Publish && total.New+total.Changed > 0 {
		io.say("They are drafts; the bot does not use them yet. Publish them over the API, or import with --publish.")
	}
	return nil
}

// importFiles lists the files named and those in the folders named, in order.
func importFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		if path == "-" {
			files = append(files, path)
			continue
		}
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			_, known := knowledge.FormatOf(name)
			if entry.Type().IsRegular() && known {
				files = append(files, name)
			} else if name == path && !entry.IsDir() && document.FormatOf(name) != "" {
				return &usageError{fmt.Sprintf("%s is a document, not a list of articles: import it with --documents", name)}
			} else if name == path && !entry.IsDir() {
				return &usageError{fmt.Sprintf("%s: the name must end in .jsonl, .csv, .md or .html", name)}
			}
			return nil
		})
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			return nil, fmt.Errorf("cannot read %s: %w", pathErr.Path, pathErr.Err)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, errors.New("there are no files to import there (.jsonl, .csv, .md, .html); documents (.txt, .docx, .pdf too) are imported with --documents")
	}
	return slices.Compact(files), nil
}
