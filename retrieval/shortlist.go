package retrieval

// shortlist keeps the best candidates of a search, so that only those are filtered, copied and sorted. An article that is
// searched in several languages may take several places, so it keeps twice as many as are wanted.
type shortlist struct {
	size       int
	scores     []float64
	candidates []Candidate
	worst      int // position of the lowest score once the list is full
}

func (l *shortlist) full() bool { return len(l.scores) >= 2*l.size }

func (l *shortlist) wants(score float64) bool { return !l.full() || score >= l.scores[l.worst] }

func (l *shortlist) add(score float64, c Candidate) {
	if !l.full() {
		l.scores, l.candidates = append(l.scores, score), append(l.candidates, c)
	} else if score > l.scores[l.worst] || c.ArticleID < l.candidates[l.worst].ArticleID {
		l.scores[l.worst], l.candidates[l.worst] = score, c
	}
	if l.full() {
		for i, s := range l.scores {
			w := l.scores[l.worst]
			if s < w || s == w && l.candidates[i].ArticleID > l.candidates[l.worst].ArticleID {
				l.worst = i
			}
		}
	}
}
