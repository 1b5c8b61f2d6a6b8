package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// siteTimeout is how long the pages of a site may take. They are read one after the other.
const siteTimeout = 2*time.Hour + 10*time.Minute

// importDocuments splits documents into passages: the files of a form, or the pages that a sitemap lists.
func (s *Server) importDocuments(c *gin.Context) {
	o, link, err := s.documentOptions(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	set, err := s.documents(c, link)
	if err != nil {
		s.fail(c, err)
		return
	}
	if set.Close != nil {
		defer set.Close()
	}
	o.Complete, o.Gone = set.Complete, set.Gone
	report := &DocumentsReport{DryRun: o.DryRun, Documents: []knowledge.DocumentResult{}, Passages: []knowledge.PassageResult{}}
	work := func(ctx context.Context) error {
		counts, err := s.o.Knowledge.ImportDocuments(ctx, editor(ctx), set.Documents, o)
		report.PassageCounts = counts
		if !o.DryRun && counts.Published+counts.Vanished > 0 && o.Publish {
			s.o.KnowledgeChanged(report.withdrawn...)
		}
		return err
	}
	o.Each = report.note
	o.Document = func(one knowledge.DocumentResult, _ knowledge.PassageCounts) {
		report.Documents = append(report.Documents, one)
	}
	if strings.Contains(c.GetHeader("Accept"), "text/event-stream") {
		s.streamImport(c, set.Of, &o, report, work)
		return
	}
	if err := work(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, report)
}

// documentOptions reads the query.
func (s *Server) documentOptions(c *gin.Context) (o knowledge.DocumentOptions, link string, err error) {
	if err = knownQuery(c, "publish", "dry_run", "locale", "tags", "audience", "valid_from", "valid_until", "link"); err != nil {
		return o, "", err
	}
	o.Locale, o.Tags, o.Audience, link = c.Query("locale"), c.QueryArray("tags"), c.QueryArray("audience"), c.Query("link")
	if o.Publish, err = boolean(c, "publish"); err != nil {
		return o, "", err
	}
	if o.DryRun, err = boolean(c, "dry_run"); err != nil {
		return o, "", err
	}
	for name, into := range map[string]*time.Time{"valid_from": &o.ValidFrom, "valid_until": &o.ValidUntil} {
		if text := c.Query(name); text != "" {
			if *into, err = time.Parse(time.RFC3339, text); err != nil {
				return o, "", invalid.field("query."+name, "must be a time such as 2026-03-01T09:00:00Z")
			}
		}
	}
	if u, wrong := url.Parse(link); link != "" && (wrong != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		return o, "", invalid.field("query.link", "must be an address such as https://docs.example.org/")
	}
	if o.Publish {
		err = principal(c.Request.Context()).Require(people.PublishKnowledge)
		if err == nil && s.o.Knowledge.FourEyes() { // before anything is received
			err = &knowledge.FourEyesError{Kind: knowledge.KindArticle}
		}
	}
	return o, link, err
}

// documents are those that the body brings or names.
func (s *Server) documents(c *gin.Context, link string) (set knowledge.DocumentSet, err error) {
	ctl := http.NewResponseController(c.Writer)
	_ = ctl.SetReadDeadline(time.Now().Add(importTimeout))
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, s.limits.ImportBytes)
	media, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	within := importTimeout
	switch media {
	case "multipart/form-data":
		set, err = formDocuments(c.Request, link)
	case "application/json":
		within = siteTimeout
		set, err = s.siteDocuments(c)
	default:
		err = wrongMediaType.problem(`send a form with files (multipart/form-data), or {"sitemap": "https://..."} as application/json`)
	}
	_ = ctl.SetWriteDeadline(time.Now().Add(within + time.Minute))
	return set, err
}

// formDocuments are the files of a form. All of it is received first, on disk where it is large, so that it is known how
// many there are and nobody's upload waits for the database.
func formDocuments(r *http.Request, link string) (set knowledge.DocumentSet, err error) {
	const inMemory = 4 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil {
		if form := r.MultipartForm; form != nil {
			_ = form.RemoveAll()
		}
		if errors.As(err, new(*http.MaxBytesError)) {
			return set, err
		}
		return set, badRequest.problem("the form cannot be read").caused(err)
	}
	form := r.MultipartForm
	remove := func() { _ = form.RemoveAll() }
	var files []*multipart.FileHeader
	for _, field := range form.File {
		files = append(files, field...)
	}
	slices.SortFunc(files, func(a, b *multipart.FileHeader) int { return strings.Compare(nameOf(a), nameOf(b)) })
	if len(files) == 0 {
		remove()
		return set, invalid.field("body", "has no files")
	}
	return knowledge.DocumentSet{Of: len(files), Close: remove, Documents: readForm(files, link)}, nil
}

func readForm(files []*multipart.FileHeader, link string) iter.Seq[knowledge.Document] {
	return func(yield func(knowledge.Document) bool) {
		for _, f := range files {
			name, address := nameOf(f), ""
			if link != "" {
				address = strings.TrimSuffix(link, "/") + "/" + (&url.URL{Path: name}).EscapedPath()
			}
			d := knowledge.Document{Name: name, URL: address}
			if file, err := f.Open(); err != nil {
				d.Err = errors.New("did not arrive")
			} else {
				data, err := io.ReadAll(file)
				_ = file.Close()
				if d = knowledge.ReadDocument(name, address, name, data); err != nil {
					d.Err = errors.New("did not arrive")
				}
			}
			if !yield(d) {
				return
			}
		}
	}
}

// nameOf is a file's name with the folders that the browser or the form gave, which the standard library takes away.
func nameOf(f *multipart.FileHeader) string {
	_, params, _ := mime.ParseMediaType(f.Header.Get("Content-Disposition"))
	name := strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(params["filename"], `\`, "/")), "/")
	if name == "" {
		return f.Filename
	}
	return name
}

// siteDocuments are the pages that a sitemap lists.
func (s *Server) siteDocuments(c *gin.Context) (set knowledge.DocumentSet, err error) {
	var ask struct {
		Sitemap string `json:"sitemap"`
	}
	d := json.NewDecoder(io.LimitReader(c.Request.Body, 64<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&ask); err != nil || ask.Sitemap == "" {
		return set, invalid.field("body.sitemap", "must be the address of a sitemap")
	}
	if s.o.Site == nil {
		return set, invalid.field("body.sitemap", "cannot be read: no site is allowed (knowledge.sites)")
	}
	set, err = s.o.Site(c.Request.Context(), ask.Sitemap)
	if err != nil && c.Request.Context().Err() == nil {
		err = invalid.field("body.sitemap", "cannot be read: "+err.Error())
	}
	return set, err
}

func documentDocuments(op *huma.Operation, r huma.Registry) {
	sitemap := &huma.Schema{Type: "object", Required: []string{"sitemap"}, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"sitemap": {Type: "string", Format: "uri", Description: "Its site must be in knowledge.sites. The pages that it lists are read one after the other."},
	}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data": {Schema: &huma.Schema{Type: "object", AdditionalProperties: &huma.Schema{Type: "string", Format: "binary"},
			Description: "Files of .md, .html, .txt, .docx, .pdf. The name of a file, which may have folders in it, is how a later import knows it again."}},
		"application/json": {Schema: sitemap},
	}}
	words := queryParam("tags", "array", "Of every passage.")
	words.Schema.Items = &huma.Schema{Type: "string"}
	audience := queryParam("audience", "array", "Tags of conversations that may hear the passages.")
	audience.Schema.Items = &huma.Schema{Type: "string"}
	op.Parameters = []*huma.Param{
		queryParam("dry_run", "boolean", "Only say what would change."),
		queryParam("publish", "boolean", "Put what is new, changed or moved in force at once, and archive what has vanished."),
		queryParam("locale", "string", "The language of all documents. Default: as each says, or looks."),
		words, audience,
		queryParam("valid_from", "string", "Of every passage, RFC 3339."),
		queryParam("valid_until", "string", "Of every passage, RFC 3339, exclusive."),
		queryParam("link", "string", "Address below which customers can read the files; the link beside an answer is this and the file's name."),
	}
	answer := jsonResponse("What was done. With Accept: text/event-stream the progress, an event after each document, and at the end the report.", schemaOf[DocumentsReport](r))
	answer.Content["text/event-stream"] = &huma.MediaType{Schema: schemaOf[ImportEvent](r)}
	op.Responses["200"] = answer
}
