package retrieval

import (
	"math"
	"testing"
)

func cosine(a, b []float32) float64 {
	a, b = unit(a), unit(b)
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestLocalVectorsOfTextsAlikeAreNear(t *testing.T) {
	for _, c := range []struct{ text, near, far string }{
		{"How long does delivery to Norway take?", "delivery time for Norway", "How do I change my password?"},
		{"退货需要多少天？", "我想知道退货要几天", "怎么修改密码？"},
		{"HOW LONG DOES DELIVERY TAKE", "how long does delivery take?", "how long is the cable"},
	} {
		v, err := Local{}.Embed(t.Context(), []string{c.text, c.near, c.far})
		if err != nil {
			t.Fatal(err)
		}
		near, far := cosine(v[0], v[1]), cosine(v[0], v[2])
		if near < far+0.1 {
			t.Errorf("%q is as near to %q (%.2f) as to %q (%.2f)", c.text, c.near, near, c.far, far)
		}
	}
}

func TestTheCentreCountsQuestionsMoreThanTheAnswer(t *testing.T) {
	question, answer := []float32{2, 0, 0}, []float32{0, 5, 0}
	got := centre([][]float32{question, {0, 0, 0}}, [][]float32{answer})
	length := math.Sqrt(1 + answerShare*answerShare)
	if len(got) != 3 || math.Abs(float64(got[0])-1/length) > 1e-6 || math.Abs(float64(got[1])-answerShare/length) > 1e-6 {
		t.Errorf("%v", got)
	}
	for _, nothing := range [][]float32{{0, 0}, {}, {float32(math.Inf(1)), 1}, {float32(math.NaN())}} {
		if got := centre([][]float32{nothing}, nil); got != nil {
			t.Errorf("%v has the centre %v", nothing, got)
		}
	}
}
