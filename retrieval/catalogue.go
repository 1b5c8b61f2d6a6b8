package retrieval

import (
	"context"
	"time"

	"github.com/batondesk/baton/knowledge"
)

// Catalogue is a database in which a large knowledge base is searched: passages, statistics about them, and their vectors by
// each model. Lookup searches it, Indexer keeps it up to date.
//
// What was withdrawn is in no result of a Find that begins later, whether the catalogue is up to date or not.
type Catalogue interface {
	Finder
	Keeper
}

// Finder finds candidates.
type Finder interface {
	// Find gives the passages in force that are likeliest to answer, in one round trip.
	Find(ctx context.Context, p Probe) (Found, error)
	// Serving names the models whose vectors may be searched, the one that was wanted last first.
	Serving(ctx context.Context) (models []string, err error)
	// Crowd gives some vectors of a serving model, evenly taken, by language.
	Crowd(ctx context.Context, model string, atMost int) (map[string][][]float32, error)
}

// Probe is a question as a catalogue looks it up.
type Probe struct {
	Languages []string // empty: all
	Features  []int32  // distinct, ascending: Found has the statistics of these
	Keys      []int32  // passages that have the rarest of these are found
	Model     string   // one that serves, when there is a vector
	Vector    []float32
	Near      bool // Found says how near each passage is to the vector
	Across    bool // passages in other languages are found by vector too
	Tags      []string
	Now       time.Time
	ByKeys    int // passages at most
	ByVector  int // passages at most, besides
}

// Found is what a catalogue has for a question.
type Found struct {
	Passages   []Passage             // in no particular order, none twice
	Statistics map[string]Statistics // by language
}

// Keeper is the keeping of a catalogue. Each method is one transaction.
type Keeper interface {
	// AtLeast reports whether n articles or more are published. It costs no more for more.
	AtLeast(ctx context.Context, n int) (bool, error)
	// Alone runs work while no other server works on the same task; false if another does.
	Alone(ctx context.Context, task string, work func(ctx context.Context) error) (bool, error)

	// Revisions are that of the knowledge and the one up to which the catalogue has seen to it.
	Revisions(ctx context.Context) (now, seen int64, err error)
	// Saw says that all is seen to up to another revision. Where somebody else has said so in between it does nothing.
	Saw(ctx context.Context, before, now int64) error

	// Missing are published articles without passages of the version in force, with ids after the one given, by id.
	Missing(ctx context.Context, after string, limit int) ([]knowledge.Article, error)
	// Add stores passages and counts them in the statistics, by which they are weighed.
	Add(ctx context.Context, passages []Passage) error
	// Sweep removes passages that are not in force any more, with their vectors and their part in the statistics, and
	// reports how many.
	Sweep(ctx context.Context, limit int) (int, error)
	// Reweigh weighs passages anew that were weighed when there were fewer than 9/10 or more than 10/9 as many in their language
	// as there are now, and reports how many.
	Reweigh(ctx context.Context, limit int) (int, error)

	// Want makes a model the one to change to. Of several servers the one that asks last decides.
	Want(ctx context.Context, model string) error
	// Models are those that have vectors or are wanted.
	Models(ctx context.Context) ([]Model, error)
	// Bare are passages without a vector by the model, with numbers above the one given, by number.
	Bare(ctx context.Context, model string, after int64, limit int) ([]Bare, error)
	// AddVectors stores vectors of passages, nil for one that has no direction.
	AddVectors(ctx context.Context, model string, ids []int64, vectors [][]float32) error
	// Serve makes the vectors of a model searchable, which may take minutes. Everything must be seen to again after it.
	Serve(ctx context.Context, model string) error
	// Retire has the vectors of a model not searched any more.
	Retire(ctx context.Context, model string) error
	// Drop removes a model and its vectors.
	Drop(ctx context.Context, model string) error
	// Clear removes everything but the models that are wanted.
	Clear(ctx context.Context) error
}

// Model is how far the vectors of one model are.
type Model struct {
	Name     string
	Wanted   bool          // to be changed to, or the one that serves already
	Serving  bool          // may be searched
	Vectors  int           // made so far
	Passages int           // to be made of
	Idle     time.Duration // since another took its place
}

// Bare is a passage that has no vector yet.
type Bare struct {
	ID      int64
	Locale  string
	Article knowledge.Article
}
