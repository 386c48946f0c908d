package words

import "softmix/model/task"

// Scenario is a row of the table of tasks, and how the page speaks of it.
type Scenario struct {
	task.Row
	Title string // on its tab
	Short string // on its tab where the page is narrow
	Intro string // what the model has to do
	// The comparison: Before, a name, Does, the value of the chart's metric, Share.
	Before, Does, Share string
	Look                string // where to look for it
	Fails               string // why the page's own method may fall far behind; "" where there is no one reason
	Loss                string // what the chart of the loss is called
	Tests               string // what an evaluation is a mean over
}

// ScenarioList is in the order of the tabs.
var ScenarioList = func() (list []Scenario) {
	for _, r := range task.Tasks {
		s := scenarioWords[r.Key]
		s.Row = r
		list = append(list, s)
	}
	return list
}()

// scenarioWords are what the page says of each, by its key.
var scenarioWords = map[string]Scenario{
	"treasure": {
		Title: "Treasure", Short: "Treasure",
		Intro:  "A treasure lies in one of four boxes. Hints come one at a time, and half of them are right; after each, the model names a box.",
		Before: "Running alone, ", Does: " names the right box ", Share: " of the time",
		Look: "Each lane below is what one model believes, hint by hint.", Tests: "games", Loss: "Loss on the demonstrations",
	},
	"treasure-moves": {
		Title: "Moving treasure", Short: "Moving",
		Intro:  "Now and then the treasure moves to another box. Hints come one at a time, and little more than half of them are right; after each, the model names a box.",
		Before: "Running alone, ", Does: " names the right box ", Share: " of the time",
		Look: "Each lane below is what one model believes, hint by hint.", Tests: "games", Loss: "Loss on the demonstrations",
	},
	"lake6": {
		Title: "Lake 6×6", Short: "6×6",
		Intro:  "Cross slippery ice to the goal. Both models are about to read the same demonstration, in which nobody slips.",
		Before: "Dropped on a random cell of slippery ice, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The stronger a cell’s tint, the better the chances from there.", Tests: "walks", Loss: "Loss on the demonstration",
	},
	"lake4": {
		Title: "Lake 4×4", Short: "4×4",
		Intro:  "Cross slippery ice between holes. Both models are about to read the same demonstration, in which nobody slips.",
		Before: "Dropped on a random cell of slippery ice, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The stronger a cell’s tint, the better the chances from there.", Tests: "walks", Loss: "Loss on the demonstration",
	},
	"sort": {
		Title: "Sort", Short: "Sort",
		Intro:  "Write eight letters again in alphabetical order.",
		Before: "After one wrong letter that we force on it, ", Does: " gets ", Share: " of the later letters right",
		Look: "Each prompt below is answered twice: freely, and after the forced letter.", Tests: "prompts", Loss: "Loss on the demonstrations",
	},
	"chain": {
		Title: "Chain", Short: "Chain",
		Intro:  "Start at a letter and keep moving on in the alphabet by the number in the prompt: the letter before is the clue to the next.",
		Before: "Writing alone, ", Does: " gets ", Share: " of the answers wholly right",
		Look: "A wrong letter below spoils all that follow it.", Fails: "It hides the one letter that each next letter follows from.", Tests: "prompts", Loss: "Loss on the demonstrations",
	},
	"perm5": {
		Title: "Any order", Short: "Orders",
		Intro:  "Write five letters in any order you like: 120 answers are right. A judge can tell a right answer from a wrong one, so methods that learn from rewards can be tried here.",
		Before: "Sampling freely, ", Does: " writes each letter once ", Share: " of the time",
		Look: "Below, one sample for each of twelve prompts: are they right, and are they alike?", Tests: "prompts", Loss: "Loss on the demonstrations",
	},
	"prog": {
		Title: "List programs", Short: "Lists",
		Intro:  "Carry out four operations on five digits, and write the list after each. Every list is needed for the next one.",
		Before: "Calculating alone, ", Does: " gets ", Share: " of the programs wholly right",
		Look: "Each table below is one program: a wrong digit is carried on to the lists under it.", Tests: "programs", Loss: "Loss on the demonstrations",
	},
	"maze": {
		Title: "Maze", Short: "Maze",
		Intro:  "Walk to the goal on a shortest path. There are often several, and the demonstrator picks one by chance.",
		Before: "Sampling its moves, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The dots below are the demonstrator’s walk, the line is the model’s most probable one.", Tests: "mazes", Loss: "Loss on the demonstrations",
	},
}

// ScenarioOf finds a scenario by its key; an unknown key gives the first.
func ScenarioOf(key string) Scenario {
	for _, s := range ScenarioList {
		if s.Key == key {
			return s
		}
	}
	return ScenarioList[0]
}
