package local

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// mentioned proposes a name after a preposition.
func (r *reader) mentioned(f *field) {
	t := r.t
	for i := range t.tokens {
		prep := t.is(i, "to", "from", "for", "with", "by", "under", "of") || strings.HasSuffix(t.at(i), "from") || !commonWords[t.at(i)] && likeness(t.at(i), "from") >= 0.75
		pays := t.is(i, "pay", "paying", "paid", "give", "send")
		if !prep && !pays {
			continue
		}
		from := i + 1
		if t.is(from, "my", "a") && t.is(from+1, "friend", "wife", "husband", "brother", "sister", "mom", "dad", "mother", "father", "son", "daughter", "colleague", "boss", "landlord", "partner", "cousin", "uncle", "aunt", "roommate") {
			from += 2
			if t.at(from) == "," {
				from++
			}
		}
		upper := t.capital(from)
		to := t.nameFrom(from, false, 3)
		if to == from {
			continue
		}
		known := slices.ContainsFunc(t.list(from, to), func(w string) bool { return givenNames[w] })
		trails := to >= len(t.tokens) || t.kind(to) == mark || t.is(to, "for", "on", "in", "via", "lately", "by", "from", "at", "to", "is", "will", "please", "today", "tomorrow", "but", "and", "right", "now", "so", "last", "this", "as") || currencySigns[t.at(to)]
		switch {
		case known:
		case upper && to-from <= 3 && !t.organisation(from, to):
			if to-from == 1 && !r.asks(nameFamily) && !(t.moneyBefore(i) && t.is(i, "to", "from")) || to-from > 1 && t.is(i, "with", "for", "by", "of") {
				continue
			}
		case !upper && trails && to-from <= 2 && !(to-from == 1 && t.is(i, "for", "with", "by")) && !t.is(i, "of", "with") && !t.looksEnglish(from, to) && (t.moneyBefore(i) || to-from == 2 && i == 0):
		default:
			continue
		}
		from = t.afterTitle(from, to)
		r.add(candidate{typ: conversation.TypeName, field: f, from: from, to: to, value: t.rawSpan(from, to), strength: 1})
	}
}

// looksEnglish reports whether a word ends as English nouns and adjectives do, which names in lower case mostly do not.
func (t *text) looksEnglish(from, to int) bool {
	for i := from; i < to; i++ {
		for _, ending := range []string{"tion", "ment", "ing", "ed", "al", "als", "ness", "ity", "ive", "able", "ous", "ful", "less", "ary", "ies", "ions", "ments", "ers", "ial"} {
			if strings.HasSuffix(t.at(i), ending) && len(t.at(i)) > len(ending)+2 {
				return true
			}
		}
	}
	return false
}

// moneyBefore reports whether the words before a preposition pass something on: "transfer 50 to".
func (t *text) moneyBefore(i int) bool {
	for k := i; k >= 0 && k > i-12; k-- {
		if t.is(k, "transfer", "transfers", "send", "sending", "sent", "pay", "paying", "paid", "payment", "payments", "order", "debit", "money", "give",
			"receive", "received", "wire", "deliver", "ship", "addressed", "resend", "forward", "amount", "going", "goes") {
			return true
		}
	}
	return false
}

// organisation reports whether a capitalised phrase looks like a firm or a place.
func (t *text) organisation(from, to int) bool {
	return slices.ContainsFunc(t.list(from, to), func(w string) bool { return organisationWords[w] })
}

var organisationWords = set("ltd", "inc", "llc", "co", "corp", "company", "bank", "shop", "store", "restaurant", "hotel", "inn", "airport", "street",
	"airlines", "air", "group", "media", "foods", "city", "park", "center", "centre", "school", "university", "office", "club", "bar", "cafe",
	"kitchen", "market", "station", "united", "american", "san", "los", "new", "las", "francisco", "york", "angeles", "london", "paris")

// cuedNames proposes what stands after the words of a field: "recipient: Anna Bell".
func (r *reader) cuedNames() {
	t := r.t
	for _, h := range r.hits {
		if h.family != nameFamily || h.field == nil || h.weight < conceptWords {
			continue
		}
		from := h.to
		lead := false
		for t.is(from, "is", ":", "=", "name", "'s", "should", "be", "called", "是", "为", "叫", "：") {
			from++
			lead = true
		}
		if t.kind(from) == han {
			if to := t.hanName(from, false); to > from && lead {
				r.addName(h.field, from, to)
			}
			continue
		}
		if to := t.nameFrom(from, false, 4); to > from && (lead || t.capital(from)) {
			r.addName(h.field, from, to)
		}
	}
}
