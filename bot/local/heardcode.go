package local

import (
	"regexp"
	"strings"
	"time"
)

// soundsLike are words that a recogniser writes for a letter or a digit that was said.
var soundsLike = map[string]string{
	"you": "U", "u": "U", "are": "R", "ar": "R", "oh": "O", "see": "C", "sea": "C", "be": "B", "bee": "B", "tea": "T", "tee": "T", "why": "Y",
	"ex": "X", "jay": "J", "kay": "K", "okay": "K", "queue": "Q", "cue": "Q", "pea": "P", "pee": "P", "eye": "I", "em": "M", "en": "N", "and": "N",
	"ell": "L", "el": "L", "ess": "S", "eff": "F", "gee": "G", "aitch": "H", "dee": "D", "vee": "V", "zed": "Z", "zee": "Z",
	"for": "4", "to": "2", "too": "2", "won": "1", "ate": "8", "tree": "3", "niner": "9", "hey": "A", "ay": "A",
	"double-u": "W", "zebra": "Z", "sugar": "S",
	"apple": "A", "bob": "B", "cat": "C", "dog": "D", "elephant": "E", "freddie": "F", "george": "G", "harry": "H", "jack": "J", "king": "K", "london": "L",
	"mother": "M", "nelly": "N", "orange": "O", "peter": "P", "queen": "Q", "robert": "R", "sam": "S", "tommy": "T", "umbrella": "U", "william": "W",
	"yellow": "Y",
}

var postcodeLead = regexp.MustCompile(`^(?:(?:i have|it's|its|it is|the postcode is|my postcode is|post code is|postcode|yes|yeah|so|um|ok|sure|that's|that is)\s+)+`)

// heardPostcodes are the postal codes that a spelled answer could mean. Letters and digits are put where the shape of a
// British postcode (Royal Mail: area, district, sector, unit) wants them: O for 0, I for 1.
func heardPostcodes(guess string) map[string]float64 {
	t := read(postcodeLead.ReplaceAllString(strings.ToLower(guess), ""))
	var b strings.Builder
	repeat := 1
	for i := range t.tokens {
		w := t.at(i)
		piece := ""
		switch {
		case t.kind(i) == mark:
			continue
		case w == "double" || w == "triple":
			repeat = 2
			if w == "triple" {
				repeat = 3
			}
			continue
		case t.kind(i) == digit:
			piece = w
		case nato[w] != "":
			piece = nato[w]
		case spokenDigits[w] != "":
			piece = spokenDigits[w]
		case soundsLike[w] != "":
			piece = soundsLike[w]
		case t.kind(i) == word && len(w) <= 3:
			piece = w
		case t.kind(i) == word && t.ascii(i) && len(w) > 4 && i > 0:
			piece = w[:1] // a word that stands for its first letter: "s for sugar"
			if t.at(i-1) == w[:1] || t.is(i-1, "for") {
				continue
			}
		}
		b.WriteString(strings.Repeat(strings.ToUpper(piece), repeat))
		repeat = 1
	}
	code := b.String()
	found := map[string]float64{}
	if len(code) > 12 {
		return found
	}
	// the whole, or less a stray character at either end
	for _, c := range []struct {
		code  string
		share float64
	}{{code, 1}, {drop(code, 1, 0), 0.25}, {drop(code, 0, 1), 0.25}} {
		for value, share := range shapedPostcodes(c.code) {
			found[value] = max(found[value], share*c.share)
		}
	}
	if len(found) == 0 && len(code) == 5 && !strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }) {
		found[code] = 1
	}
	return found
}

func drop(s string, front, back int) string {
	if len(s) <= front+back {
		return ""
	}
	return s[front : len(s)-back]
}

var (
	asDigit  = map[byte]byte{'O': '0', 'I': '1', 'L': '1', 'Z': '2', 'S': '5', 'B': '8', 'V': '5', 'A': '8', 'G': '6', 'T': '3', 'N': '9'}
	asLetter = map[byte]byte{'0': 'O', '1': 'I', '8': 'A', '5': 'S', '2': 'Q', '4': 'F', '6': 'S', '3': 'E', '7': 'S', '9': 'N'}
)

// shapedPostcodes fits a code into the British shapes (A9 9AA, A99 9AA, A9A 9AA, AA9 9AA, AA99 9AA, AA9A 9AA). Each
// character that has to be read as the other kind costs.
func shapedPostcodes(code string) map[string]float64 {
	found := map[string]float64{}
	for _, shape := range []string{"A99AA", "A999AA", "A9A9AA", "AA99AA", "AA999AA", "AA9A9AA"} {
		if len(shape) != len(code) {
			continue
		}
		fixed := []byte(code)
		share := 1.0
		for i := range fixed {
			isDigit := fixed[i] >= '0' && fixed[i] <= '9'
			switch {
			case shape[i] == '9' && !isDigit:
				to, ok := asDigit[fixed[i]]
				if !ok {
					share = 0
				}
				fixed[i] = to
				share *= penalty(code[i])
			case shape[i] == 'A' && isDigit:
				to, ok := asLetter[fixed[i]]
				if !ok {
					share = 0
				}
				fixed[i] = to
				share *= penalty(code[i])
			}
		}
		if share > 0.05 {
			found[string(fixed)] = max(found[string(fixed)], share)
		}
	}
	return found
}

// penalty is small for the pairs that sound or look alike.
func penalty(c byte) float64 {
	switch c {
	case 'O', '0':
		return 0.9
	case 'I', '1', 'V':
		return 0.6
	}
	return 0.3
}

// heardDates are the dates that a spoken answer could mean: as in writing, and digits said as day, month and year
// ("14 05 1965", "1405 1965"). A date without its year counts little.
func heardDates(guess string, now time.Time, f *field, monthFirst bool) map[string]float64 {
	t := read(guess)
	found := map[string]float64{}
	for i := range t.tokens {
		d, next := t.dateAt(i, now, monthFirst)
		if next == i || d.relative && f.birth || d.bareMonth || d.vague {
			continue
		}
		if value, ok := d.resolve(now, f.past, f.role == endRole); ok {
			share := 1.0
			if d.year == 0 && !d.relative {
				share = 0.1
			}
			found[value] = share
		}
		return found
	}
	var digits strings.Builder
	for i := range t.tokens {
		switch {
		case t.kind(i) == digit:
			digits.WriteString(t.at(i))
		case t.kind(i) == word && strings.Trim(t.at(i), "o") == "": // "O2"
			digits.WriteString(strings.Repeat("0", len(t.at(i))))
		}
	}
	if s := digits.String(); len(s) == 8 {
		if value, ok := dayMonth(atoi(s[:2]), atoi(s[2:4]), atoi(s[4:]), monthFirst).resolve(now, f.past, false); ok {
			found[value] = 0.9
		}
	}
	return found
}

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
