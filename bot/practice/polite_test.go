package practice

import "testing"

func TestWhatIsOnlyPoliteIsTrimmedAtTheEnds(t *testing.T) {
	for said, want := range map[string]string{
		"Hi Robin, thanks for your message. The lamp takes E14 bulbs.\n\nBest wishes,\nAnn\nTwin Lights":                "The lamp takes E14 bulbs.",
		"Hello! You can return it within 30 days. Let me know if you need anything else!":                               "You can return it within 30 days.",
		"Dear Mr. Vale,\nwe ship to Norway, too.\nKind regards":                                                         "we ship to Norway, too.",
		"Good morning Mei, sorry for the wait. Yes, it is dishwasher-safe. Is there anything else I can help you with?": "Yes, it is dishwasher-safe.",
		"Thanks for waiting! Thank you cards are printed on recycled paper.":                                            "Thank you cards are printed on recycled paper.",
		"High humidity does not harm it.":                                                                               "High humidity does not harm it.",
		"Hello Kitty lamps are sold out until May.":                                                                     "Hello Kitty lamps are sold out until May.",
		"Best before dates are printed on the lid.":                                                                     "Best before dates are printed on the lid.",
		"No, the plug is not included. Please let us know your country and we add the right one.":                       "No, the plug is not included. Please let us know your country and we add the right one.",
		"您好，感谢您的咨询。这款台灯使用E14灯泡。祝您生活愉快！":                                                                                 "这款台灯使用E14灯泡。",
		"亲，可以的哦，七天内都能退。请问还有其他可以帮您的吗？":                                                                                   "可以的哦，七天内都能退。",
		"王女士您好，很抱歉让您久等了。发票会随货寄出。":                                                                                       "发票会随货寄出。",
		"It keeps for a year.\nThanks to the seal.":                                                                     "It keeps for a year.\nThanks to the seal.",
		"It fits any lamp.\nKind regards Ann":                                                                           "It fits any lamp.",
		"稍等，我查一下。":                                                                                                      "",
		"One moment please.":                                                                                            "",
		"Let me check with the workshop first":                                                                          "",
		"Hi!":                                                                                                           "",
	} {
		if got := plain(said); got != want {
			t.Errorf("%q became %q, not %q", said, got, want)
		}
	}
}

func TestWhatOnlyAsksIsKnown(t *testing.T) {
	for said, want := range map[string]bool{
		"Which lamp do you mean?": true, "请问您要哪一款？": true, "Could you send a photo? Thanks!": true,
		"It fits. Which lamp is it for?": false, "可以的。您要哪一款？": false,
	} {
		if onlyAsks(said) != want {
			t.Errorf("%q: %v", said, !want)
		}
	}
}
