package wording

// Percentages and discounts are one thing: 20 % off, 打八折 and half price all say how much less is paid.

var fractions = map[string]float64{"half": 50, "third": 100. / 3, "quarter": 25, "fifth": 20, "tenth": 10, "thirds": 100. / 3, "quarters": 25, "fifths": 20, "tenths": 10}

// share reads a share that does not begin with a number.
func (s *scanner) share(i int) int {
	switch {
	case s.has(i, "百分之"):
		n, ok := s.number(i + 3)
		if !ok {
			if !s.has(i+3, "百") {
				return i
			}
			n = number{readings: []float64{100}, end: i + 4}
		}
		n = s.chineseDecimal(n, true)
		return s.addShare(i, n.end, n.readings)
	case s.has(i, "半价"), s.has(i, "对折"):
		return s.addShare(i, i+2, []float64{50})
	case latin(s.get(i)):
		return s.fraction(i)
	}
	return i
}

// fraction reads "half price", "a quarter off", "two thirds of".
func (s *scanner) fraction(i int) int {
	w, j := s.word(i)
	times := 1.0
	if n := englishUnits[w]; w == "a" || w == "an" || n > 0 && n < 10 {
		if n > 0 {
			times = n
		}
		w, j = s.next(j)
	}
	f := fractions[w]
	if f == 0 {
		return i
	}
	next, end := s.next(j)
	switch {
	case next == "price" || next == "off", next == "the" && s.has(s.space(end), "price"):
		return s.addShare(i, end, []float64{f * times})
	case next == "of":
		return s.addShare(i, j, []float64{f * times})
	}
	return i
}

// shareAfter reads what makes the number before it a share.
func (s *scanner) shareAfter(i int, n number) int {
	n = s.chineseDecimal(n, false)
	j := s.space(n.end)
	if s.get(j) == '%' || s.get(j) == '‰' {
		r := n
		if s.get(j) == '‰' {
			r = n.times(0.1)
		}
		return s.addShare(i, j+1, r.readings)
	}
	if w, end := s.next(n.end); w == "percent" || w == "pct" {
		return s.addShare(i, end, n.readings)
	} else if w == "per" {
		if w, end := s.next(end); w == "cent" {
			return s.addShare(i, end, n.readings)
		}
	}
	switch {
	case s.has(n.end, "个百分点"):
		return s.addShare(i, n.end+4, n.readings)
	case s.get(n.end) == '折':
		return s.addDiscount(i, n)
	case s.get(n.end) == '成' && !s.has(n.end, "成功") && !s.has(n.end, "成为"):
		return s.addShare(i, n.end+1, n.times(10).readings)
	case s.has(n.end, "分之"):
		if m, ok := s.number(n.end + 2); ok && n.value() > 0 {
			return s.addShare(i, m.end, []float64{100 * m.value() / n.value()})
		}
	}
	return i
}

// addDiscount reads 折: what is paid of ten, 八折 is 20 % off and 五五折 45 %.
func (s *scanner) addDiscount(i int, n number) int {
	paid := n.value()
	if n.twin > 0 { // 七八折 is 78 % of the price
		paid = n.readings[1]
	}
	for paid > 10 {
		paid /= 10
	}
	return s.addShare(i, n.end+1, []float64{100 - 10*paid})
}

func (s *scanner) addShare(i, end int, readings []float64) int {
	return s.add(Amount, i, end, value{unit: unitPercent, readings: readings})
}
