package state

import (
	"errors"
	"fmt"

	"github.com/vugu/vjson"
)

// FieldsOf are the parts of a RunTrace that a phase shows, by their names in JSON.
var FieldsOf = map[string][]string{
	"batch":    {},
	"guess":    {"guess", "fed", "passes", "tau", "feedback"},
	"mix":      {"mix", "true", "belief", "mixed", "lambda"},
	"train":    {"train", "attends", "stream"},
	"loss":     {"loss", "batch"},
	"weights":  {"weight", "gamma"},
	"gradient": {"pull", "input", "logits", "from"},
	"update":   {"groups", "train", "after"},
}

// InspectOf is what softmix.inspect() answers: the numbers that are drawn of one
// run (0 left, 1 right), those of one phase or, where it is "", all of them.
//
//	{step, sequence, token, layer, head, names, tokens, answer, method, …}
//
// The rest are the fields of wire.RunTrace. sequence and token count from 0.
func InspectOf(s *Store, run int, phase string) (map[string]any, error) {
	a := s.Trace
	if a == nil || run >= len(a.Runs) {
		return nil, errors.New("no step has been trained yet that could be taken apart")
	}
	b, err := vjson.Marshal(a.Runs[run])
	if err != nil {
		return nil, fmt.Errorf("writing the numbers of step %d: %w", a.Step, err)
	}
	var all map[string]any
	if err := vjson.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("reading the numbers of step %d: %w", a.Step, err)
	}
	m := map[string]any{
		"step": a.Step, "sequences": a.Sequences, "layers": a.Layers, "heads": a.Heads,
		"sequence": a.Focus.Sequence, "token": a.Focus.Token, "layer": a.Focus.Layer, "head": a.Focus.Head,
		"names": a.Names, "tokens": a.Tokens, "answer": a.Answer, "method": a.Runs[run].Method,
	}
	if phase == "" {
		for name, v := range all {
			m[name] = v
		}
		return m, nil
	}
	m["phase"] = phase
	for _, name := range FieldsOf[phase] {
		if v, ok := all[name]; ok {
			m[name] = v
		}
	}
	return m, nil
}
