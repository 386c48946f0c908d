package state

import (
	"math"
	"slices"
	"sort"

	"softmix/model/method"
	"softmix/wasm/wire"
)

// How the trace of a step is read: what may be missing in it, or no number, reads as
// nothing.

// The phases' indexes in wire.Phases.
const (
	PhaseBatch = iota
	PhaseGuess
	PhaseMix
	PhaseTrain
	PhaseLoss
	PhaseWeights
	PhaseGradient
	PhaseUpdate
	Phases
)

// PhaseIndex is a phase's place in the order; -1 for "off".
func PhaseIndex(name string) int { return slices.Index(wire.Phases(), name) }

// Learned reports whether position t is on the answer mask.
func Learned(a *wire.Trace, t int) bool { return t >= 0 && t < len(a.Answer) && a.Answer[t] }

// NameOf is the short name of a token; a blank shows as an open box.
func NameOf(a *wire.Trace, token int) string {
	if token < 0 || token >= len(a.Names) {
		return "?"
	}
	if a.Names[token] == " " || a.Names[token] == "" {
		return "␣"
	}
	return a.Names[token]
}

// TokenOf is the token at a position; -1 where there is none.
func TokenOf(a *wire.Trace, t int) int {
	if t < 0 || t >= len(a.Tokens) {
		return -1
	}
	return a.Tokens[t]
}

// ChosenToken is the position that is looked at: what the settings ask for where
// it is an answer token, or else what the trace was made for.
func ChosenToken(a *wire.Trace, asked int) int {
	if Learned(a, asked) && asked < len(a.Tokens) {
		return asked
	}
	if t := a.Focus.Token; t > 0 && t < len(a.Tokens) {
		return t
	}
	return slices.Index(a.Answer, true)
}

// ValueAt reads a number that may be missing or none.
func ValueAt(v []float64, t int) float64 {
	if t < 0 || t >= len(v) || math.IsNaN(v[t]) || math.IsInf(v[t], 0) {
		return 0
	}
	return v[t]
}

// Ranked is a distribution from its largest share down, numbers only.
func Ranked(v []wire.Share) []wire.Share {
	out := make([]wire.Share, 0, len(v))
	for _, s := range v {
		if s.P > 0 && !math.IsInf(s.P, 0) { // leaves NaN out as well
			out = append(out, wire.Share{Token: s.Token, P: min(s.P, 1)})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].P > out[j].P })
	return out
}

// ShareOf is what token k has of a distribution.
func ShareOf(v []wire.Share, k int) float64 {
	for _, s := range v {
		if s.Token == k && s.P > 0 && !math.IsInf(s.P, 0) {
			return min(s.P, 1)
		}
	}
	return 0
}

// Leading are the n largest shares, the truth among them in any case.
func Leading(v []wire.Share, right, n int) []wire.Share {
	all := Ranked(v)
	top := slices.Clone(all[:min(n, len(all))])
	has := slices.ContainsFunc(top, func(s wire.Share) bool { return s.Token == right })
	if !has && right >= 0 && n > 0 {
		s := wire.Share{Token: right, P: ShareOf(v, right)}
		if len(top) == n {
			top[n-1] = s
		} else {
			top = append(top, s)
		}
	}
	return top
}

// Traced reports whether the step of a run is taken apart. That of a method that
// learns from a judge is not: only its name is told.
func Traced(r *wire.RunTrace) bool { return len(r.Train) > 0 }

// Rank tells what of the eight phases a method has of its own. The run
// with more to tell leads the sentences.
func Rank(r *wire.RunTrace) int {
	if !Traced(r) {
		return -1
	}
	switch method.Of(r.Method).Reads {
	case method.Mixed:
		return 3
	case method.Samples:
		return 2
	case method.Truth:
		return 0
	}
	return 1
}

// LacksPhase reports whether a method has nothing of its own in a phase.
func LacksPhase(key, phase string) bool {
	m := method.Of(key)
	switch {
	case m.Learns == method.Judge:
		return true
	case phase == "guess":
		return m.Reads != method.Mixed && m.Reads != method.Samples
	case phase == "mix":
		return m.Reads == method.Truth
	case phase == "weights":
		return m.Reads != method.Mixed
	}
	return false
}

// Swapped is the token that scheduled sampling put into an input in the place of
// the truth; ok tells whether its coin fell so.
func Swapped(r *wire.RunTrace, t int) (token int, ok bool) {
	s, ok := Likeliest(RowAt(r.Fed, t))
	return s.Token, ok && method.Of(r.Method).Reads == method.Samples
}

// UntracedMethod is the method of a side whose step is not taken apart; "" for one
// that is.
func UntracedMethod(s *Store, side int) string {
	m, a := s.Settings.Arms[side].Method, s.Trace
	if wire.Judged(m) || a != nil && side < len(a.Runs) && len(a.Tokens) > 0 && !Traced(&a.Runs[side]) {
		return m
	}
	return ""
}

// FirstTraced is the first run of a step that is taken apart; nil for none.
func FirstTraced(a *wire.Trace) *wire.RunTrace {
	if a == nil {
		return nil
	}
	for i := range a.Runs[:min(len(a.Runs), 2)] {
		if Traced(&a.Runs[i]) {
			return &a.Runs[i]
		}
	}
	return nil
}

// OwnShare is how much of the input at position t comes from the true token by
// itself, without any belief: 1−λ on the answer of a run that mixes, 0 where another
// token was put in its place, else 1.
func OwnShare(a *wire.Trace, r *wire.RunTrace, t int) float64 {
	_, drawn := Swapped(r, t)
	switch {
	case Learned(a, t) && (drawn || method.Of(r.Method).Reads == method.Blanks):
		return 0
	case !Learned(a, t), len(r.Guess) == 0, method.Of(r.Method).Reads == method.Samples, math.IsNaN(r.Lambda):
		return 1
	}
	return 1 - max(0, min(1, r.Lambda))
}

// Discounted is what position k's loss adds to the sum that weighs position t.
func Discounted(r *wire.RunTrace, t, k int) float64 {
	return math.Pow(max(0, min(1, r.Gamma)), float64(k-t)) * ValueAt(r.Loss, k)
}

// Moved is how far the step moved a group, relative to its size.
func Moved(g wire.Group) float64 {
	if v := g.Move / g.Size; v > 0 && !math.IsInf(v, 0) {
		return v
	}
	return 0
}

// Cosine is the angle between two vectors as 1 (same) … −1; NaN for none.
func Cosine(a, b []float64) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return math.NaN()
	}
	var ab, aa, bb float64
	for i := range a {
		x, y := ValueAt(a, i), ValueAt(b, i)
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return math.NaN()
	}
	return ab / math.Sqrt(aa*bb)
}

// LaneScale is the largest value of each kind over both sides: the lanes share
// their scales, or their bars could not be compared.
type LaneScale struct {
	Belief             float64 // largest share of belief in an input
	Loss, Weight       float64
	Discounted         float64 // largest γ^(k−t)·loss that the chosen token answers for
	Pull, From, Update float64
}

// ScaleOf is the scale of a step’s lanes while a token is chosen.
func ScaleOf(a *wire.Trace, chosen int) (s LaneScale) {
	for i := range a.Runs {
		r := &a.Runs[i]
		if !Traced(r) {
			continue
		}
		for t := range a.Tokens {
			s.From = max(s.From, ValueAt(r.From, t))
			if !Learned(a, t) {
				continue
			}
			s.Belief = max(s.Belief, 1-OwnShare(a, r, t))
			s.Loss = max(s.Loss, ValueAt(r.Loss, t))
			s.Weight = max(s.Weight, ValueAt(r.Weight, t))
			s.Pull = max(s.Pull, ValueAt(r.LogitGradNorm, t))
			if t >= chosen && r.Gamma > 0 {
				s.Discounted = max(s.Discounted, Discounted(r, chosen, t))
			}
		}
		for _, g := range r.Groups {
			s.Update = max(s.Update, Moved(g))
		}
	}
	return s
}

// Likeliest is the likeliest token of a distribution.
func Likeliest(d []wire.Share) (wire.Share, bool) {
	if len(d) == 0 {
		return wire.Share{}, false
	}
	b := d[0]
	for _, s := range d[1:] {
		if s.P > b.P {
			b = s
		}
	}
	return b, true
}

// AnswerOf are the positions of a sequence that are learned.
func AnswerOf(a *wire.Trace) (at []int) {
	for t := range a.Tokens {
		if Learned(a, t) {
			at = append(at, t)
		}
	}
	return at
}

// Even is true where every answer token of a run counts the same.
func Even(a *wire.Trace, r *wire.RunTrace) bool {
	for _, t := range AnswerOf(a) {
		if math.Abs(ValueAt(r.Weight, t)-1) > 1e-4 {
			return false
		}
	}
	return true
}

// MostRead are the two positions that a row attends to most, the position in
// Token.
func MostRead(rows [][]float64, row int) []wire.Share {
	if row < 0 || row >= len(rows) {
		return nil
	}
	var v []wire.Share
	for k := range rows[row] {
		v = append(v, wire.Share{Token: k, P: ValueAt(rows[row], k)})
	}
	v = Ranked(v)
	return slices.Clip(v[:min(2, len(v))])
}

// CellOf is the cell of a lake's token; -1 for padding.
func CellOf(token int) int { return token - 1 }

// NameIn is nameOf where there are only the names.
func NameIn(names []string, k int) string { return NameOf(&wire.Trace{Names: names}, k) }

// Rights counts the right tokens from a position on.
func Rights(in *wire.Injection, v []int, from int) (n, of int) {
	for i := from; i < len(in.Right); i++ {
		of++
		if i < len(v) && v[i] == in.Right[i] {
			n++
		}
	}
	return n, of
}

// OnLake reports whether a cell of the lake is of a kind: S, F, H or G.
func OnLake(lake *wire.Lake, cell int, kind byte) bool {
	return cell >= 0 && cell < len(lake.Map) && lake.Map[cell] == kind
}

// RowAt is row t of a table, nil where there is none.
func RowAt[T any](rows [][]T, t int) []T {
	if t < 0 || t >= len(rows) {
		return nil
	}
	return rows[t]
}
