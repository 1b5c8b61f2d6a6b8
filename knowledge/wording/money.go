package wording

// Currencies by symbol, by what is written before a number, and by what is written after it.
var (
	currencySymbols = map[rune]string{'$': "USD", '€': "EUR", '£': "GBP", '¥': "CNY", '₹': "INR", '₩': "KRW", '₽': "RUB", '₺': "TRY", '฿': "THB", '₫': "VND", '₱': "PHP", '₪': "ILS"}

	currencyPrefixes = map[string]string{"us": "USD", "hk": "HKD", "nt": "TWD", "s": "SGD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "r": "BRL"}

	currencyWords = func() map[string]string {
		m := map[string]string{
			"dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP",
			"pounds": "GBP", "quid": "GBP", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "yen": "JPY", "rupee": "INR",
			"rupees": "INR", "won": "KRW", "franc": "CHF", "francs": "CHF", "krona": "SEK", "kronor": "SEK", "kroner": "NOK",
			"peso": "MXN", "pesos": "MXN", "rand": "ZAR", "zloty": "PLN", "ringgit": "MYR", "baht": "THB", "lira": "TRY",
		}
		for code := range set("usd eur gbp cny jpy hkd twd sgd aud cad nzd chf inr krw brl mxn sek nok dkk pln czk huf rub try zar thb myr idr php vnd aed sar ils") {
			m[code] = upper(code)
		}
		return m
	}()

	notes = map[string]float64{"fiver": 5, "tenner": 10}

	cents = set("cent cents pence penny p ct")

	chineseCurrencies = []struct{ word, code string }{
		{"人民币", "CNY"}, {"元人民币", "CNY"}, {"块钱", "CNY"}, {"美元", "USD"}, {"美金", "USD"}, {"欧元", "EUR"}, {"英镑", "GBP"},
		{"港币", "HKD"}, {"港元", "HKD"}, {"日元", "JPY"}, {"日圆", "JPY"}, {"韩元", "KRW"}, {"新台币", "TWD"}, {"台币", "TWD"},
		{"新币", "SGD"}, {"新元", "SGD"}, {"新加坡元", "SGD"}, {"新加坡币", "SGD"}, {"坡币", "SGD"}, {"澳元", "AUD"}, {"加元", "CAD"},
		{"纽元", "NZD"}, {"新西兰元", "NZD"}, {"瑞士法郎", "CHF"}, {"令吉", "MYR"}, {"马币", "MYR"}, {"越南盾", "VND"}, {"印尼盾", "IDR"},
		{"卢比", "INR"}, {"迪拉姆", "AED"}, {"卢布", "RUB"}, {"泰铢", "THB"}, {"元", "CNY"}, {"圆", "CNY"}, {"块", "CNY"},
	}

	// After these, 块 counts pieces.
	pieces = []string{"屏", "电池", "表", "手表", "板", "地", "肉", "布", "砖", "玻璃", "硬盘", "儿", "蛋糕", "区", "内容", "拼"}
)

func upper(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] -= 'a' - 'A'
	}
	return string(b)
}

// currencyBefore reports whether the letters right before i are a currency: usd50.
func (t *text) currencyBefore(i int) bool {
	w, start := t.before(i)
	_, ok := currencyWords[w]
	return ok && start+len([]rune(w)) == i
}

// money reads an amount that begins with its currency.
func (s *scanner) money(i int) int {
	code, j := "", i
	if symbol := currencySymbols[s.get(i)]; symbol != "" {
		code, j = symbol, i+1
	} else if latin(s.get(i)) {
		w, end := s.word(i)
		switch {
		case notes[w] > 0:
			return s.addAmount(i, number{readings: []float64{notes[w]}, end: end}, "GBP")
		case currencyWords[w] != "" && len(w) == 3:
			code, j = currencyWords[w], end
			if s.get(j) == '¥' || s.get(j) == '$' || s.get(j) == '.' {
				j++
			}
		case currencyPrefixes[w] != "" && s.get(end) == '$':
			code, j = currencyPrefixes[w], end+1
		default:
			return i
		}
	} else {
		for _, c := range chineseCurrencies[:len(chineseCurrencies)-3] {
			if s.has(i, c.word) {
				code, j = c.code, i+len([]rune(c.word))
				break
			}
		}
	}
	if code == "" {
		return i
	}
	n, ok := s.number(s.space(j))
	if !ok {
		return i
	}
	// Whoever writes the currency on both sides means it once.
	if _, end := s.currencyAfter(n.end); end > n.end {
		n.end = end
	}
	return s.addAmount(i, n, code)
}

func (s *scanner) addAmount(i int, n number, code string) int {
	if n.twin > 0 {
		s.add(Amount, i, n.end, value{unit: code, readings: []float64{n.twin}})
	}
	return s.add(Amount, i, n.end, value{unit: code, readings: n.readings})
}

// currencyAfter reads a currency after a number.
func (t *text) currencyAfter(end int) (code string, after int) {
	j := t.space(end)
	if symbol := currencySymbols[t.get(j)]; symbol != "" && !digit(t.get(j+1)) {
		return symbol, j + 1
	}
	for _, c := range chineseCurrencies {
		if t.has(j, c.word) {
			after := j + len([]rune(c.word))
			if c.word == "块" && t.oneOf(after, pieces) >= 0 || c.word == "元" && t.get(after) == '素' {
				return "", end
			}
			return c.code, after
		}
	}
	if w, after := t.next(end); currencyWords[w] != "" && !latin(t.get(end)) || after == end+len(w) && len(w) == 3 && currencyWords[w] != "" {
		return currencyWords[w], after
	}
	return "", end
}

// moneyAfter reads the currency after a number, and what stands after the currency: 2 dollars 80, 三十块五.
func (s *scanner) moneyAfter(i int, n number) int {
	n = s.chineseDecimal(n, false)
	if s.has(n.end, "多") || s.has(n.end, "几") {
		n.end++
	}
	code, after := s.currencyAfter(n.end)
	if code == "" {
		return s.coins(i, n)
	}
	n.end = after
	switch j := s.space(after); {
	case s.get(after) == ' ' && digit(s.get(j)):
		if sub, ok := s.number(j); ok && sub.plain && sub.end-j == 2 && !latin(s.get(sub.end)) {
			if w, _ := s.next(sub.end); durations[w].factor == 0 && currencyWords[w] == "" && englishMonths[w] == 0 {
				n.readings[0] += sub.value() / 100
				n.end = sub.end
			}
		}
	case numeral(s.get(after)) || digit(s.get(after)):
		if sub, ok := s.number(after); ok && sub.value() < 100 {
			n = s.small(n, sub)
		}
	}
	return s.addAmount(i, n, code)
}

// small adds 毛, 角 and 分, or a bare digit that stands for 毛.
func (s *scanner) small(n, sub number) number {
	switch end := s.oneOf(sub.end, []string{"毛钱", "毛", "角"}); {
	case end > 0:
		n.readings[0] += sub.value() / 10
		n.end = end
		if fen, ok := s.number(end); ok && s.get(fen.end) == '分' {
			n.readings[0] += fen.value() / 100
			n.end = fen.end + 1
		}
	case sub.value() < 10 && sub.value() > 0 && !han(s.get(sub.end)):
		n.readings[0] += sub.value() / 10
		n.end = sub.end
	}
	return n
}

// coins reads cents, 毛 and 分钱.
func (s *scanner) coins(i int, n number) int {
	if w, end := s.next(n.end); cents[w] && (len(w) > 1 || end == n.end+1) {
		n = n.times(0.01)
		n.end = end
		return s.addAmount(i, n, unitMoney)
	}
	for _, c := range [...]struct {
		word   string
		factor float64
	}{{"毛钱", .1}, {"毛", .1}, {"角钱", .1}, {"分钱", .01}} {
		if s.has(n.end, c.word) {
			end := n.end + len([]rune(c.word))
			n = n.times(c.factor)
			n.end = end
			return s.addAmount(i, n, "CNY")
		}
	}
	return i
}

// chineseDecimal reads 三点五. Unless it is sure, a unit must follow.
func (t *text) chineseDecimal(n number, sure bool) number {
	if n.digits || t.get(n.end) != '点' {
		return n
	}
	value, place, j := n.value(), 0.1, n.end+1
	for {
		d, ok := numerals[t.get(j)]
		if !ok || d > 9 {
			break
		}
		value += d * place
		place /= 10
		j++
	}
	if j == n.end+1 {
		return n
	}
	m := number{readings: []float64{value}, end: j}
	for _, p := range [...]struct {
		word   string
		factor float64
	}{{"亿", 1e8}, {"万", 1e4}} {
		if t.has(j, p.word) {
			m = m.times(p.factor)
			m.end, m.large, sure = j+1, true, true
		}
	}
	if _, after := t.currencyAfter(m.end); sure || after > m.end || t.get(m.end) == '折' || t.get(m.end) == '倍' || t.get(m.end) == '%' {
		return m
	}
	return n
}
