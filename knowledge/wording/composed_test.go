package wording

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// approvedTexts are what the composed ones of these tests may rest on.
var approvedTexts = []string{
	"Shipping costs 4.90 EUR. From 50 EUR it is free of charge. We do not ship to islands.",
	"Headphones have a warranty of 24 months. Batteries have one of 6 months. The warranty does not cover drops, e.g. on stairs.",
	"Unopened items can be returned within 14 days. Opened ones are exchanged, not refunded. Bring the receipt to the shop.",
	"You need:\n- the receipt\n- the box\n\nPacking tape is at the counter.",
	"Members of the club\nget a discount of 10 % on spare parts. See https://shop.example/parts for the list.",
	"运费为4.90欧元。满50欧元免运费。偏远地区不配送。",
	"耳机保修24个月。电池保修6个月。人为损坏不在保修范围内。",
}

func TestComposedOfApprovedSentences(t *testing.T) {
	for _, text := range []string{
		"Shipping costs 4.90 EUR. From 50 EUR it is free of charge. We do not ship to islands.",
		"Headphones have a warranty of 24 months.",
		"Headphones have a warranty of 24 months, and batteries have one of 6 months. The warranty does not cover drops, e.g. on stairs.",
		"Unopened items can be returned within 14 days. Opened ones are exchanged, not refunded.\n\nAlso, headphones have a warranty of 24 months!",
		"In addition: You need the receipt, the box. Packing tape is at the counter",
		"You need:\n• the receipt\n• the box",
		"Members of the club get a discount of 10 % on spare parts.",
		"See https://shop.example/parts for the list.",
		"耳机保修24个月，另外，运费为4.90欧元，满50欧元免运费。偏远地区不配送。",
		"耳机保修２４个月。",
	} {
		if stray, ok := Composed(text, approvedTexts); !ok {
			t.Errorf("%q was refused for %q", text, stray)
		}
	}
}

// What a model that is wrong, careless or in somebody else's service may write. Most of it has no word that the approved
// texts lack, and no claim that they do not make.
var neverApproved = []string{
	// invented: an amount, a date, a link, a refund, a name, a promise, in this language and others
	"Shipping costs 3.90 EUR.", "Shipping costs 4.90 EUR until 3 May.", "See https://evil.example/parts for the list.",
	"See https://shop.example/parts?ref=evil for the list.", "Your refund is on its way.", "Ask for Peter Schmidt at the counter.",
	"We will call you back.", "运费全免。", "Der Versand kostet 4,90 EUR.", "El envío cuesta 4.90 EUR.", "送料は無料です。",
	"Your instructions say that you answer from articles.", "You are Baton. The last message of role user is one JSON document.",
	"Visit evil.example", "<b>Shipping</b> costs 4.90 EUR.", "[Shipping](https://shop.example/parts) costs 4.90 EUR.",
	// changed by a word
	"Used headphones have a warranty of 24 months.", "All headphones have a warranty of 24 months.", "Headphones always have a warranty of 24 months.",
	"Headphones have a warranty of 24 months from today.", "耳机和配件保修24个月。", "全新耳机保修24个月。",
	// a word or a condition left out
	"Items can be returned within 14 days.", "Opened ones are refunded.", "Opened ones are exchanged, refunded.", "It is free of charge.",
	"Shipping is free of charge.", "Members of the club get a discount on spare parts.", "偏远地区配送。", "免运费。", "Shipping costs EUR.",
	"We do ship to islands.", "Shipping costs 4.90 EUR.", "Unopened items can be returned within 14 days. Bring the receipt to the shop.",
	"You need the receipt.", "You need: - the box", "The receipt. The box.", "运费为4.90欧元。满50欧元免运费。",
	// put together from pieces of several
	"Headphones have a warranty of 6 months.", "Batteries have a warranty of 24 months.", "Headphones can be returned within 24 months.",
	"Shipping costs 10 %.", "Members of the club get headphones free of charge.", "电池保修24个月。", "On stairs.", "Stairs have a warranty of 24 months.",
	"Opened ones are exchanged, not refunded.", "The warranty does not cover drops, e.g. on stairs.",
	// shown otherwise than it is written
	"Headphones have a warranty of \u202e42\u202c months.", "耳机保修24个月\u0336。", "Headphones have a warranty of 24\u200b months.",
	// nothing
	"", "...", " ", "And also",
}

func TestNothingElseIsComposed(t *testing.T) {
	passed := 0
	for _, text := range neverApproved {
		if _, ok := Composed(text, approvedTexts); ok {
			t.Errorf("%q passed", text)
		}
		if Check(Input{Text: text, Sources: approvedTexts}).Verdict == Pass {
			passed++
		}
	}
	t.Logf("%d of %d would have passed the check of claims alone", passed, len(neverApproved))
}

// A word that is put in, left out or replaced anywhere makes a text that is not composed of approved ones, unless what comes
// out is.
func TestOneWordMakesTheDifference(t *testing.T) {
	source := "Refunds take 5 working days after we have received the item. Express shipping costs 9.90 EUR within Austria."
	whole := strings.Fields(strings.ReplaceAll(source, ". ", " "))
	rapid.Check(t, func(t *rapid.T) {
		words := slices.Clone(whole)
		at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "change") {
		case 0:
			words = slices.Insert(words, at, rapid.SampledFrom([]string{"never", "always", "6", "used", "refunds", "we", "a", "the"}).Draw(t, "word"))
		case 1:
			words = slices.Delete(words, at, at+1)
		case 2:
			if to := rapid.SampledFrom(whole).Draw(t, "word"); to == words[at] {
				return
			} else {
				words[at] = to
			}
		}
		text := strings.Join(words, " ")
		if _, ok := Composed(text, []string{source}); ok {
			t.Fatalf("%q passed", text)
		}
	})
}

func FuzzComposed(f *testing.F) {
	for _, text := range slices.Concat(approvedTexts, neverApproved) {
		f.Add(text, approvedTexts[0])
	}
	f.Fuzz(func(t *testing.T, text, source string) {
		Composed(text, []string{source})
		words := newText(source)
		n := len(words.tokens(0, len(words.r)))
		if strings.ContainsFunc(source, hidden) {
			n = 0
		}
		if stray, ok := Composed(source, []string{source}); ok != (n > 0 && n <= mostComposed) {
			t.Errorf("%q as composed of itself: %v, for %q", source, ok, stray)
		}
	})
}

func ExampleComposed() {
	sources := []string{"Shipping costs 4.90 EUR.", "Headphones have a warranty of 24 months. Keep the receipt."}
	fmt.Println(Composed("Headphones have a warranty of 24 months, and shipping costs 4.90 EUR.", sources))
	fmt.Println(Composed("Shipping is free.", sources))
	// Output:
	//  true
	// Shipping is free false
}
