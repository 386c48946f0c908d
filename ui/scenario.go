package ui

// Scenario is how the page speaks of one scenario of the table of settings.
type Scenario struct {
	Key   string // its name in URLs
	Title string // on its tab
	Short string // on its tab where the page is narrow
	Board string // what draws it
	Intro string // what the model has to do
	// The comparison: Before, a name, Does, the value of the chart's metric, Share.
	Before, Does, Share string
	Look                string // where to look for it
	Tests               string // what an evaluation is a mean over
}

// scenarioList is in the order of the tabs.
var scenarioList = []Scenario{
	{
		Key: "treasure", Title: "Treasure", Short: "Treasure", Board: "treasure",
		Intro:  "A treasure lies in one of four boxes. Hints come one at a time, and half of them are right; after each, the model names a box.",
		Before: "Running alone, ", Does: " names the right box ", Share: " of the time",
		Look: "Each lane below is what one model believes, hint by hint.", Tests: "games",
	},
	{
		Key: "treasure-moves", Title: "Moving treasure", Short: "Moving", Board: "treasure",
		Intro:  "Now and then the treasure moves to another box. Hints come one at a time, and little more than half of them are right; after each, the model names a box.",
		Before: "Running alone, ", Does: " names the right box ", Share: " of the time",
		Look: "Each lane below is what one model believes, hint by hint.", Tests: "games",
	},
	{
		Key: "lake6", Title: "Lake 6×6", Short: "6×6", Board: "lake",
		Intro:  "Cross slippery ice to the goal. Both models are about to read the same demonstration, in which nobody slips.",
		Before: "Dropped on a random cell of slippery ice, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The stronger a cell’s tint, the better the chances from there.", Tests: "walks",
	},
	{
		Key: "lake4", Title: "Lake 4×4", Short: "4×4", Board: "lake",
		Intro:  "Cross slippery ice between holes. Both models are about to read the same demonstration, in which nobody slips.",
		Before: "Dropped on a random cell of slippery ice, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The stronger a cell’s tint, the better the chances from there.", Tests: "walks",
	},
	{
		Key: "sort", Title: "Sort", Short: "Sort", Board: "text",
		Intro:  "Write eight letters again in alphabetical order.",
		Before: "After one wrong letter that we force on it, ", Does: " gets ", Share: " of the later letters right",
		Look: "Each prompt below is answered twice: freely, and after the forced letter.", Tests: "prompts",
	},
	{
		Key: "chain", Title: "Chain", Short: "Chain", Board: "text",
		Intro:  "Start at a letter and keep moving on in the alphabet by the number in the prompt: the letter before is the clue to the next.",
		Before: "Writing alone, ", Does: " gets ", Share: " of the answers wholly right",
		Look: "A wrong letter below spoils all that follow it.", Tests: "prompts",
	},
	{
		Key: "perm5", Title: "Any order", Short: "Orders", Board: "orders",
		Intro:  "Write five letters in any order you like: 120 answers are right. A judge can tell a right answer from a wrong one, so methods that learn from rewards can be tried here.",
		Before: "Sampling freely, ", Does: " writes each letter once ", Share: " of the time",
		Look: "Below, one sample for each of twelve prompts: are they right, and are they alike?", Tests: "prompts",
	},
	{
		Key: "prog", Title: "List programs", Short: "Lists", Board: "program",
		Intro:  "Carry out four operations on five digits, and write the list after each. Every list is needed for the next one.",
		Before: "Calculating alone, ", Does: " gets ", Share: " of the programs wholly right",
		Look: "Each table below is one program: a wrong digit is carried on to the lists under it.", Tests: "programs",
	},
	{
		Key: "maze", Title: "Maze", Short: "Maze", Board: "maze",
		Intro:  "Walk to the goal on a shortest path. There are often several, and the demonstrator picks one by chance.",
		Before: "Sampling its moves, ", Does: " reaches the goal ", Share: " of the time",
		Look: "The dots below are the demonstrator’s walk, the line is the model’s most probable one.", Tests: "mazes",
	},
}

// ScenarioOf finds a scenario by its key; an unknown key gives the first.
func ScenarioOf(key string) Scenario {
	for _, s := range scenarioList {
		if s.Key == key {
			return s
		}
	}
	return scenarioList[0]
}
