package wire

// Settings are everything a reader can choose, flat and typed. The table in
// table.go is their only (de)serialiser.
type Settings struct {
	Scenario string  `json:"scenario"`
	Seed     int     `json:"seed"`
	Seeds    int     `json:"seeds"`  // how many runs a side: seeds Seed, Seed+1, …; see Runs
	Device   string  `json:"device"` // auto, webgpu, cpu
	LR       float64 `json:"lr"`
	Batch    int     `json:"batch"`
	Steps    int     `json:"steps"`
	Demos    int     `json:"demos"`
	Slip     float64 `json:"slip"`
	Speed    string  `json:"speed"` // 1, 4, 16, max: steps a second
	Autoplay bool    `json:"autoplay"`
	XAxis    string  `json:"x"`      // step, tokens, seconds
	Log      bool    `json:"log"`    // logarithmic loss axis
	Smooth   bool    `json:"smooth"` // light smoothing of the loss
	Theme    string  `json:"theme"`  // auto, light, dark
	Sides    [2]Side `json:"sides"`  // left, right

	// What of a step is looked at: see Look. Phase is "off" while nothing is.
	At       int    `json:"at"` // the step that a page opens at, by training to it
	Phase    string `json:"phase"`
	Sequence int    `json:"sequence"`
	Token    int    `json:"token"`
	Layer    int    `json:"layer"`
	Head     int    `json:"head"`
}

// Side is the method of one run and its knobs.
type Side struct {
	Method   string  `json:"method"` // pt, sft, ift
	Lambda   float64 `json:"lambda"`
	Gamma    float64 `json:"gamma"`
	Tau      float64 `json:"tau"`
	Feedback string  `json:"feedback"`  // soft, argmax, sampled
	Passes   int     `json:"passes"`    // feedback passes K
	Embed    string  `json:"embedding"` // live, frozen
	Weights  string  `json:"weights"`   // detached, live
}

// Runs is how many seeds are trained at once, at least 1.
func (s Settings) Runs() int { return max(s.Seeds, 1) }
