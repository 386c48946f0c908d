package wire

// Phases are the parts of one training step, in their order:
//
//	batch     the sequence: prompt, answer, mask
//	guess     the first pass, without gradient: what the model expects (TRC)
//	mix       the input of the training pass: truth and belief by their shares (TRC)
//	train     the training pass: its prediction of each token
//	loss      the loss of each token
//	weights   what each loss counts (DRP)
//	gradient  the gradient by token and by parameter group
//	update    how far AdamW moves each parameter group
func Phases() []string {
	return []string{"batch", "guess", "mix", "train", "loss", "weights", "gradient", "update"}
}

// Focus says what the page wants to see of every step that is trained from now
// on, and of the last one that was. Asking costs no training where On is false.
type Focus struct {
	On       bool `json:"on"`
	Sequence int  `json:"sequence"` // of the batch, 0 … B-1
	Token    int  `json:"token"`    // position in the sequence, 0 … T-1; 0 stands for the first answer token, until the page has chosen a telling one
	Layer    int  `json:"layer"`    // whose attention, 0 …
	Head     int  `json:"head"`
}

// Trace is one training step taken apart, on one sequence of its batch. All
// numbers are those of the step itself; what a position t holds belongs to the
// token that stands there (its prediction was made at t-1).
type Trace struct {
	Step      int        `json:"step"` // 1 …: the step that led from step-1 updates to step
	Sequences int        `json:"sequences"`
	Layers    int        `json:"layers"`
	Heads     int        `json:"heads"`
	Focus     Focus      `json:"look"`   // as answered: Token and the rest are legal ones
	Names     []string   `json:"names"`  // of every token of the vocabulary, short
	Tokens    []int      `json:"tokens"` // [T] of the sequence, padding cut off
	Answer    []bool     `json:"answer"` // [T] the mask: whether the token is learned
	Runs      []RunTrace `json:"runs"`   // left, right
}

// RunTrace is one run's part of a Trace. Only Method is there of a run whose
// step is not taken apart: one that learns from a judge, or pre-training beside
// demonstrations, whose text is another. Slices of length T; what a method has not
// is nil. Probabilities are at the weights before the update, but for After.
// Of a distribution the six largest shares are told, largest first, and always
// that of the true token; position 0, which nothing predicts, has an empty row.
// So have rows of After where an update broke the weights. Numbers have six digits.
type RunTrace struct {
	Method   string  `json:"method"`
	Lambda   float64 `json:"lambda"` // as the step used them; 0 where the method has none
	Gamma    float64 `json:"gamma"`
	Tau      float64 `json:"tau"`
	Feedback string  `json:"feedback,omitempty"`
	Passes   int     `json:"passes"` // guess passes K

	Guess [][]Share `json:"guess,omitempty"` // [T] softmax(logits0/τ) of the last guess pass
	Fed   [][]Share `json:"fed,omitempty"`   // [T] what of it is fed back: the same (soft), or one token (argmax, sampled); empty rows where scheduled sampling leaves the truth
	Mix   [][]Share `json:"mix"`             // [T] shares of the table's rows in the input, sum 1
	Train [][]Share `json:"train"`           // [T] prediction in the training pass
	After [][]Share `json:"after"`           // [T] the same, same mixture, after the update

	Loss          []float64   `json:"loss"`   // [T] −log p of the token, in the training pass
	Weight        []float64   `json:"weight"` // [T] w; 1 on answer tokens for SFT, 0 off the mask
	LogitGradNorm []float64   `json:"pull"`   // [T] norm of the gradient at the logits that predict the token
	Input         []float64   `json:"input"`  // [T] norm of the gradient at the input embedding of the position
	Stream        [][]float64 `json:"stream"` // [layers+1][T] norm of the residual stream: input, after each layer
	Groups        []Group     `json:"groups"` // parameter groups, in the order of the model
	Batch         float64     `json:"batch"`  // loss of the whole batch

	// Of the token that is looked at:
	True    []float64   `json:"true"`              // [d] its embedding
	Belief  []float64   `json:"belief,omitempty"`  // [d] the expected embedding of what is fed back
	Mixed   []float64   `json:"mixed"`             // [d] what enters, NEFTune's noise included, before the position is added
	Logits  []LogitGrad `json:"logits"`            // gradient at the logits that predict it, largest first
	From    []float64   `json:"from"`              // [T] norm of the gradient that its weighted loss alone sends to each input
	Attends [][]float64 `json:"attends,omitempty"` // [T][T] attention of the layer and head, row attends to column
}

// Share is a token with its share of one.
type Share struct {
	Token int     `json:"k"`
	P     float64 `json:"p"`
}

// LogitGrad is the gradient at one token's logit; negative raises the logit.
type LogitGrad struct {
	Token int     `json:"k"`
	G     float64 `json:"g"`
}

// Group is a group of parameters and what one step does to it: Euclidean norms
// of the weights before, of the gradient before clipping, and of the change.
type Group struct {
	Name string  `json:"name"` // E, P, attn 1, mlp 1, …, norms
	Size float64 `json:"size"`
	Grad float64 `json:"grad"`
	Move float64 `json:"move"`
}

// Inject asks for an error to be put into what the models write alone.
type Inject struct {
	Item  int `json:"item"`  // which prompt or game, 0 …; the lake has one
	At    int `json:"at"`    // answer token (text), move (lake) or round (treasure), 0 …
	Token int `json:"token"` // the token put there
}

// Injection is how both models go on after an error, at the present step, greedily.
type Injection struct {
	Step   int          `json:"step"`
	Inject Inject       `json:"inject"`
	Items  int          `json:"items"`           // how many there are to choose from
	Legal  []int        `json:"legal"`           // tokens that can be put there
	Names  []string     `json:"names"`           // of every token of the vocabulary
	Prompt []int        `json:"prompt"`          // what is given: the prompt, the hints, the start
	Right  []int        `json:"right,omitempty"` // the right answer, where there is one
	Runs   []Continuing `json:"runs"`            // left, right
}

// Continuing is one model's way without and with the error.
type Continuing struct {
	Free   []int `json:"free"`   // tokens, one a move, letter or round
	Pushed []int `json:"pushed"` // the same with the error in place At
}
