package method

import (
	"context"
	"fmt"
	"math"

	"softmix/model/device"
)

// Inspection is what one step computed of one sequence of T tokens, with
// vocabulary V, width D, L layers and H heads. Index t is about the token that
// stands at t, whose prediction was made at t-1; rows of position 0, which
// nothing predicts, are zeros. Probabilities and embeddings are those at the
// weights before the step's update.
type Inspection struct {
	T, V, D, L, H int
	Tokens        []uint32  // [T]
	Mask          []float32 // [T] 1 on answer tokens

	Lambda, Gamma, Tau float32 // as the step used them

	Guess []float32 // [T,V] softmax(logits/tau) of the last guess pass; nil where the method has none
	Fed   []float32 // [T,V] what of it is fed back; zeros where a token's truth stays; nil where the method has none
	Mix   []float32 // [T,V] shares of the table's rows in the input; one-hot of the tokens that are read where nothing is mixed
	Train []float32 // [T,V] softmax(logits) of the training pass

	Loss   []float32 // [T] -log p of the token in the training pass
	Weight []float32 // [T] of the loss: DRP's w, or the mask
	Share  []float32 // [T] factor of the loss in the batch's: batch loss = sum of share·loss
	Coef   []float32 // [T] derivative of the batch loss by the token's loss; not the share where weights are live

	DLogits []float32 // [T,V] gradient of the batch loss at the logits that predict the token
	DInput  []float32 // [T,D] the same at the input of the position

	Input  []float32 // [T,D] what enters the first layer: mixed embedding plus position, plus noise
	Noise  []float32 // [T,D] the noise in it; nil where the method has none
	Table  []float32 // [V,D] the table that the input was mixed from: before the update, or the frozen one
	Stream []float64 // [L+1,T] norm of the residual stream: the input, then after each layer
	Attend []float32 // [L,H,T,T] attention of the training pass: row attends to column; empty where nothing attends
}

// Inspect waits for the last step and reads what it left of one sequence of its
// batch, 0 … B-1, from the step's own buffers: nothing is computed again, and
// nothing is added to a step for it. before are the weights before that step
// [Layout.Len]: the step has updated its own since.
func (s *Step) Inspect(ctx context.Context, sequence int, before []float32) (*Inspection, error) {
	c, trace := s.m.Shape, s.batch.Trace()
	switch {
	case s.done == 0:
		return nil, fmt.Errorf("inspecting a step: none was made yet")
	case sequence < 0 || sequence >= s.b:
		return nil, fmt.Errorf("inspecting a step: there is no sequence %d in a batch of %d", sequence, s.b)
	case len(before) != s.m.Layout.Len:
		return nil, fmt.Errorf("inspecting a step: %d weights before it, the model has %d", len(before), s.m.Layout.Len)
	}
	N := s.t
	x := &Inspection{T: N, V: c.Vocab, D: c.Dim, L: len(trace.Stream), H: c.Heads}
	r := &reader{s: s, row: sequence * N}
	x.Mask, x.Loss, x.Weight, x.Share, x.Coef = r.rows("mask", 1), r.rows("nll", 1), r.rows("w", 1), r.rows("share", 1), r.rows("coef", 1)
	logits, dlogits, logits0 := r.rows("logits", x.V), r.rows("dlogits", x.V), []float32(nil)
	x.Input, x.DInput = r.of(trace.Input, x.D), r.of(trace.DInput, x.D)
	x.Attend = make([]float32, 0, len(trace.Attention)*x.H*N*N)
	var outs, attends [][]float32
	for _, v := range trace.Stream {
		outs = append(outs, r.of(v, x.D))
	}
	for _, v := range trace.Attention {
		attends = append(attends, r.of(v, x.H*N))
	}
	var coin, noise []float32
	reads, mixes, hard, guesses, noisy := s.has("inputs"), s.has("mix"), s.has("guess"), s.has("logits0"), s.has("z")
	if guesses {
		logits0 = r.rows("logits0", x.V)
	}
	if mixes {
		x.Fed, x.Mix = r.rows("pred", x.V), r.rows("mix", x.V)
	} else if guesses && !hard {
		coin = r.rows("coin", 1)
	}
	knobs, tokens, inputs, fed := r.part("knobs", 0, device.KnobCount), r.rows("tok", 1), []float32(nil), []float32(nil)
	if reads {
		inputs = r.rows("inputs", 1)
	}
	if hard {
		fed = r.rows("guess", 1)
	}
	if noisy {
		noise = r.rows("z", x.D)
	}
	trained, ok := s.m.TableIn(before)
	if x.Table = trained; s.freeze != nil {
		x.Table = r.part("e0", 0, x.V*x.D)
	} else if !ok {
		x.Table = r.view(s.m.Table())
	}
	if err := r.fetch(ctx); err != nil {
		return nil, fmt.Errorf("inspecting step %d: %w", s.done, err)
	}
	x.Tokens = device.Words(tokens)
	read := x.Tokens
	if reads {
		read = device.Words(inputs)
	}
	x.Lambda, x.Gamma, x.Tau = knobs[device.KnobLambda], knobs[device.KnobGamma], knobs[device.KnobTau]
	x.Train, x.DLogits = predictions(logits, x.V, 1), delayed(dlogits, x.V)
	x.Stream = Norms(x.Input, x.D)
	for _, out := range outs {
		x.Stream = append(x.Stream, Norms(out, x.D)...)
	}
	for _, a := range attends {
		x.Attend = append(x.Attend, a...)
	}
	if guesses {
		x.Guess = predictions(logits0, x.V, x.Tau)
	}
	if !mixes {
		x.Mix = oneHot(read, x.V, func(int) bool { return true })
	}
	if hard { // the kernel's own rule
		to := device.Words(fed)
		x.Fed = oneHot(to, x.V, func(t int) bool { return t > 0 })
		for t := 1; t < N; t++ {
			share := x.Lambda * x.Mask[t]
			row := x.Mix[t*x.V : (t+1)*x.V]
			row[x.Tokens[t]] = 1 - share
			row[to[t]] += share
		}
	}
	if coin != nil { // scheduled sampling: the kernel's own rule
		p := knobs[device.KnobSamplingProb]
		x.Fed = oneHot(read, x.V, func(t int) bool { return t > 0 && coin[t] < p*x.Mask[t] })
	}
	if noisy { // the kernel's own rule
		scale := knobs[device.KnobAlpha] / float32(math.Sqrt(float64(x.T*x.D)))
		for i := range noise {
			noise[i] *= scale
		}
		x.Noise = noise
	}
	return x, nil
}

// has reports whether the step has a buffer of that name.
func (s *Step) has(name string) bool {
	_, ok := s.arena.Find(name)
	return ok
}

// oneHot returns [T,V] with a 1 for the token of each position that counts.
func oneHot(tokens []uint32, V int, counts func(t int) bool) []float32 {
	out := make([]float32, len(tokens)*V)
	for t, k := range tokens {
		if counts(t) {
			out[t*V+int(k)] = 1
		}
	}
	return out
}

// Mixed returns the embeddings [T,D] that enter, before positions are added:
// the mixture of the table's rows, and the noise where there is some.
func (x *Inspection) Mixed() []float32 { return x.mixedFrom(x.Table) }

// mixedFrom is Mixed with another table.
func (x *Inspection) mixedFrom(table []float32) []float32 {
	out := product(x.Mix, table, x.V, x.D)
	for i, v := range x.Noise {
		out[i] += v
	}
	return out
}

// Belief returns the expected embeddings [T,D] of what is fed back; nil where
// the method feeds nothing back.
func (x *Inspection) Belief() []float32 {
	if x.Fed == nil {
		return nil
	}
	return product(x.Fed, x.Table, x.V, x.D)
}

// Grads waits for the last step and returns its gradient [Layout.Len], before
// clipping.
func (s *Step) Grads(ctx context.Context) ([]float32, error) {
	g := make([]float32, s.grads.Len)
	if err := s.m.Dev.ReadF32(ctx, s.grads.Buf, 0, g); err != nil {
		return nil, fmt.Errorf("reading the gradient of step %d: %w", s.done, err)
	}
	return g, nil
}

// reader gathers what is to be read of a step's buffers, so that it can be read
// at once, and keeps the first error.
type reader struct {
	s     *Step
	row   int // first position of the sequence
	views []device.View
	into  [][]float32
	err   error
}

// rows wants the T rows of the sequence of a buffer [N,width].
func (r *reader) rows(name string, width int) []float32 {
	return r.part(name, r.row*width, r.s.t*width)
}

// of wants the T rows of the sequence of a view [N,width].
func (r *reader) of(v device.View, width int) []float32 {
	return r.view(device.View{Buf: v.Buf, Off: v.Off + r.row*width, Len: r.s.t * width})
}

// part wants n elements of a buffer from off on.
func (r *reader) part(name string, off, n int) []float32 {
	b, ok := r.s.arena.Find(name)
	if !ok && r.err == nil {
		r.err = fmt.Errorf("the step has no buffer %s", name)
	}
	return r.view(device.View{Buf: b, Off: off, Len: n})
}

// view wants a view; its elements are there after fetch.
func (r *reader) view(v device.View) []float32 {
	out := make([]float32, v.Len)
	r.views, r.into = append(r.views, v), append(r.into, out)
	return out
}

// fetch waits for the step and reads all that is wanted, at once.
func (r *reader) fetch(ctx context.Context) error {
	if r.err != nil {
		return r.err
	}
	all, err := device.ReadOnce(ctx, r.s.m.Dev, r.views...)
	if err != nil {
		return err
	}
	for _, x := range r.into {
		all = all[copy(x, all):]
	}
	return nil
}

// delayed moves the rows of x [T,width] by one position, so that row t is about
// token t: what was computed where it was predicted.
func delayed(x []float32, width int) []float32 {
	out := make([]float32, len(x))
	copy(out[width:], x)
	return out
}

// predictions turns logits [T,V] into the distribution of each token: row t is
// softmax(logits[t-1]/tau), row 0 zeros.
func predictions(logits []float32, V int, tau float32) []float32 {
	out := make([]float32, len(logits))
	for at := V; at < len(out); at += V {
		softmax(out[at:at+V], logits[at-V:at], tau)
	}
	return out
}

// softmax puts softmax(logits/tau) into p.
func softmax(p, logits []float32, tau float32) {
	top := math.Inf(-1)
	for _, x := range logits {
		top = math.Max(top, float64(x))
	}
	sum := 0.
	for _, x := range logits {
		sum += math.Exp((float64(x) - top) / float64(tau))
	}
	for i, x := range logits {
		p[i] = float32(math.Exp((float64(x)-top)/float64(tau)) / sum)
	}
}

// product returns M [T,V] times table [V,d].
func product(M, table []float32, V, d int) []float32 {
	out := make([]float32, len(M)/V*d)
	for i, share := range M {
		if share == 0 {
			continue
		}
		row, e := out[i/V*d:(i/V+1)*d], table[i%V*d:(i%V+1)*d]
		for j := range row {
			row[j] += share * e[j]
		}
	}
	return out
}

// Norms returns the Euclidean norm of each row of x [T,width].
func Norms(x []float32, width int) []float64 {
	out := make([]float64, len(x)/width)
	for t := range out {
		out[t] = Norm(x[t*width : (t+1)*width])
	}
	return out
}

// Norm returns the Euclidean norm of x.
func Norm(x []float32) float64 {
	sum := 0.
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
