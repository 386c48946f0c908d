package static

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// rules is what the Worker's script must know to serve files as Handler does,
// so that it is written down once.
type rules struct {
	Types      map[string]string `json:"types"`  // Content-Type by file ending
	Always     map[string]string `json:"always"` // headers of every answer
	Page       Policy            `json:"page"`   // policies: see their constants
	Embed      Policy            `json:"embed"`
	Script     Policy            `json:"script"`
	Data       Policy            `json:"data"`
	Picture    Policy            `json:"picture"`
	Embeds     []string          `json:"embeds"`
	Known      []string          `json:"known"` // pages that oEmbed knows
	Twin       string            `json:"twin"`
	HashLength int               `json:"hashLength"`
	Immutable  string            `json:"immutable"`
}

// WriteRules writes the rules as JSON.
func WriteRules(w io.Writer) error {
	text, err := json.MarshalIndent(rules{
		types, always, Page, Embed, Script, Data, Picture, embeds, known, Twin, HashLength, Immutable,
	}, "", " ")
	if err == nil {
		_, err = fmt.Fprintln(w, strings.TrimSpace(string(text)))
	}
	if err != nil {
		return fmt.Errorf("writing the rules: %w", err)
	}
	return nil
}
