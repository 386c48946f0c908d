package wire

import "softmix/model/task"

// Shared is the picture that all runs of a scenario share: the field of its board is
// set.
type Shared struct {
	Treasure *Treasure `json:"treasure,omitempty"`
	Lake     *Lake     `json:"lake,omitempty"`
	Text     *Text     `json:"text,omitempty"`
	Maze     *Maze     `json:"maze,omitempty"`
}

// Picture is what one run did, to be seen on what all share.
type Picture struct {
	Treasure *TreasureRun `json:"treasure,omitempty"`
	Lake     *LakeRun     `json:"lake,omitempty"`
	Text     *TextRun     `json:"text,omitempty"`
	Maze     *MazeRun     `json:"maze,omitempty"`
}

// Pictured makes the pictures of what an evaluation draws, which is one of package
// task's views, of a run that owns so many demonstrations. Of any other view there are
// none.
func Pictured(view any, demos int) (shared Shared, run Picture) {
	switch v := view.(type) {
	case task.TreasureView:
		shared.Treasure = &Treasure{Hints: v.Hints, Truth: v.Truth, Bayes: v.Bayes}
		run.Treasure = &TreasureRun{Belief: v.Belief, Said: v.Said}
	case task.LakeView:
		shared.Lake = &Lake{Size: v.Size, Map: v.Map, Demo: v.Demo, Demos: demos, Slip: v.Slip, Best: v.Best}
		run.Lake = &LakeRun{Policy: v.Policy, Success: v.Success}
		for _, s := range v.Walk {
			run.Lake.Walk = append(run.Lake.Walk, Stride(s))
		}
	case task.TextView:
		shared.Text = &Text{Prompts: v.Prompts, Answers: v.Answers}
		run.Text = &TextRun{Greedy: v.Greedy, Forced: v.Forced, Samples: v.Samples, Right: v.Right}
	case task.MazeView:
		shared.Maze = &Maze{Side: v.Side, Map: v.Map, Demo: v.Demo}
		run.Maze = &MazeRun{Walk: v.Walk, Won: v.Won}
	}
	return shared, run
}

// Treasure is one hidden-information game, shared by both runs.
type Treasure struct {
	Hints []int       `json:"hints"` // [16] box 0..3 that each hint names
	Truth []int       `json:"truth"` // [16] where the treasure is; what the demonstrator says
	Bayes [][]float64 `json:"bayes"` // [16][4] exact belief after each hint
}

// TreasureRun is what one model says in that game when it runs alone.
type TreasureRun struct {
	Belief [][]float64 `json:"belief"` // [16][4] the model's probability of each box
	Said   []int       `json:"said"`   // [16] box it names; -1 where it said no box
}

// Lake is the map and the demonstration, shared by both runs. Cells are
// numbered row by row; actions are left, down, right, up (0..3).
type Lake struct {
	Size  int     `json:"size"`
	Map   string  `json:"map"`  // S start, F ice, H hole, G goal, row by row
	Demo  []int   `json:"demo"` // cells of the first demonstration
	Demos int     `json:"demos"`
	Slip  float64 `json:"slip"`
	Best  float64 `json:"best"` // success from random cells of the optimal policy
}

// LakeRun is one model's policy on the lake.
type LakeRun struct {
	Policy  [][4]float64 `json:"policy"`  // [cells] probability of each action
	Success []float64    `json:"success"` // [cells] chance to reach the goal from there
	Walk    []Stride     `json:"walk"`    // one walk of the agent
}

// Stride is one move of a walk: the agent at From meant Meant and landed on To.
type Stride struct {
	From    int  `json:"from"`
	To      int  `json:"to"`
	Meant   int  `json:"meant"` // the action it chose
	Slipped bool `json:"slipped,omitempty"`
}

// Maze is one maze and the demonstrated walk, shared by all runs.
type Maze struct {
	Side int    `json:"side"`
	Map  string `json:"map"`  // cell by cell, row by row: S start, G goal, # wall, . free
	Demo []int  `json:"demo"` // cells that the demonstrator reaches, from the first move on
}

// MazeRun is one model's walk through that maze.
type MazeRun struct {
	Walk []int `json:"walk"` // each move its most probable one, up to its first illegal one
	Won  bool  `json:"won"`
}

// Text is a few held-out prompts with their right answers.
type Text struct {
	Prompts []string `json:"prompts"` // of perm5 more than answers: one for each sample
	Answers []string `json:"answers"`
}

// TextRun is what one model writes for each prompt, running alone.
type TextRun struct {
	Greedy []string `json:"greedy"` // argmax continuations, "." ends
	// Forced continues after one injected wrong letter at answer position 1
	// (its second letter), the same one for both models.
	Forced []string `json:"forced"`
	// Samples, perm5's alone, are answers drawn at temperature 1 to that many
	// prompts; Right says which are an order of their prompt's letters.
	Samples []string `json:"samples,omitempty"`
	Right   []bool   `json:"right,omitempty"`
}
