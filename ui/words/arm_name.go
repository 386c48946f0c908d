package words

import (
	"slices"

	"softmix/ui/state"
	"softmix/wasm/wire"
)

// ArmName is what an arm is called: by its method, and by its side where several
// arms have the same one.
type ArmName struct {
	Name  string
	Short string // where there is little room
}

// ArmNames name arms by their methods, from the left on.
func ArmNames(methods ...string) []ArmName {
	places := wire.ArmNames()
	out := make([]ArmName, len(methods))
	for i, m := range methods {
		out[i] = SoleName(m)
		if slices.Contains(methods[:i], m) || slices.Contains(methods[i+1:], m) {
			out[i].Name += " " + places[i]
			out[i].Short += " " + places[i]
		}
	}
	return out
}

// SoleName names the only arm with a method.
func SoleName(method string) ArmName {
	n := wire.NameOf(method)
	return ArmName{n.Name, n.Short}
}

// NamesOf names all arms that there are.
func NamesOf(s *state.Store) []ArmName { return ArmNames(s.Methods()...) }

// MethodName is how readers know a method.
func MethodName(method string) string { return wire.MethodName(method) }
