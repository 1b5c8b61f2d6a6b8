package main

import (
	"testing"

	"github.com/batondesk/baton/evals"
)

// The demo's dialogues against the demo served for real: what is said, asked, known and on the card at every step.
func TestDemoDialoguesGoAsWritten(t *testing.T) {
	shop, err := openDemoShop(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := shop.close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := evals.Dialogues(t.Context(), "demo/dialogues", shop.target); err != nil {
		t.Error(err)
	}
}
