// Package godebug stands in for the package internal/godebug of Go's own (see
// build.sh), which with the metrics and the bisecting that it brings weighs 13 KB
// of brotli. It reads the environment variable GODEBUG. A browser has none, and
// so every setting is at its default, which is the empty text.
package godebug

// Setting is a setting of GODEBUG, always at its default.
type Setting struct{ name string }

// New returns the setting of that name.
func New(name string) *Setting { return &Setting{name} }

// Name returns the setting's name.
func (s *Setting) Name() string { return s.name }

// Undocumented says of no setting that it is undocumented.
func (s *Setting) Undocumented() bool { return false }

// String returns the setting as GODEBUG would hold it.
func (s *Setting) String() string { return s.name + "=" }

// IncNonDefault would count a use of another value than the default.
func (s *Setting) IncNonDefault() {}

// Value returns the default.
func (s *Setting) Value() string { return "" }
