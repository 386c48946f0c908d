// Code generated from en.json by wasm/build/words/keys; DO NOT EDIT.

package i18n

// Tags names the languages there are, as an address writes them.
var Tags = []string{"en", "en-xa"}

// The messages, in English.
const (
	WireMeant                 Key = iota // . Did you mean {name}?
	WireNotARun                          // {setting} is the name of a saved run, of letters and digits; {value} was left out
	WireTooLong                          // {setting} has room for {n} characters; the rest was cut off
	WireTakes                            // {setting} takes {words}; {value} was left out{meant}
	WireMetric                           // The metric is one of this scenario and its methods; {value} became auto
	WireAxis                             // No method here makes the axis {value} move: all points would lie at 0; it became step
	WireMethods                          // methods are two to four words with commas, such as sft,ift; {value} was left out
	WireNoSetting                        // there is no setting {name}; it was left out{meant}
	WireLong                             // {setting} has no room in an address; it was left out
	WireNoSide                           // there is no {place, select, third {third} other {fourth}} side; {name} was left out
	WireTwoSides                         // there are always two sides; {value} became {method}
	WireNoJudge                          // {method} learns from a judge of answers, and here there is none; the method stays {kept}
	WireMethod                           // the method is {words}; {value} became {method}{meant}
	WireScenario                         // There is no scenario {value}; this is {scenario}{meant}
	WireChoice                           // {setting} {many, select, true {are} other {is}} {words}; {value} became {kept}{meant}
	WireFlag                             // {setting} is 1 or 0; {value} became {kept}
	WireNumber                           // {setting} {many, select, true {are a} other {is a}} number from {least} to {most}; {value} became {kept}
	WireNewer                            // these settings are of version {version}, which is newer than this program ({own}): some may be missing here
	WireRange                            // {setting} {many, select, true {run} other {runs}} from {least} to {most}; {value} became {kept}
	WireWhole                            // {setting} {many, select, true {are} other {is}} a whole number; {value} became {kept}
	WireQuoted                           // “{text}”
	WireOr                               // {words} or {last}
	TrainNotFinite                       // the loss of {method} with seed {seed} is no number any more, since step {step}: {where}. A smaller learning rate often helps
	TrainReplayFinite                    // a replay of the step stayed finite, so the device computed something else the second time
	TrainWeightsNotFinite                // the weights were not finite when the step began
	TrainKernelNotFinite                 // the first kernel to put out a value that is not finite was {kernel}
	WorkerResetTriesAgain                // Reset tries again.
	WorkerChooseDevice                   // Choose the device "auto" or "cpu", or reset to try again.
	WorkerLess                           // {fewer, select, seeds {Fewer seeds or a smaller batch take} methods {Fewer methods or a smaller batch take} other {A smaller batch takes}} less of the device.
	WorkerNotPrepared                    // the {n} runs could not be prepared
	WorkerNothingChanged                 // Nothing was changed.
	WorkerRunBefore                      // The run before is still there.
	WorkerNoRunNow                       // There is no run now; other settings make one.
	WorkerResetOrReload                  // Reset starts over; if it fails again, reload the page.
	WorkerResetStartsOver                // Reset starts over.
	WorkerResetOpens                     // Reset opens it again and starts over.
	WorkerSmallerRate                    // Reset starts over. A smaller learning rate often helps.
	WorkerTooMuchMemory                  // these {n} runs would take about {need} of memory, and a tab has no more than {room} for what it computes on the CPU: {ways}
	WorkerMuchMemory                     // These {n} runs take about {need} of memory; {ways}.
	WorkerWays                           // {ways} {fit, select, true {would fit} other {would take less}}
	WorkerSeeds                          // {n, plural, one {# seed} other {# seeds}}
	WorkerBatch                          // a batch of {n}
	WorkerWay                            // {what} ({need})
	WorkerOrWay                          // {first} or {second}
	WorkerAllTogether                    // fewer seeds, a smaller batch and fewer methods together
	WorkerMegabytes                      // {n} MB
	WorkerGigabytes                      // {n} GB
	WorkerFaster                         // faster here
	WorkerCannotCompute                  // the GPU cannot compute this: {why}
	WorkerComputesWrong                  // the GPU computes {kernel} wrong
	WorkerLostOpened                     // The GPU was lost after step {step} and opened again; nothing else changed.
	WorkerLostAgain                      // The GPU was lost again; the CPU goes on from step {step}.
	WorkerLostOnce                       // The GPU was lost; the CPU goes on from step {step}.
	WorkerLostTwice                      // the GPU was lost twice
	WorkerLost                           // the GPU was lost
	WorkerSlowSince                      // the GPU is too slow since it was lost
	WorkerWeightsNotFetched              // the weights file {file} could not be fetched
	WorkerWeightsUnusable                // the weights file {file} cannot be used
	WorkerNoConnection                   // there is no connection to the server
	WorkerAnswered                       // the server answered {status}
	WorkerCannotShow                     // step {step} of {method} cannot be shown
	WorkerNothingToReset                 // there is nothing to reset yet
	WorkerNothingTo                      // there is nothing to {what} yet
	WorkerTrainerFailed                  // the trainer failed: {why}
	PageSpeechless                       // What there is to see could not be put into words; training goes on.
	PageNotDrawn                         // This picture could not be drawn; training goes on.
	PageDrawAgain                        // Draw it again
	PageCouldNotDraw                     // the page could not be drawn
	PageHandlerFailed                    // the page stopped: a handler failed
	PagePreparing                        // preparing the page
	PageDrawing                          // drawing the page
	PageUnknownSettings                  // this version does not know its settings
	PageEnded                            // The trainer ended without warning: {why}
	PageUnreadable                       // The trainer said something the page cannot read: {why}
	PageSilent                           // The trainer has not answered for a minute.
	EdgeFilesOnly                        // This server only hands out files: use GET or HEAD.
	EdgeNoPage                           // There is no such page here.
	EdgeReplaced                         // This file has been replaced: load the page again that asked for it.
	EdgeUnreadable                       // The file could not be read.
	EdgeHome                             // Go to Softmix
	EdgeNothing                          // There is nothing here.
	EdgeFailed                           // The server failed to answer.
	EdgeTakes                            // This address takes {methods}.
	EdgeJson                             // A run is posted as application/json.
	EdgeUncompressed                     // A run is posted uncompressed.
	EdgeTooMany                          // That were many runs at once: wait a little.
	EdgeTooLarge                         // A run may take {n} KiB.
	EdgeNotWhole                         // The run did not arrive whole.
	EdgeNotStored                        // This is no run that can be stored: {why}.
	EdgeJsonAlone                        // This is told as JSON alone.
	EdgeNoURL                            // The parameter url is missing.
	EdgeOtherSite                        // That address is not of this site.
	EdgeOtherSettings                    // That address has settings that no page of this site has.
	EdgeNoSuchPage                       // There is no such page.
	EdgeMaxIs                            // maxwidth and maxheight are whole numbers above 0.
	EdgeTitle                            // Fine-tune a small transformer two ways, side by side
	EdgeRun                              // {methods} on {scenario}
	EdgeAbout                            // A recorded training run of a small transformer, to be replayed and gone on with in the browser. {ends}.
	EdgeLoss                             // Training loss on {scenario}, {steps} steps
	MethodPt                             // PT
	MethodSft                            // SFT
	MethodIft                            // IFT
	MethodSs                             // Scheduled sampling
	MethodNeftune                        // NEFTune
	MethodHide                           // SFT with blanks
	MethodDpo                            // DPO
	MethodDpoOnline                      // DPO online
	MethodOrpo                           // ORPO
	MethodRlhf                           // RLHF
	MethodPpo                            // PPO
	MethodShortPt                        // PT
	MethodShortSft                       // SFT
	MethodShortIft                       // IFT
	MethodShortSs                        // Sched. s.
	MethodShortNeftune                   // NEFTune
	MethodShortHide                      // Blanks
	MethodShortDpo                       // DPO
	MethodShortDpoOnline                 // DPO onl.
	MethodShortOrpo                      // ORPO
	MethodShortRlhf                      // RLHF
	MethodShortPpo                       // PPO
	TaglinePt                            // goes on pre-training, prompt and all
	TaglineSft                           // reads the right answer, nothing else
	TaglineIft                           // reads a mix of answer and own guess
	TaglineSs                            // reads the answer with some samples of its own
	TaglineNeftune                       // reads the right answer under noise
	TaglineHide                          // reads blanks in place of the answer
	TaglineDpo                           // learns from pairs written once, ranked by the judge
	TaglineDpoOnline                     // learns from fresh pairs of its own, ranked by the judge
	TaglineOrpo                          // learns from stored pairs, without a reference model
	TaglineRlhf                          // learns from a reward model trained on pairs
	TaglinePpo                           // learns from the judge’s own reward
	MetricAccuracy                       // Right answers, running alone
	MetricLateAccuracy                   // Right answers in the second half
	MetricSuccessRandom                  // Success from random cells
	MetricSuccessStart                   // Success from the start
	MetricSuccessMarkov                  // Success of what it would do in each cell
	MetricWrongMass                      // Belief in wrong moves (less is better)
	MetricRecovery                       // Letters right after one forced error
	MetricGreedyEm                       // Whole answers right, running alone
	MetricSampledEm                      // Whole answers right, sampled
	MetricGreedyLast                     // Last results right
	MetricValid                          // Right answers among samples
	MetricGreedyValid                    // Right answers, the likeliest one each
	MetricReward                         // Reward of samples
	MetricDistinct                       // Different answers
	MetricEntropy                        // Entropy of what it writes
	MetricSuccess                        // Walks that reach the goal
	MetricSampledSuccess                 // Sampled walks that reach the goal
	MetricOptimal                        // Walks that are shortest
	MetricSlip                           // Success after a push off the way
	MetricNll                            // Surprise at right answers (less is better)
	MetricDrift                          // Distance from the start (KL, nats a token)
	MetricTruth                          // Reward of its own answers, by the judge
	MetricOpinion                        // Reward of its own answers, as it was taught
	MetricKept                           // Share of its stored pairs it would still write
	MetricShortAccuracy                  // Right answers alone
	MetricShortLateAccuracy              // Right in the second half
	MetricShortSuccessRandom             // Success, random cells
	MetricShortSuccessStart              // Success from the start
	MetricShortSuccessMarkov             // Success, cell by cell
	MetricShortWrongMass                 // Wrong moves (less is better)
	MetricShortRecovery                  // Right after an error
	MetricShortGreedyEm                  // Whole answers right
	MetricShortSampledEm                 // Right, sampled
	MetricShortGreedyLast                // Last results right
	MetricShortValid                     // Right samples
	MetricShortGreedyValid               // Right, likeliest
	MetricShortReward                    // Reward
	MetricShortDistinct                  // Different answers
	MetricShortEntropy                   // Entropy
	MetricShortSuccess                   // Reach the goal
	MetricShortSampledSuccess            // Sampled: reach the goal
	MetricShortOptimal                   // Shortest walks
	MetricShortSlip                      // After a push
	MetricShortNll                       // Surprise (less is better)
	MetricShortDrift                     // Distance from the start
	MetricShortTruth                     // The judge’s reward
	MetricShortOpinion                   // Taught reward
	MetricShortKept                      // Pairs still its own
)

const english = ". Did you mean {0}?\x00" +
	"{0} is the name of a saved run, of letters and digits; {1} was left out\x00" +
	"{0} has room for {1} characters; the rest was cut off\x00" +
	"{0} takes {1}; {2} was left out{3}\x00" +
	"The metric is one of this scenario and its methods; {0} became auto\x00" +
	"No method here makes the axis {0} move: all points would lie at 0; it became step\x00" +
	"methods are two to four words with commas, such as sft,ift; {0} was left out\x00" +
	"there is no setting {0}; it was left out{1}\x00" +
	"{0} has no room in an address; it was left out\x00" +
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
	"{0} or {1}\x00" +
	"the loss of {0} with seed {1} is no number any more, since step {2}: {3}. A smaller learning rate often helps\x00" +
	"a replay of the step stayed finite, so the device computed something else the second time\x00" +
	"the weights were not finite when the step began\x00" +
	"the first kernel to put out a value that is not finite was {0}\x00" +
	"Reset tries again.\x00" +
	"Choose the device \"auto\" or \"cpu\", or reset to try again.\x00" +
	"{0,select,seeds{Fewer seeds or a smaller batch take}methods{Fewer methods or a smaller batch take}other{A smaller batch takes}} less of the device.\x00" +
	"the {0} runs could not be prepared\x00" +
	"Nothing was changed.\x00" +
	"The run before is still there.\x00" +
	"There is no run now; other settings make one.\x00" +
	"Reset starts over; if it fails again, reload the page.\x00" +
	"Reset starts over.\x00" +
	"Reset opens it again and starts over.\x00" +
	"Reset starts over. A smaller learning rate often helps.\x00" +
	"these {0} runs would take about {1} of memory, and a tab has no more than {2} for what it computes on the CPU: {3}\x00" +
	"These {0} runs take about {1} of memory; {2}.\x00" +
	"{0} {1,select,true{would fit}other{would take less}}\x00" +
	"{0,plural,one{# seed}other{# seeds}}\x00" +
	"a batch of {0}\x00" +
	"{0} ({1})\x00" +
	"{0} or {1}\x00" +
	"fewer seeds, a smaller batch and fewer methods together\x00" +
	"{0}\u00a0MB\x00" +
	"{0}\u00a0GB\x00" +
	"faster here\x00" +
	"the GPU cannot compute this: {0}\x00" +
	"the GPU computes {0} wrong\x00" +
	"The GPU was lost after step {0} and opened again; nothing else changed.\x00" +
	"The GPU was lost again; the CPU goes on from step {0}.\x00" +
	"The GPU was lost; the CPU goes on from step {0}.\x00" +
	"the GPU was lost twice\x00" +
	"the GPU was lost\x00" +
	"the GPU is too slow since it was lost\x00" +
	"the weights file {0} could not be fetched\x00" +
	"the weights file {0} cannot be used\x00" +
	"there is no connection to the server\x00" +
	"the server answered {0}\x00" +
	"step {0} of {1} cannot be shown\x00" +
	"there is nothing to reset yet\x00" +
	"there is nothing to {0} yet\x00" +
	"the trainer failed: {0}\x00" +
	"What there is to see could not be put into words; training goes on.\x00" +
	"This picture could not be drawn; training goes on.\x00" +
	"Draw it again\x00" +
	"the page could not be drawn\x00" +
	"the page stopped: a handler failed\x00" +
	"preparing the page\x00" +
	"drawing the page\x00" +
	"this version does not know its settings\x00" +
	"The trainer ended without warning: {0}\x00" +
	"The trainer said something the page cannot read: {0}\x00" +
	"The trainer has not answered for a minute.\x00" +
	"This server only hands out files: use GET or HEAD.\x00" +
	"There is no such page here.\x00" +
	"This file has been replaced: load the page again that asked for it.\x00" +
	"The file could not be read.\x00" +
	"Go to Softmix\x00" +
	"There is nothing here.\x00" +
	"The server failed to answer.\x00" +
	"This address takes {0}.\x00" +
	"A run is posted as application/json.\x00" +
	"A run is posted uncompressed.\x00" +
	"That were many runs at once: wait a little.\x00" +
	"A run may take {0} KiB.\x00" +
	"The run did not arrive whole.\x00" +
	"This is no run that can be stored: {0}.\x00" +
	"This is told as JSON alone.\x00" +
	"The parameter url is missing.\x00" +
	"That address is not of this site.\x00" +
	"That address has settings that no page of this site has.\x00" +
	"There is no such page.\x00" +
	"maxwidth and maxheight are whole numbers above 0.\x00" +
	"Fine-tune a small transformer two ways, side by side\x00" +
	"{0} on {1}\x00" +
	"A recorded training run of a small transformer, to be replayed and gone on with in the browser. {0}.\x00" +
	"Training loss on {0}, {1} steps\x00" +
	"PT\x00" +
	"SFT\x00" +
	"IFT\x00" +
	"Scheduled sampling\x00" +
	"NEFTune\x00" +
	"SFT with blanks\x00" +
	"DPO\x00" +
	"DPO online\x00" +
	"ORPO\x00" +
	"RLHF\x00" +
	"PPO\x00" +
	"PT\x00" +
	"SFT\x00" +
	"IFT\x00" +
	"Sched. s.\x00" +
	"NEFTune\x00" +
	"Blanks\x00" +
	"DPO\x00" +
	"DPO onl.\x00" +
	"ORPO\x00" +
	"RLHF\x00" +
	"PPO\x00" +
	"goes on pre-training, prompt and all\x00" +
	"reads the right answer, nothing else\x00" +
	"reads a mix of answer and own guess\x00" +
	"reads the answer with some samples of its own\x00" +
	"reads the right answer under noise\x00" +
	"reads blanks in place of the answer\x00" +
	"learns from pairs written once, ranked by the judge\x00" +
	"learns from fresh pairs of its own, ranked by the judge\x00" +
	"learns from stored pairs, without a reference model\x00" +
	"learns from a reward model trained on pairs\x00" +
	"learns from the judge’s own reward\x00" +
	"Right answers, running alone\x00" +
	"Right answers in the second half\x00" +
	"Success from random cells\x00" +
	"Success from the start\x00" +
	"Success of what it would do in each cell\x00" +
	"Belief in wrong moves (less is better)\x00" +
	"Letters right after one forced error\x00" +
	"Whole answers right, running alone\x00" +
	"Whole answers right, sampled\x00" +
	"Last results right\x00" +
	"Right answers among samples\x00" +
	"Right answers, the likeliest one each\x00" +
	"Reward of samples\x00" +
	"Different answers\x00" +
	"Entropy of what it writes\x00" +
	"Walks that reach the goal\x00" +
	"Sampled walks that reach the goal\x00" +
	"Walks that are shortest\x00" +
	"Success after a push off the way\x00" +
	"Surprise at right answers (less is better)\x00" +
	"Distance from the start (KL, nats a token)\x00" +
	"Reward of its own answers, by the judge\x00" +
	"Reward of its own answers, as it was taught\x00" +
	"Share of its stored pairs it would still write\x00" +
	"Right answers alone\x00" +
	"Right in the second half\x00" +
	"Success, random cells\x00" +
	"Success from the start\x00" +
	"Success, cell by cell\x00" +
	"Wrong moves (less is better)\x00" +
	"Right after an error\x00" +
	"Whole answers right\x00" +
	"Right, sampled\x00" +
	"Last results right\x00" +
	"Right samples\x00" +
	"Right, likeliest\x00" +
	"Reward\x00" +
	"Different answers\x00" +
	"Entropy\x00" +
	"Reach the goal\x00" +
	"Sampled: reach the goal\x00" +
	"Shortest walks\x00" +
	"After a push\x00" +
	"Surprise (less is better)\x00" +
	"Distance from the start\x00" +
	"The judge’s reward\x00" +
	"Taught reward\x00" +
	"Pairs still its own"
