package wording

import "math"

// evidence is what the sources and the conversation say.
type evidence struct {
	sources []claim
	known   []claim
}

// supports reports whether anything says what is claimed.
func (e evidence) supports(c claim) bool {
	for _, s := range e.sources {
		if c.value.follows(s.value, false) {
			return true
		}
	}
	for _, k := range e.known {
		if c.value.follows(k.value, true) {
			return true
		}
	}
	return false
}

// follows reports whether claim v follows from what is said in from. known: from is a value that the customer gave, of
// which the unit is often not said.
func (v value) follows(from value, known bool) bool {
	switch v.unit {
	case unitDate:
		return from.unit == unitDate && (v.date.follows(from.date) || v.or != (date{}) && v.or.follows(from.date) ||
			from.or != (date{}) && v.date.follows(from.or))
	case unitRelative, unitPromise:
		return from.unit == v.unit && (from.word == v.word || v.word == "refund" && from.word == "full refund")
	case unitLink:
		return from.unit == unitLink && sameLink(v.word, from.word)
	case unitPhone:
		if from.unit == unitNumber && known {
			return from.digits() == v.word
		}
		return from.unit == unitPhone && samePhone(v.word, from.word)
	case unitNumber:
		if from.unit == unitDate {
			for _, part := range [...]int{from.date.year, from.date.month, from.date.day} {
				if part > 0 && equal(v.readings, []float64{float64(part)}) {
					return true
				}
			}
		}
		return equal(v.readings, from.readings)
	}
	switch {
	case v.unit == from.unit:
	case isMoney(v.unit) && (v.unit == unitMoney && isMoney(from.unit) || from.unit == unitMoney):
	case from.unit == unitNumber && (known || isMoney(v.unit) && from.written && len(from.readings) > 0 && from.readings[0] >= 100):
	default:
		return false
	}
	return equal(v.readings, from.readings)
}

// isMoney reports whether a unit is a currency: they are written in capitals.
func isMoney(unit string) bool {
	return unit == unitMoney || unit != "" && unit[0] >= 'A' && unit[0] <= 'Z'
}

// equal reports whether two numbers have a reading in common.
func equal(a, b []float64) bool {
	for _, x := range a {
		for _, y := range b {
			if math.Abs(x-y) <= 1e-6*max(1, math.Abs(x)) {
				return true
			}
		}
	}
	return false
}

// follows reports whether d says nothing that from does not say.
func (d date) follows(from date) bool {
	part := func(d, from int) bool { return d == 0 || d == from }
	return part(d.year, from.year) && part(d.month, from.month) && part(d.day, from.day) && part(d.weekday, from.weekday)
}

// sameLink allows the front page of a site of which a page is approved.
func sameLink(said, approved string) bool {
	return said == approved || len(approved) > len(said) && approved[:len(said)] == said && approved[len(said)] == '/' && !contains(said, '/') && !contains(said, '@')
}

func contains(s string, b byte) bool {
	for i := range len(s) {
		if s[i] == b {
			return true
		}
	}
	return false
}

// samePhone compares the digits; one of the two may lack the country code.
func samePhone(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= 7 && b[len(b)-len(a):] == a && len(b)-len(a) <= 4
}

// digits are those of a whole number.
func (v value) digits() string {
	if len(v.readings) == 0 || v.readings[0] < 0 || v.readings[0] > 1e15 {
		return ""
	}
	n, s := int64(v.readings[0]), ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}
