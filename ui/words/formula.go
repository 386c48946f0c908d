package words

import (
	"html"
	"math"
	"sort"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/method"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// Formulas are the equations of the phases in MathML, made from
// ui/formulas/formulas.tex when the page is built. They are fetched when the
// section first opens.
type Formulas struct {
	Formulas map[string]string `json:"formulas"` // by phase; "mix.now" has slots such as <mtext>@mix@</mtext>
	Legend   []struct {
		Symbol  string `json:"symbol"` // MathML
		Meaning string `json:"meaning"`
	} `json:"legend"`
}

// Of is the equation of the phase that is shown, then the same with the
// numbers of the token that is looked at, as HTML.
func (f *Formulas) Of(x *Scene, phase string) string {
	law, now := phase, phase+".now"
	switch {
	case phase == "guess" && method.Of(x.Run.Method).Reads == method.Samples:
	case phase == "mix" && method.Of(x.Run.Method).Reads == method.Samples:
		law = "mix.ss"
	case phase == "mix" && state.Rank(x.Run) == 1:
		law, now = "mix."+x.Run.Method, ""
	case !x.Ift() && f.Formulas[phase+".plain"] != "":
		law, now = phase+".plain", ""
	case phase == "guess" && !x.Ift():
		return ""
	case phase == "mix" && x.Run.Feedback != "soft" && f.Formulas["mix."+x.Run.Feedback] != "":
		law = "mix." + x.Run.Feedback
	case phase == "gradient" && x.byTokens:
		law = "gradient.tokens"
	case phase == "weights" && x.Run.Gamma == 0:
		law, now = "weights.zero", ""
	}
	if !x.answer && phase != "batch" && !(x.counts() && (phase == "loss" || phase == "train" || phase == "gradient" || phase == "update")) {
		now = ""
	}
	out := f.Formulas[law]
	if t := f.Formulas[now]; t != "" {
		out += fillSlots(t, x.slots(phase))
	}
	return out
}

// fillSlots puts MathML in the place of <mtext>@name@</mtext>, whatever its class.
func fillSlots(t string, slots map[string]string) string {
	for name, value := range slots {
		for {
			at := strings.Index(t, "@"+name+"@")
			if at < 0 {
				break
			}
			from, to := strings.LastIndex(t[:at], "<mtext"), at+strings.Index(t[at:], "</mtext>")+len("</mtext>")
			class := strings.TrimSuffix(strings.TrimPrefix(t[from:at], "<mtext"), ">")
			t = t[:from] + "<mrow" + class + ">" + value + "</mrow>" + t[to:]
		}
	}
	return t
}

func mn(v float64) string {
	s := Figures(v)
	if rest, minus := strings.CutPrefix(s, "−"); minus {
		return "<mo form=\"prefix\">−</mo><mn>" + rest + "</mn>"
	}
	return "<mn>" + s + "</mn>"
}

func mi(n int) string { return "<mn>" + strconv.Itoa(n) + "</mn>" }

func op(s string) string { return `<mo stretchy="false">` + s + "</mo>" }

func (x *Scene) mtoken(token int, class string) string {
	name := "?"
	if token >= 0 && token < len(x.A.Names) {
		name = x.A.Names[token]
	}
	return `<mtext class="` + class + `">` + html.EscapeString(name) + "</mtext>"
}

// class is how a token is coloured: what the data say, or what was believed.
func (x *Scene) class(token int) string {
	if token == x.Token {
		return "tr"
	}
	return "g"
}

// slots are the numbers of the scene for the formula of a phase, in MathML.
func (x *Scene) slots(phase string) map[string]string {
	q := chanceOf(state.RowAt(x.Run.Train, x.T), x.Token)
	m := map[string]string{"t": mi(x.T), "token": x.mtoken(x.Token, "tr")}
	switch phase {
	case "batch":
		m["m"] = mi(0)
		if x.answer {
			m["m"] = mi(1)
		}
	case "guess":
		m["guess"] = x.distribution("p", "g", state.RowAt(x.Run.Guess, x.T))
	case "mix":
		m["mix"] = x.mixture()
	case "train":
		m["train"] = x.distribution("q", "", state.RowAt(x.Run.Train, x.T))
	case "loss":
		m["q"], m["loss"] = mn(math.Exp(-numberAt(x.Run.Loss, x.T))), mn(numberAt(x.Run.Loss, x.T))
	case "weights":
		m["tail"], m["w"] = x.tail(), mn(numberAt(x.Run.Weight, x.T))
	case "gradient":
		m["push"] = x.push(q)
	case "update":
		m["before"], m["after"] = mn(q), mn(chanceOf(state.RowAt(x.Run.After, x.T), x.Token))
	}
	return m
}

// leaders are the three largest shares, the truth among them.
func (x *Scene) leaders(d []wire.Share) []wire.Share {
	d = append([]wire.Share(nil), d...)
	sort.SliceStable(d, func(i, j int) bool { return d[i].P > d[j].P })
	top := d[:min(3, len(d))]
	for _, s := range d[len(top):] {
		if s.Token == x.Token {
			top[len(top)-1] = s
		}
	}
	for len(top) > 1 && top[len(top)-1].P < .0005 && top[len(top)-1].Token != x.Token {
		top = top[:len(top)-1]
	}
	return top
}

// distribution writes p(d) = .71, p(c) = .14, …, one below the other.
func (x *Scene) distribution(name, class string, d []wire.Share) string {
	var b strings.Builder
	b.WriteString(`<mtable displaystyle="true">`)
	for _, s := range x.leaders(d) {
		b.WriteString(`<mtr><mtd><msub class="` + class + `"><mi>` + name + "</mi>" + mi(x.T) + "</msub>" +
			op("(") + x.mtoken(s.Token, x.class(s.Token)) + op(")") + "</mtd><mtd>" + op("=") + mn(s.P) + "</mtd></mtr>")
	}
	return b.String() + "</mtable>"
}

// mixture writes .80 E[c] + .14 E[d] + …
func (x *Scene) mixture() string {
	d := state.RowAt(x.Run.Mix, x.T)
	var b strings.Builder
	sum := 0.0
	for i, s := range x.leaders(d) {
		if i == 2 || s.P < .0005 { // the panel is narrow
			break
		}
		if i > 0 {
			b.WriteString(op("+"))
		}
		if s.P < .995 {
			b.WriteString("<mn>" + strings.TrimPrefix(strconv.FormatFloat(s.P, 'f', 2, 64), "0") + `</mn><mspace width=".15em"></mspace>`)
		}
		b.WriteString("<mi>E</mi>" + op("[") + x.mtoken(s.Token, x.class(s.Token)) + op("]"))
		sum += s.P
	}
	if sum < .995 {
		b.WriteString(op("+") + op("…"))
	}
	return b.String()
}

// tail writes the discounted losses ahead: 1.31 + .95·.40 + … = 2.4
func (x *Scene) tail() string {
	var b strings.Builder
	sum, factor, n := 0.0, 1.0, 0
	for t := x.T; t < len(x.Run.Loss) && t < len(x.A.Answer); t++ {
		if x.A.Answer[t] {
			v := x.Run.Loss[t]
			if n < 2 { // the panel is narrow
				if n > 0 {
					b.WriteString(op("+") + mn(factor) + op("·"))
				}
				b.WriteString(mn(v))
			}
			sum += factor * v
			n++
		}
		factor *= x.Run.Gamma
	}
	if n > 2 {
		b.WriteString(op("+") + op("…"))
	}
	if n > 1 {
		b.WriteString(op("=") + mn(sum))
	}
	return b.String()
}

// push writes the gradient at the logit of the right token. The product is left
// out where it is not what the step did: weights that carry gradient add to it.
func (x *Scene) push(q float64) string {
	g, found := 0.0, false
	for _, p := range x.Run.Logits {
		if p.Token == x.Token {
			g, found = p.G, true
		}
	}
	if !found {
		return `<mo>∂</mo><mi>L</mi>` + op("=") + op("…")
	}
	w := numberAt(x.Run.Weight, x.T)
	left := "<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><msup><mi>z</mi><mo>′</mo></msup>" + op("(") + x.mtoken(x.Token, "tr") + op(")") + "</mrow></mfrac>" + op("=")
	n := float64(x.A.Sequences * x.n)
	if want := w / n * (q - 1); math.Abs(want-g) > .02*math.Abs(g) || n == 0 {
		return left + mn(g)
	}
	return `<mtable displaystyle="true"><mtr><mtd>` + left + "</mtd><mtd class=\"tml-left\"><mfrac><mrow>" + mn(w) + "</mrow><mrow>" + mi(x.A.Sequences) + op("·") + mi(x.n) + "</mrow></mfrac>" +
		op("(") + mn(q) + op("−") + mi(1) + op(")") + "</mtd></mtr><mtr><mtd></mtd><mtd class=\"tml-left\">" + op("=") + mn(g) + "</mtd></mtr></mtable>"
}

// FormulaNews says why there are no formulas; fault is why they could not be
// fetched.
func FormulaNews(fault string) string {
	if fault != "" {
		return i18n.Say(i18n.FormulaFault, fault)
	}
	return i18n.FormulaLoading.String()
}
