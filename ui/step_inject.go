package ui

import (
	"strconv"
	"strings"

	"github.com/vugu/vugu"

	"softmix/wasm/wire"
)

// known is the newest injection, undone or not: it tells what can be chosen.
func (c *Step) known() *wire.Injection { return c.Ctl.insp.last }

func (c *Step) injectHint() string {
	switch ScenarioOf(c.Ctl.Store.Settings.Scenario).Board {
	case "lake":
		return "Push the agent off its way and see how both models walk on, as they are now."
	case "treasure":
		return "Make both models say a wrong box once and see what they say next, as they are now."
	case "maze":
		return "Send both models to another cell than they chose and see how they walk on, as they are now."
	}
	return "Replace one letter of what both models write and see how they go on, as they are now."
}

func (c *Step) items() int {
	if c.known() == nil {
		return 0
	}
	return c.known().Items
}

func (c *Step) itemName() string {
	if ScenarioOf(c.Ctl.Store.Settings.Scenario).Board == "treasure" {
		return "game"
	}
	return "prompt"
}

func (c *Step) itemOptions() vugu.HTML { return numbered(c.items(), c.Ctl.insp.inject.Item, "") }

// atOptions are the places of the answer.
func (c *Step) atOptions() vugu.HTML {
	name, n := "letter ", 0
	i := c.known()
	for _, r := range i.Runs {
		n = max(n, len(r.Free))
	}
	switch ScenarioOf(c.Ctl.Store.Settings.Scenario).Board {
	case "lake", "maze":
		name = "move "
	case "treasure":
		name, n = "after hint ", len(i.Right)
	default:
		if len(i.Right) > 0 {
			n = len(i.Right)
		}
		n = max(1, n-1) // the end mark is no letter
	}
	return numbered(n, c.Ctl.insp.inject.At, name)
}

func (c *Step) tokenOptions() vugu.HTML {
	var b strings.Builder
	i := c.known()
	for _, k := range i.Legal {
		if k >= 0 && k < len(i.Names) {
			b.WriteString(option(k, i.Names[k], k == c.Ctl.insp.inject.Token))
		}
	}
	return vugu.HTML(b.String())
}

// stage takes over a choice; nothing happens until Inject.
func (c *Step) stage(e vugu.DOMEvent, what string) {
	n, err := strconv.Atoi(e.PropString("target", "value"))
	if err != nil {
		return
	}
	in := &c.Ctl.insp.inject
	switch what {
	case "item":
		in.Item = n
	case "at":
		in.At = n
	case "token":
		in.Token = n
	}
}

func (c *Step) inject() { c.Ctl.Inject(c.Ctl.insp.inject, nil) }

func (c *Step) injectSay() string { return InjectSentence(c.Ctl.Store) }

// InjectSentence says how both models went on after an error; "" where there is none.
func InjectSentence(s *Store) string {
	i := s.Injection
	if i == nil || len(i.Runs) < 2 {
		return ""
	}
	board := ScenarioOf(s.Settings.Scenario).Board
	who := armNames(s.Runs[0].Method, s.Runs[1].Method)
	name := "?"
	if k := i.Inject.Token; k >= 0 && k < len(i.Names) {
		name = i.Names[k]
	}
	at := strconv.Itoa(i.Inject.At + 1)
	if board == "lake" {
		return "Step " + grouped(i.Step) + ", pushed to " + name + " at move " + at + ": " +
			who[0].Name + " " + arrival(s, i.Runs[0]) + ", " + who[1].Name + " " + arrival(s, i.Runs[1]) + "."
	}
	place, things := "letter "+at, "letters"
	if board == "maze" {
		place = "move " + at
	}
	if board == "treasure" {
		place, things = "the answer to hint "+at, "answers"
	}
	t := "Step " + grouped(i.Step) + ", " + name + " put in as " + place + ". "
	if len(i.Right) == 0 {
		return strings.TrimSpace(t)
	}
	later := len(i.Right) - i.Inject.At - 1
	if later <= 0 {
		return t + "Nothing follows it."
	}
	count := func(tokens []int) string {
		n := 0
		for k := i.Inject.At + 1; k < len(i.Right) && k < len(tokens); k++ {
			if tokens[k] == i.Right[k] {
				n++
			}
		}
		return strconv.Itoa(n)
	}
	of := func(run int) string {
		return count(i.Runs[run].Pushed) + " (without the error " + count(i.Runs[run].Free) + ")"
	}
	if board == "text" {
		things = "letters, the end mark among them,"
	}
	return t + "Of the " + strconv.Itoa(later) + " " + things + " after it " + who[0].Name + " gets " + of(0) + " right, " + who[1].Name + " " + of(1) + "."
}

// arrival says where a walk ended.
func arrival(s *Store, way wire.Continuing) string {
	if n := len(way.Pushed); n > 0 && s.Lake != nil {
		if cell := way.Pushed[n-1] - 1; cell >= 0 && cell < len(s.Lake.Map) {
			switch s.Lake.Map[cell] {
			case 'G':
				return "reaches the goal in " + strconv.Itoa(n) + " moves"
			case 'H':
				return "falls into a hole at move " + strconv.Itoa(n)
			}
		}
	}
	return "does not arrive"
}
