package bot_test

import "testing"

// A server may remember a conversation as it was before another one took a message and died: what the other has
// acknowledged is answered all the same, once.
func TestAMessageThatADeadServerTookIsAnsweredByAnother(t *testing.T) {
	dead, alive := open(t), &house{}
	*alive = *dead
	alive.start()
	c := alive.talk("en")
	c.turn() // remembered here, and nothing is owed
	theirs := *c
	theirs.house = dead
	seq := theirs.says("How much does shipping cost?")
	c.turn()
	if said := c.heard(seq); len(said) != 1 {
		t.Fatalf("said: %q", said)
	}
	theirs.turn() // it was only slow
	if said := c.heard(seq); len(said) != 1 {
		t.Errorf("said in the end: %q", said)
	}
}
