package state

import (
	"errors"

	"github.com/vugu/vjson"

	"softmix/wasm/wire"
)

// Recording is a run that is shown without being trained.
type Recording struct {
	// Label says what it is, to stand before a number of it: "Recorded", or
	// "Recorded run, saved on 23 November 2026".
	Label string `json:"label"`
	// Alone says that no trainer comes: there is nothing but the recording.
	Alone bool   `json:"alone"`
	Query string `json:"query"` // its settings
	// Device is what it was computed on; may be empty.
	Device string `json:"device"`
	// Frames, in ascending order of their steps, hold what is new in each.
	Frames []wire.Update `json:"frames"`
}

// ParseRecording reads a recording and checks that it is about the settings.
func ParseRecording(text string, s *wire.Settings) (*Recording, error) {
	r := &Recording{}
	if err := vjson.Unmarshal([]byte(text), r); err != nil {
		return nil, errors.New("it cannot be read (" + err.Error() + ")")
	}
	if len(r.Frames) == 0 {
		return nil, errors.New("it is empty")
	}
	last, width := -1, s.Width()
	for k := range r.Frames {
		f := &r.Frames[k]
		if len(f.Runs) != width || f.Step < last {
			return nil, errors.New("its runs are not those of its settings, or its steps do not ascend")
		}
		last = f.Step
		for i := range f.Runs {
			if m := f.Runs[i].Method; m != s.Arms[i].Method {
				return nil, errors.New("it was trained by other methods than its settings say")
			}
		}
	}
	return r, nil
}

// End is the last step.
func (r *Recording) End() int { return r.Frames[len(r.Frames)-1].Step }

// ShowRecorded puts the recording into the store as it stood after a step. What came
// later is as undone.
func (s *Store) ShowRecorded(step int) {
	r := s.Recorded
	step = max(0, min(step, r.End()))
	playing := s.Playing
	s.clear()
	for i := range r.Frames {
		u := r.Frames[i]
		if u.Step > step { // its pictures are not seen yet
			u.Runs = append([]wire.RunUpdate(nil), u.Runs...)
			for k := range u.Runs {
				n := &u.Runs[k]
				n.Picture, n.Cost = wire.Picture{}, s.Runs[k].Cost
			}
		}
		s.update(&u)
	}
	s.update(&wire.Update{Step: step, Rewound: true, Playing: playing && step < r.End()})
	if p := s.Runs[0].Points; len(p) > 0 {
		s.Seconds, s.Tokens = p[len(p)-1].Seconds, p[len(p)-1].Tokens
	}
	s.Version++
}

// dropRecorded drops the recording and all that came from it, so that recorded and live
// numbers never stand together.
func (s *Store) dropRecorded() {
	s.Recorded = nil
	s.Shared, s.Refs, s.Params = wire.Shared{}, nil, 0
	for i := range s.Runs {
		s.Runs[i] = Run{}
	}
	s.clear()
}

// HasPicture reports whether there is anything on the boards.
func (s *Store) HasPicture() bool {
	return s.Shared != wire.Shared{}
}

// Standalone reports that there is a recording and no trainer.
func (s *Store) Standalone() bool { return s.Recorded != nil && s.Recorded.Alone }
