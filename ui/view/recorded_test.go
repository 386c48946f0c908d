package view

import (
	"encoding/json"
	"strings"
	"testing"

	"softmix/ui/control"
	"softmix/ui/state"
	"softmix/ui/state/statetest"
	"softmix/wasm/wire"
)

// tape is a recording of 20 steps of the treasure game, with a picture at 0 and 10.
func tape(t *testing.T, alone bool) string {
	t.Helper()
	r := state.Recording{Label: "Recorded run of today", Alone: alone}
	for at := 0; at <= 20; at += 10 {
		u := *statetest.Update(max(0, at-10), at, 1, false).Update
		u.Rewound = false
		for i, m := range []string{"sft", "ift"} {
			u.Runs[i].Method = m
			u.Runs[i].Cost.Forward = at
			if at < 20 {
				u.Runs[i].Treasure = &wire.TreasureRun{Said: []int{at}}
			}
		}
		r.Frames = append(r.Frames, u)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRecordingReplays(t *testing.T) {
	c := control.New(state.NewStore(wire.Defaults("treasure")), "")
	c.Send = func(cmd wire.Command) { t.Errorf("a trainer was asked to %s", cmd.Do) }
	left := ""
	c.Leave = func(query string) { left = query }
	if err := c.ShowRecording(tape(t, true)); err != nil {
		t.Fatal(err)
	}
	c.Start()
	s := c.Store
	if s.Step != 20 || len(s.Runs[1].Points) != 20 || c.Waits() || !state.ReportOf(c.Store).Recorded {
		t.Errorf("at step %d with %d points", s.Step, len(s.Runs[1].Points))
	}
	if f := LiveTexts(c); !strings.Contains(f.Badge, "Recorded") || !strings.Contains(f.Heard, "Recorded run of today.") {
		t.Errorf("%+v", f)
	}
	c.Seek(7, nil)
	r := &s.Runs[1]
	if s.Step != 7 || len(r.Points) != 7 || len(r.UndonePoints) != 13 || s.Furthest() != 20 || r.Treasure.Said[0] != 0 || r.Cost.Forward != 0 {
		t.Errorf("step %d, %d points and %d undone, picture %v, cost %d", s.Step, len(r.Points), len(r.UndonePoints), r.Treasure.Said, r.Cost.Forward)
	}
	c.Seek(12, nil)
	if r.Treasure.Said[0] != 10 || r.Cost.Forward != 10 || len(r.Points) != 12 {
		t.Errorf("at step 12: picture %v, cost %d", r.Treasure.Said, r.Cost.Forward)
	}
	c.Set("log", "1") // shown otherwise, the same run
	if s.Step != 12 || left != "" {
		t.Errorf("a logarithmic axis led to %q", left)
	}
	c.Set("seed", "9")
	if !strings.Contains(left, "seed=9") || s.Settings.Seed == 9 {
		t.Errorf("another seed led to %q", left)
	}
	said := ""
	c.Weights(0, func(_ []byte, fault string) { said = fault })
	if !strings.Contains(said, "this is a recorded run") {
		t.Errorf("asked for weights it says %q", said)
	}
}

func TestLiveTakesOver(t *testing.T) {
	c := control.New(state.NewStore(wire.Defaults("treasure")), "")
	if err := c.ShowRecording(tape(t, false)); err != nil {
		t.Fatal(err)
	}
	settled := 0
	c.Settled = func() {
		if settled++; state.ReportOf(c.Store).Recorded {
			t.Error("the page is said to be ready while it shows recorded numbers")
		}
	}
	c.Start()
	c.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu"}})
	if !state.ReportOf(c.Store).Recorded || !strings.Contains(LiveTexts(c).Badge, "Recorded") {
		t.Error("live numbers are announced before there are any")
	}
	c.Event(statetest.Update(0, 2, 3, true))
	if settled == 0 {
		t.Error("the page trains, and is not said to be ready")
	}
	s := c.Store
	if state.ReportOf(c.Store).Recorded || s.Step != 2 || len(s.Runs[0].Points) != 2 || len(s.Runs[0].UndonePoints) != 0 || len(s.Runs[0].Evals) != 0 || s.Runs[0].Treasure != nil {
		t.Errorf("recorded and live are mixed: %+v", s.Runs[0])
	}
}

// A page that is to play by itself does so once live numbers have taken over: a
// recorded run's last step is none of its own.
func TestAutoplayAfterARecording(t *testing.T) {
	s := wire.Defaults("treasure")
	s.Autoplay = true
	c := control.New(state.NewStore(s), "")
	plays := 0
	c.Send = func(cmd wire.Command) {
		if cmd.Do == "play" {
			plays++
		}
	}
	if err := c.ShowRecording(tape(t, false)); err != nil {
		t.Fatal(err)
	}
	c.Start()
	c.Event(wire.Event{Type: "ready", Device: &wire.Device{Kind: "cpu"}})
	if plays != 0 {
		t.Error("it plays before it is there")
	}
	c.Event(statetest.Update(0, 0, 1, true))
	c.Event(statetest.Update(0, 0, 1, false))
	if plays != 1 {
		t.Errorf("it was set to play %d times", plays)
	}
}

func TestRecordingRefused(t *testing.T) {
	good := tape(t, true)
	for what, text := range map[string]string{
		"no JSON": "{", "empty": `{"frames":[]}`, "another width": strings.Replace(good, `{"method":"sft"`, `{"method":"pt"},{"method":"sft"`, 1),
		"another method": strings.Replace(good, `"sft"`, `"pt"`, 1),
	} {
		c := control.New(state.NewStore(wire.Defaults("treasure")), "")
		if err := c.ShowRecording(text); err == nil || c.Store.Recorded != nil {
			t.Errorf("%s: shown (%v)", what, err)
		}
	}
}

// A trainer that failed before the page was there has done so, whatever recording
// comes after it.
func TestARecordingHidesNoFault(t *testing.T) {
	c := control.New(state.NewStore(wire.Defaults("treasure")), "")
	c.Event(wire.Event{Type: "error", Error: &wire.Fault{Code: "worker", Text: "The trainer ended without warning."}})
	if err := c.ShowRecording(tape(t, false)); err != nil {
		t.Fatal(err)
	}
	if c.Start(); c.Store.Fault == nil || c.Store.Recorded != nil || c.Waits() {
		t.Errorf("fault %v, a recording %v", c.Store.Fault, c.Store.Recorded != nil)
	}
}
