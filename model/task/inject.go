package task

import (
	"context"
	"fmt"
	"slices"
)

// Error is a token to be put into what a model writes alone.
type Error struct {
	Item  int    // which of a few prompts or games
	At    int    // answer letter, move or round, 0 …
	Token uint32 // what is put there
}

// Injection is how a model goes on by itself, without and with an error.
type Injection struct {
	Error  Error    // as it was put, right for this task
	Items  int      // prompts or games to choose from
	Legal  []uint32 // tokens that can be put there
	Prompt []uint32 // what is given: the prompt, the start, the hints
	Right  []uint32 // the right answer; nil where there is more than one
	Free   []uint32 // what it writes alone: a token a letter, move or round
	Pushed []uint32 // the same with the error in its place
}

// fit puts an error right: item and place into their ranges. The token comes
// from the legal ones, which depend on both.
func (e Error) fit(items, places int) Error {
	e.Item = max(0, min(e.Item, items-1))
	e.At = max(0, min(e.At, places-1))
	return e
}

// pick keeps the token where it is legal and takes the first legal one otherwise.
func (e Error) pick(legal []uint32) Error {
	if !slices.Contains(legal, e.Token) {
		e.Token = legal[0]
	}
	return e
}

// Names are the characters; "␣" is the blank, which is also padding.
func (t text) Names() []string {
	names := make([]string, len(alphabet))
	for i := range alphabet {
		names[i] = alphabet[i : i+1]
	}
	names[0] = "␣"
	return names
}

// Inject replaces a letter of the answer to one of the prompts of TextView by
// another letter that occurs in such answers and is not the right one.
func (t text) Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error) {
	right := t.Demonstrations(fork(Rand(seed, 4)), shown, Test)
	e = e.fit(shown, letters)
	row := right.Row(e.Item)
	answer := row.Tokens[prompt:]
	x := Injection{Items: shown, Right: slices.Clone(answer), Prompt: slices.Clone(row.Tokens[:prompt])}
	for x.Prompt[0] == 0 {
		x.Prompt = x.Prompt[1:]
	}
	var err error
	forced := prompts(row, prompt)
	if x.Free, err = t.write(ctx, p, forced); err != nil {
		return Injection{}, err
	}
	e = e.fit(shown, len(x.Free)) // there is no letter after the end
	last := byte('z')
	if t.skill == "sort" {
		last = 'j'
	}
	for c := byte('a'); c <= last; c++ {
		if k := token(c); k != answer[e.At] {
			x.Legal = append(x.Legal, k)
		}
	}
	x.Error = e.pick(x.Legal)
	forced[prompt+e.At] = x.Error.Token
	x.Pushed, err = t.write(ctx, p, forced)
	return x, err
}

// write lets p answer one prompt greedily, up to the end mark.
func (t text) write(ctx context.Context, p Sampler, forced []uint32) ([]uint32, error) {
	a, err := p.Generate(ctx, Request{R: 1, C: length, EOS: endMark, Forced: forced})
	if err != nil {
		return nil, fmt.Errorf("answering a prompt: %w", err)
	}
	return ended(a.Tokens[prompt:], endMark), nil
}

// ended cuts an answer off after its end mark.
func ended(tokens []uint32, end uint32) []uint32 {
	if i := slices.Index(tokens, end); i >= 0 {
		tokens = tokens[:i+1]
	}
	return slices.Clone(tokens)
}

// Names are the cells as on a chess board whose first row is the upper one: the
// column's letter, then the row; "·" is padding.
func (l *lake) Names() []string {
	names := []string{"·"}
	for c := range l.world.cells {
		names = append(names, fmt.Sprintf("%c%d", 'a'+c%l.world.size, 1+c/l.world.size))
	}
	return names
}

// aside is a token in the midst of the legal ones that is not on the way, so that
// an error which nobody chose leads off it; the first legal one if all are on it.
func aside(legal, way []uint32) uint32 {
	for i := range legal {
		if k := legal[(len(legal)/2+i)%len(legal)]; !slices.Contains(way, k) {
			return k
		}
	}
	return legal[0]
}

// Inject pushes the agent, which walks from the start on ice that does not slip,
// to any cell where an agent can stand, instead of where its move At would end.
func (l *lake) Inject(ctx context.Context, p Sampler, _ uint64, e Error) (Injection, error) {
	x := Injection{Items: 1, Prompt: []uint32{cellToken(l.world.start)}}
	for _, c := range l.world.free {
		x.Legal = append(x.Legal, cellToken(c))
	}
	var err error
	if x.Free, err = l.stroll(ctx, p, -1, 0); err != nil {
		return Injection{}, err
	}
	if !slices.Contains(x.Legal, e.Token) {
		e.Token = aside(x.Legal, append(slices.Clone(x.Free), x.Prompt...))
	}
	x.Error = e.fit(1, len(x.Free)).pick(x.Legal)
	x.Pushed, err = l.stroll(ctx, p, x.Error.At, x.Error.Token)
	return x, err
}

// stroll lets p walk from the start, each move the most probable one, until the
// walk ends or an episode is over, and returns the cells it reached. The move
// `at` ends on the cell `token` instead; there is none where at is negative.
func (l *lake) stroll(ctx context.Context, p Sampler, at int, token uint32) ([]uint32, error) {
	s, err := p.Open(ctx, 1)
	if err != nil {
		return nil, fmt.Errorf("opening a walk: %w", err)
	}
	var way []uint32
	for c, t := l.world.start, 0; t < episode && !l.world.over(c); t++ {
		logits, err := s.Step(ctx, []uint32{cellToken(c)})
		if err != nil {
			return nil, fmt.Errorf("move %d of a walk: %w", t+1, err)
		}
		m := l.world.moves(c, softmax(logits))
		best := 0
		for a := range m {
			if m[a] > m[best] {
				best = a
			}
		}
		c = l.world.next[c][best]
		if t == at {
			c = int(token) - 1
		}
		way = append(way, cellToken(c))
	}
	return way, nil
}

// Names are "a?" to "d?" for the hints, "A" to "D" for the boxes, as the page
// calls them, and "·" for the tokens that never occur.
func (t treasure) Names() []string {
	names := slices.Repeat([]string{"·"}, t.Shape().Vocab)
	for b := range boxes {
		names[hintToken+b] = "abcd"[b:b+1] + "?"
		names[boxToken+b] = "ABCD"[b : b+1]
	}
	return names
}

// told is how many games an error can be put into: that of the view, then fresh ones.
const told = 5

// Inject lets the model say a wrong box after a hint of a game.
func (t treasure) Inject(ctx context.Context, p Sampler, seed uint64, e Error) (Injection, error) {
	e = e.fit(told, rounds)
	g := t.games(seed, told-1)[e.Item]
	x := Injection{Items: told}
	q := Request{R: 2, C: 2 * rounds, EOS: NoToken}
	for i, h := range g.hints {
		x.Prompt = append(x.Prompt, uint32(hintToken+h))
		x.Right = append(x.Right, uint32(boxToken+g.truth[i]))
		q.Forced = append(q.Forced, uint32(hintToken+h), NoToken)
	}
	for b := range boxes {
		if b != g.truth[e.At] {
			x.Legal = append(x.Legal, uint32(boxToken+b))
		}
	}
	x.Error = e.pick(x.Legal)
	pushed := slices.Clone(q.Forced)
	pushed[2*e.At+1] = x.Error.Token
	q.Forced = append(q.Forced, pushed...)
	a, err := p.Generate(ctx, q)
	if err != nil {
		return Injection{}, fmt.Errorf("letting the model go on after a wrong box: %w", err)
	}
	for i := range rounds {
		x.Free = append(x.Free, a.Tokens[2*i+1])
		x.Pushed = append(x.Pushed, a.Tokens[2*rounds+2*i+1])
	}
	return x, nil
}
