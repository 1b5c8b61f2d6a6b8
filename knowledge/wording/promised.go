package wording

import "strings"

// Words by which a speaker binds themselves to do something.
var (
	englishPledges = []string{"i will ", "i'll ", "we will ", "we'll ", "i am going to ", "we are going to ", "you will get ", "you will receive ", "you'll get ", "you'll receive ", "i promise", "we promise", "i guarantee", "we guarantee"}
	chinesePledges = []string{"我会", "我们会", "我将", "我们将", "会给您", "会给你", "会为您", "会帮您", "给您办", "我来给您", "您将收到", "您会收到", "保证", "承诺"}
)

// Promised returns the sentences of a human's reply that bind the business: somebody says that they will do something, with
// an amount, a day, a term or a word of commitment in it. Each sentence comes once, as it was written. It reads no meaning:
// "we will see" with a date in it counts, "consider it done" does not.
func Promised(s string) []string {
	t := newText(s)
	original := []rune(s)
	var found []string
	last := -1
	for _, c := range append(scan(&t), promises(&t)...) {
		from, to := t.sentence(c.start)
		if from == last || to <= from || c.kind == Link || c.kind == Quantity && !c.value.written {
			continue
		}
		if !pledges(string(t.r[from:to])) {
			continue
		}
		sentence := strings.TrimSpace(string(original[t.at[from] : t.at[to-1]+1]))
		if len(found) == 0 || found[len(found)-1] != sentence {
			found = append(found, sentence)
		}
		last = from
	}
	return found
}

func pledges(sentence string) bool {
	sentence = strings.ReplaceAll(sentence, "’", "'")
	for _, pledge := range englishPledges {
		if at := strings.Index(sentence, pledge); at == 0 || at > 0 && !latin(rune(sentence[at-1])) {
			return true
		}
	}
	for _, pledge := range chinesePledges {
		if strings.Contains(sentence, pledge) {
			return true
		}
	}
	return false
}
