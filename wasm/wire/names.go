package wire

import "softmix/i18n"

// What readers know the rows of the tables of methods and metrics by, for page,
// terminal and scripts; the words themselves stand in package i18n.

// Named is what readers know a method by: its name, a shorter one, and what it learns
// from in a few words.
type Named struct{ Name, Short, Tagline string }

var methodNames = map[string][3]i18n.Key{
	"pt":         {i18n.MethodPt, i18n.MethodShortPt, i18n.TaglinePt},
	"sft":        {i18n.MethodSft, i18n.MethodShortSft, i18n.TaglineSft},
	"ift":        {i18n.MethodIft, i18n.MethodShortIft, i18n.TaglineIft},
	"ss":         {i18n.MethodSs, i18n.MethodShortSs, i18n.TaglineSs},
	"neftune":    {i18n.MethodNeftune, i18n.MethodShortNeftune, i18n.TaglineNeftune},
	"hide":       {i18n.MethodHide, i18n.MethodShortHide, i18n.TaglineHide},
	"dpo":        {i18n.MethodDpo, i18n.MethodShortDpo, i18n.TaglineDpo},
	"dpo-online": {i18n.MethodDpoOnline, i18n.MethodShortDpoOnline, i18n.TaglineDpoOnline},
	"orpo":       {i18n.MethodOrpo, i18n.MethodShortOrpo, i18n.TaglineOrpo},
	"rlhf":       {i18n.MethodRlhf, i18n.MethodShortRlhf, i18n.TaglineRlhf},
	"ppo":        {i18n.MethodPpo, i18n.MethodShortPpo, i18n.TaglinePpo},
}

// NameOf is what readers know a method by; one that there is not goes by its key.
func NameOf(method string) Named {
	if n, ok := methodNames[method]; ok {
		return Named{n[0].String(), n[1].String(), n[2].String()}
	}
	return Named{method, method, ""}
}

// MethodName is the name of a method.
func MethodName(method string) string { return NameOf(method).Name }

// metricNames are the headings of the metrics, and shorter ones.
var metricNames = map[string][2]i18n.Key{
	"accuracy":        {i18n.MetricAccuracy, i18n.MetricShortAccuracy},
	"late_accuracy":   {i18n.MetricLateAccuracy, i18n.MetricShortLateAccuracy},
	"success_random":  {i18n.MetricSuccessRandom, i18n.MetricShortSuccessRandom},
	"success_start":   {i18n.MetricSuccessStart, i18n.MetricShortSuccessStart},
	"success_markov":  {i18n.MetricSuccessMarkov, i18n.MetricShortSuccessMarkov},
	"wrong_mass":      {i18n.MetricWrongMass, i18n.MetricShortWrongMass},
	"recovery":        {i18n.MetricRecovery, i18n.MetricShortRecovery},
	"greedy_em":       {i18n.MetricGreedyEm, i18n.MetricShortGreedyEm},
	"sampled_em":      {i18n.MetricSampledEm, i18n.MetricShortSampledEm},
	"greedy_last":     {i18n.MetricGreedyLast, i18n.MetricShortGreedyLast},
	"valid":           {i18n.MetricValid, i18n.MetricShortValid},
	"greedy_valid":    {i18n.MetricGreedyValid, i18n.MetricShortGreedyValid},
	"reward":          {i18n.MetricReward, i18n.MetricShortReward},
	"distinct":        {i18n.MetricDistinct, i18n.MetricShortDistinct},
	"entropy":         {i18n.MetricEntropy, i18n.MetricShortEntropy},
	"success":         {i18n.MetricSuccess, i18n.MetricShortSuccess},
	"sampled_success": {i18n.MetricSampledSuccess, i18n.MetricShortSampledSuccess},
	"optimal":         {i18n.MetricOptimal, i18n.MetricShortOptimal},
	"slip":            {i18n.MetricSlip, i18n.MetricShortSlip},
	"nll":             {i18n.MetricNll, i18n.MetricShortNll},
	"drift":           {i18n.MetricDrift, i18n.MetricShortDrift},
	"truth":           {i18n.MetricTruth, i18n.MetricShortTruth},
	"opinion":         {i18n.MetricOpinion, i18n.MetricShortOpinion},
	"kept":            {i18n.MetricKept, i18n.MetricShortKept},
}

// MetricName is the heading of a metric, and a shorter one.
func MetricName(metric string) (name, short string) {
	if n, ok := metricNames[metric]; ok {
		return n[0].String(), n[1].String()
	}
	return metric, metric
}
