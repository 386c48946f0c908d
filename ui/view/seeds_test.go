package view

import (
	"testing"

	"softmix/ui/state/statetest"
	"softmix/ui/words"
)

func TestSeedsField(t *testing.T) {
	d := newDesk("lake6")
	d.Store.Apply(statetest.Update(0, 10, 1, false))
	fire(t, d.Control, "seeds", "commit", "12")
	if d.query != "scenario=lake6&seeds=8" || d.Store.Step != 0 || words.Notice(d.Store) != "A new run: the seeds changed." || words.FixText(d.Store, "shared") != "Seeds run from 1 to 8; 12 became 8." {
		t.Errorf("query %q, step %d, note %q, fix %q", d.query, d.Store.Step, words.Notice(d.Store), words.FixText(d.Store, "shared"))
	}
	d.expect(t, "set")
}
