package wording_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/knowledge/wording"
)

func TestWhatBindsTheBusinessIsAPromise(t *testing.T) {
	for text, want := range map[string][]string{
		"Thank you for waiting. We will refund you S$40 within 5 working days. Is that fine?": {"We will refund you S$40 within 5 working days."},
		"I’ll call you tomorrow at 10:00!":                                                    {"I’ll call you tomorrow at 10:00!"},
		"我们会在3个工作日内给您全额退款。请保留小票。":                                                             {"我们会在3个工作日内给您全额退款。"},
		"Refunds take 5 working days once the parcel is here.":                                nil,
		"I will look into it.": nil,
		"您可以在14天内退货。":          nil,
		"":                     nil,
	} {
		if diff := cmp.Diff(want, wording.Promised(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzPromised(f *testing.F) {
	f.Add("We will refund €5 tomorrow。我会退款")
	f.Fuzz(func(_ *testing.T, text string) { wording.Promised(text) })
}
