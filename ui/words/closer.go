package words

import (
	"fmt"
	"strconv"
	"strings"

	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// The pictures of a step below its lanes.

// AttentionLabel says in words what drawAttention shows.
func AttentionLabel(a *wire.Trace, who [2]ArmName) string {
	if a == nil || len(a.Tokens) == 0 {
		return "Attention: nothing to show yet."
	}
	s := fmt.Sprintf("Attention of layer %d, head %d, where %s is predicted.", a.Look.Layer+1, a.Look.Head+1, place(a, a.Look.Token))
	for side := range min(len(a.Runs), 2) {
		top := state.MostRead(a.Runs[side].Attends, a.Look.Token-1)
		s += " " + who[side].Name
		if len(top) == 0 {
			s += " has none."
			continue
		}
		s += " reads most"
		for i, v := range top {
			if i > 0 {
				s += ","
			}
			s += fmt.Sprintf(" %s at place %d with %s", state.NameOf(a, state.TokenOf(a, v.Token)), v.Token+1, Percent(v.P))
		}
		s += "."
	}
	return s
}

// PhaseShares is the distribution that a phase is about: the guess, the mixture,
// or the prediction; and what the page calls it.
func PhaseShares(r *wire.RunTrace, phase int) (of [][]wire.Share, name string) {
	switch phase {
	case state.PhaseGuess:
		return r.Guess, PhaseNames[state.PhaseGuess]
	case state.PhaseMix:
		return r.Mix, PhaseNames[state.PhaseMix]
	}
	return r.Train, PhaseNames[state.PhaseTrain]
}

// MoveLabel says in words what DrawMove shows.
func MoveLabel(a *wire.Trace, lake *wire.Lake, who [2]ArmName, phase int) string {
	if a == nil || lake == nil || len(a.Tokens) == 0 {
		return "The move on the lake: nothing to show yet."
	}
	s := fmt.Sprintf("On the lake, from cell %s; the demonstration goes to %s.", state.NameOf(a, state.TokenOf(a, a.Look.Token-1)), state.NameOf(a, state.TokenOf(a, a.Look.Token)))
	for side := range min(len(a.Runs), 2) {
		of, name := PhaseShares(&a.Runs[side], phase)
		s += " " + who[side].Name + ", " + name + ": "
		if len(of) == 0 {
			s += "none."
			continue
		}
		s += Spoken(a, state.RowAt(of, a.Look.Token), state.TokenOf(a, a.Look.Token), 4) + "."
	}
	return s
}

// What the pictures say, the longest wording first.

func NoAttention() []string  { return []string{"No attention to show yet.", "Nothing yet."} }
func NoStream() []string     { return []string{"No residual stream to show yet.", "Nothing yet."} }
func NoMove() []string       { return []string{"No move to look at yet.", "No move yet."} }
func NoError() []string      { return []string{"No error was put in yet.", "No error yet."} }
func NoToken() []string      { return []string{"No token to look at yet.", "No token yet."} }
func NotApartHere() []string { return []string{"not taken apart", "not here"} }
func NoGuessHere() []string  { return []string{NoGuessPass(), "not here"} }
func HeadName(l wire.Look) []string {
	layer, head := strconv.Itoa(l.Layer+1), strconv.Itoa(l.Head+1)
	return []string{"layer " + layer + ", head " + head, layer + " · " + head, ""}
}
func Attended(of string, names []string) []string {
	one, all := names[0], strings.Join(names, ", ")
	return []string{"to predict " + of + " it reads " + all, "for " + of + " it reads " + all, "for " + of + ": " + one, one, ""}
}
func StreamHead(token string) []string {
	return []string{"Length of the residual stream at " + token, "Residual stream at " + token, "Stream at " + token}
}
func StreamInput() string        { return "input" }
func StreamLayer(i int) []string { return []string{"layer " + strconv.Itoa(i), strconv.Itoa(i)} }
func Given() []string            { return []string{"given"} }
func RightAnswer() []string      { return []string{"right answer", "right"} }
func Alone(who ArmName) []string { return []string{who.Name + " alone", who.Name} }
func AfterError() []string       { return []string{"after the error", "with error", "error"} }
func OutOf(n, of int) string     { return strconv.Itoa(n) + " of " + strconv.Itoa(of) }
func PushedTo(cell, fate string) []string {
	return []string{"pushed to " + cell + ", it " + fate, "pushed, it " + fate, fate}
}
func InputHead(who ArmName) []string {
	return []string{"What " + who.Name + " reads here, as an embedding", "What " + who.Name + " reads here", "Input"}
}
func TrueName() string          { return "true" }
func BelievedName() string      { return "believed" }
func CosineOf(v float64) string { return "cos " + Decimal(v) }
func EffectHead() []string {
	return []string{"What this step does to the guess", "What it does to the guess", "The step’s effect"}
}
func BeforeStep() string { return "before" }
func AfterStep() string  { return "after" }

// Unbelieved says that an input has no belief in it.
func Unbelieved(r *wire.RunTrace) []string {
	if state.Rank(r) == 1 || state.Rank(r) == 2 {
		return []string{"no belief"}
	}
	return []string{"reads the truth alone", "the truth alone", "none"}
}

// Fate says where a way of tokens ends on the lake.
func Fate(lake *wire.Lake, tokens []int) string {
	end := -1
	for _, k := range tokens {
		if end = state.CellOf(k); state.OnLake(lake, end, 'G') || state.OnLake(lake, end, 'H') {
			break
		}
	}
	switch {
	case state.OnLake(lake, end, 'G'):
		return "reaches the goal"
	case state.OnLake(lake, end, 'H'):
		return "sinks"
	}
	return "has not arrived"
}

// InjectLabel says in words what drawInject shows.
func InjectLabel(in *wire.Injection, lake *wire.Lake, who [2]ArmName) string {
	if in == nil || len(in.Runs) == 0 {
		return "An injected error: nothing to show yet."
	}
	spell := func(v []int) string {
		s := ""
		for i, k := range v {
			if i > 0 {
				s += " "
			}
			s += state.NameIn(in.Names, k)
		}
		if s == "" {
			return "nothing"
		}
		return s
	}
	s := fmt.Sprintf("At step %d, %s was put in at place %d. Given: %s.", in.Step, state.NameIn(in.Names, in.Inject.Token), in.Inject.At+1, spell(in.Prompt))
	if len(in.Right) > 0 {
		s += " Right is " + spell(in.Right) + "."
	}
	for side := range min(len(in.Runs), 2) {
		r := in.Runs[side]
		s += fmt.Sprintf(" %s alone: %s; after the error: %s", who[side].Name, spell(r.Free), spell(r.Pushed))
		if lake != nil {
			s += ", " + Fate(lake, r.Pushed)
		} else if n, of := state.Rights(in, r.Pushed, in.Inject.At+1); of > 0 {
			s += fmt.Sprintf(", %d of the %d behind it right", n, of)
		}
		s += "."
	}
	return s
}

// Input is what a run reads at the chosen token, and what the step does to the
// chances of a few tokens in both runs.
type Input struct {
	A      *wire.Trace
	T      int
	Run    *wire.RunTrace // whose embeddings are shown
	Arm    ArmName        // of that run
	Tokens []int          // whose chances are shown
}

// InputOf takes the right one of the runs that mix, or the left run if none does.
func InputOf(a *wire.Trace, who [2]ArmName) *Input {
	s := &Input{A: a}
	if a == nil || len(a.Runs) == 0 || state.TokenOf(a, a.Look.Token) < 0 {
		return s
	}
	s.T = a.Look.Token
	for i := range a.Runs[:min(len(a.Runs), 2)] {
		if state.Traced(&a.Runs[i]) && (s.Run == nil || len(a.Runs[i].Belief) > 0 || state.Rank(&a.Runs[i]) > state.Rank(s.Run)) {
			s.Run, s.Arm = &a.Runs[i], who[i]
		}
	}
	if s.Run == nil {
		return s
	}
	have := map[int]bool{}
	for i := len(a.Runs) - 1; i >= 0; i-- {
		for _, sh := range state.Leading(state.RowAt(a.Runs[i].Train, s.T), state.TokenOf(a, s.T), 3) {
			if !have[sh.Token] && len(s.Tokens) < 4 {
				have[sh.Token] = true
				s.Tokens = append(s.Tokens, sh.Token)
			}
		}
	}
	return s
}

// InputName is what is read: it is mixed, noisy, or another token's.
func InputName(r *wire.RunTrace) string {
	switch method.Of(r.Method).Reads {
	case method.Noisy:
		return "noisy"
	case method.Blanks, method.Samples:
		return "read"
	}
	return "mixed"
}

// StripsLabel says in words what drawStrips shows.
func StripsLabel(a *wire.Trace, who [2]ArmName) string {
	s := InputOf(a, who)
	if s.Run == nil {
		return "The input of a token: nothing to show yet."
	}
	out := fmt.Sprintf("At %s, %s reads an embedding", place(a, s.T), s.Arm.Name)
	if state.Rank(s.Run) == 1 {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s.", Decimal(state.Cosine(s.Run.Mixed, s.Run.True)))
	} else if len(s.Run.Belief) == 0 {
		out += " that is the true token’s."
	} else {
		out += fmt.Sprintf(" whose cosine with the true token’s is %s; that of what it believed is %s.",
			Decimal(state.Cosine(s.Run.Mixed, s.Run.True)), Decimal(state.Cosine(s.Run.Belief, s.Run.True)))
	}
	out += " What this step does to the guess:"
	for side := range min(len(a.Runs), 2) {
		r := &a.Runs[side]
		if !state.Traced(r) {
			continue
		}
		out += " " + who[side].Name + " "
		for i, k := range s.Tokens {
			if i > 0 {
				out += ", "
			}
			out += fmt.Sprintf("%s from %s to %s", state.NameOf(a, k), Percent(state.ShareOf(state.RowAt(r.Train, s.T), k)), Percent(state.ShareOf(state.RowAt(r.After, s.T), k)))
		}
		out += "."
	}
	return out
}

// StreamLabel says in words what drawStream shows.
func StreamLabel(a *wire.Trace, who [2]ArmName) string {
	if first := state.FirstTraced(a); first == nil || len(first.Stream) == 0 {
		return "Residual stream: nothing to show yet."
	}
	s := fmt.Sprintf("Length of the residual stream at %s, from the input through the layers.", place(a, a.Look.Token))
	for i := range min(len(a.Runs), 2) {
		if !state.Traced(&a.Runs[i]) {
			continue
		}
		s += " " + who[i].Name
		for k, v := range a.Runs[i].Stream {
			if k > 0 {
				s += ","
			}
			s += " " + Brief(state.ValueAt(v, a.Look.Token))
		}
		s += "."
	}
	return s
}
