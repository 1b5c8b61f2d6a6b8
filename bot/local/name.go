package local

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

// names proposes names of people: introduced ("my name is", "我叫"), given in answer to the question for a name, or after
// the preposition that names somebody else ("transfer to", "invoices from").
func (r *reader) names() {
	for _, f := range r.s.types[conversation.TypeName] {
		asked := r.isAsked(f)
		if asked {
			r.nameAnswer(f)
		}
		if f.party == self || f.alone {
			r.introduced(f, asked)
		}
		if f.party == other {
			r.mentioned(f)
		}
	}
	r.cuedNames()
	r.bareNames()
}

// bareNames proposes a sentence that is nothing but a full name, for the only field for names.
func (r *reader) bareNames() {
	t := r.t
	for _, f := range r.s.types[conversation.TypeName] {
		if f.party != self || !f.alone || r.isAsked(f) {
			continue
		}
		for i := range t.tokens {
			if i > 0 && t.kind(i-1) != mark || !givenNames[t.at(i)] {
				continue
			}
			to := t.nameFrom(i, false, 3)
			if to-i >= 2 && (to >= len(t.tokens) || t.kind(to) == mark && !t.is(to, "'") || t.is(to, "and", "speaking", "here")) {
				r.add(candidate{typ: conversation.TypeName, field: f, from: i, to: to, value: t.rawSpan(i, to), strength: 1})
			}
		}
	}
}

// introductions lead to the customer's name. The weak ones need a name that looks like one.
var introductions = []struct {
	words []string
	weak  bool
}{
	{[]string{"my", "name", "is"}, false},
	{[]string{"my", "name", "'s"}, false},
	{[]string{"my", "name's"}, false},
	{[]string{"my", "full", "name", "is"}, false},
	{[]string{"my", "name"}, true},
	{[]string{"the", "name", "is"}, false},
	{[]string{"the", "name's"}, false},
	{[]string{"name", "is"}, false},
	{[]string{"name", ":"}, false},
	{[]string{"name", "="}, false},
	{[]string{"i", "am", "called"}, false},
	{[]string{"call", "me"}, true},
	{[]string{"i'm"}, true},
	{[]string{"im"}, true},
	{[]string{"i", "am"}, true},
	{[]string{"this", "is"}, true},
	{[]string{"it", "is"}, true},
	{[]string{"it's"}, true},
	{[]string{"its"}, true},
	{[]string{"under", "the", "name"}, false},
	{[]string{"under", "the", "name", "of"}, false},
	{[]string{"in", "the", "name", "of"}, false},
	{[]string{"on", "the", "name"}, false},
	{[]string{"same", "name"}, false},
	{[]string{"on", "behalf", "of"}, true},
	{[]string{"under"}, true},
	{[]string{"name"}, true},
	{[]string{"speaking", "to"}, true},
}

// introduced proposes what follows an introduction, and "X here", "X speaking".
func (r *reader) introduced(f *field, asked bool) {
	t := r.t
	for i := range t.tokens {
		for _, in := range introductions {
			if t.at(i) != in.words[0] || !t.phrase(i, in.words...) {
				continue
			}
			if t.is(i, "it", "it's", "its") && !asked && !t.fullName(i+len(in.words)) || t.foreignName(i) {
				continue
			}
			from := i + len(in.words)
			for t.is(from, ":", "is", "called", "\"") {
				from++
			}
			to := t.nameFrom(from, in.weak && !asked, 4)
			r.addName(f, from, to)
		}
		if t.is(i, "here", "speaking") && i > 0 {
			from := i - 1
			for from > 0 && i-from < 3 && t.nameWord(from-1, !asked) && !t.ends(from-1) && t.capital(from-1) == t.capital(from) && !t.is(from-1, "is") {
				from--
			}
			if t.nameFrom(from, !asked, 4) == i && !t.is(from-1, "around", "from", "the", "over", "'m", "not") && (t.capital(from) || asked || i-from == 2) {
				r.addName(f, from, i)
			}
		}
	}
	r.hanIntroduced(f)
}

// fullName reports whether a known first name and a capitalised word stand at token i.
func (t *text) fullName(i int) bool {
	return givenNames[t.at(i)] && t.capital(i) && t.nameFrom(i, false, 4)-i >= 2
}

// foreignName reports whether the name introduced at token i is somebody else's: "my mother's name is".
func (t *text) foreignName(i int) bool {
	for k := i; k < i+3; k++ {
		if t.at(k+1) == "name" && strings.HasSuffix(t.at(k), "'s") {
			return true
		}
	}
	if t.at(i) == "name" && strings.HasSuffix(t.at(i-1), "'s") {
		return true
	}
	for k := i + 2; k >= i-4 && k >= 0; k-- {
		if t.is(k, "mother", "mother's", "mothers", "maiden", "pet", "pet's", "pets", "dog", "dog's", "cat", "father's", "mommy", "mum", "company", "user", "last", "middle", "product", "brand") {
			return true
		}
	}
	return false
}

// addName proposes the tokens as a name, if they are one.
func (r *reader) addName(f *field, from, to int) {
	from = r.t.afterTitle(from, to)
	if to <= from {
		return
	}
	value := strings.TrimRight(r.t.rawSpan(from, to), " ,.;:!?\"'")
	if strings.TrimSpace(value) == "" {
		return
	}
	r.add(candidate{typ: conversation.TypeName, field: f, from: from, to: to, value: value, strength: 1, cued: true})
}

// afterTitle skips "Mr." and the like.
func (t *text) afterTitle(from, to int) int {
	if to > from && t.is(from, "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam") {
		from++
		for t.at(from) == "." && from < to {
			from++
		}
	}
	return from
}

// nameFrom returns the end of the name that begins at token i, or i if none does. A strict name must be capitalised or
// a known given name.
func (t *text) nameFrom(i int, strict bool, most int) int {
	if t.is(i, "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam") {
		k := i + 1
		if t.at(k) == "." {
			k++
		}
		if end := t.nameFrom(k, false, most); end > k {
			return end
		}
		return i
	}
	to := i
	upper := t.capital(i)
	for to < len(t.tokens) && to-i < most {
		if to > i {
			if t.tokens[to].line {
				break
			}
			if t.at(to) == "-" && t.glued(to) && t.glued(to+1) || t.at(to) == "." && t.glued(to) && utf8.RuneCountInString(t.at(to-1)) == 1 && t.kind(to+1) == word {
				to++
				continue
			}
			if upper && !t.capital(to) && !particles[t.at(to)] {
				break
			}
			if !upper && t.capital(to) {
				break
			}
		}
		if !t.nameWord(to, strict) {
			break
		}
		to++
	}
	for to > i && (particles[t.at(to-1)] && !t.capital(to-1) || t.is(to-1, "-", ".")) {
		to--
	}
	if strict && to > i && !upper && !slices.ContainsFunc(t.list(i, to), func(w string) bool { return givenNames[w] }) {
		return i
	}
	return to
}

func (t *text) list(from, to int) []string {
	var words []string
	for i := from; i < to; i++ {
		words = append(words, t.at(i))
	}
	return words
}

var particles = set("de", "da", "di", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn", "dos", "del", "du")

// capital reports whether token i begins with a capital letter.
func (t *text) capital(i int) bool {
	if t.kind(i) != word {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t.folded[t.tokens[i].from:])
	return unicode.IsUpper(r)
}

// nameWord reports whether token i may be part of a name.
func (t *text) nameWord(i int, strict bool) bool {
	if t.kind(i) != word || t.glued(i) && t.kind(i-1) == digit || t.glued(i+1) && t.kind(i+1) == digit || t.at(i+1) == "@" {
		return false
	}
	w := t.at(i)
	if givenNames[w] && (t.capital(i) || !commonWords[w] || t.unknown(i+1)) || surnames[w] && t.capital(i) && t.capital(i-1) {
		return true
	}
	if _, month := months[w]; month && strict {
		return false
	}
	if _, weekday := weekdays[w]; weekday {
		return false
	}
	return !commonWords[strings.TrimSuffix(w, "'s")]
}

// unknown reports whether token i is a word that is neither common nor the beginning of something else.
func (t *text) unknown(i int) bool {
	return t.kind(i) == word && !commonWords[t.at(i)] && !t.glued(i) && !t.capital(i)
}

// surnames are everyday words that are common family names; only a capital after another one makes them a name.
var surnames = set("brown", "white", "black", "green", "gray", "grey", "young", "king", "long", "small", "love", "day", "street", "house",
	"bell", "light", "price", "rice", "hall", "wood", "woods", "hill", "hills", "cook", "park", "parks", "bird", "stone", "field", "fields",
	"little", "short", "wise", "rich", "west", "north", "east", "banks", "page", "read", "gold", "silver", "moon", "best", "bush", "rose",
	"fox", "wolf", "lane", "marsh", "lake", "pool", "church", "law", "good", "may", "march", "friend", "knight", "power", "powers", "case",
	"walker", "player", "singer", "major", "pope", "noble", "blue", "winter", "winters", "summer", "summers", "snow", "frost", "waters", "song")

// fillers may stand before and after the name in an answer.
var fillers = set("sure", "yes", "yeah", "yep", "ok", "okay", "it's", "its", "it", "is", "the", "name", "my", "hi", "hello", "hey", "well",
	"um", "uh", "er", "this", "i'm", "im", "i", "am", "of", "course", "certainly", "absolutely", "full", "oh", "ah", "so", "and",
	"please", "no", "problem", "that's", "would", "be", "you", "can", "call", "me", "right", "here", "sorry", "again", "name's", "friend", "to",
	"want", "wants", "send", "it's", "going", "goes", "money", "with", "by")

// nameAnswer reads the answer to the question for a name: the whole of it, less the words that surround names.
func (r *reader) nameAnswer(f *field) {
	t := r.t
	i, found := 0, false
	for i < len(t.tokens) {
		if found {
			for i < len(t.tokens) && !corrections[t.at(i)] && !t.hanCorrection(i) {
				i++
			}
			for i < len(t.tokens) && (corrections[t.at(i)] || t.kind(i) == mark || t.kind(i) == word && commonWords[t.at(i)] && !t.capital(i)) {
				i++
			}
			i = t.afterHanCorrection(i)
		}
		for i < len(t.tokens) && (t.kind(i) == mark || fillers[t.at(i)] && !(givenNames[t.at(i)] && t.capital(i))) {
			i++
		}
		if i >= len(t.tokens) {
			return
		}
		if t.kind(i) == han {
			to := r.hanAnswer(f, i)
			if to == i {
				return
			}
			i, found = to, true
			continue
		}
		to := t.nameFrom(i, false, 5)
		if to > i && (to >= len(t.tokens) || t.kind(to) == mark || fillers[t.at(to)] || t.tokens[to].line || commonWords[t.at(to)] && t.capital(i) && to-i > 1 || t.is(to, "thanks", "speaking")) {
			if to-i == 1 && utf8.RuneCountInString(t.at(i)) == 1 {
				return
			}
			from := t.afterTitle(i, to)
			r.add(candidate{typ: conversation.TypeName, field: f, from: from, to: to, value: strings.TrimRight(t.rawSpan(from, to), " ,.;:!?\"'"), strength: 1})
			i, found = to, true
			continue
		}
		if found {
			return
		}
		// the name may stand in a later sentence
		for i < len(t.tokens) && !t.ends(i) && t.at(i) != "," {
			i++
		}
		i++
		if i > 30 {
			return
		}
	}
}
