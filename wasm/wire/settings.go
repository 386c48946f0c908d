package wire

// Settings are everything a reader can choose, flat and typed: one value that says
// all about a run. The table in table.go is their only (de)serialiser; as a message
// they travel whole, and whoever sends or takes them checks them (see Check). An
// address carries all but what LeftOut tells.
type Settings struct {
	// Version says whose defaults and meanings count: Version() but while a query of an
	// older one is read; see formers.
	Version  int     `json:"v"`
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
	XAxis    string  `json:"x"`      // see XAxes
	Log      bool    `json:"log"`    // logarithmic loss axis
	Smooth   bool    `json:"smooth"` // light smoothing of the loss
	Theme    string  `json:"theme"`  // auto, light, dark
	Metric   string  `json:"metric"` // what the upper chart shows: one of Metrics, or auto: the first of them
	Start    string  `json:"start"`  // base: the shipped model; random: weights that were never trained
	Warm     int     `json:"warm"`   // steps of SFT from there on that both sides begin after

	// Arms are left, right, and two more whose method may be "none": these are
	// not there. See Width.
	Arms [MaxArms]Arm `json:"sides"`

	// What of a step is looked at: see Focus. Phase is "off" while nothing is.
	At       int    `json:"at"` // the step that a page opens at, by training to it
	Phase    string `json:"phase"`
	Sequence int    `json:"sequence"`
	Token    int    `json:"token"`
	Layer    int    `json:"layer"`
	Head     int    `json:"head"`

	// What no address has room for.
	Data       string `json:"data,omitempty"`       // examples of the reader's own, in place of the scenario's
	Checkpoint string `json:"checkpoint,omitempty"` // name of the weights that all arms start from, in place of the shipped ones

	Figure Figure `json:"-"` // what an embed shows of all this
}

// MaxArms is how many methods can be compared at once.
const MaxArms = 4

// NoMethod is the method of a side that is not there.
const NoMethod = "none"

// Arm is the method of one run and its knobs. Which knobs count for which method
// says the table.
type Arm struct {
	Method   string  `json:"method"` // see Methods
	Lambda   float64 `json:"lambda"`
	Gamma    float64 `json:"gamma"`
	Tau      float64 `json:"tau"`
	Feedback string  `json:"feedback"`  // soft, argmax, sampled
	Passes   int     `json:"passes"`    // feedback passes K
	Embed    string  `json:"embedding"` // live, frozen
	Weights  string  `json:"weights"`   // detached, live
	Mean     string  `json:"mean"`      // sequences, tokens: what the loss on demonstrations is a mean over
	P        float64 `json:"p"`         // scheduled sampling: chance that an input is the model's own sample
	Rise     string  `json:"rise"`      // constant, rising: p is reached at the last step, linearly from 0
	Alpha    float64 `json:"alpha"`     // NEFTune: size of the noise
	Rate     float64 `json:"rate"`      // learning rate of what learns from a judge, in place of LR
	Beta     float64 `json:"beta"`      // DPO: price of leaving the reference; ORPO: weight of the odds ratio
	Pairs    int     `json:"pairs"`     // offline DPO, ORPO: prompts that the starting model answers twice
	Range    float64 `json:"range"`     // PPO: clip range
	Value    float64 `json:"value"`     // PPO: weight of the value loss
	KL       float64 `json:"kl"`        // PPO: price of leaving the reference
	GAE      float64 `json:"gae"`       // PPO: lambda of the advantage estimate
	Epochs   int     `json:"epochs"`    // PPO: updates on each rollout
	RMSteps  int     `json:"rmsteps"`   // RLHF: steps that the reward model is trained for
	RMRate   float64 `json:"rmlr"`      // RLHF: the reward model's learning rate
}

// Width is how many sides there are: 2, 3 or 4.
func (s Settings) Width() int {
	n := 2
	for n < MaxArms && s.Arms[n].Method != NoMethod && s.Arms[n].Method != "" {
		n++
	}
	return n
}

// Runs is how many seeds are trained at once, at least 1.
func (s Settings) Runs() int { return max(s.Seeds, 1) }
