package state

import "softmix/wasm/wire"

// TellingToken is the token whose input was changed most by what the model believed:
// the one to begin with. Where nothing was changed it is the one looked at.
func TellingToken(a *wire.Trace) int {
	best, least := a.Focus.Token, .9
	for i := range a.Runs {
		if len(a.Runs[i].Guess) == 0 {
			continue
		}
		for t, mix := range a.Runs[i].Mix {
			if t >= len(a.Tokens) || !a.Answer[t] {
				continue
			}
			own := 0.0
			for _, s := range mix {
				if s.Token == a.Tokens[t] && s.P > 0 {
					own = s.P
					break
				}
			}
			if own < least {
				best, least = t, own
			}
		}
	}
	return best
}
