package main

import (
	"strings"
	"testing"
	"time"
)

// With so small a limit the articles of the tests are many, and three replicas search them in the database.
func TestArticlesInTheDatabaseTakeEffectOnAllReplicas(t *testing.T) {
	f := running(t, "BATON_RETRIEVAL_DATABASE_FROM=5")
	for _, r := range f.replicas {
		said := r.proc.said
		for began := time.Now(); !strings.Contains(said.String(), "searched in the database"); time.Sleep(20 * time.Millisecond) {
			if time.Since(began) > 30*time.Second {
				t.Fatalf("a replica still searches in memory:\n%s", said)
			}
		}
	}
	e := newEditors(f)
	fastest := time.Hour
	for _, id := range []string{"anchor-1", "anchor-2", "anchor-3"} {
		e.write(id)
		e.publish(id)
		published := e.effective(id, true)
		e.do(e.publisher, "POST", "/"+id+"/archive", nil)
		withdrawn := e.effective(id, false)
		t.Logf("published everywhere after %s, withdrawn after %s", published.Round(time.Millisecond), withdrawn.Round(time.Millisecond))
		fastest = min(fastest, max(published, withdrawn))
	}
	if fastest > time.Second {
		t.Errorf("it takes more than a second until all replicas know")
	}
}
