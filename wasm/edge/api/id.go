package api

import (
	"crypto/rand"
	"strings"
)

// idLength is the number of characters of a run's id, idAlphabet what they are
// made of: 26 characters of base 32, as crypto/rand writes texts, are 130 random bits.
const (
	idLength   = 26
	idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// newID returns an id that nobody can guess, in lower case.
func newID() string { return strings.ToLower(rand.Text()) }

// isID reports whether s looks like an id.
func isID(s string) bool {
	return len(s) == idLength && strings.Trim(s, strings.ToLower(idAlphabet)) == ""
}
