// Package state is all that the page knows, in data: the settings, the runs as the
// trainer has told of them, and what follows from both. It knows no words, no
// colours and no elements.
package state

import "softmix/wasm/wire"

// Store is all that the page knows: the settings, what the trainer computes on,
// and everything it has said about the two runs so far. Components and islands
// read it; only Configure and Apply change it. It is not safe for concurrent use.
type Store struct {
	Settings wire.Settings
	Compact  bool           // room is scarce: an embed
	Room     float64        // height that the charts have, px: then there is one; 0: what they take
	Device   *wire.Device   // nil until the trainer is ready
	Progress *wire.Progress // what is being fetched or prepared; nil once ready
	Fault    *wire.Fault    // the error in force, nil if all is well
	Memory   string         // what the runs take of it, in words, where that is much

	// Recorded is the run shown in place of one that is trained; nil once live news
	// have come.
	Recorded *Recording

	Step     int     // updates made to both models
	Playing  bool    //
	Lost     int     // the step that these runs were at before the page was loaded again
	Diverged bool    // settings changed on the way, so that the way back is another one
	Rate     float64 // steps a second, lately
	Seconds  float64 // training time of the steps so far
	Tokens   int     // answer tokens each run has seen so far
	Params   int     // parameters of one model

	// Runs are left, right, and the third and fourth where Settings.Width says that
	// there are; the others are empty.
	Runs [wire.MaxArms]Run
	Refs []wire.Ref // reference lines of the metric charts

	wire.Shared // the picture that all runs share; that of the scenario is set

	// Trace is the newest step that was taken apart, Injection the newest error
	// that was put in; nil until there is one.
	Trace     *wire.Trace
	Injection *wire.Injection

	// Fixes are what was put right lately. Restarted names the settings whose change
	// began these runs, and Note is what else the last change did, in words.
	Fixes     []wire.Correction
	Restarted []string
	Note      string

	// RunID is the number of these runs, by which the trainer tells whose updates it
	// brings, and last the highest that was given.
	RunID, last int
	// before are the runs that these are to take the place of, until the trainer has
	// made them: it may not be able to.
	Before *Store

	// Version grows with every change, so that an island knows whether to draw.
	Version int
}

// NewStore returns a store before the first message of the trainer.
func NewStore(s wire.Settings) *Store {
	st := &Store{Settings: s, RunID: 1, last: 1}
	st.clear()
	return st
}

// Configure takes over new settings. Where they change the structure of the
// runs, all history is dropped and Configure reports true; the trainer starts
// again on the same settings.
func (s *Store) Configure(to wire.Settings) (restart bool) {
	restart = wire.Restarts(s.Settings, to) // the trainer decides by the same rule
	other := s.Settings.Scenario != to.Scenario
	if restart && s.Before == nil && s.Device != nil {
		old := *s
		s.Before = &old
	}
	s.Settings = to
	if restart {
		s.last++
		s.Memory, s.Lost, s.Diverged = "", 0, false
		s.RunID = s.last
		if s.Recorded != nil {
			s.dropRecorded()
		}
		s.clear()
	}
	if other { // the old picture means nothing here
		s.Shared, s.Refs = wire.Shared{}, nil
		for i := range s.Runs {
			s.Runs[i].Picture = wire.Picture{}
		}
	}
	s.Version++
	return restart
}

// Change takes over settings that the reader has changed, and notes what that did
// besides.
func (s *Store) Change(to wire.Settings, change wire.Change) {
	begun, by := s.Step > 0, wire.RestartedBy(s.Settings, to)
	switch restart := s.Configure(to); {
	case restart && begun && !change.Scenario:
		s.Restarted = by
	case !restart && begun && change.Course:
		s.Diverged = true
	}
}

// clear forgets both histories; the pictures stay until new ones come, so that
// nothing flickers.
func (s *Store) clear() {
	s.Step, s.Seconds, s.Tokens, s.Rate, s.Playing = 0, 0, 0, 0, false
	if s.Device != nil { // what was being prepared is of no use any more
		s.Progress = nil
	}
	s.Trace, s.Injection = nil, nil
	for i := range s.Runs {
		if i >= s.Settings.Width() {
			s.Runs[i] = Run{}
			continue
		}
		s.Runs[i] = Run{Method: s.Settings.Arms[i].Method, Picture: s.Runs[i].Picture}
	}
}

// Pending reports that the trainer has still to make these runs.
func (s *Store) Pending() bool { return s.Before != nil }

// Revert brings the runs back that were to give way to those of a number, which
// could not be made, and returns what these were to be.
func (s *Store) Revert(run int) (gone wire.Settings, ok bool) {
	if s.Before == nil || run != s.RunID {
		return gone, false
	}
	gone = s.Settings
	now := *s
	*s = *s.Before
	s.Version, s.last, s.Fixes = now.Version+1, now.last, now.Fixes
	s.Dismiss()
	return gone, true
}

// Renew forgets the runs that a trainer took with it, for those of a new one, which
// is offered the way back to where they were.
func (s *Store) Renew() {
	far := s.Furthest()
	s.Fault, s.Device = nil, nil
	s.clear()
	s.Lost, s.Settings.At = far, 0
	s.Version++
}

// Dismiss takes away what was said of the last change.
func (s *Store) Dismiss() { s.Restarted, s.Note = nil, "" }

// Apply takes in one message of the trainer. It reports whether that is about the
// runs shown: what is told of those that they have taken the place of is of no use
// any more, unless they come back.
func (s *Store) Apply(e wire.Event) bool {
	switch {
	case e.Type == "alive" || e.Error != nil && e.Error.Refused:
		return false
	case e.Run != 0 && e.Run != s.RunID:
		if s.Before != nil {
			s.Before.Apply(e)
		}
		return false
	}
	if e.Type == "ready" || e.Type == "error" || e.Update != nil {
		s.Before = nil
	}
	s.Version++
	switch e.Type {
	case "progress":
		if e.Progress.What == "memory" {
			s.Memory = e.Progress.Note
			break
		}
		if s.Progress = e.Progress; s.Device != nil && e.Progress.Done >= e.Progress.Total {
			s.Progress = nil // a part of a run's preparation is over
		}
	case "device": // another one goes on
		s.Device = e.Device
	case "ready":
		s.Device, s.Progress, s.Fault = e.Device, nil, nil
	case "error":
		if s.Recorded != nil {
			s.dropRecorded()
		}
		s.Fault, s.Playing = e.Error, false
	}
	if e.Update != nil {
		if s.Recorded != nil {
			s.dropRecorded()
		}
		s.update(e.Update)
	}
	switch {
	case s.Step == 0: // no step led here
		s.Trace = nil
	case e.Trace != nil:
		s.Trace = e.Trace
	}
	if e.Injection != nil {
		s.Injection = e.Injection
	}
	return true
}

func (s *Store) update(u *wire.Update) {
	if u.Step > 0 { // what was prepared before the first step is done
		s.Progress = nil
	}
	if u.Rewound {
		for i := range s.Runs {
			s.Runs[i].rewind(u.Step)
		}
		s.Fault = nil
	}
	s.Step, s.Playing = u.Step, u.Playing
	s.Rate, s.Seconds, s.Tokens = u.Rate, u.Seconds, u.Tokens
	if u.Params > 0 {
		s.Params = u.Params
	}
	if u.Shared != (wire.Shared{}) {
		s.Shared = u.Shared
	}
	if u.Refs != nil {
		s.Refs = u.Refs
	}
	for i := range min(len(u.Runs), s.Settings.Width()) {
		s.Runs[i].update(&u.Runs[i], u.Step)
	}
}

// Furthest is the last step that these runs have reached, undone or lost: where
// "End" and "Back to step N" lead.
func (s *Store) Furthest() int { return max(s.Told(), s.Lost) }

// Told is the last step of the history, undone ones included.
func (s *Store) Told() int {
	n := s.Step
	for i := range s.Runs {
		r := &s.Runs[i]
		if k := len(r.UndonePoints); k > 0 {
			n = max(n, r.UndonePoints[k-1].Step)
		}
	}
	return n
}

// Methods are those of all arms that there are.
func (s *Store) Methods() (methods []string) {
	for i := range s.Settings.Width() {
		methods = append(methods, s.Runs[i].Method)
	}
	return methods
}

// Metric is the metric that the page is about: the one chosen, or the first of
// the scenario's.
func (s *Store) Metric() string {
	if m := s.Settings.Metric; m != "" && m != "auto" {
		return m
	}
	return ChartMetric(s.Settings.Scenario)
}

// ChartMetric is the metric that a scenario is about.
func ChartMetric(scenario string) string { return wire.Metrics(scenario)[0] }
