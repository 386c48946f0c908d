package i18n

import (
	"fmt"
	"syscall/js"
)

// SpeakAsAsked chooses the language that the page's first script has loaded, if it
// has: see public/js/files.js. Its rules of plural and numbers are the browser's.
func SpeakAsAsked() error {
	asked := js.Global().Get("softmixLanguage")
	if !asked.Truthy() {
		return nil
	}
	l, err := New(asked.Get("tag").String(), asked.Get("go").String())
	if err != nil {
		return err
	}
	intl := js.Global().Get("Intl")
	rules := intl.Get("PluralRules").New(l.Tag)
	l.Plural = func(n float64) string { return rules.Call("select", n).String() }
	parts := intl.Get("NumberFormat").New(l.Tag).Call("formatToParts", 1.5)
	if parts.Length() != 3 {
		return fmt.Errorf("the language %s writes 1.5 in %d parts", l.Tag, parts.Length())
	}
	l.Decimal = parts.Index(1).Get("value").String()
	Speak(l)
	return nil
}
