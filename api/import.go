package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/document"
	"github.com/batondesk/baton/people"
)

// importTimeout is how long an import may take to arrive and be written.
const importTimeout = 10 * time.Minute

// mostResults bounds the rows that a report lists: those that are not invalid are left out first.
const mostResults = 1000

// ImportReport says what an import did, or would do.
type ImportReport struct {
	knowledge.Report
	DryRun  bool               `json:"dry_run"`
	Rows    []knowledge.Result `json:"rows" nullable:"false" doc:"Every invalid row, and what was done with the others, up to 1,000 rows."`
	Omitted int                `json:"omitted,omitempty" doc:"Rows not listed."`
}

// importArticles reads articles from the body: JSONL, CSV, Markdown or HTML as the content type says, or a form with
// files.
func (s *Server) importArticles(c *gin.Context) {
	report, err := s.runImport(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	if !report.DryRun && report.Published > 0 {
		s.o.KnowledgeChanged()
	}
	c.JSON(http.StatusOK, report)
}

func (s *Server) runImport(c *gin.Context) (report ImportReport, err error) {
	if err = knownQuery(c, "publish", "dry_run", "format", "locale"); err != nil {
		return report, err
	}
	o := knowledge.ImportOptions{Locale: c.Query("locale")}
	if o.Publish, err = boolean(c, "publish"); err != nil {
		return report, err
	}
	if o.DryRun, err = boolean(c, "dry_run"); err != nil {
		return report, err
	}
	ctx := c.Request.Context()
	who := principal(ctx)
	if o.Publish {
		if err = who.Require(people.PublishKnowledge); err != nil {
			return report, err
		}
	}
	ctl := http.NewResponseController(c.Writer)
	_ = ctl.SetReadDeadline(time.Now().Add(importTimeout))
	_ = ctl.SetWriteDeadline(time.Now().Add(importTimeout + time.Minute))
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, s.limits.ImportBytes)

	report.DryRun, report.Rows = o.DryRun, []knowledge.Result{}
	o.Each = report.note
	each := func(f knowledge.Format, name string, r io.Reader) error {
		one, err := s.o.Knowledge.Import(ctx, editor(ctx), knowledge.Read(f, name, r), o)
		report.add(one)
		return err
	}
	media, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err == nil && media == "multipart/form-data" {
		return report, eachFile(multipart.NewReader(c.Request.Body, params["boundary"]), c.Query("format"), each)
	}
	format, err := formatOf(c.Query("format"), media, "")
	if err != nil {
		return report, err
	}
	err = each(format, "body", c.Request.Body)
	return report, err
}

// eachFile reads the files of a form one after the other, without keeping them.
func eachFile(form *multipart.Reader, format string, each func(knowledge.Format, string, io.Reader) error) error {
	files := 0
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			if files == 0 {
				return invalid.field("body", "has no files")
			}
			return nil
		}
		if err != nil {
			return badRequest.problem("the form cannot be read").caused(err)
		}
		if part.FileName() == "" {
			return invalid.field("body."+part.FormName(), "is not a file")
		}
		files++
		media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		f, err := formatOf(format, media, part.FileName())
		if err != nil {
			return err
		}
		if err := each(f, path.Base(part.FileName()), part); err != nil {
			return err
		}
	}
}

// formatOf is the format that was asked for, or else that of the file's name, or of the media type.
func formatOf(asked, media, name string) (knowledge.Format, error) {
	for _, f := range []string{asked, strings.TrimPrefix(path.Ext(name), "."), media} {
		if format, ok := formats[strings.ToLower(f)]; ok {
			return format, nil
		}
		if f == asked && asked != "" {
			return "", invalid.field("query.format", "is none of jsonl, csv, md, html")
		}
	}
	if documentsOnly[document.FormatOf(name)] || documentTypes[media] {
		return "", wrongMediaType.problem("this is a document, not a list of articles: send it to POST /v1/knowledge/documents")
	}
	return "", wrongMediaType.problem("say what the body is: Content-Type application/jsonl, text/csv, text/markdown, text/html or multipart/form-data with files")
}

var formats = map[string]knowledge.Format{
	"jsonl": knowledge.JSONL, "ndjson": knowledge.JSONL, "application/jsonl": knowledge.JSONL, "application/x-ndjson": knowledge.JSONL,
	"application/jsonlines": knowledge.JSONL, "application/json": knowledge.JSONL,
	"csv": knowledge.CSV, "text/csv": knowledge.CSV,
	"md": knowledge.Markdown, "markdown": knowledge.Markdown, "text/markdown": knowledge.Markdown,
	"html": knowledge.HTML, "htm": knowledge.HTML, "text/html": knowledge.HTML,
}

// What is never a list of articles.
var (
	documentsOnly = map[document.Format]bool{document.Text: true, document.DOCX: true, document.PDF: true}
	documentTypes = map[string]bool{
		"text/plain": true, "application/pdf": true,
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document": true,
	}
)

func boolean(c *gin.Context, name string) (bool, error) {
	text, given := c.GetQuery(name)
	if !given {
		return false, nil
	}
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, invalid.field("query."+name, "must be true or false")
	}
	return value, nil
}

func (r *ImportReport) add(one knowledge.Report) {
	r.New += one.New
	r.Changed += one.Changed
	r.Unchanged += one.Unchanged
	r.Invalid += one.Invalid
	r.Published += one.Published
}

func (r *ImportReport) note(one knowledge.Result) {
	if len(r.Rows) < mostResults || one.Outcome == knowledge.RowInvalid && len(r.Rows) < 2*mostResults {
		r.Rows = append(r.Rows, one)
		return
	}
	r.Omitted++
}

func documentImport(op *huma.Operation, r huma.Registry) {
	text := func(media string) {
		op.RequestBody.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", AdditionalProperties: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
	for _, media := range []string{"application/jsonl", "text/csv", "text/markdown", "text/html"} {
		text(media)
	}
	op.Parameters = []*huma.Param{
		queryParam("dry_run", "boolean", "Only say what would change."),
		queryParam("publish", "boolean", "Put what is imported in force at once."),
		queryParam("format", "string", "jsonl, csv, md or html, if the content type or file name does not say."),
		queryParam("locale", "string", "The language of rows that do not say."),
	}
	op.Responses["200"] = jsonResponse("What was done.", schemaOf[ImportReport](r))
}
