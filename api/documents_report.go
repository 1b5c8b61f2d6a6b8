package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/knowledge"
)

// DocumentsReport says what an import of documents did, or would do.
type DocumentsReport struct {
	DryRun bool `json:"dry_run"`
	knowledge.PassageCounts
	Documents []knowledge.DocumentResult `json:"documents" nullable:"false"`
	Passages  []knowledge.PassageResult  `json:"passages" nullable:"false" doc:"All but those that are unchanged, up to 1,000, and of those that are invalid 2,000."`
	Omitted   int                        `json:"omitted,omitempty" doc:"Passages not listed."`

	withdrawn []string // articles that are no longer in force as they were
}

func (r *DocumentsReport) note(one knowledge.PassageResult) {
	switch one.Outcome {
	case knowledge.PassageUnchanged:
		return
	case knowledge.PassageChanged, knowledge.PassageMoved, knowledge.PassageVanished:
		r.withdrawn = append(r.withdrawn, one.ID)
	}
	if len(r.Passages) < mostResults || one.Outcome == knowledge.PassageInvalid && len(r.Passages) < 2*mostResults {
		r.Passages = append(r.Passages, one)
		return
	}
	r.Omitted++
}

// ImportEvent is what a stream of an import tells: how far it is, and at the end the report, or the problem that ended it.
type ImportEvent struct {
	Kind string `json:"kind" enum:"progress,report,problem"`
	*ImportProgress
	Report  *DocumentsReport `json:"report,omitempty"`
	Problem *Problem         `json:"problem,omitempty"`
}

// ImportProgress is how far an import is.
type ImportProgress struct {
	Done     int    `json:"done" doc:"Documents."`
	Of       int    `json:"of" doc:"0: not known."`
	Document string `json:"document" doc:"The last one."`
	knowledge.PassageCounts
}

// streamImport does the work and tells how far it is. Who no longer listens is not told; the import goes on to its end
// while the connection lasts.
func (s *Server) streamImport(c *gin.Context, of int, o *knowledge.DocumentOptions, report *DocumentsReport, work func(context.Context) error) {
	leave, err := s.enter(c, "", true)
	if err != nil {
		s.fail(c, err)
		return
	}
	defer leave()
	st, err := openStream(c)
	if err != nil {
		return
	}
	ctx, stop := context.WithCancel(c.Request.Context())
	defer stop()
	events := make(chan ImportEvent, 1)
	noted := o.Document
	o.Document = func(one knowledge.DocumentResult, so knowledge.PassageCounts) {
		noted(one, so)
		tell(events, ImportEvent{Kind: "progress", ImportProgress: &ImportProgress{len(report.Documents), of, one.Name, so}})
	}
	done := make(chan error, 1)
	go func() { done <- work(ctx) }()
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var last bool
		var event ImportEvent
		select {
		case event = <-events:
		case err := <-done:
			if last, event = true, (ImportEvent{Kind: "report", Report: report}); err != nil {
				event = ImportEvent{Kind: "problem", Problem: s.problem(ctx, err)}
			}
		case <-beat.C:
			st.comment()
		}
		if event.Kind != "" {
			data, _ := json.Marshal(event)
			st.data(data)
		}
		if gone := st.flush() != nil; last {
			return
		} else if gone {
			stop()
			<-done
			return
		}
	}
}

// tell leaves an event for the stream; an older one that was not sent yet is out of date.
func tell(events chan ImportEvent, event ImportEvent) {
	select {
	case <-events:
	default:
	}
	events <- event
}
