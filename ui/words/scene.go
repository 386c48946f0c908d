package words

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Scene is one token in one phase of one step: what a sentence is about.
type Scene struct {
	A        *wire.Trace
	Run      *wire.RunTrace // the run the sentence is about: see rank; among equals the right one
	other    *wire.RunTrace
	alone    bool   // the other run is not taken apart
	board    string // of the scenario
	name     string // of the run
	neighbor string // of the other run
	T        int    // position of the token
	Token    int
	answer   bool // it belongs to the answer
	place    int  // which token of the answer it is, 0 …
	n        int  // tokens of the answer
	byTokens bool // the loss is a mean over tokens, not over sequences
}

// SceneOf returns the scene of the token that is looked at; nil while no step is
// taken apart.
func SceneOf(s *state.Store) *Scene {
	a := s.Trace
	if a == nil || len(a.Runs) < 2 || a.Focus.Token < 0 || a.Focus.Token >= len(a.Tokens) || len(a.Answer) < len(a.Tokens) {
		return nil
	}
	lead := 1
	if state.Rank(&a.Runs[0]) > state.Rank(&a.Runs[1]) {
		lead = 0
	}
	if !state.Traced(&a.Runs[lead]) {
		return nil
	}
	who := ArmNames(a.Runs[0].Method, a.Runs[1].Method)
	x := &Scene{
		A: a, Run: &a.Runs[lead], other: &a.Runs[1-lead], alone: !state.Traced(&a.Runs[1-lead]), name: who[lead].Name, neighbor: who[1-lead].Name,
		board: ScenarioOf(s.Settings.Scenario).Board, T: a.Focus.Token, Token: a.Tokens[a.Focus.Token], answer: a.Answer[a.Focus.Token],
	}
	x.byTokens = s.Settings.Arms[lead].Mean == "tokens" || method.Of(x.Run.Method).Learns == method.Text
	for t, yes := range a.Answer {
		if yes && t < x.T {
			x.place++
		}
		if yes {
			x.n++
		}
	}
	return x
}

func (x *Scene) Ift() bool { return method.Of(x.Run.Method).Reads == method.Mixed }

// Called is a token by its name.
func (x *Scene) Called(token int) string {
	if token < 0 || token >= len(x.A.Names) {
		return "?"
	}
	switch name := x.A.Names[token]; {
	case name == "." && x.board != "treasure" && x.board != "lake":
		return i18n.StepSentenceTheEndMark.String()
	case name == "␣" || strings.TrimSpace(name) == "":
		return i18n.StepSentenceABlank.String()
	case x.board == "treasure": // a hint is written "a?", after the box it names
		return strings.ToUpper(strings.TrimSuffix(name, "?"))
	default:
		return name
	}
}

// thing is what a token of the task is, for messages to select by.
func (x *Scene) thing() string {
	switch x.board {
	case "treasure":
		return "box"
	case "lake", "maze":
		return "cell"
	case "program": // it writes digits
		return "character"
	}
	return "letter"
}

// says is what the data say at the place of the token.
func (x *Scene) says() []Part {
	k := i18n.StepSentenceTheAnswerSays
	switch {
	case !x.answer && x.board == "treasure":
		k = i18n.StepSentenceTheHintSays
	case !x.answer:
		k = i18n.StepSentenceThePromptSays
	case x.board == "treasure":
		k = i18n.StepSentenceTheDemonstratorNames
	case x.board == "lake", x.board == "maze" && x.place < x.n-1:
		k = i18n.StepSentenceTheDemonstrationGoesTo
	}
	return say(k, loud(x.Called(x.Token)))
}

// Where names the token's place: "Letter 3 of the answer".
func (x *Scene) Where() string {
	at := strconv.Itoa(x.place + 1)
	switch {
	case !x.answer && x.board == "treasure":
		return i18n.Say(i18n.StepSentenceHint, at)
	case !x.answer && x.board == "lake":
		return i18n.StepSentenceStartOfTheWalk.String()
	case !x.answer:
		return i18n.Say(i18n.StepSentenceCharacterOfThePrompt, x.T+1)
	case x.board == "treasure":
		return i18n.Say(i18n.StepSentenceAnswerToHint, at)
	case x.board == "lake", x.board == "maze":
		return i18n.Say(i18n.StepSentenceCellOfTheWalk, at)
	}
	return i18n.Say(i18n.StepSentenceOfTheAnswer, x.thing(), at)
}

// chanceOf is the share of a token in a distribution.
func chanceOf(d []wire.Share, token int) float64 {
	for _, s := range d {
		if s.Token == token {
			return s.P
		}
	}
	return 0
}

func numberAt(row []float64, t int) float64 {
	if t < 0 || t >= len(row) {
		return math.NaN()
	}
	return row[t]
}

// words puts a sentence together from words and parts.
func words(ws ...any) []Part {
	var p []Part
	for _, w := range ws {
		switch v := w.(type) {
		case string:
			p = append(p, Part{Text: v})
		case Part:
			p = append(p, v)
		case []Part:
			p = append(p, v...)
		}
	}
	return p
}

func loud(s string) Part { return Part{Text: s, Bold: true} }

// belief is what a model believed, in the colour of beliefs.
func (x *Scene) belief(token int) Part { return Part{Text: x.Called(token), Method: "g", Bold: true} }

func (x *Scene) me() Part { return Part{Text: x.name, Method: x.Run.Method} }

func (x *Scene) them() Part { return Part{Text: x.neighbor, Method: x.other.Method} }

// inPercent writes a probability in words: "71 %", "under 1 %".
func inPercent(p float64) string {
	switch {
	case p > 0 && p < .005:
		return i18n.StepSentenceUnder.String()
	case p < 1 && p >= .995:
		return i18n.StepSentenceOver.String()
	}
	return Percent(p)
}

// Figures writes a number with two decimals and no leading zero, as a reader says
// it: ".27", "1.31"; a small one keeps two digits that count.
func Figures(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case a == math.Trunc(a) && a < 1e6:
		return minus(v) + strconv.FormatFloat(a, 'f', 0, 64)
	case a >= 100:
		return minus(v) + strconv.FormatFloat(a, 'f', 0, 64)
	case a >= .095 || a == 0:
		return minus(v) + strings.TrimPrefix(strconv.FormatFloat(a, 'f', 2, 64), "0")
	case a >= 1e-6:
		digits := 1 - int(math.Floor(math.Log10(a)))
		return minus(v) + strings.TrimPrefix(strconv.FormatFloat(a, 'f', digits, 64), "0")
	}
	return i18n.Say(i18n.StepSentenceUnder2, minus(v))
}

func minus(v float64) string {
	if v < 0 {
		return "−"
	}
	return ""
}

// counts reports whether the token has a loss in one of the runs.
func (x *Scene) counts() bool {
	return numberAt(x.Run.Weight, x.T) > 0 || numberAt(x.other.Weight, x.T) > 0
}

// sent is the input that the token's loss sends most of its gradient to.
func (x *Scene) sent() (string, bool) {
	most, sum, at := 0.0, 0.0, -1
	for t, v := range x.Run.From {
		sum += v
		if v > most {
			most, at = v, t
		}
	}
	if at < 0 || at >= len(x.A.Tokens) || sum == 0 {
		return "", false
	}
	y := *x
	y.T, y.Token, y.answer, y.place = at, x.A.Tokens[at], x.A.Answer[at], 0
	for t := range at {
		if x.A.Answer[t] {
			y.place++
		}
	}
	return LowerFirst(y.Where()) + " (" + y.Called(y.Token) + ")", true
}

// groupName is a parameter group in words; most are called by their own names.
func groupName(name string) string {
	switch name {
	case "E":
		return i18n.StepSentenceTheEmbeddingsE.String()
	case "P":
		return i18n.StepSentenceThePositionsP.String()
	}
	return name
}

// mostMoved is the group of parameters that a step changes most, relative to its
// size.
func mostMoved(gs []wire.Group) (name string, rel float64) {
	order := append([]wire.Group(nil), gs...)
	sort.SliceStable(order, func(i, j int) bool { return moveOf(order[i]) > moveOf(order[j]) })
	if len(order) == 0 {
		return "", 0
	}
	return order[0].Name, moveOf(order[0])
}

func moveOf(g wire.Group) float64 {
	if g.Size == 0 {
		return 0
	}
	return g.Move / g.Size
}

// smallShare writes a small share: "0.8 %".
func smallShare(v float64) string {
	if v >= .0995 {
		return Percent(v)
	}
	return strings.TrimPrefix(Figures(100*v), "0") + "\u00a0%"
}

// lowerParts makes the first letter of a sentence a small one.
func lowerParts(p []Part) []Part {
	q := slices.Clone(p)
	if len(q) > 0 {
		q[0].Text = LowerFirst(q[0].Text)
	}
	return q
}

// capitalParts makes the first letter of a sentence a large one.
func capitalParts(p []Part) []Part {
	q := append([]Part(nil), p...)
	if len(q) > 0 {
		q[0].Text = Capitalize(q[0].Text)
	}
	return q
}

// say is a message among whose arguments are parts of a sentence: it is split where
// they stand.
func say(k i18n.Key, args ...any) []Part {
	marks := slices.Clone(args)
	for i, a := range args {
		switch a.(type) {
		case Part, []Part:
			marks[i] = "\x01" + string(rune('0'+i)) + "\x01"
		}
	}
	var p []any
	for i, t := range strings.Split(i18n.Say(k, marks...), "\x01") {
		if i%2 == 1 {
			p = append(p, args[t[0]-'0'])
		} else if t != "" {
			p = append(p, t)
		}
	}
	return words(p...)
}
