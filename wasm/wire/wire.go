// Package wire is what page and trainer say to each other: the typed table of
// settings, which is also the URL's only (de)serialiser, and the messages.
package wire

// Command is a message from the page to the trainer. Do names it; the other
// fields are its arguments. Every command with an ID is answered by exactly one
// Event "done" or "error" with the same ID.
type Command struct {
	Do       string    `json:"do"` // init, set, play, pause, step, reset, seek, look, inject, weights
	ID       int       `json:"id,omitempty"`
	Settings *Settings `json:"settings,omitempty"` // init, set: the whole settings
	// Run is the page's number for the runs that this is meant for. With init and set
	// another number asks for new runs. 0 is any.
	Run    int     `json:"run,omitempty"`
	Base   string  `json:"base,omitempty"`   // init: URL prefix of the weights files
	N      int     `json:"n,omitempty"`      // step: how many; seek: which; weights: of which side (0 left)
	Focus  *Focus  `json:"look,omitempty"`   // look
	Inject *Inject `json:"inject,omitempty"` // inject
}

// Event is a message from the trainer to the page.
type Event struct {
	Type string `json:"type"` // progress, ready, device, update, anatomy, done, error; alive: a sign of life
	ID   int    `json:"id,omitempty"`
	// Run is the number of the runs that this is about, or that could not be made:
	// what is told of runs that the page has left behind must not show.
	Run       int        `json:"run,omitempty"`
	Progress  *Progress  `json:"progress,omitempty"`
	Device    *Device    `json:"device,omitempty"`    // ready, device
	Said      string     `json:"said,omitempty"`      // device: a sentence for the reader
	Update    *Update    `json:"update,omitempty"`    // update, done
	Trace     *Trace     `json:"anatomy,omitempty"`   // anatomy; done of look, and of what trained while looking
	Injection *Injection `json:"injection,omitempty"` // done of inject
	File      []byte     `json:"file,omitempty"`      // done of weights: a safetensors file of 32-bit floats
	Error     *Fault     `json:"error,omitempty"`
}

// Progress tells how much of what was fetched or prepared.
type Progress struct {
	What  string `json:"what"`           // "weights", "kernels", …; "memory": what is about to be taken
	Done  int    `json:"done"`           // bytes or kernels
	Total int    `json:"total"`          // 0 = unknown
	Note  string `json:"note,omitempty"` // memory: what the runs will take, in words
}

// Device says what the trainer computes on.
type Device struct {
	Kind string `json:"kind"` // webgpu or cpu
	Name string `json:"name"`
	Note string `json:"note,omitempty"` // why not WebGPU, in words, where it was asked for or tried: "faster here" where both were measured
}

// Fault is an error that a reader can understand: what, where, what now.
type Fault struct {
	Code   string `json:"code"` // device, lost, weights, nan, worker, settings, internal
	Text   string `json:"text"`
	Kernel string `json:"kernel,omitempty"` // nan: the first bad kernel
	// Refused says that the command was not carried out and changed nothing: the
	// runs are as they were, and go on if they did.
	Refused bool `json:"refused,omitempty"`
}

// Update is what is new since the last update. Step is the current step of both
// runs. After a seek or a reset, Rewound is true: points after Step are undone.
type Update struct {
	Step    int         `json:"step"`
	Playing bool        `json:"playing"`
	Rewound bool        `json:"rewound,omitempty"`
	Rate    float64     `json:"rate"`    // steps a second, lately
	Seconds float64     `json:"seconds"` // training time so far
	Tokens  int         `json:"tokens"`  // answer tokens seen per run so far
	Params  int         `json:"params"`  // parameters of one model
	Runs    []RunUpdate `json:"runs"`    // left, right, and the others that there are
	Shared              // where it changed
	Refs    []Ref       `json:"refs,omitempty"`
}

// RunUpdate is one side's part of an Update: one run, or as many as there are
// seeds. Then losses and metrics are means over the seeds; pictures and costs
// are those of the first seed's run.
type RunUpdate struct {
	Method  string  `json:"method"`
	Points  []Point `json:"points,omitempty"` // new losses
	Evals   []Eval  `json:"evals,omitempty"`  // new evaluations
	Picture         // the newest, where it changed
	Cost    Cost    `json:"cost"`
}

// Cost is what a run has used so far, counted by the code that used it. A pass is
// one over a batch of sequences: a batch of pairs, or a rollout, counts two. What a
// model writes is no pass: it is counted in FLOPs and as Written. What a method
// prepares once is paid for with its first step; evaluations are not counted, nor
// are the steps of SFT that all sides begin after.
type Cost struct {
	Forward  int     `json:"forward"`  // forward passes, those of reference, critic and reward model too
	Backward int     `json:"backward"` // backward passes
	FLOPs    float64 `json:"flops"`    // floating-point operations of matrix products and attention, generations included
	Tokens   int     `json:"tokens"`   // answer tokens trained on; of pre-training on text, all of its tokens
	Written  int     `json:"written"`  // answer tokens that models wrote to be learned from
	Demos    int     `json:"demos"`    // different demonstrations seen
	Labels   int     `json:"labels"`   // pairs that the judge compared
	Scored   int     `json:"scored"`   // answers that the judge gave a reward
	Device   float64 `json:"device"`   // seconds that the device kept this run waiting
	Copies   []Copy  `json:"copies"`   // what of models it holds in memory
}

// Copy is a model, or a part of one, that a run holds.
type Copy struct {
	Name  string `json:"name"` // weights, gradients, moments, reference, reward model, value head, …
	Bytes int    `json:"bytes"`
}

// Bytes is the memory of all copies.
func (c Cost) Bytes() int {
	n := 0
	for _, k := range c.Copies {
		n += k.Bytes
	}
	return n
}

// Point is the loss of the batch that step Step (1, 2, …) trained on, before the
// update: nats per answer token, a mean over the batch's sequences of their own
// means, or of all answer tokens where Arm.Mean is tokens (pt: of all tokens of the
// text); what learns from a judge has a loss of its own. With several seeds each has a batch of its own: Loss is the mean of
// theirs and Std their sample standard deviation.
type Point struct {
	Step    int     `json:"step"`
	Loss    float64 `json:"loss"`
	Std     float64 `json:"std,omitempty"`
	Seconds float64 `json:"s"`
	Tokens  int     `json:"tok"`
	// What this run had used with this step; see Cost.
	FLOPs   float64 `json:"fl,omitempty"`
	Passes  int     `json:"fb,omitempty"` // forward and backward
	Written int     `json:"wr,omitempty"`
	Demos   int     `json:"dm,omitempty"`
	Judged  int     `json:"jd,omitempty"` // labels and scores
	Device  float64 `json:"dv,omitempty"`
}

// Eval is an evaluation after Step updates (0 = the base model). Beside the
// scenario's metrics, runs that learn from a judge tell of their last batch: truth
// and opinion (rlhf, ppo: the mean reward of the newest rollout by the judge, 0 to
// 1, and by what PPO was taught with, on its own scale), and kept (dpo, orpo: how
// far their stored pairs still are what the policy would write, 0 to 1). With several
// seeds Metrics holds the means, and Seeds what each seed measured, in the order
// of the seeds, so that two sides can be compared pair by pair.
type Eval struct {
	Step    int                  `json:"step"`
	Metrics map[string]float64   `json:"metrics"`
	Seeds   map[string][]float64 `json:"seeds,omitempty"`
	// Errs are the standard errors of one seed's metrics: how far other prompts could
	// have moved them (with several seeds the root mean square of theirs). Prompts
	// tells over how many prompts, games or walks each is a mean. Neither is there in
	// old recordings.
	Errs    map[string]float64 `json:"errs,omitempty"`
	Prompts map[string]int     `json:"prompts,omitempty"`
}

// Ref is a reference line: the value of a metric that an exact method reaches, on
// average over all prompts that there could be, and on those that the runs are
// evaluated on (with several seeds the mean of theirs).
type Ref struct {
	Metric string   `json:"metric"`
	Label  string   `json:"label"`
	Value  float64  `json:"value"`
	Here   *float64 `json:"here,omitempty"` // nil in old recordings
}
