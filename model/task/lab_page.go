//go:build page

package task

// The page's program does not carry tasks that it does not offer: see build.sh.
func labNames() []string  { return nil }
func labTask(string) Task { return nil }
