package wire

import "softmix/i18n"

// What readers know the rows of the tables of methods and metrics by, for page,
// terminal and scripts; the words themselves stand in package i18n.

// Named is what readers know a method by: its name, a shorter one, and what it learns
// from in a few words.
type Named struct{ Name, Short, Tagline string }

// NameOf is what readers know a method by; one that there is not goes by its key.
func NameOf(method string) Named {
	name, ok := i18n.Of("method", method)
	if !ok {
		return Named{method, method, ""}
	}
	short, _ := i18n.Of("methodShort", method)
	tagline, _ := i18n.Of("tagline", method)
	return Named{name.String(), short.String(), tagline.String()}
}

// MethodName is the name of a method.
func MethodName(method string) string { return NameOf(method).Name }

// MetricName is the heading of a metric, and a shorter one.
func MetricName(metric string) (name, short string) {
	long, ok := i18n.Of("metric", metric)
	if !ok {
		return metric, metric
	}
	brief, _ := i18n.Of("metricShort", metric)
	return long.String(), brief.String()
}
