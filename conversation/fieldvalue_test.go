package conversation_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
)

var wednesday = time.Date(2025, 5, 14, 10, 0, 0, 0, time.UTC)

func TestGivenValuesBecomeCanonical(t *testing.T) {
	colours := []conversation.FieldChoice{
		{Value: "black", Label: map[string]string{"zh": "黑色"}, Words: []string{"dark"}}, {Value: "white"},
	}
	for _, tt := range []struct {
		spec      conversation.FieldSpec
		raw, want string
	}{
		{conversation.FieldSpec{Type: conversation.TypeName}, "  Ingrid   O'Hara ", "Ingrid O'Hara"},
		{conversation.FieldSpec{Type: conversation.TypeName}, "欧阳静怡", "欧阳静怡"},
		{conversation.FieldSpec{Type: conversation.TypeID}, "#kt-204 55", "KT20455"},
		{conversation.FieldSpec{Type: conversation.TypeID}, "ＫＴ２０４５５", "KT20455"},
		{conversation.FieldSpec{Type: conversation.TypeID, Pattern: `KT\d+`}, "kt20455", "KT20455"},
		{conversation.FieldSpec{Type: conversation.TypePostcode}, "ls0 9tq", "LS09TQ"},
		{conversation.FieldSpec{Type: conversation.TypePhone}, "+44 (0)151 555-2048", "+4401515552048"},
		{conversation.FieldSpec{Type: conversation.TypePhone}, "１３９ ０５５５ ０１２３", "13905550123"},
		{conversation.FieldSpec{Type: conversation.TypeEmail}, "Lena.Vogt@Example.COM", "lena.vogt@example.com"},
		{conversation.FieldSpec{Type: conversation.TypeAmount}, "€1.249,50", "1249.5"},
		{conversation.FieldSpec{Type: conversation.TypeAmount}, "1,249 USD", "1249"},
		{conversation.FieldSpec{Type: conversation.TypeAmount}, "¥89.90元", "89.9"},
		{conversation.FieldSpec{Type: conversation.TypeAmount}, "1.234.567", "1234567"},
		{conversation.FieldSpec{Type: conversation.TypeDate}, "3 May 2025", "2025-05-03"},
		{conversation.FieldSpec{Type: conversation.TypeDate}, "3/5/2025", "2025-05-03"},
		{conversation.FieldSpec{Type: conversation.TypeDate}, "2025年5月3日", "2025-05-03"},
		{conversation.FieldSpec{Type: conversation.TypeDate}, "yesterday", "2025-05-13"},
		{conversation.FieldSpec{Type: conversation.TypeDate}, "后天", "2025-05-16"},
		{conversation.FieldSpec{Type: conversation.TypeTime}, "4:05 p.m.", "16:05"},
		{conversation.FieldSpec{Type: conversation.TypeTime}, "16点", "16:00"},
		{conversation.FieldSpec{Type: conversation.TypeChoice, Choices: colours}, "Dark", "black"},
		{conversation.FieldSpec{Type: conversation.TypeChoice, Choices: colours}, "黑色", "black"},
		{conversation.FieldSpec{Type: conversation.TypeText}, " It blinks. ", "It blinks."},
		{conversation.FieldSpec{Type: conversation.TypeDateText}, "next Friday", "next Friday"},
	} {
		got, err := tt.spec.Normalize(tt.raw, wednesday)
		if err != nil || got != tt.want {
			t.Errorf("%s %q: %q, %v; want %q", tt.spec.Type, tt.raw, got, err, tt.want)
		}
	}
}

func TestOtherValuesAreRefusedWithTheFieldAndWhatIsExpected(t *testing.T) {
	for _, tt := range []struct {
		spec     conversation.FieldSpec
		raw, say string
	}{
		{conversation.FieldSpec{Name: "who", Type: conversation.TypeName}, "007", "a name"},
		{conversation.FieldSpec{Name: "order", Type: conversation.TypeID}, "", "letters and digits"},
		{conversation.FieldSpec{Name: "order", Type: conversation.TypeID, Pattern: `KT\d+`}, "20455", "matches KT"},
		{conversation.FieldSpec{Name: "order", Type: conversation.TypeID, Pattern: `(`}, "20455", "matches ("},
		{conversation.FieldSpec{Name: "phone", Type: conversation.TypePhone}, "123", "5 to 15 digits"},
		{conversation.FieldSpec{Name: "phone", Type: conversation.TypePhone}, "call 5550123", "5 to 15 digits"},
		{conversation.FieldSpec{Name: "mail", Type: conversation.TypeEmail}, "lena@example", "email"},
		{conversation.FieldSpec{Name: "sum", Type: conversation.TypeAmount}, "a lot", "amount"},
		{conversation.FieldSpec{Name: "day", Type: conversation.TypeDate}, "2025-02-30", "date"},
		{conversation.FieldSpec{Name: "at", Type: conversation.TypeTime}, "25:00", "time"},
		{conversation.FieldSpec{Name: "colour", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{{Value: "red"}}}, "blue", "one of red"},
		{conversation.FieldSpec{Name: "odd", Type: "shape"}, "x", "known field type"},
		{conversation.FieldSpec{Name: "text", Type: conversation.TypeText}, "\xff", "UTF-8"},
	} {
		got, err := tt.spec.Normalize(tt.raw, wednesday)
		if !errors.Is(err, conversation.ErrFieldValue) || !strings.Contains(err.Error(), tt.spec.Name) || !strings.Contains(err.Error(), tt.say) {
			t.Errorf("%s %q: %q, %v; want an error naming the field and %q", tt.spec.Type, tt.raw, got, err, tt.say)
		}
	}
}

func TestNormalizeIsIdempotent(t *testing.T) {
	types := []conversation.FieldType{
		conversation.TypeText, conversation.TypeName, conversation.TypeID, conversation.TypePostcode, conversation.TypePhone,
		conversation.TypeEmail, conversation.TypeAmount, conversation.TypeDate, conversation.TypeTime, conversation.TypeDateText, conversation.TypeTimeText,
	}
	rapid.Check(t, func(t *rapid.T) {
		spec := conversation.FieldSpec{Name: "f", Type: rapid.SampledFrom(types).Draw(t, "type")}
		raw := rapid.OneOf(rapid.String(), rapid.StringMatching(`[$€]?[0-9]{1,4}([.,][0-9]{1,3}){0,3}`),
			rapid.StringMatching(`[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}`), rapid.StringMatching(`[a-zA-ZäÖß]{1,6}[@ ][a-z]{1,5}\.[a-z]{2,3}`)).Draw(t, "raw")
		once, err := spec.Normalize(raw, wednesday)
		if err != nil {
			return
		}
		if twice, err := spec.Normalize(once, wednesday); err != nil || twice != once {
			t.Fatalf("%s %q: first %q, then %q, %v", spec.Type, raw, once, twice, err)
		}
	})
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"KT-20455", "1,249.50", "2025-05-03", "昨天", "\xff", "4pm"} {
		f.Add("id", s, "")
		f.Add("amount", s, `\d+`)
		f.Add("date", s, `[`)
	}
	f.Fuzz(func(_ *testing.T, typ, raw, pattern string) {
		spec := conversation.FieldSpec{Name: "f", Type: conversation.FieldType(typ), Pattern: pattern}
		_, _ = spec.Normalize(raw, wednesday)
	})
}
