package words

import (
	"html"
	"math"
	"strconv"
	"strings"

	"softmix/i18n"
	"softmix/model/stats"
	"softmix/ui/state"
	"softmix/wasm/wire"
)

// The cost ledger: what each run has used, as the trainer counted it, and what the
// runs reach with equal steps and with equal computation.

// LedgerSummary is the ledger's finding in words: what each run took, measured by
// the left one.
func LedgerSummary(s *state.Store) string {
	who, base := NamesOf(s), s.Runs[0].Cost
	if s.Step == 0 || base.FLOPs <= 0 {
		return i18n.LedgerWhatEachRunCost.String()
	}
	t := i18n.LedgerWhatEachRunCost2.String()
	for i := 1; i < len(who); i++ {
		c := s.Runs[i].Cost
		if i > 1 {
			t += "; "
		}
		flops, memory := times2(c.FLOPs/base.FLOPs), times2(float64(c.Bytes())/float64(base.Bytes()))
		if memory == times2(1) {
			t += i18n.Say(i18n.LedgerSameMemory, who[i].Name, flops, who[0].Name)
		} else {
			t += i18n.Say(i18n.LedgerItsMemory, who[i].Name, flops, who[0].Name, memory)
		}
	}
	return t + "."
}

// times2 writes a ratio: "1.33 × ".
func times2(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "\u00a0× " }

// LedgerHTML is the ledger's two tables.
func LedgerHTML(s *state.Store) string {
	var b strings.Builder
	costTable(&b, s)
	equalTable(&b, s)
	return b.String()
}

// row writes a row of a table: a heading in the run's hue, and cells.
func row(b *strings.Builder, method, head string, cells ...string) {
	b.WriteString(`<tr><th scope="row" class="` + method + `">` + html.EscapeString(head) + "</th>")
	for _, c := range cells {
		b.WriteString("<td>" + html.EscapeString(c) + "</td>")
	}
	b.WriteString("</tr>")
}

// open begins a table that scrolls in its own region.
func openTable(b *strings.Builder, name string, heads ...string) {
	b.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + name + `"><table><caption>` + name + `</caption><thead><tr><td></td>`)
	for _, h := range heads {
		b.WriteString(`<th scope="col">` + html.EscapeString(h) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
}

const closeTable = "</tbody></table></div>"

// copies are what is held of models, by what the trainer calls it.
var copies = map[string]i18n.Key{
	"weights":                              i18n.CopyWeights,
	"gradients":                            i18n.CopyGradients,
	"moments":                              i18n.CopyMoments,
	"frozen table":                         i18n.CopyFrozen,
	"reference":                            i18n.CopyReference,
	"reference log-probabilities":          i18n.CopyLogProbabilities,
	"value head":                           i18n.CopyValueHead,
	"reward model":                         i18n.CopyRewardModel,
	"reward model's gradients and moments": i18n.CopyRewardModelTraining,
}

// costTable has a row for each run, and below it what the memory holds.
func costTable(b *strings.Builder, s *state.Store) {
	name := i18n.Say(i18n.LedgerWhatEachRunHas, counted(i18n.CountStep, s.Step))
	if s.Seeds() > 1 {
		name += i18n.Say(i18n.LedgerTheRunWithSeed, s.Settings.Seed)
	}
	openTable(b, name, i18n.LedgerForwardPasses.String(), i18n.LedgerBackwardPasses.String(), i18n.LedgerFlops.String(), i18n.LedgerTokensWritten.String(), i18n.LedgerModelsInMemory.String(),
		i18n.LedgerDemonstrations.String(), i18n.LedgerPairsCompared.String(), i18n.LedgerAnswersScored.String(), i18n.LedgerDeviceTime.String())
	var held strings.Builder
	for i, a := range NamesOf(s) {
		c := s.Runs[i].Cost
		row(b, s.Runs[i].Method, a.Name, Grouped(c.Forward), Grouped(c.Backward), Flops(c.FLOPs), Grouped(c.Written), size(c.Bytes()),
			Grouped(c.Demos), Grouped(c.Labels), Grouped(c.Scored), i18n.Say(i18n.LedgerMs, Grouped(int(math.Round(c.Device*1000)))))
		var parts []string
		for _, part := range c.Copies {
			parts = append(parts, html.EscapeString(named(copies, part.Name))+" "+size(part.Bytes))
		}
		if len(parts) > 0 {
			held.WriteString(i18n.Say(i18n.LedgerHolds, html.EscapeString(a.Name), strings.Join(parts, ", ")))
		}
	}
	b.WriteString(closeTable + `<p class="aside">` + held.String() +
		i18n.LedgerAPassIs.String() + "</p>")
}

// equalTable compares the runs by the chart's metric: at the present step, and at
// equal FLOPs, those of the run that has used least so far. There each run counts
// with its last evaluation that did not cost more.
func equalTable(b *strings.Builder, s *state.Store) {
	metric := s.Metric()
	title, _ := wire.MetricName(metric)
	budget := s.EqualFLOPs()
	who := NamesOf(s)
	heads := []string{i18n.LedgerAtTheNewestEvaluation.String(), i18n.Say(i18n.LedgerWithin, Flops(budget))}
	if s.Seeds() > 1 {
		heads = []string{heads[0], "− " + who[0].Name, heads[1], "− " + who[0].Name}
	}
	openTable(b, i18n.Say(i18n.LedgerSameStepsSameCompute, LowerFirst(title)), heads...)
	var now0, equal0 wire.Eval
	for i, a := range who {
		r := &s.Runs[i]
		now, _ := r.LastEval(metric, math.Inf(1))
		equal, _ := r.LastEval(metric, budget)
		if i == 0 {
			now0, equal0 = now, equal
		}
		cells := []string{measured(now, metric), measured(equal, metric)}
		if s.Seeds() > 1 {
			cells = []string{cells[0], against(i, now, now0, metric), cells[1], against(i, equal, equal0, metric)}
		}
		row(b, r.Method, a.Name, cells...)
	}
	b.WriteString(closeTable + `<p class="aside">` + i18n.LedgerWithinEqual.String() + "</p>")
}

// measured is an evaluation's value with its spread and its step: ".52 ± .03 (step
// 60)".
func measured(e wire.Eval, metric string) string {
	v, ok := e.Metrics[metric]
	if !ok {
		return "–"
	}
	t := Decimal(v)
	if std, several := state.StdOf(e, metric); several {
		t = plusMinus(v, std)
	}
	return i18n.Say(i18n.LedgerStep, t, Grouped(e.Step))
}

// against is a run's difference to the left one, seed by seed.
func against(side int, e, left wire.Eval, metric string) string {
	if d, ok := wire.Differ(e, left, metric, stats.Look{}); ok && side > 0 {
		return differenceNumbers(d)
	}
	return "–"
}
