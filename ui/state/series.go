package state

import "softmix/wasm/wire"

// Series is what softmix.series() answers: all that was told of the runs, as one
// update; public/js/export.js makes files of it.
type Series struct {
	Query    string      `json:"query"`             // the address that leads to these runs, whatever defaults will be
	LeftOut  []string    `json:"leftOut,omitempty"` // what of their settings it has no room for
	Recorded string      `json:"recorded"`          // what a recording is called; "" where this is none
	Update   wire.Update `json:"update"`
}

// SeriesOf reports the whole history of every side.
func SeriesOf(st *Store) *Series {
	to := st.Settings
	to.At, to.Phase = 0, "off"
	s := &Series{Query: wire.Pin(to), LeftOut: wire.LeftOut(to)}
	if st.Recorded != nil {
		s.Recorded = st.Recorded.Label
	}
	u := &s.Update
	u.Step, u.Params, u.Refs = st.Step, st.Params, st.Refs
	for i := range to.Width() {
		r := &st.Runs[i]
		u.Runs = append(u.Runs, wire.RunUpdate{})
		n := &u.Runs[i]
		n.Method, n.Points, n.Evals = r.Method, r.Points, r.Evals
		n.Cost = r.Cost
	}
	return s
}
