// Package task holds what the models learn: data, prompts, demonstrations and
// the evaluation of a model that runs alone. It knows neither the transformer
// nor the training methods; a model reaches it as a Sampler.
package task

import (
	"context"
	"math/rand/v2"

	"softmix/model/stats"
)

// NoToken in Request.Forced leaves the choice of a token to the model; in
// Request.EOS it says that nothing ends a sequence.
const NoToken = ^uint32(0)

// Shape is the model that a task is learned with: its architecture, the small
// transformer where it has no name, and its size.
type Shape struct {
	Arch                           string
	Vocab, Dim, Layers, Heads, Ctx int
}

// Hyper are a task's default training settings.
type Hyper struct {
	LR     float64 // peak learning rate of AdamW (beta2 .99, no weight decay)
	Warmup int     // steps of linear warm-up
	Decay  bool    // linear decay to zero over Steps; otherwise constant
	Clip   float64 // bound on the global gradient norm; 0 = none
	Batch  int     // sequences a step
	Steps  int     // length of a run
	Demos  int     // demonstrations a run owns; 0 = fresh ones every step
}

// Pretrain says how the base model of a task is made.
type Pretrain struct {
	Base    string  // name of the weights file, shared by tasks with the same base
	Steps   int     //
	Batch   int     //
	LR      float64 // peak, with Warmup and linear decay
	Warmup  int     //
	Floor   float64 // the decay stops at this share of LR
	Answers bool    // loss on answer tokens only (sft), instead of all (pt)
	Tune    Tune    // what follows; nothing where its Steps are 0
}

// Tune is a short supervised tuning on fresh demonstrations, in batches as
// before: peak learning rate LR with Warmup and linear decay to zero.
type Tune struct {
	Steps  int
	LR     float64
	Warmup int
}

// Batch is B sequences of T tokens, row-major, padded at the end with token 0.
// Mask is 1 on answer tokens, 0 elsewhere.
type Batch struct {
	B, T   int
	Tokens []uint32
	Mask   []float32
}

// NewBatch returns a batch of b zero sequences of t tokens.
func NewBatch(b, t int) Batch {
	return Batch{B: b, T: t, Tokens: make([]uint32, b*t), Mask: make([]float32, b*t)}
}

// Row returns sequence i as a batch of one that shares b's memory.
func (b Batch) Row(i int) Batch {
	return Batch{B: 1, T: b.T, Tokens: b.Tokens[i*b.T : (i+1)*b.T], Mask: b.Mask[i*b.T : (i+1)*b.T]}
}

// Sample returns the sequences at the given rows, in that order, as a new batch.
// A row may come more than once.
func (b Batch) Sample(rows []int) Batch {
	s := NewBatch(len(rows), b.T)
	for i, r := range rows {
		copy(s.Tokens[i*b.T:(i+1)*b.T], b.Tokens[r*b.T:(r+1)*b.T])
		copy(s.Mask[i*b.T:(i+1)*b.T], b.Mask[r*b.T:(r+1)*b.T])
	}
	return s
}

// Request asks a Sampler to continue R sequences of C positions.
type Request struct {
	R, C   int
	Forced []uint32   // [R,C] tokens that are given (prompts, hints, injected errors); NoToken elsewhere
	Temp   float64    // 0 = greedy, otherwise sampling at this temperature
	EOS    uint32     // after this token a sequence is padded with 0; NoToken = never
	Rand   *rand.Rand // draws for sampling; may be nil where Temp = 0
	Logits bool       // also return the logits
}

// Generation is what a Sampler answered.
type Generation struct {
	Tokens []uint32  // [R,C]
	Logits []float32 // [R,C,V]; Logits[r,c] predicts Tokens[r,c+1]; nil unless asked for
}

// Sampler is a model that a task can run. Both methods use its current weights.
type Sampler interface {
	// Generate runs R sequences at once, position by position, with a KV cache.
	Generate(ctx context.Context, q Request) (Generation, error)
	// Forward is one teacher-forced pass: logits [B,T,V] of the batch's tokens.
	Forward(ctx context.Context, b Batch) ([]float32, error)
	// Open starts R sequences that the caller feeds token by token, for a world
	// that answers between two tokens. It resets the KV cache.
	Open(ctx context.Context, r int) (Stepper, error)
}

// Stepper feeds one token to each of R sequences and returns the logits [R,V]
// of the next one. The slice is valid until the next call.
type Stepper interface {
	Step(ctx context.Context, tokens []uint32) ([]float32, error)
}

// Metric is one number of an evaluation: a mean over its prompts, with how far
// other prompts could have moved it.
type Metric struct {
	Name string
	stats.Estimate
}

// Result is an evaluation: its metrics, in a fixed order, what the exact methods
// of References reach on the very same prompts, and what the page draws of it (one
// of the *View types of this package).
type Result struct {
	Metrics []Metric
	Exact   []Reference
	View    any
}

// Task is a thing to learn. All randomness comes from the sources passed in.
type Task interface {
	// Name is the identifier in URLs and on the command line: "treasure".
	Name() string
	Shape() Shape
	Hyper() Hyper
	Pretrain() Pretrain
	// PretrainBatch draws n sequences of pre-training text, of training prompts.
	PretrainBatch(r *rand.Rand, n int) Batch
	// Demonstrations draws n demonstrations, of prompts on one side.
	Demonstrations(r *rand.Rand, n int, s Split) Batch
	// Evaluate lets p run alone on test prompts. The same seed gives the same
	// prompts and draws.
	// quick asks for the smaller sample that the page takes while training.
	Evaluate(ctx context.Context, p Sampler, seed uint64, quick bool) (Result, error)
	// Names are short names of all tokens of the vocabulary, for people.
	Names() []string
	// Inject lets p go on by itself, greedily, without and with an error put into
	// what it writes; the same seed gives the same prompts as Evaluate. What e
	// asks for is put right where the task has no such place.
	Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error)
	// References are what exact methods ("Bayes", "optimal") reach on average over
	// all prompts that there could be, for a line in the chart. On the prompts of one
	// evaluation they reach what Result.Exact says.
	References() []Reference
}

// Reference is the value of a metric that an exact method reaches: an expectation
// where it is a task's, a score on the prompts evaluated where it is a Result's.
type Reference struct {
	Metric string
	Label  string
	Value  float64
}

// Options are the settings of a task that are not the model's.
type Options struct {
	Slip float64 // lake: probability that a move goes sideways, 0 to 1
}

// Rand returns the random source of the given seed and stream: the streams of
// one seed are independent of each other.
func Rand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }
