package local

import "slices"

// settle leaves one value per field: where a message has several, a correction takes the later one, "either or" takes
// none, and otherwise the one that more speaks for stays, the first of equals.
func (r *reader) settle(claims []claim) []claim {
	var out []claim
	for _, f := range r.s.fields {
		var mine []claim
		for _, c := range claims {
			if c.f == f {
				mine = append(mine, c)
			}
		}
		if c, ok := r.pick(mine); ok {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b claim) int { return a.from - b.from })
	return out
}

func (r *reader) pick(mine []claim) (claim, bool) {
	if len(mine) == 0 {
		return claim{}, false
	}
	best := mine[0]
	doubt := false
	for k, c := range mine[1:] {
		prev := mine[k]
		if c.value == best.value {
			best.sure = best.sure || c.sure
			doubt = false
			continue
		}
		switch {
		case r.corrects(prev, c):
			best, doubt = c, false
		case r.ownedAt(c) != r.ownedAt(best):
			if r.ownedAt(c) {
				c.sure = c.sure || best.sure // what the first one is named, the second one is, too
				best, doubt = c, false
			}
		case r.alternative(prev, c):
			doubt = true
		case c.score > best.score+0.15:
			best, doubt = c, false
		}
	}
	return best, !doubt
}

// corrections take back what was said before them.
var corrections = set("sorry", "typo", "wait", "mean", "meant", "actually", "correction", "rather", "oops", "mistake", "scratch", "instead", "wrong",
	"misspoke", "mistyped", "no", "nope", "should", "whoops", "now", "but", "changed")

var hanCorrections = []string{"不对", "错了", "打错", "说错", "写错", "输错", "不是", "应该是", "更正", "抱歉", "改成", "改为", "纠正", "搞错", "口误", "而是", "哦不", "啊不", "等等", "等一下", "记错", "看错", "是", "才对", "其实"}

// corrects reports whether the words between two values, or before the first one, say that the second one holds.
func (r *reader) corrects(a, b claim) bool {
	t := r.t
	for i := a.to; i < b.from; i++ {
		if corrections[t.at(i)] {
			return true
		}
		if t.kind(i) == han {
			if w, _ := t.hanWord(i, hanCorrections...); w != "" {
				return true
			}
		}
	}
	for i := a.from - 1; i >= 0 && i >= a.from-3; i-- {
		if t.is(i, "not", "wasn't", "isn't", "非") {
			return true
		}
		if t.at(i) == "是" && t.is(i-1, "不") {
			return true
		}
	}
	return false
}

// ownedAt reports whether the customer says of a value that it is theirs, as opposed to somebody else's: "mine is".
func (r *reader) ownedAt(c claim) bool {
	i := c.from - 1
	for i > c.from-5 && (connectors[r.t.at(i)] && !r.t.is(i, "my", "的", "我")) {
		i--
	}
	return r.t.is(i, "mine") || r.t.at(i) == "的" && r.t.at(i-1) == "我"
}

// alternative reports whether two values are offered as guesses: "3100 or 5380".
func (r *reader) alternative(a, b claim) bool {
	if b.from-a.to > 6 {
		return false
	}
	for i := a.to; i < b.from; i++ {
		if r.t.is(i, "or", "或", "还") {
			return true
		}
	}
	return false
}
