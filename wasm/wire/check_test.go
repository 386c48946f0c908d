package wire

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Settings that the table makes pass, at both ends of the wire; what no run can have
// is refused.
func TestCheck(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		s := random(r)
		s.Data, s.Checkpoint = strings.Repeat("ab ", r.IntN(3)), "run-7"
		s.Data = strings.TrimSpace(s.Data)
		if err := s.Check(); err != nil {
			t.Fatalf("%s: %v", Encode(s), err)
		}
		b, err := json.Marshal(s)
		var back Settings
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if back.Figure = s.Figure; err != nil || back != s || back.Check() != nil {
			t.Fatalf("%v: %+v is not %+v", err, back, s)
		}
	}
	for name, spoil := range map[string]func(s *Settings){
		"another version": func(s *Settings) { s.Version++ }, "none": func(s *Settings) { s.Version = 0 },
		"scenario": func(s *Settings) { s.Scenario = "pond" }, "method": func(s *Settings) { s.Arms[1].Method = "sgd" },
		"one without a judge": func(s *Settings) { s.Arms[1].Method = "ppo" }, "too few": func(s *Settings) { s.Arms[0].Method = NoMethod },
		"a gap":     func(s *Settings) { s.Arms[3] = s.Arms[1] },
		"too large": func(s *Settings) { s.LR = 1 }, "of one arm": func(s *Settings) { s.Arms[1].Lambda = -.1 }, "word": func(s *Settings) { s.Arms[0].Mean = "words" },
		"metric": func(s *Settings) { s.Metric = "kept" }, "axis": func(s *Settings) { s.XAxis = "judged" },
		"data": func(s *Settings) { s.Data = strings.Repeat("x", maxData+1) }, "checkpoint": func(s *Settings) { s.Checkpoint = "../x" },
	} {
		s := Defaults("treasure")
		if spoil(&s); s.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// What an address cannot carry is told, and is in no address.
func TestLeftOut(t *testing.T) {
	s := Defaults("sort")
	if got := LeftOut(s); got != nil {
		t.Errorf("defaults leave out %v", got)
	}
	plain := Encode(s)
	s.Data, s.Checkpoint = "a b c", "mine"
	if got := LeftOut(s); !slices.Equal(got, []string{"data", "checkpoint"}) || Encode(s) != plain {
		t.Errorf("left out are %v, and %q is written", got, Encode(s))
	}
	got, said := Parse("data=abc&checkpoint=x&seed=2")
	if want, _ := Parse("seed=2"); !reflect.DeepEqual(got, want) || len(said) != 2 {
		t.Errorf("%+v, %v", got, said)
	}
	if !Restarts(Defaults("sort"), s) {
		t.Error("other data need no new runs")
	}
}
