package wording

// Times are minutes of the day. Without a word for the half of the day, a time up to twelve has two readings.

func eitherHalf(hour, minute int) []float64 {
	m := float64(hour*60 + minute)
	switch {
	case hour == 12:
		return []float64{m, float64(minute)}
	case hour == 24:
		return []float64{float64(minute), 1440}
	case hour >= 1 && hour < 12:
		return []float64{m, m + 720}
	}
	return []float64{m}
}

func (s *scanner) addClock(i, end int, readings []float64) int {
	return s.add(Time, i, end, value{unit: unitClock, readings: readings})
}

var clockWords = map[string]float64{"noon": 720, "midday": 720, "midnight": 0}

// clock reads a time of day.
func (s *scanner) clock(i int) int {
	r := s.get(i)
	switch {
	case s.has(i, "24/7"):
		return s.add(Time, i, i+4, value{unit: unitRelative, word: "always"})
	case latin(r):
		w, end := s.word(i)
		if m, ok := clockWords[w]; ok {
			return s.addClock(i, end, []float64{m})
		}
		if end := s.pastOrTo(i); end > i {
			return end
		}
	case s.has(i, "正午"):
		return s.addClock(i, i+2, []float64{720})
	case s.has(i, "午夜"):
		return s.addClock(i, i+2, []float64{0})
	case s.has(i, "全天候"):
		return s.add(Time, i, i+3, value{unit: unitRelative, word: "always"})
	}
	if end := s.chineseClock(i); end > i {
		return end
	}
	n, ok := s.number(i)
	if !ok || n.value() > 24 || n.value() != float64(int(n.value())) && !n.digits {
		return i
	}
	hour, minute, end, exact := int(n.value()), 0, n.end, false
	if n.digits {
		h, j := s.digitsAt(i)
		if h > 24 || j == i {
			return i
		}
		hour, end = h, j
		if sep := s.get(j); (sep == ':' || sep == '.' || sep == 'h') && digit(s.get(j+1)) && digit(s.get(j+2)) && !digit(s.get(j+3)) {
			m, after := s.digitsAt(j + 1)
			half, _ := s.half(after)
			if m < 60 && (sep == ':' || half >= 0) {
				minute, end, exact = m, after, sep == ':'
				if s.get(end) == ':' && digit(s.get(end+1)) && digit(s.get(end+2)) {
					end += 3
				}
			} else if sep != 'h' {
				return i
			}
		} else if s.get(j) == '.' && digit(s.get(j+1)) {
			return i
		}
	}
	half, after := s.half(end)
	switch {
	case half >= 0 && hour <= 12:
		return s.addClock(i, after, []float64{float64((hour%12+12*half)*60 + minute)})
	case after > end: // o'clock
		return s.addClock(i, after, eitherHalf(hour, minute))
	case exact && (s.get(i) == '0' || hour > 12):
		return s.addClock(i, end, []float64{float64(hour%24*60 + minute)})
	case exact:
		return s.addClock(i, end, eitherHalf(hour, minute))
	}
	return i
}

// half reads am (0), pm (1) or o'clock (-1) after a time.
func (t *text) half(i int) (half, end int) {
	j := t.space(i)
	for k, words := range [2][]string{{"a.m.", "a.m", "am", "in the morning"}, {"p.m.", "p.m", "pm", "in the afternoon", "in the evening", "at night"}} {
		if end := t.oneOf(j, words); end > 0 && !latin(t.get(end)) {
			return k, end
		}
	}
	if end := t.oneOf(j, []string{"o'clock", "oclock"}); end > 0 {
		if half, after := t.half(end); half >= 0 {
			return half, after
		}
		return -1, end
	}
	return -1, i
}

// pastOrTo reads half past seven, quarter to five, ten past nine.
func (s *scanner) pastOrTo(i int) int {
	w, end := s.word(i)
	minute := 0
	switch w {
	case "half":
		minute = 30
	case "quarter":
		minute = 15
	default:
		n, ok := s.englishNumber(i)
		if !ok || n.value() >= 60 || n.value() < 1 {
			return i
		}
		minute, end = int(n.value()), n.end
	}
	w, after := s.next(end)
	if minute == 30 && w != "past" {
		return s.halfHour(i, end)
	}
	if end = after; w != "past" && w != "to" {
		return i
	}
	n, ok := s.number(s.space(end))
	if !ok || n.value() > 12 || n.value() < 1 || n.value() != float64(int(n.value())) {
		return i
	}
	if minute != 15 && minute != 30 && w == "to" { // five to ten is more often a range
		return i
	}
	hour := int(n.value())
	if w == "to" {
		hour, minute = (hour+11)%12, 60-minute
		if hour == 0 {
			hour = 12
		}
	}
	if half, after := s.half(n.end); half >= 0 {
		return s.addClock(i, after, []float64{float64((hour%12+12*half)*60 + minute)})
	}
	return s.addClock(i, n.end, eitherHalf(hour, minute))
}

// halfHour reads "till half ten", which in British English is half past ten.
func (s *scanner) halfHour(i, end int) int {
	previous, _ := s.before(i)
	n, ok := s.number(s.space(end))
	if !ok || !beforeDay[previous] && previous != "at" || n.value() > 12 || n.value() < 1 || n.value() != float64(int(n.value())) {
		return i
	}
	if unit, _ := s.englishUnit(n.end); unit.factor > 0 {
		return i
	}
	return s.addClock(i, n.end, eitherHalf(int(n.value()), 30))
}

var chinesePeriods = []struct {
	word string
	half int // 0 before noon, 1 after, 2 around noon
}{{"凌晨", 0}, {"清晨", 0}, {"早上", 0}, {"早晨", 0}, {"上午", 0}, {"中午", 2}, {"下午", 1}, {"午后", 1}, {"傍晚", 1}, {"晚上", 1}, {"晚间", 1}, {"夜里", 1}, {"深夜", 1}, {"晚", 1}, {"早", 0}}

// chineseClock reads 下午三点半, 八点一刻, 9点20分, 21时.
func (s *scanner) chineseClock(i int) int {
	half, j := -1, i
	for _, p := range chinesePeriods {
		if s.has(i, p.word) {
			half, j = p.half, s.space(i+len([]rune(p.word)))
			break
		}
	}
	n, ok := s.number(j)
	if !ok || n.value() > 24 || n.twin > 0 {
		return i
	}
	hour, minute, end := int(n.value()), 0, n.end
	switch mark := s.get(end); {
	case mark == ':' && half >= 0 && digit(s.get(end+1)):
		minute, end = s.digitsAt(end + 1)
	case mark == '点' || mark == '點' || mark == '时' && (n.digits || half >= 0) && !s.has(end, "时间") && !s.has(end, "时候"):
		end++
		marked := true
		switch {
		case s.get(end) == '半':
			minute, end = 30, end+1
		case s.has(end, "一刻"):
			minute, end = 15, end+2
		case s.has(end, "三刻"):
			minute, end = 45, end+2
		case s.has(end, "整"), s.has(end, "钟"):
			end++
		default:
			if m, ok := s.number(end); ok && m.value() < 60 && (s.get(m.end) == '分' || m.value() >= 10) {
				if minute, end = int(m.value()), m.end; s.get(end) == '分' {
					end++
				}
			} else {
				marked = false
			}
		}
		if !marked && half < 0 && !n.digits && n.value() <= 3 && !s.timeAround(j, end) {
			return i // 有一点贵, 要注意两点
		}
	default:
		return i
	}
	if minute >= 60 {
		return i
	}
	switch {
	case half == 1 && hour < 12, half == 2 && hour < 4:
		hour += 12
	case half == 1 && hour == 12, half == 0 && hour == 12 && s.has(i, "凌晨"):
		hour = 0
	case half < 0 && !(n.digits && hour > 12):
		return s.addClock(i, end, eitherHalf(hour, minute))
	}
	return s.addClock(i, end, []float64{float64(hour%24*60 + minute)})
}

// timeAround reports whether the words around N点 speak of a time.
func (t *text) timeAround(i, end int) bool {
	for _, w := range [...]string{"到", "至", "从", "在", "于", "-"} {
		if t.endsWith(i, w) {
			return true
		}
	}
	return t.oneOf(end, []string{"前", "之前", "以前", "后", "以后", "之后", "到", "至", "开", "关", "左右", "-", "结束", "开始"}) >= 0
}
