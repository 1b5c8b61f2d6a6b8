package wording

// claim is something that a text says and that must be supported.
type claim struct {
	kind       Kind
	start, end int // in text.r
	value      value
}

// value is what is claimed, in a form in which equal claims are equal however they are written.
type value struct {
	unit     string    // see the units below, or a currency
	readings []float64 // of an amount in its unit; minutes of the day for clock
	date     date
	or       date   // the other reading of 3/5
	word     string // a link, a phone number, a relative date, a commitment
	written  bool   // for a plain number: large or written with digits, so that it is more than a figure of speech
}

// Units other than currencies.
const (
	unitMoney    = "money" // a currency that is not named
	unitPercent  = "percent"
	unitSeconds  = "seconds"
	unitDays     = "workdays"
	unitMonths   = "months"
	unitNumber   = "number"
	unitClock    = "clock"
	unitDate     = "date"
	unitRelative = "relative"
	unitLink     = "link"
	unitPhone    = "phone"
	unitPromise  = "promise"
)

// scan finds every claim in a text, in its order.
func scan(t *text) []claim {
	s := scanner{text: t}
	for i := 0; i < len(t.r); {
		end := s.at(i)
		switch {
		case end > i:
			i = end
		case latin(t.r[i]):
			for latin(t.get(i)) || t.get(i) == '\'' {
				i++
			}
		case digit(t.r[i]):
			for digit(t.get(i)) {
				i++
			}
		default:
			i++
		}
	}
	return s.claims
}

type scanner struct {
	*text
	claims []claim
	talk   struct { // see smallTalk
		start, end int
		small      bool
	}
}

func (s *scanner) add(k Kind, start, end int, v value) int {
	s.claims = append(s.claims, claim{k, start, end, v})
	return end
}

// at reads the claims that begin at i and returns where they end, or i. The order matters: a date is not a quotient.
func (s *scanner) at(i int) int {
	r := s.get(i)
	if !latin(r) && !digit(r) && !han(r) && r != '+' && r != '(' && currencySymbols[r] == "" {
		return i
	}
	if latin(r) && latin(s.get(i-1)) {
		return i
	}
	for _, read := range [...]func(int) int{s.link, s.phone, s.dates, s.clock, s.money, s.share, s.measured} {
		if end := read(i); end > i {
			return end
		}
	}
	return i
}

// measured reads a number with its unit, a duration in words, or a plain number.
func (s *scanner) measured(i int) int {
	if end := s.durationInWords(i); end > i {
		return end
	}
	if s.endsWith(i, "第") || s.get(i) == '半' {
		return i
	}
	n, ok := s.number(i)
	if !ok {
		return i
	}
	if digit(s.get(i)) && s.get(i-1) == '-' && latin(s.get(i-2)) { // part of a name: ORD-4821
		return n.end
	}
	if end := s.unit(i, n); end > i {
		return end
	}
	if end := s.joined(i, n); end > i {
		return end
	}
	if latin(s.get(n.end)) { // 3d, 2nd
		return n.end
	}
	if s.counts(i, n.end) || s.names(i, n) {
		return n.end
	}
	size := n.end - i
	return s.add(Quantity, i, n.end, value{unit: unitNumber, readings: n.readings,
		written: n.large || n.digits || han(s.get(i)) && size > 1 && n.value() >= 10})
}

// counts reports whether a number only numbers the points of a list: "1. open the lid".
func (s *scanner) counts(i, end int) bool {
	if mark := s.get(end); mark != '.' && mark != ')' || end-i > 2 || s.get(end+1) != ' ' {
		return false
	}
	begins := i == 0 || s.get(i-1) == '\n' || s.get(i-1) == '('
	next := s.space(end + 1)
	return begins || s.get(i-1) == ' ' && latin(s.get(next)) && !s.upper[next]
}

// names reports whether a number is part of a product's name: a short one right after a capitalised word that does not
// begin the sentence.
func (s *scanner) names(i int, n number) bool {
	w, start := s.before(i)
	if !n.plain || n.large || n.end-i > 2 || len(w) < 2 || s.get(i-1) != ' ' || !s.upper[start] {
		return false
	}
	begins, _ := s.sentence(i)
	return s.space(begins) < start
}

// unit reads what follows a number and makes it an amount, a share or a duration.
func (s *scanner) unit(i int, n number) int {
	for _, read := range [...]func(int, number) int{s.moneyAfter, s.shareAfter, s.durationAfter} {
		if end := read(i, n); end > i {
			return end
		}
	}
	return i
}

// joined gives a number the unit of the one that it forms a range with: 2 to 4 days, $20-30, from 6:30 to 11.
func (s *scanner) joined(i int, n number) int {
	if len(s.claims) > 0 {
		last := s.claims[len(s.claims)-1]
		if last.value.readings != nil && last.value.unit != unitNumber && s.isJoint(last.end, i) {
			v := last.value
			if v.readings = n.readings; v.unit == unitClock {
				if n.value() > 24 {
					return i
				}
				v.readings = eitherHalf(int(n.value()), 0)
			}
			if v.unit == unitSeconds || v.unit == unitMonths {
				return i // the unit that was written is not known any more
			}
			return s.add(last.kind, i, n.end, v)
		}
	}
	j := s.joint(n.end)
	if j < 0 {
		return i
	}
	ahead := scanner{text: s.text}
	for _, read := range [...]func(int) int{ahead.clock, ahead.money} {
		if end := read(j); end > j {
			v := ahead.claims[0].value
			v.readings = n.readings
			if v.unit == unitClock {
				if n.value() > 24 {
					return i
				}
				v.readings = eitherHalf(int(n.value()), 0)
			}
			return s.add(ahead.claims[0].kind, i, n.end, v)
		}
	}
	second, ok := s.number(j)
	if !ok {
		return i
	}
	// The unit stands after the second number: read it as if it stood after the first.
	n.end, second.readings = second.end, n.readings
	if end := ahead.unit(j, second); end > j {
		first := ahead.claims[0]
		s.add(first.kind, i, first.end, first.value)
		return j
	}
	return i
}

var joints = []string{"--", "-", "~", "to", "and", "or", "until", "till", "至", "到", "或者", "或", "and between"}

// joint returns where the number after a joining word begins, or -1.
func (t *text) joint(end int) int {
	j := t.oneOf(t.space(end), joints)
	if j < 0 || j >= len(t.r) || latin(t.get(j)) {
		return -1
	}
	return t.space(j)
}

func (t *text) isJoint(end, next int) bool { return t.joint(end) == next }
