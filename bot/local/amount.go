package local

import (
	"strings"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

var currencySigns = set("$", "€", "£", "¥", "₹", "₩")

var currencyWords = set("dollar", "dollars", "usd", "buck", "bucks", "euro", "euros", "eur", "pound", "pounds", "gbp", "quid",
	"yuan", "rmb", "cny", "yen", "jpy", "hkd", "rupees", "inr", "cad", "aud", "francs", "chf", "元", "块", "圆")

var currencyCodes = set("usd", "eur", "gbp", "cny", "rmb", "hkd", "jpy", "cad", "aud", "us", "inr", "chf")

// amounts proposes sums of money: with a currency, or a bare number as a weak candidate.
func (r *reader) amounts() {
	t := r.t
	for i := 0; i < len(t.tokens); {
		c, ok := t.amountAt(i, r.counts)
		if !ok {
			i++
			continue
		}
		r.add(c)
		i = c.to
	}
}

// counts reports whether the word at i is one that an amount is declared to be counted in: "25 pieces" for a quantity.
func (r *reader) counts(i int) bool {
	for _, h := range r.hits {
		if h.from == i && h.field != nil && h.family == amountFamily && h.weight >= ownWords {
			return true
		}
	}
	return false
}

func (t *text) amountAt(i int, counts func(i int) bool) (candidate, bool) {
	at := i
	signed := false
	switch {
	case t.is(at, "us", "hk", "au") && t.at(at+1) == "$" && t.glued(at+1):
		at, signed = at+2, true
	case currencySigns[t.at(at)]:
		at, signed = at+1, true
	case currencyCodes[t.at(at)] && t.kind(at+1) == digit:
		at, signed = at+1, true
	case t.at(at) == "人" && t.phrase(at, "人", "民", "币") && t.kind(at+3) != han:
		at, signed = at+3, true
	}
	if signed && t.at(at) == "-" {
		return candidate{}, false
	}
	start := t.kind(at)
	if start != digit && start != han && start != word || start != digit && signed {
		return candidate{}, false
	}
	if !signed && t.glued(at) && (t.kind(at-1) == word && t.kind(at) != han || t.is(at-1, "#", "-", "/", ":", "_", "@", ".") || t.kind(at-1) == digit) {
		return candidate{}, false
	}
	value, next := t.decimal(at)
	if next == at || value == "" {
		return candidate{}, false
	}
	if start == han && next == at+1 && !signed && t.kind(at-1) == han && !amountLeads[t.at(at-1)] {
		return candidate{}, false // a character of a name
	}
	if start == word && t.numberAsWord(at, next) {
		return candidate{}, false
	}
	if t.glued(next) && (t.kind(next) == word && !currencyWords[t.at(next)] && !t.is(next, "k") || t.is(next, "/", "-", ":", "_", "@", "%") && t.glued(next+1)) {
		return candidate{}, false
	}
	end := next
	named := signed
	switch {
	case t.is(end, "块", "元", "圆"):
		named = true
		end++
		if t.at(end-1) == "块" || t.at(end-1) == "元" {
			value, end = t.hanCents(value, end)
		}
		if t.at(end) == "钱" {
			end++
		}
		if t.is(end-1, "元") && t.phrase(end, "人", "民", "币") {
			end += 3
		}
	case t.at(end) == "毛" && t.kind(end+1) != word:
		value, named, end = shiftDown(value, 1), true, end+1
		if t.at(end) == "钱" {
			end++
		}
	case t.phrase(end, "美", "元"), t.phrase(end, "欧", "元"), t.phrase(end, "英", "镑"), t.phrase(end, "港", "币"), t.phrase(end, "日", "元"),
		t.phrase(end, "美", "金"), t.phrase(end, "港", "元"):
		named, end = true, end+2
	case t.phrase(end, "us", "dollars"), t.phrase(end, "u", "s"):
		named, end = true, end+2
	case currencySigns[t.at(end)], currencyWords[t.at(end)]:
		named, end = true, end+1
		if value, end = t.cents(value, end); t.at(end-1) == "and" {
			end--
		}
	}
	c := candidate{typ: conversation.TypeAmount, from: i, to: end, value: value}
	if named {
		c.strength = 2
	} else if t.quantity(end) && !counts(end) || t.kind(at) == digit && strings.HasPrefix(t.at(at), "0") && len(t.at(at)) > 1 {
		return candidate{}, false
	}
	return c, true
}

// amountLeads are characters that may stand before a sum of one character: 花了五块.
var amountLeads = set("了", "是", "要", "共", "扣", "收", "付", "花", "价", "约", "给", "退", "值", "差", "仅", "才", "就", "到", "为", "费", "过", "有", "的", "我", "您", "你", "钱", "款")

// numberAsWord keeps "one", "two of them" and the like out of the weak candidates; a currency must follow.
func (t *text) numberAsWord(from, to int) bool {
	return !currencyWords[t.at(to)] && !(to-from > 1)
}

// cents reads "5 dollars and 50 cents".
func (t *text) cents(value string, at int) (string, int) {
	k := at
	if t.at(k) == "and" {
		k++
	}
	n, next := t.minute(k)
	if next == k {
		if m := t.int(k); m >= 0 && m < 100 {
			n, next = m, k+1
		}
	}
	if next > k && t.is(next, "cents", "cent", "pence", "p") && !strings.Contains(value, ".") {
		if v, ok := conversation.DecimalAmount(value + "." + twoDigits(n)); ok {
			return v, next + 1
		}
	}
	return value, at
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }

// hanCents reads what follows 块: 五块五, 3块2毛, 十块零五分.
func (t *text) hanCents(value string, at int) (string, int) {
	d := t.int(at)
	if d < 0 {
		n, ok := hanDigits[t.at(at)]
		if !ok || n == 0 {
			return value, at
		}
		d = n
	}
	if d > 9 || strings.Contains(value, ".") || t.kind(at) == digit && len(t.at(at)) > 1 {
		return value, at
	}
	next := at + 1
	switch {
	case t.is(next, "毛", "角"):
		next++
	case t.kind(next) == han && t.quantity(next), t.kind(next) == digit:
		return value, at
	}
	return value + "." + string(rune('0'+d)), next
}

func shiftDown(value string, places int) string {
	whole, fraction, _ := strings.Cut(value, ".")
	for utf8.RuneCountInString(whole) <= places {
		whole = "0" + whole
	}
	v, _ := conversation.DecimalAmount(whole[:len(whole)-places] + "." + whole[len(whole)-places:] + fraction)
	return v
}
