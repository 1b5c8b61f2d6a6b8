package llm

import (
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// Bare is what somebody said without anything private: values of declared fields, addresses, numbers and codes are left
// out. It is what a question may be sent as where nothing has to be put back, to be embedded.
func Bare(text string, known []conversation.Field, heard []bot.Value, specs []conversation.FieldSpec) string {
	v := newVeil(known, heard, specs, nil)
	bare := placeholder.ReplaceAllString(v.said(text).String(), " ")
	return strings.Join(strings.Fields(bare), " ")
}
