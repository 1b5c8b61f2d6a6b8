package handoff

import (
	"slices"

	"github.com/batondesk/baton/knowledge/wording"
	"github.com/batondesk/baton/people"
)

var (
	claimKinds = []wording.Kind{
		wording.Amount, wording.Date, wording.Time, wording.Duration, wording.Link, wording.Commitment, wording.Quantity,
		wording.Term,
	}
	verdicts = []wording.Verdict{wording.Pass, wording.Warn, wording.Block} // from harmless to worst
)

// Authority is what somebody with these roles may say without an approved source: of each kind of claim the mildest
// verdict that one of the roles has, and the greatest amount. What the configuration does not say of a role is as
// wording.ForRole has it.
func (b *Book) Authority(roles []people.Role) wording.Authority {
	a := wording.Authority{Kinds: map[wording.Kind]wording.Verdict{}, UpTo: map[string]float64{}}
	for _, role := range roles {
		given, normal := b.config.Authority[string(role)], wording.ForRole(string(role))
		for _, kind := range claimKinds {
			verdict := wording.Verdict(given.Kinds[string(kind)])
			if verdict == "" {
				verdict = normal.Kinds[kind]
			}
			if before, known := a.Kinds[kind]; !known || slices.Index(verdicts, verdict) < slices.Index(verdicts, before) {
				a.Kinds[kind] = verdict
			}
		}
		for currency, most := range given.UpTo {
			a.UpTo[currency] = max(a.UpTo[currency], most)
		}
	}
	return a
}
