// Code generated from en.json by wasm/build/packer -keys; DO NOT EDIT.

package i18n

// Tags names the languages there are, as an address writes them.
var Tags = []string{"en", "en-xa"}

// The messages, in English.
const (
	WireMeant     Key = iota // . Did you mean {name}?
	WireNotARun              // {setting} is the name of a saved run, of letters and digits; {value} was left out
	WireTooLong              // {setting} has room for {n} characters; the rest was cut off
	WireTakes                // {setting} takes {words}; {value} was left out{meant}
	WireMetric               // The metric is one of this scenario and its methods; {value} became auto
	WireAxis                 // No method here makes the axis {value} move: all points would lie at 0; it became step
	WireMethods              // methods are two to four words with commas, such as sft,ift; {value} was left out
	WireNoSetting            // there is no setting {name}; it was left out{meant}
	WireNoSide               // there is no {place, select, third {third} other {fourth}} side; {name} was left out
	WireTwoSides             // there are always two sides; {value} became {method}
	WireNoJudge              // {method} learns from a judge of answers, and here there is none; the method stays {kept}
	WireMethod               // the method is {words}; {value} became {method}{meant}
	WireScenario             // There is no scenario {value}; this is {scenario}{meant}
	WireChoice               // {setting} {many, select, true {are} other {is}} {words}; {value} became {kept}{meant}
	WireFlag                 // {setting} is 1 or 0; {value} became {kept}
	WireNumber               // {setting} {many, select, true {are a} other {is a}} number from {least} to {most}; {value} became {kept}
	WireNewer                // these settings are of version {version}, which is newer than this program ({own}): some may be missing here
	WireRange                // {setting} {many, select, true {run} other {runs}} from {least} to {most}; {value} became {kept}
	WireWhole                // {setting} {many, select, true {are} other {is}} a whole number; {value} became {kept}
	WireQuoted               // “{text}”
	WireOr                   // {words} or {last}
)

const english = ". Did you mean {0}?\x00" +
	"{0} is the name of a saved run, of letters and digits; {1} was left out\x00" +
	"{0} has room for {1} characters; the rest was cut off\x00" +
	"{0} takes {1}; {2} was left out{3}\x00" +
	"The metric is one of this scenario and its methods; {0} became auto\x00" +
	"No method here makes the axis {0} move: all points would lie at 0; it became step\x00" +
	"methods are two to four words with commas, such as sft,ift; {0} was left out\x00" +
	"there is no setting {0}; it was left out{1}\x00" +
	"there is no {0,select,third{third}other{fourth}} side; {1} was left out\x00" +
	"there are always two sides; {0} became {1}\x00" +
	"{0} learns from a judge of answers, and here there is none; the method stays {1}\x00" +
	"the method is {0}; {1} became {2}{3}\x00" +
	"There is no scenario {0}; this is {1}{2}\x00" +
	"{0} {1,select,true{are}other{is}} {2}; {3} became {4}{5}\x00" +
	"{0} is 1 or 0; {1} became {2}\x00" +
	"{0} {1,select,true{are a}other{is a}} number from {2} to {3}; {4} became {5}\x00" +
	"these settings are of version {0}, which is newer than this program ({1}): some may be missing here\x00" +
	"{0} {1,select,true{run}other{runs}} from {2} to {3}; {4} became {5}\x00" +
	"{0} {1,select,true{are}other{is}} a whole number; {2} became {3}\x00" +
	"“{0}”\x00" +
	"{0} or {1}"
