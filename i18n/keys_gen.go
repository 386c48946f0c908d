// Code generated from en.json by wasm/build/words/keys; DO NOT EDIT.

package i18n

// Tags names the languages there are, as an address writes them.
var Tags = []string{"en", "en-xa"}

// The messages, in English.
const (
	WireMeant                           Key = iota // . Did you mean {name}?
	WireNotARun                                    // {setting} is the name of a saved run, of letters and digits; {value} was left out
	WireTooLong                                    // {setting} has room for {n} characters; the rest was cut off
	WireTakes                                      // {setting} takes {words}; {value} was left out{meant}
	WireMetric                                     // The metric is one of this scenario and its methods; {value} became auto
	WireAxis                                       // No method here makes the axis {value} move: all points would lie at 0; it became step
	WireMethods                                    // methods are two to four words with commas, such as sft,ift; {value} was left out
	WireNoSetting                                  // there is no setting {name}; it was left out{meant}
	WireLong                                       // {setting} has no room in an address; it was left out
	WireNoSide                                     // there is no {place, select, third {third} other {fourth}} side; {name} was left out
	WireTwoSides                                   // there are always two sides; {value} became {method}
	WireNoJudge                                    // {method} learns from a judge of answers, and here there is none; the method stays {kept}
	WireMethod                                     // the method is {words}; {value} became {method}{meant}
	WireScenario                                   // There is no scenario {value}; this is {scenario}{meant}
	WireChoice                                     // {setting} {many, select, true {are} other {is}} {words}; {value} became {kept}{meant}
	WireFlag                                       // {setting} is 1 or 0; {value} became {kept}
	WireNumber                                     // {setting} {many, select, true {are a} other {is a}} number from {least} to {most}; {value} became {kept}
	WireNewer                                      // these settings are of version {version}, which is newer than this program ({own}): some may be missing here
	WireRange                                      // {setting} {many, select, true {run} other {runs}} from {least} to {most}; {value} became {kept}
	WireWhole                                      // {setting} {many, select, true {are} other {is}} a whole number; {value} became {kept}
	WireQuoted                                     // “{text}”
	WireOr                                         // {words} or {last}
	WireOutOfRange                                 // {setting} runs from {lo} to {hi} here; {was} became {is}
	TrainNotFinite                                 // the loss of {method} with seed {seed} is no number any more, since step {step}: {where}. A smaller learning rate often helps
	TrainReplayFinite                              // a replay of the step stayed finite, so the device computed something else the second time
	TrainWeightsNotFinite                          // the weights were not finite when the step began
	TrainKernelNotFinite                           // the first kernel to put out a value that is not finite was {kernel}
	WorkerResetTriesAgain                          // Reset tries again.
	WorkerChooseDevice                             // Choose the device "auto" or "cpu", or reset to try again.
	WorkerLess                                     // {fewer, select, seeds {Fewer seeds or a smaller batch take} methods {Fewer methods or a smaller batch take} other {A smaller batch takes}} less of the device.
	WorkerNotPrepared                              // the {n} runs could not be prepared
	WorkerNothingChanged                           // Nothing was changed.
	WorkerRunBefore                                // The run before is still there.
	WorkerNoRunNow                                 // There is no run now; other settings make one.
	WorkerResetOrReload                            // Reset starts over; if it fails again, reload the page.
	WorkerResetStartsOver                          // Reset starts over.
	WorkerResetOpens                               // Reset opens it again and starts over.
	WorkerSmallerRate                              // Reset starts over. A smaller learning rate often helps.
	WorkerTooMuchMemory                            // these {n} runs would take about {need} of memory, and a tab has no more than {room} for what it computes on the CPU: {ways}
	WorkerMuchMemory                               // These {n} runs take about {need} of memory; {ways}.
	WorkerWays                                     // {ways} {fit, select, true {would fit} other {would take less}}
	WorkerSeeds                                    // {n, plural, one {# seed} other {# seeds}}
	WorkerBatch                                    // a batch of {n}
	WorkerWay                                      // {what} ({need})
	WorkerOrWay                                    // {first} or {second}
	WorkerAllTogether                              // fewer seeds, a smaller batch and fewer methods together
	WorkerMegabytes                                // {n} MB
	WorkerGigabytes                                // {n} GB
	WorkerFaster                                   // faster here
	WorkerCannotCompute                            // the GPU cannot compute this: {why}
	WorkerComputesWrong                            // the GPU computes {kernel} wrong
	WorkerLostOpened                               // The GPU was lost after step {step} and opened again; nothing else changed.
	WorkerLostAgain                                // The GPU was lost again; the CPU goes on from step {step}.
	WorkerLostOnce                                 // The GPU was lost; the CPU goes on from step {step}.
	WorkerLostTwice                                // the GPU was lost twice
	WorkerLost                                     // the GPU was lost
	WorkerSlowSince                                // the GPU is too slow since it was lost
	WorkerWeightsNotFetched                        // the weights file {file} could not be fetched
	WorkerWeightsUnusable                          // the weights file {file} cannot be used
	WorkerNoConnection                             // there is no connection to the server
	WorkerAnswered                                 // the server answered {status}
	WorkerCannotShow                               // step {step} of {method} cannot be shown
	WorkerNothingToReset                           // there is nothing to reset yet
	WorkerNothingTo                                // there is nothing to {what} yet
	WorkerTrainerFailed                            // the trainer failed: {why}
	PageSpeechless                                 // What there is to see could not be put into words; training goes on.
	PageNotDrawn                                   // This picture could not be drawn; training goes on.
	PageDrawAgain                                  // Draw it again
	PageCouldNotDraw                               // the page could not be drawn
	PageHandlerFailed                              // the page stopped: a handler failed
	PagePreparing                                  // preparing the page
	PageDrawing                                    // drawing the page
	PageUnknownSettings                            // this version does not know its settings
	PageEnded                                      // The trainer ended without warning: {why}
	PageUnreadable                                 // The trainer said something the page cannot read: {why}
	PageSilent                                     // The trainer has not answered for a minute.
	EdgeFilesOnly                                  // This server only hands out files: use GET or HEAD.
	EdgeNoPage                                     // There is no such page here.
	EdgeReplaced                                   // This file has been replaced: load the page again that asked for it.
	EdgeUnreadable                                 // The file could not be read.
	EdgeHome                                       // Go to Softmix
	EdgeNothing                                    // There is nothing here.
	EdgeFailed                                     // The server failed to answer.
	EdgeTakes                                      // This address takes {methods}.
	EdgeJson                                       // A run is posted as application/json.
	EdgeUncompressed                               // A run is posted uncompressed.
	EdgeTooMany                                    // That were many runs at once: wait a little.
	EdgeTooLarge                                   // A run may take {n} KiB.
	EdgeNotWhole                                   // The run did not arrive whole.
	EdgeNotStored                                  // This is no run that can be stored: {why}.
	EdgeJsonAlone                                  // This is told as JSON alone.
	EdgeNoURL                                      // The parameter url is missing.
	EdgeOtherSite                                  // That address is not of this site.
	EdgeOtherSettings                              // That address has settings that no page of this site has.
	EdgeNoSuchPage                                 // There is no such page.
	EdgeMaxIs                                      // maxwidth and maxheight are whole numbers above 0.
	EdgeTitle                                      // Fine-tune a small transformer two ways, side by side
	EdgeRun                                        // {methods} on {scenario}
	EdgeAbout                                      // A recorded training run of a small transformer, to be replayed and gone on with in the browser. {ends}.
	EdgeLoss                                       // Training loss on {scenario}, {steps} steps
	MethodPt                                       // PT
	MethodSft                                      // SFT
	MethodIft                                      // IFT
	MethodSs                                       // Scheduled sampling
	MethodNeftune                                  // NEFTune
	MethodHide                                     // SFT with blanks
	MethodDpo                                      // DPO
	MethodDpoOnline                                // DPO online
	MethodOrpo                                     // ORPO
	MethodRlhf                                     // RLHF
	MethodPpo                                      // PPO
	MethodShortPt                                  // PT
	MethodShortSft                                 // SFT
	MethodShortIft                                 // IFT
	MethodShortSs                                  // Sched. s.
	MethodShortNeftune                             // NEFTune
	MethodShortHide                                // Blanks
	MethodShortDpo                                 // DPO
	MethodShortDpoOnline                           // DPO onl.
	MethodShortOrpo                                // ORPO
	MethodShortRlhf                                // RLHF
	MethodShortPpo                                 // PPO
	TaglinePt                                      // goes on pre-training, prompt and all
	TaglineSft                                     // reads the right answer, nothing else
	TaglineIft                                     // reads a mix of answer and own guess
	TaglineSs                                      // reads the answer with some samples of its own
	TaglineNeftune                                 // reads the right answer under noise
	TaglineHide                                    // reads blanks in place of the answer
	TaglineDpo                                     // learns from pairs written once, ranked by the judge
	TaglineDpoOnline                               // learns from fresh pairs of its own, ranked by the judge
	TaglineOrpo                                    // learns from stored pairs, without a reference model
	TaglineRlhf                                    // learns from a reward model trained on pairs
	TaglinePpo                                     // learns from the judge’s own reward
	MetricAccuracy                                 // Right answers, running alone
	MetricLateAccuracy                             // Right answers in the second half
	MetricSuccessRandom                            // Success from random cells
	MetricSuccessStart                             // Success from the start
	MetricSuccessMarkov                            // Success of what it would do in each cell
	MetricWrongMass                                // Belief in wrong moves (less is better)
	MetricRecovery                                 // Letters right after one forced error
	MetricGreedyEm                                 // Whole answers right, running alone
	MetricSampledEm                                // Whole answers right, sampled
	MetricGreedyLast                               // Last results right
	MetricValid                                    // Right answers among samples
	MetricGreedyValid                              // Right answers, the likeliest one each
	MetricReward                                   // Reward of samples
	MetricDistinct                                 // Different answers
	MetricEntropy                                  // Entropy of what it writes
	MetricSuccess                                  // Walks that reach the goal
	MetricSampledSuccess                           // Sampled walks that reach the goal
	MetricOptimal                                  // Walks that are shortest
	MetricSlip                                     // Success after a push off the way
	MetricNll                                      // Surprise at right answers (less is better)
	MetricDrift                                    // Distance from the start (KL, nats a token)
	MetricTruth                                    // Reward of its own answers, by the judge
	MetricOpinion                                  // Reward of its own answers, as it was taught
	MetricKept                                     // Share of its stored pairs it would still write
	MetricShortAccuracy                            // Right answers alone
	MetricShortLateAccuracy                        // Right in the second half
	MetricShortSuccessRandom                       // Success, random cells
	MetricShortSuccessStart                        // Success from the start
	MetricShortSuccessMarkov                       // Success, cell by cell
	MetricShortWrongMass                           // Wrong moves (less is better)
	MetricShortRecovery                            // Right after an error
	MetricShortGreedyEm                            // Whole answers right
	MetricShortSampledEm                           // Right, sampled
	MetricShortGreedyLast                          // Last results right
	MetricShortValid                               // Right samples
	MetricShortGreedyValid                         // Right, likeliest
	MetricShortReward                              // Reward
	MetricShortDistinct                            // Different answers
	MetricShortEntropy                             // Entropy
	MetricShortSuccess                             // Reach the goal
	MetricShortSampledSuccess                      // Sampled: reach the goal
	MetricShortOptimal                             // Shortest walks
	MetricShortSlip                                // After a push
	MetricShortNll                                 // Surprise (less is better)
	MetricShortDrift                               // Distance from the start
	MetricShortTruth                               // The judge’s reward
	MetricShortOpinion                             // Taught reward
	MetricShortKept                                // Pairs still its own
	CountStep                                      // {n, plural, one {1 step} other {{count} steps}}
	CountSeed                                      // {n, plural, one {1 seed} other {{count} seeds}}
	CountMove                                      // {n, plural, one {1 move} other {{count} moves}}
	CountHint                                      // {n, plural, one {1 hint} other {{count} hints}}
	CountPrompt                                    // {n, plural, one {1 prompt} other {{count} prompts}}
	CountProgram                                   // {n, plural, one {1 program} other {{count} programs}}
	CountDifferentAnswer                           // {n, plural, one {1 different answer} other {{count} different answers}}
	CountTimes                                     // {n, plural, =0 {never} =1 {once} =2 {twice} other {# times}}
	VerdictOfTheOthers                             //  Of the others:
	VerdictTheVerySameNumbers                      // the very same numbers
	VerdictAtEveryStepSo                           //  at every step so far: as they are set, these sides train alike.
	VerdictNoClearDifference                       // no clear difference
	VerdictIsHigher                                // {name} is higher
	VerdictLoses                                   // {name} loses
	VerdictIsAhead                                 // {name} is ahead
	VerdictAsOfStep                                //  as of step {step}
	VerdictHere                                    //  here
	VerdictNoneOfTheSteps                          // : none of the steps where one is passed was evaluated
	VerdictBeforeStep                              //  before step {step}
	VerdictSoFar                                   // ; so far {difference}
	VerdictNoVerdict                               // no verdict
	VerdictOneRunIsNo                              // one run is no verdict
	VerdictAVerdictTakesSeeds                      // a verdict takes {seeds} seeds
	VerdictAnswers                                 // answers
	VerdictPoint                                   // 1 point
	VerdictPoints                                  // {count} points
	VerdictAndLeadAndAre                           // {name} and {name2} lead and are not told apart
	VerdictComesLast                               //  comes last{when}
	VerdictCells                                   // cells
	VerdictAboutTo                                 // about {answers} to {count} {what}
	VerdictInOf                                    // in {seeds} of {of}, {finding}
	VerdictNatsATokenFrom                          // , {distance} nats a token from its start
	VerdictWithinApart                             // {distance} apart in {seeds, plural, one {this run} other {these runs on average}}
	VerdictWithinAll                               // all within {distance} in {seeds, plural, one {this run} other {these runs on average}}
	VerdictWithinThe                               // , within the {noise} of {tests}.
	VerdictNoise                                   //  ({noise} from {tests})
	VerdictIsHigherBy                              // {name} is higher by {distance}
	VerdictIsLowerBy                               // {name} is lower by {distance}
	VerdictInRuns                                  //  in {seeds, plural, one {this run} other {these runs on average}}{noise}; {verdict}.
	VerdictIsHighest                               // {name} is highest
	VerdictIsLowest                                // {name} is lowest
	VerdictInRunsAnd                               //  in {seeds, plural, one {this run} other {these runs on average}} and
	VerdictOtherLowest                             //  lowest, {distance} apart{noise}; {verdict}.
	VerdictOtherHighest                            //  highest, {distance} apart{noise}; {verdict}.
	VerdictTests                                   // {count} test {what}
	VerdictCollapsed                               // {sides, plural, one { has collapsed} other { have collapsed}}
	VerdictRule                                    // <details id="rule"><summary>When is it a difference?</summary><p>With three seeds or more, by one rule: Student’s paired t over the seeds, a spread that counts at least as much as chance in the test prompts, and four looks a run, after each quarter of its steps. With equal methods at most one run of twenty is said to differ in what its scenario is about, however often you look, and at most one in any of its other measures. In brackets stand the mean difference over the seeds ± its standard deviation, and t.</p><p>One run, or two, are no verdict on methods: the page says what they came to, and ± how far other test prompts could have moved it, in 95 of 100 cases. Set <em>seeds</em> to three or more for a verdict.</p></details>
	SentenceTheFirstKernelWith                     //  The first kernel with a bad number is {kernel}.
	SentencePressResetToStart                      //  Press Reset to start again.
	SentenceStopped                                // Stopped.
	SentenceAllSidesStartFrom                      // {intro} All sides start from the same small model.
	SentenceBothSidesStartFrom                     // {intro} Both sides start from the same small model, and both are about to read the same batches.
	SentencePausedNotInView                        // Paused: not in view.
	SentenceStep                                   // Step 0.
	SentencePressPlay                              // Press Play.
	SentenceStep2                                  // Step {step}.
	SentenceAtStep                                 // At step {step}, {sentence}
	SentenceHasNoSuchNumber                        // . {without} has no such number.
	SentenceSRewardModelThinks                     // {name}’s reward model thinks ever better of its answers ({thought}, now {thinks}), the judge ever worse ({was}, now {is}): it has learned to please the reward model.
	SentenceWithSeed                               // With seed {seed}, {says}
	SentenceItsLossKeepsFalling                    //  Its loss keeps falling all the same.
	SentenceTheBestAnyPolicy                       // The best any policy can do is {here} on these walks, {mean} on average. {look}
	SentenceTheBestAnyPolicyCan                    // The best any policy can do is {best}. {look}
	SentenceBayesTheBestThere                      // Bayes, the best there is, names {here} of the boxes in these very games, {mean} on average over all games. {look}
	SentenceInARowAnd                              // {name} says {box} {times} in a row, and is wrong each time: a guess it took for evidence.
	SentenceMeasured                               // {title}: {name} {value}
	StepSentenceThisStandsBeforeThe                // This stands before the answer, but pre-training (PT) learns every token, so there it counts too.
	StepSentenceThisIsGivenReads                   // This is given: {me} reads it and does not learn to write it. Only the answer is learned.
	StepSentenceThisIsGivenBoth                    // This is given: both sides read it, and neither learns to write it. Only the answer is learned.
	StepSentenceHereAndThisStep                    // {says} here, and this step teaches {me} to say so. Its batch has {sequences} sequences.
	StepSentenceHereAndThisStepTeaches             // {says} here, and this step teaches both models to say so.
	StepSentenceItIsTheFirst                       // It is the first of the answer: before it stands only what was given.
	StepSentenceBothSidesGetThe                    // Both sides get the same {sequences} sequences.
	StepSentenceMakesNoGuess2                      //  {them} makes no guess.
	StepSentenceWhatIsGivenIs                      // What is given is never guessed: it is read as it stands.
	StepSentenceExpectsWithAndToo                  //  it expects {token} with {share}, and {says} too.
	StepSentenceExpectsWithToWhich                 //  it expects {token} with {share}; {says}, to which it gives {right}.
	StepSentenceOneIsDrawnBy                       //  One is drawn by these chances, and a coin decides whether it is read.
	StepSentenceOnlyTheLikeliestIs                 //  Only the likeliest is fed back.
	StepSentenceOneIsDrawnByThese                  //  One is drawn by these chances and fed back: {token}.
	StepSentenceItHappensToBe                      //  It happens to be right.
	StepSentenceWhatIsGivenIsNever                 // What is given is never mixed: {me} reads {token} itself.
	StepSentenceIsNothingThatThe                   // λ is 0: nothing that the model believed goes into the input. It reads {token} itself, as SFT does.
	StepSentenceTheInputIsItself                   // The input is {token} itself.
	StepSentenceTheGuessThatWas                    // The guess that was drawn is {token}, and {says} too: mixing the two changes nothing, the input is {token2} itself.
	StepSentenceTheModelSaidIs                     // The model said {token}, {says}. λ is 1, so it reads {token} and nothing of the truth.
	StepSentenceTheModelSaidThe                    // The model said {token}, {says}: the input becomes {lambda} of its own {token} and {rest} of the true {true}.
	StepSentenceIsTheModelReads                    // λ is 1: the model reads only what it believed. That is {truth} {token}, as {says}; the rest is doubt.
	StepSentenceTheModelGaveIs                     // The model gave {token} {share}, {says}. λ is 1: all of what it believed goes into the input and nothing of the truth; {true} is in it only for the {truth} that the model gave it.
	StepSentenceTheModelGaveAnd                    // The model gave {token} {share}, and {says} too: {lambda} of what it believed goes into the input, which stays {truth} {true}.
	StepSentenceTheModelGaveOf                     // The model gave {token} {share}, {says}: {lambda} of what it believed goes into the input, which is now {truth} {true}.
	StepSentenceTheEmbeddingsThatAre               //  The embeddings that are mixed are frozen: they stay those of the model it started from.
	StepSentenceNothingFollowsSoNo                 //  Nothing follows, so no prediction depends on it.
	StepSentenceNothingIsPredictedAt               // Nothing is predicted at the first position.
	StepSentenceTheModelAlsoPredicts               // The model also predicts what is given, but nothing is made of it: {says}, and it is not learned.
	StepSentenceGivesTheTrue                       // This pass trains. Reading {before}, {me} gives the true {token} {mine}
	StepSentenceAndPrefers                         //  and prefers {token} ({share})
	StepSentenceGivesIt                            // . {them} gives it {theirs}.
	StepSentenceWhatIsGivenHas                     // What is given has no loss: it is not learned.
	StepSentenceTheLessAModel                      // The less a model gave the right {thing, select, box {box} cell {cell} character {character} other {letter}}, the larger its loss: {mine} for the {share} of {me}
	StepSentenceForTheOf                           // , {theirs} for the {share} of {them}
	StepSentenceTheMixedInputsMake                 // the mixed inputs make it harder.
	StepSentenceTheMixedInputsMakeIt               // the mixed inputs make it easier.
	StepSentenceMixingChangesLittleHere            // mixing changes little here.
	StepSentenceFromTheTrueTokens                  //  From the true tokens {me} would have given {clean}: {verdict}
	StepSentenceInEveryTokenCounts                 //  In {them} every token counts once.
	StepSentenceWhatIsGivenCounts                  // What is given counts nothing.
	StepSentenceIsNoLossAhead                      // γ is 0: no loss ahead is counted in, so the weight is {times}, as in {them}.
	StepSentenceIsNoLossAheadIs                    // γ is 0: no loss ahead is counted in, so every token of the answer counts once.
	StepSentenceThisIsTheLast                      // This is the last of the answer, so it answers for its own loss alone: its weight is {times}. The weights of an answer average 1.
	StepSentenceThisAnswersForIts                  // This {thing, select, box {box} cell {cell} character {character} other {letter}} answers for its own loss and for every loss after it: its weight is {times}.
	StepSentenceThisAnswersForItsOwn               // This {thing, select, box {box} cell {cell} character {character} other {letter}} answers for its own loss and, discounted by {discount} a position, for every loss after it: its weight is {times}.
	StepSentenceWhatIsGivenHasNo                   // What is given has no loss, so nothing here asks the model to change.
	StepSentencePullsUpAndPresses                  // The loss pulls {token} up and presses {other} down most.
	StepSentencePullsUp                            // The loss pulls {token} up.
	StepSentenceChangesLittle                      // The loss changes little.
	StepSentenceTimes                              // {number} times
	StepSentenceItDoesSoAs                         // It does so {times} as hard in {me} as in {them}.
	StepSentenceItDoesSoAsHard                     // It does so {times} as hard in {them} as in {me}.
	StepSentenceItDoesSoAbout                      // It does so about as hard in {me} as in {them}.
	StepSentenceMostOfWhatIt                       //  Most of what it sends back reaches {to}.
	StepSentenceAdamwHasMovedThe                   // AdamW has moved the weights.
	StepSentenceAskedAgainGivesInstead             // Asked again, {me} gives {token} {after} instead of {before}
	StepSentenceInItGoesFrom                       // ; in {them} it goes from {before} to {after}
	StepSentenceItFellTheSame                      // It fell: the same step serves all other tokens of the batch too.
	StepSentenceOfItsPartsMoved                    // Of its parts, {group} moved most for its size: by {share}.
	StepSentenceTheEndMark                         // the end mark
	StepSentenceABlank                             // a blank
	StepSentenceTheAnswerSays                      // the answer says {token}
	StepSentenceTheHintSays                        // the hint says {token}
	StepSentenceThePromptSays                      // the prompt says {token}
	StepSentenceTheDemonstratorNames               // the demonstrator names {token}
	StepSentenceTheDemonstrationGoesTo             // the demonstration goes to {token}
	StepSentenceHint                               // Hint {at}
	StepSentenceStartOfTheWalk                     // Start of the walk
	StepSentenceCharacterOfThePrompt               // Character {value} of the prompt
	StepSentenceAnswerToHint                       // Answer to hint {at}
	StepSentenceCellOfTheWalk                      // Cell {at} of the walk
	StepSentenceOfTheAnswer                        // {thing, select, box {Box} cell {Cell} character {Character} other {Letter}} {at} of the answer
	StepSentenceUnder                              // under 1 %
	StepSentenceOver                               // over 99 %
	StepSentenceUnder2                             // {minus}under .000001
	StepSentenceTheEmbeddingsE                     // the embeddings (E)
	StepSentenceThePositionsP                      // the positions (P)
	StepSentenceAStepOfIs                          // A step of {name} is not taken apart here: its batch is other text than that of the other side.
	StepSentenceAStepOfIsNot                       // A step of {name} is not taken apart here: it learns from the model’s own answers and a judge’s opinion of them, not from one batch of demonstrations.
	StepSentenceReadsTheTruthWith                  // reads the truth, with noise on it
	StepSentenceReadsBlanks                        // reads blanks
	StepSentenceReadsTheTruth                      // reads the truth
	StepSentenceTheRightTokensUnder                // the right tokens under noise
	StepSentenceWhatWasGivenIn                     // what was given, in which nothing is mixed
	StepSentenceWhatWasGiven                       // what was given
	StepSentenceTheMixedInputsBefore               // the mixed inputs before it
	StepSentenceTheInputsBeforeIt                  // the inputs before it, its own draws among them
	StepSentenceBlanksInThePlace                   // blanks in the place of the answer before it
	StepSentenceTheRightTokens                     // the right tokens
	StepSentenceReadsItself                        //  {them} reads {token} itself.
	StepSentenceReadsABlank                        //  {them} reads a blank.
	StepSentenceReadsWithNoiseOn                   //  {them} reads {token} with noise on its embedding.
	StepSentenceReadsWhichItDrew                   //  {them} reads {token}, which it drew itself.
	StepSentenceTheCoinKeptThe                     // The coin kept the truth here: {me} reads {token} itself.
	StepSentenceTheCoinFellFor                     // The coin fell for the model’s own draw, and that is right: {me} reads {token}.
	StepSentenceTheCoinFellForThe                  // The coin fell for the model’s own draw: {me} reads {token} in the place of the true {token2}.
	StepSentenceReadsWithNoiseOnIts                // {me} reads {token}, with noise on its embedding
	StepSentenceItsCosineWithThe                   // : its cosine with the clean one is {value}
	StepSentenceReadsABlankIn                      // {me} reads a blank in the place of {token}: what was written before tells it nothing.
	StepSentenceNeitherGuesses                     // Neither side guesses: there is one pass, and it trains. This is where IFT would first ask the model what it expects.
	StepSentenceMakesNoGuess                       // {me} makes no guess: there is one pass, and it trains. This is where IFT would first ask the model what it expects.
	StepSentenceNeitherWeighs                      // Neither side weighs: every token of the answer counts once. IFT can let a token answer for the losses after it.
	StepSentenceDoesNotWeigh                       // {me} does not weigh: every token of the answer counts once. IFT can let a token answer for the losses after it.
	StepSentenceNeitherMixes                       // Neither side mixes anything: the input is the true token, whole. IFT would blend its own guess in here.
	StepSentenceMixesNothing                       // {me} mixes nothing: the input is the true token, whole. IFT would blend its own guess in here.
	StepSentenceBeforeItLearns                     // Before it learns, {me} reads the sequence {passes, plural, one {once and notes what it expects. Here} other {# times, feeding its guesses back. In the last of these passes}}
	StepSentenceWhatIsGivenIsNeverBoth             // What is given is never mixed: both sides read {token} itself.
	StepSentenceReadingGivesIt                     // . {them}, reading {before}, gives it {theirs}.
	ChartsLossEachByIts                            // Loss, each by its own method’s measure
	ChartsLoss                                     // Loss
	ChartsRewardTheJudgeS                          // Reward: the judge’s; the reward model’s (dashed, own scale)
	ChartsTheJudgeSAnd                             // The judge’s and the model’s reward
	ChartsJudge                                    // judge
	ChartsModel                                    // model
	ChartsNothingYet                               // nothing yet
	ChartsTheChartsCannotBe                        // The charts cannot be drawn: their script, uPlot, did not load. All else works; load the page again to have them.
	ChartsMeanOneStandardDeviation                 // mean ± one standard deviation of {count} seeds
	ChartsMeanStandardDeviationSeeds               // mean ± standard deviation, {count} seeds
	ChartsMeanStdSeeds                             // mean ± std, {count} seeds
	ChartsSeedsStd                                 // {count} seeds, ± std
	ChartsTokens                                   // {count} tokens
	ChartsPasses                                   // {count} passes
	ChartsTokensWritten                            // {count} tokens written
	ChartsDemonstrations                           // {count} demonstrations
	ChartsAnswersJudged                            // {count} answers judged
	ChartsStep                                     // step {step}
	ChartsChartsOverTheTraining                    // {panes, plural, =3 {Three} other {Two}} charts over the training. At {at}
	ChartsReferenceLine                            //  Reference line: {reference}.
	ChartsLinesAreMeansOver                        //  Lines are means over {seeds} seeds, bands and ± one standard deviation.
	BoardsHintsOneAfterThe                         // hints, one after the other
	BoardsHints                                    // hints
	BoardsDemonstratorWhoKnowsThe                  // demonstrator, who knows the box
	BoardsDemonstrator                             // demonstrator
	BoardsHeightOfTheThin                          // height of the thin line: exact belief (Bayes)
	BoardsThinLineExactBelief                      // thin line: exact belief (Bayes)
	BoardsLineBayes                                // line: Bayes
	BoardsRight                                    // {count} right
	BoardsNoBox                                    // no box
	BoardsAndTheTreasureNothing                    // {name} and the treasure: nothing to show yet.
	BoardsAloneAfterItNames                        // {name} alone, after {step}: it names the right box after {right} of {hint}.
	BoardsItsLongestRepeatedMistake                //  Its longest repeated mistake is box {box}, {count} times in a row.
	BoardsAfterTheLastHint                         //  After the last hint it says box {box} with belief {belief}; the treasure is in box {truth}.
	BoardsAfterTheLastHintIt                       //  After the last hint it names no box; the treasure is in box {truth}.
	BoardsGoal                                     // goal
	BoardsTheOneDemonstration                      // the one demonstration
	BoardsADemonstration                           // a demonstration
	BoardsSlipped                                  // slipped
	BoardsOnTheLakeNothing                         // {name} on the lake: nothing to show yet.
	BoardsOnTheByLake                              // {name} on the {size} by {size} lake, after {step}: it reaches the goal with chance {start} from the start and {random} from a random cell; the best possible from a random cell is {best}.
	BoardsHasNotArrived                            // has not arrived
	BoardsReachesTheGoal                           // reaches the goal
	BoardsSinksInAHole                             // sinks in a hole
	BoardsTheWalkDrawnSlips                        //  The walk drawn slips {times} and {end} after {move}.
	BoardsNoLegalMove                              // no legal move
	BoardsMakesNoLegalMove                         // makes no legal move
	BoardsStopsNoLegalMove                         // stops: no legal move after {move}
	BoardsArrivesInTheFewest                       // arrives in {move}, the fewest
	BoardsArrivesIn                                // arrives in {move}
	BoardsInTheMazeNothing                         // {name} in the maze: nothing to show yet.
	BoardsInAMazeAfter                             // {name} in a maze, after {step}: it {end}. The demonstrated walk takes {move}.
	BoardsPrompt                                   // prompt
	BoardsAnswer                                   // answer
	BoardsForcedError                              // forced error
	BoardsForced                                   // forced
	BoardsWritingNothingToShow                     // {name} writing: nothing to show yet.
	BoardsWritingAfterOnAlone                      // {name} writing, after {step}, on {prompt}: alone it gets {right} of {of} letters right
	BoardsAfterOneWrongLetter                      // ; after one wrong letter was put in, {right} of the {of} letters behind it
	BoardsForItWritesRight                         //  For {prompt} it writes {answer}; right is {right}.
	BoardsAsked                                    // asked
	BoardsWrong                                    // wrong
	BoardsOneSampleEach                            // {name}, one sample each
	BoardsSamples                                  // {name} samples
	BoardsDifferent                                // {all}, {kinds} different
	BoardsSamplingAfterOfAnswers                   // {name} sampling, after {step}: {right} of {count} answers are an order of the letters asked for; {kinds} are different.
	BoardsRight2                                   // right
	BoardsStart                                    // start
	BoardsCalculatingNothingToShow                 // {name} calculating: nothing to show yet.
	BoardsCalculatingAloneAfterOn                  // {name} calculating alone, after {step}, on {program}: {right} of {value} lists are right, and {last} of the last ones.
	BoardsForItWritesRightIs                       //  For {prompt} it writes {answer}; right is {right}
	BoardsTheFirstWrongOne                         //  The first wrong one: asked for {asked} it writes {samples}
	NoticesANewRunThe                              // A new run: the {labels} changed.
	NoticesAndThe                                  // {label} and the {next}
	NoticesLost                                    // This run had reached step {count} before it was lost; “Back to step {count}” trains it there again, to the same numbers on the same kind of device.
	NoticesLostDiverged                            // This run had reached step {count} before it was lost; “Back to step {count}” trains it there again, with the settings that it has now from the start.
	PictureAttentionNothingToShow                  // Attention: nothing to show yet.
	PictureAttentionOfLayerHead                    // Attention of layer {layer}, head {head}, where {place} is predicted.
	PictureTheMoveOnThe                            // The move on the lake: nothing to show yet.
	PictureOnTheLakeFrom                           // On the lake, from cell {cell}; the demonstration goes to {next}.
	PictureNone                                    // none.
	PictureNoAttentionToShow                       // No attention to show yet.
	PictureNothingYet                              // Nothing yet.
	PictureNoResidualStreamTo                      // No residual stream to show yet.
	PictureNoMoveToLook                            // No move to look at yet.
	PictureNoMoveYet                               // No move yet.
	PictureNoErrorWasPut                           // No error was put in yet.
	PictureNoErrorYet                              // No error yet.
	PictureNoTokenToLook                           // No token to look at yet.
	PictureNoTokenYet                              // No token yet.
	PictureNotTakenApart                           // not taken apart
	PictureNotHere                                 // not here
	PictureLayerHead                               // layer {layer}, head {head}
	PictureToPredictItReads                        // to predict {of} it reads {all}
	PictureForItReads                              // for {of} it reads {all}
	PictureFor                                     // for {of}: {one}
	PictureLengthOfTheResidual                     // Length of the residual stream at {token}
	PictureResidualStreamAt                        // Residual stream at {token}
	PictureStreamAt                                // Stream at {token}
	PictureInput                                   // input
	PictureLayer                                   // layer {index}
	PictureGiven                                   // given
	PictureRightAnswer                             // right answer
	PictureRight                                   // right
	PictureAlone                                   // {name} alone
	PictureAfterTheError                           // after the error
	PictureWithError                               // with error
	PictureError                                   // error
	PictureOf                                      // {count} of {of}
	PicturePushedToIt                              // pushed to {cell}, it {fate}
	PicturePushedIt                                // pushed, it {fate}
	PictureWhatReadsHereAs                         // What {name} reads here, as an embedding
	PictureWhatReadsHere                           // What {name} reads here
	PictureInput2                                  // Input
	PictureTrue                                    // true
	PictureBelieved                                // believed
	PictureCos                                     // cos {cosine}
	PictureWhatThisStepDoes                        // What this step does to the guess
	PictureWhatItDoesTo                            // What it does to the guess
	PictureTheStepSEffect                          // The step’s effect
	PictureBefore                                  // before
	PictureAfter                                   // after
	PictureNoBelief                                // no belief
	PictureReadsTheTruthAlone                      // reads the truth alone
	PictureTheTruthAlone                           // the truth alone
	PictureNone2                                   // none
	PictureReachesTheGoal                          // reaches the goal
	PictureSinks                                   // sinks
	PictureHasNotArrived                           // has not arrived
	PictureAnInjectedErrorNothing                  // An injected error: nothing to show yet.
	PictureNothing                                 // nothing
	PictureAtStepWasPut                            // At step {step}, {token} was put in at place {at}. Given: {given}.
	PictureRightIs                                 //  Right is {right}.
	PictureAloneAfterTheError                      //  {name} alone: {free}; after the error: {pushed}
	PictureOfTheBehindIt                           // , {count} of the {of} behind it right
	PictureNoisy                                   // noisy
	PictureRead                                    // read
	PictureMixed                                   // mixed
	PictureTheInputOfA                             // The input of a token: nothing to show yet.
	PictureWhatThisStepDoesTo                      //  What this step does to the guess:
	PictureFromTo                                  // {token} from {before} to {after}
	PictureResidualStreamNothingTo                 // Residual stream: nothing to show yet.
	PictureLengthOfTheResidualStream               // Length of the residual stream at {place}, from the input through the layers.
	PictureHasNone                                 //  {name} has none.
	PictureReadsMost                               //  {name} reads most {tokens}.
	PictureAtPlaceWith                             // {token} at place {place} with {share}
	PictureReadsEmbedding                          // At {place}, {name} reads an embedding whose cosine with the true token’s is {cosine}.
	PictureReadsTrue                               // At {place}, {name} reads an embedding that is the true token’s.
	PictureReadsMixed                              // At {place}, {name} reads an embedding whose cosine with the true token’s is {cosine}; that of what it believed is {belief}.
	CostAStepSPasses                               // a step’s passes are counted as it trains
	CostCountedAsItTrains                          // counted as it trains
	CostForward                                    // forward
	CostFwd                                        // fwd
	CostBackward                                   // backward
	CostBack                                       // back
	CostForward2                                   // {count} forward
	CostFwd2                                       // {count} fwd
	CostBackward2                                  // {count} backward
	CostBack2                                      // {count} back
	CostEachRun                                    // each run: {sums}
	CostCopyOfTheModel                             //  · 1 copy of the model
	CostCopy                                       //  · 1 copy
	CostInMemory                                   // {brief} in memory
	CostTokensWritten                              // {written} tokens written ·
	CostOneStep                                    // {written}one step{held}
	CostOneStep2                                   // one step{brief}
	CostOneStep3                                   // one step
	CostPflop                                      // PFLOP
	CostTflop                                      // TFLOP
	CostGflop                                      // GFLOP
	CostMflop                                      // MFLOP
	CostKflop                                      // {number} kFLOP
	CostCostOfOneStep                              // Cost of one step of {name}:
	CostAnd                                        // {forward} and {backward}
	CostTokensWritten2                             // , {written} tokens written
	CostAndForCopiesOf                             // , and {bytes} for copies of models.
	CostAndOneCopyOf                               // , and one copy of the model in memory.
	CostSoFar                                      //  {step} so far: {flops}.
	CostThatIsOneRun                               //  That is one run; there are {runs}, one a seed.
	CostPassForward                                // {n, plural, one {1 forward pass} other {{count} forward passes}}
	CostPassBackward                               // {n, plural, one {1 backward pass} other {{count} backward passes}}
	InjectStepPushedToAt                           // Step {step}, pushed to {name} at move {at}: {name2} {arrival}, {name3} {arrival2}.
	InjectLetter                                   // letter {at}
	InjectLettersTheEndMark                        // letters, the end mark among them,
	InjectMove                                     // move {at}
	InjectLetters                                  // letters
	InjectTheAnswerToHint                          // the answer to hint {at}
	InjectAnswers                                  // answers
	InjectStepPutInAs                              // Step {step}, {name} put in as {place}.
	InjectWithoutTheError                          // {count} (without the error {count2})
	InjectReachesTheGoalIn                         // reaches the goal in {count} moves
	InjectFallsIntoAHole                           // falls into a hole at move {count}
	InjectDoesNotArrive                            // does not arrive
	InjectNothingFollowsIt                         // Nothing follows it.
	InjectOfTheAfterIt                             // Of the {later} {things} after it {name} gets {of} right, {name2} {of2}.
	InjectPushTheAgentOff                          // Push the agent off its way and see how both models walk on, as they are now.
	InjectMakeBothModelsSay                        // Make both models say a wrong box once and see what they say next, as they are now.
	InjectSendBothModelsTo                         // Send both models to another cell than they chose and see how they walk on, as they are now.
	InjectReplaceOneLetterOf                       // Replace one letter of what both models write and see how they go on, as they are now.
	InjectGame                                     // game
	InjectPrompt                                   // prompt
	InjectLetter2                                  // letter {place}
	InjectMove2                                    // move {place}
	InjectAfterHint                                // after hint {place}
	LanePromptPosition                             // prompt position {position}, {token}
	LanePosition                                   // position {count}, {token}
	LaneNothing                                    // nothing
	LaneOneStepTakenApart                          // {name}, one step taken apart: {why}
	LaneOneStepTakenApartNothing                   // {name}, one step taken apart: nothing is trained yet. The next phase takes the first step.
	LaneStep                                       // {name}, step {step}, {phase}: {place}: {shows}
	LaneGivenToBeLearned                           // given {given}; to be learned {learned}.
	LaneItExpectsTheAnswer                         // it expects {tokens}; the answer says {token}.
	LaneFor                                        // {reads}, for {token}.
	LaneACoinPutsIts                               // a coin puts its own draw {token} in the place of {token2}.
	LaneReadsTheTruth                              // reads the truth, {token}.
	LaneOfItIs                                     // {tokens}; {share} of it is {fed}.
	LaneItPredictsTheAnswer                        // it predicts {tokens}; the answer says {token}.
	LaneLossTheLargestOf                           // loss {loss}; the largest of the answer is {largest}, at {place}.
	LaneItPullsAtIts                               // it pulls at its prediction with {pull}; the largest pull of both sides is {largest}.
	LaneItsLossReachesMost                         //  Its loss reaches most the inputs {far}.
	LaneTheWholeStepMoved                          // the whole step moved, in percent of the size of each group: {groups}.
	LaneGammaIsEveryToken                          // gamma is 0, every token counts the same.
	LaneWeightFromItsOwn                           // weight {weight}, from its own loss {loss}
	LaneAndDiscountedThoseBehind                   //  and, discounted, those behind it: {losses}
	LaneItsFirstGuess                              // its first guess
	LaneAGuessItDrew                               // a guess it drew
	LaneWhatItBelieved                             // what it believed
	LaneGreyGiven                                  // grey: given
	LaneBoxedToBeLearned                           // boxed: to be learned
	LaneNoFirstPass                                // no first pass
	LaneNoPrediction                               // no prediction
	LaneNothingWasMoved                            // nothing was moved
	LaneNotLearned                                 // not learned
	LaneEveryWeightIs                              // every weight is 1
	LaneEveryTokenCountsThe                        // γ = 0: every token counts the same
	LaneAllCount                                   // γ = 0: all count 1
	LaneLossOf                                     // loss of {token}
	LaneWeightOf                                   // weight of {token}
	LaneACoinPutsItsOwn                            // a coin puts its own draws into the answer
	LaneItsOwnDrawsBy                              // its own draws, by a coin
	LaneOwnDraws                                   // own draws
	LaneOfEachAnswerInput                          // {share} of each answer input is {fed}
	LaneIs                                         // {share} is {fed}
	LaneBelief                                     // {share} belief
	LaneTruthAndNoise                              // truth and noise
	LaneWhereTheLossOf                             // where the loss of {token} reaches the inputs
	LaneLossOfByInput                              // loss of {token}, by input
	LaneByInput                                    // by input
	LaneHowFarTheStep                              // how far the step moved each group, in % of the group’s size
	LaneHowFarItMoved                              // how far it moved, in % of its size
	LaneMovedOfItsSize                             // moved, of its size
	LaneNothingIsTrainedYet                        // Nothing is trained yet:
	LaneNextPhaseTakesThe                          // next phase takes the first step.
	LaneIsNotTakenApart                            // {name} is not taken apart: it reads other text.
	LaneIsNotTakenApartIt                          // {name} is not taken apart: it learns from its own answers, not from a batch.
	LaneTokenThatIsLooked                          // Token that is looked at, {name}
	LedgerWhatEachRunCost                          // What each run cost: nothing is trained yet.
	LedgerWhatEachRunCost2                         // What each run cost:
	LedgerWhatEachRunHas                           // What each run has used in {step}
	LedgerTheRunWithSeed                           // , the run with seed {seed}
	LedgerForwardPasses                            // forward passes
	LedgerBackwardPasses                           // backward passes
	LedgerFlops                                    // FLOPs
	LedgerTokensWritten                            // tokens written
	LedgerModelsInMemory                           // models in memory
	LedgerDemonstrations                           // demonstrations
	LedgerPairsCompared                            // pairs compared
	LedgerAnswersScored                            // answers scored
	LedgerDeviceTime                               // device time
	LedgerMs                                       // {time} ms
	LedgerAtTheNewestEvaluation                    // at the newest evaluation
	LedgerWithin                                   // within {flops}
	LedgerSameStepsSameCompute                     // Same steps, same compute: {title}
	LedgerStep                                     // {value} (step {step})
	LedgerHolds                                    // <b>{name}</b> holds {parts}.
	LedgerAPassIs                                  // A pass is one over a batch of sequences; a batch of pairs, or a rollout, counts two. What a method prepares once is in it, evaluations are not.
	LedgerWithinEqual                              // Within equal FLOPs each run counts with its last evaluation that did not cost more; the step in brackets is the one it was made after.
	LedgerSameMemory                               // {name} took {flops}{other}’s FLOPs and the same memory
	LedgerItsMemory                                // {name} took {flops}{other}’s FLOPs and {memory}its memory
	ReferenceOnTheseOnAverage                      // {short} on these {tests}, {mean} on average
	ReferenceHereOnAverage                         // {short} here, {mean} on average
	ReferenceMean                                  // {short} (mean {value})
	ReferenceOptimal                               // optimal
	ReferenceDemonstrator                          // demonstrator
	ReferenceAnyOrder                              // any order
	ReferenceRightAnswers                          // right answers
	ReferenceBayes                                 // Bayes
	SeedsOver                                      // {sign}{mean} over {seeds}
	SeedsPictureSeed                               // picture: seed {seed}
	SeedsTheFirstOf                                // {first}, the first of {seeds}
	SeedsThisIsSeedThe                             //  This is seed {seed}, the first of {seeds}.
	ListTwo                                        // {a} and {b}
	ListMore                                       // {a}, {b}
	PhaseBatch                                     // batch
	PhaseGuess                                     // guess pass
	PhaseMixed                                     // mixed input
	PhaseTraining                                  // training pass
	PhaseLoss                                      // loss
	PhaseWeights                                   // weights
	PhaseGradient                                  // gradient
	PhaseUpdate                                    // update
	OperationReverse                               // reverse
	OperationSort                                  // sort
	OperationAdd                                   // add 1
	OperationRotate                                // rotate
	OperationSwap                                  // swap ends
	ScenarioFailsChain                             // It hides the one letter that each next letter follows from.
	ScenarioTreasure                               // Treasure
	ScenarioTreasureMoves                          // Moving treasure
	ScenarioLake6                                  // Lake 6×6
	ScenarioLake4                                  // Lake 4×4
	ScenarioSort                                   // Sort
	ScenarioChain                                  // Chain
	ScenarioPerm5                                  // Any order
	ScenarioProg                                   // List programs
	ScenarioMaze                                   // Maze
	ScenarioShortTreasure                          // Treasure
	ScenarioShortTreasureMoves                     // Moving
	ScenarioShortLake6                             // 6×6
	ScenarioShortLake4                             // 4×4
	ScenarioShortSort                              // Sort
	ScenarioShortChain                             // Chain
	ScenarioShortPerm5                             // Orders
	ScenarioShortProg                              // Lists
	ScenarioShortMaze                              // Maze
	ScenarioIntroTreasure                          // A treasure lies in one of four boxes. Hints come one at a time, and half of them are right; after each, the model names a box.
	ScenarioIntroTreasureMoves                     // Now and then the treasure moves to another box. Hints come one at a time, and little more than half of them are right; after each, the model names a box.
	ScenarioIntroLake6                             // Cross slippery ice to the goal. Both models are about to read the same demonstration, in which nobody slips.
	ScenarioIntroLake4                             // Cross slippery ice between holes. Both models are about to read the same demonstration, in which nobody slips.
	ScenarioIntroSort                              // Write eight letters again in alphabetical order.
	ScenarioIntroChain                             // Start at a letter and keep moving on in the alphabet by the number in the prompt: the letter before is the clue to the next.
	ScenarioIntroPerm5                             // Write five letters in any order you like: 120 answers are right. A judge can tell a right answer from a wrong one, so methods that learn from rewards can be tried here.
	ScenarioIntroProg                              // Carry out four operations on five digits, and write the list after each. Every list is needed for the next one.
	ScenarioIntroMaze                              // Walk to the goal on a shortest path. There are often several, and the demonstrator picks one by chance.
	ScenarioCompareTreasure                        // Running alone, {name} names the right box {value} of the time
	ScenarioCompareTreasureMoves                   // Running alone, {name} names the right box {value} of the time
	ScenarioCompareLake6                           // Dropped on a random cell of slippery ice, {name} reaches the goal {value} of the time
	ScenarioCompareLake4                           // Dropped on a random cell of slippery ice, {name} reaches the goal {value} of the time
	ScenarioCompareSort                            // After one wrong letter that we force on it, {name} gets {value} of the later letters right
	ScenarioCompareChain                           // Writing alone, {name} gets {value} of the answers wholly right
	ScenarioComparePerm5                           // Sampling freely, {name} writes each letter once {value} of the time
	ScenarioCompareProg                            // Calculating alone, {name} gets {value} of the programs wholly right
	ScenarioCompareMaze                            // Sampling its moves, {name} reaches the goal {value} of the time
	ScenarioStartTreasure                          // Before fine-tuning, the model names the right box {value} of the time.
	ScenarioStartTreasureMoves                     // Before fine-tuning, the model names the right box {value} of the time.
	ScenarioStartLake6                             // Before fine-tuning, the model reaches the goal {value} of the time.
	ScenarioStartLake4                             // Before fine-tuning, the model reaches the goal {value} of the time.
	ScenarioStartSort                              // Before fine-tuning, the model gets {value} of the later letters right.
	ScenarioStartChain                             // Before fine-tuning, the model gets {value} of the answers wholly right.
	ScenarioStartPerm5                             // Before fine-tuning, the model writes each letter once {value} of the time.
	ScenarioStartProg                              // Before fine-tuning, the model gets {value} of the programs wholly right.
	ScenarioStartMaze                              // Before fine-tuning, the model reaches the goal {value} of the time.
	ScenarioLookTreasure                           // Each lane below is what one model believes, hint by hint.
	ScenarioLookTreasureMoves                      // Each lane below is what one model believes, hint by hint.
	ScenarioLookLake6                              // The stronger a cell’s tint, the better the chances from there.
	ScenarioLookLake4                              // The stronger a cell’s tint, the better the chances from there.
	ScenarioLookSort                               // Each prompt below is answered twice: freely, and after the forced letter.
	ScenarioLookChain                              // A wrong letter below spoils all that follow it.
	ScenarioLookPerm5                              // Below, one sample for each of twelve prompts: are they right, and are they alike?
	ScenarioLookProg                               // Each table below is one program: a wrong digit is carried on to the lists under it.
	ScenarioLookMaze                               // The dots below are the demonstrator’s walk, the line is the model’s most probable one.
	ScenarioTestsTreasure                          // games
	ScenarioTestsTreasureMoves                     // games
	ScenarioTestsLake6                             // walks
	ScenarioTestsLake4                             // walks
	ScenarioTestsSort                              // prompts
	ScenarioTestsChain                             // prompts
	ScenarioTestsPerm5                             // prompts
	ScenarioTestsProg                              // programs
	ScenarioTestsMaze                              // mazes
	ScenarioLossDemonstrations                     // Loss on the demonstrations
	ScenarioLossDemonstration                      // Loss on the demonstration
	KnobNoMixingTheInput                           // no mixing: the input is always the true token
	KnobNoGuessesToFeed                            // no guesses to feed back
	KnobEveryTokenCountsThe                        // every token counts the same
	KnobMeanOfTheLoss                              // mean of the loss
	KnobOverSequencesEveryAnswer                   // Over sequences every answer counts the same; over tokens every token does, and long answers weigh more. In Maze answers differ in length. A change here starts a new run.
	KnobLearningRateOfIts                          // learning rate of its own
	KnobPromptsAnsweredTwice                       // prompts answered twice
	KnobTheStartingModelWrites                     // The starting model writes the pairs once; the judge ranks them. A change here starts a new run.
	KnobClipRange                                  // clip range
	KnobKlPrice                                    // KL price
	KnobFree                                       // free
	KnobWeightOfTheValue                           // weight of the value loss
	KnobGae                                        // GAE λ
	KnobUpdatesOnEachRollout                       // updates on each rollout
	KnobNoKnobsItLearns                            // No knobs: it learns every token of the text, those of the question too.
	KnobWhereOthersReadThe                         // Where others read the answer so far, it reads blanks.
	KnobOwnShare                                   // own share
	KnobGuessBy                                    // guess by
	KnobTheTemperatureOfThe                        // τ, the temperature of the guess
	KnobLookAhead                                  // look-ahead
	KnobOff                                        // off
	KnobGuessPasses                                // guess passes
	KnobInputEmbedding                             // input embedding
	KnobLossWeights                                // loss weights
	KnobOnePassIsThe                               // One pass is the paper’s; more are ours and let no answer leak in. Frozen embedding and live weights are what the paper’s code does.
	KnobOwnSamples                                 // own samples
	KnobNone                                       // none
	KnobPIs                                        // p is
	KnobTheTemperatureOfThe2                       // τ, the temperature of the samples
	KnobNoise                                      // noise
	KnobHoldToBase                                 // hold to base
	KnobOddsRatio                                  // odds ratio
	KnobRewardModelSSteps                          // reward model’s steps
	KnobRewardModelSRate                           // reward model’s rate
	KnobHasNoKnobsOf                               // {name} has no knobs of its own
	KnobKnobsOf                                    // Knobs of {name}
	BadgeKernels                                   // Preparing {done} of {total} kernels
	BadgePairs                                     // Answering prompts twice: {done} of {total}
	BadgeRewardModel                               // Training the reward model: step {done} of {total}
	BadgeWarmUp                                    // Warming up by SFT: step {done} of {total}
	BadgeStopped                                   // <b>Stopped</b>
	BadgeRecorded                                  // <b>Recorded</b>
	BadgeRate                                      //  · <span class="num">{rate}</span> steps/s
	BadgeNoWebgpuHere                              // : no WebGPU here
	BadgeAsAskedFor                                // , as asked for
	BadgePausedNotInView                           //  · paused: not in view
	BadgeWaitsOtherFiguresTrain                    //  · waits: other figures train
	BadgeLoading                                   // Loading
	BadgeLoadingOfMb                               // Loading {megabytes} of {megabytes2} MB
	AxisTokens                                     // answer tokens
	AxisFlops                                      // FLOPs
	AxisWritten                                    // tokens written
	AxisDemos                                      // demonstrations
	AxisJudged                                     // answers judged
	AxisDevice                                     // device seconds
	ChoicesDemonstrations                          // from demonstrations
	ChoicesJudge                                   // from a judge of answers
	ChoicesAdd                                     // Add a method …
	ChoicesAddName                                 // Add a method to the comparison
	ClockUntrained                                 // untrained
	ClockBaseModel                                 // base model
	ClockChart                                     // chart
	ClockChartsOver                                // charts over
	ClockTo                                        // {least} to {most};
	ClockCountsFromTheNext                         // counts from the next step on
	ClockSoManyRunsA                               // so many runs a side, trained in turn, as mean ± standard deviation; a change starts a new run
	ClockDrawsFreshOnesEvery                       // 0 draws fresh ones every step; a change starts a new run
	ClockStepsOfSftThat                            // steps of SFT that all sides begin after; a change starts a new run
	ClockAChangeStartsA                            // a change starts a new run
	ClockFull                                      // full
	ClockStepOf                                    // step {step} of {steps}
	ClockPlay                                      // Play
	ClockPause                                     // Pause
	ClockAgain                                     // Again
	ClockBackToStep                                // Back to step {furthest}
	ClockTraining                                  // Training step
	ClockPlayback                                  // Playback
	ClockStepTitle                                 // One training step (→)
	ClockStep                                      // Step
	ClockResetTitle                                // Back to step 0 (Home)
	ClockReset2                                    // Reset
	ClockShared                                    // Settings that all sides share
	ClockLog                                       // log
	ClockSmooth                                    // smooth
	RootLight                                      // Light
	RootDark                                       // Dark
	RootShare                                      // Share
	RootSwitchTo                                   // Switch to the {theme} theme
	RootPromise                                    // Two copies of one small transformer learn from the same batches: <em class="sft">SFT</em> reads only right answers, <em class="ift">IFT</em> also reads its own guesses.
	RootRace                                       // The race, side by side
	RootScenario                                   // Scenario
	RootRetry                                      // Try again
	StepClose                                      // Close
	StepTakeAStepApart                             // Take a step apart
	StepTheScrubberOfThe                           // The scrubber of the race scrubs this too, exactly: every step can be had again.
	StepSlowMotionIsOff                            // Slow motion is off, because your system asks for less motion. {text}
	StepTheRightAnswerIs                           // the right answer is read, and learned
	StepEverythingIsReadAnd                        // everything is read, and learned
	StepACoinPutsIts                               // a coin puts its own draws into the answer, p {value}
	StepTheRightAnswerIsRead                       // the right answer is read under noise, α {alpha}
	StepTheAnswerIsRead                            // the answer is read as blanks, and learned
	StepNotTakenApartHere                          // not taken apart here
	StepFeedback                                   // {feedback} feedback, λ {lambda}, γ {gamma}
	StepNoStepYet                                  // No step yet
	StepStep                                       // {title}, step {step}, {where}, {token}. {plain}
	StepTrainingToStepDone                         // Training to step {aim}: {step} done
	StepStep2                                      // Step {step}
	StepStepSequenceOf                             // Step {step} · sequence {sequence} of {sequences} · {string}
	StepTheFirstTwoOf                              //  · the first two of {count} sides
	StepTrainingHasStoppedWhat                     // Training has stopped. What went wrong stands above; Reset starts again.
	StepTheModelsAreStill                          // The models are still being loaded.
	StepSoItIsWith                                 // {notApart} So it is with {name}. Choose SFT or another method that learns from demonstrations on one side.
	StepNothingIsTrainedYet                        // Nothing is trained yet: the next phase takes the first step.
	StepTheStepIsBeing                             // The step is being taken apart.
	StepApart                                      // One step, taken apart
	StepIntro                                      // Pause anywhere and look inside: eight phases from the batch to the update, drawn from the numbers of both models. What was guessed, what went into the input in its place, what each token counted, and what it changed.
	StepPhasesAndSteps                             // Phases and steps
	StepPhaseBackTitle                             // Previous phase (←)
	StepPhaseBack                                  // ◂ Phase
	StepPhaseOnTitle                               // Next phase (→); after the last one the next step is trained
	StepPhaseOn                                    // Phase ▸
	StepStepBackTitle                              // Previous step (Page Up)
	StepStepBack                                   // ◂ Step
	StepStepOnTitle                                // Next step (Page Down)
	StepStepOn                                     // Step ▸
	StepSlow                                       // Slow motion
	StepPhases                                     // Phases of the step
	StepToken                                      // Token
	StepTokenBack                                  // Previous token
	StepTokenBackTitle                             // Previous token (↑)
	StepTokenOn                                    // Next token
	StepTokenOnTitle                               // Next token (↓)
	StepFormula                                    // Formula
	StepLooked                                     // What is looked at
	StepSequence                                   // sequence
	StepSequenceBack                               // Previous sequence
	StepSequenceOn                                 // Next sequence
	StepLayer                                      // layer
	StepHead                                       // head
	StepInject                                     // Put an error in
	StepPlace                                      // place
	StepError                                      // error
	StepInjectIt                                   // Inject
	StepUndo                                       // Undo
	StepSymbols                                    // What the symbols mean
	StepKeys                                       // Here <kbd>←</kbd> <kbd>→</kbd> go a phase back or on, <kbd>1</kbd> to <kbd>8</kbd> choose one, <kbd>↑</kbd> <kbd>↓</kbd> choose the token, <kbd>Page Up</kbd> <kbd>Page Down</kbd> (or <kbd>Shift</kbd> with <kbd>←</kbd> <kbd>→</kbd>) go a step, <kbd>Home</kbd> and <kbd>End</kbd> lead to the first and the last step, <kbd>Esc</kbd> closes. <kbd>Space</kbd> presses the button that has the focus; elsewhere it plays and pauses.
	ArmReadsNothingButIts                          // reads nothing but its own guesses
	ArmLess                                        // Less
	ArmAdvanced                                    // Advanced
	ArmMore                                        // More
	ArmMethod                                      // {place} method
	ArmRemoveName                                  // Remove {name}
	ArmRemove                                      // Remove
	SettingScenario                                // scenario
	SettingMethod                                  // method
	SettingDevice                                  // device
	SettingSeed                                    // seed
	SettingSeeds                                   // seeds
	SettingLr                                      // learning rate
	SettingBatch                                   // batch
	SettingSteps                                   // steps
	SettingDemos                                   // demonstrations
	SettingSlip                                    // slip
	SettingLambda                                  // λ
	SettingGamma                                   // γ
	SettingTau                                     // τ
	SettingFeedback                                // feedback
	SettingPasses                                  // passes
	SettingEmbedding                               // embedding
	SettingWeights                                 // weights
	SettingMean                                    // mean over
	SettingP                                       // p
	SettingRise                                    // p’s course
	SettingAlpha                                   // α
	SettingBeta                                    // β
	SettingPairs                                   // pairs
	SettingRange                                   // clip range
	SettingValue                                   // value weight
	SettingKl                                      // KL price
	SettingGae                                     // GAE λ
	SettingEpochs                                  // epochs
	SettingRmsteps                                 // reward model steps
	SettingRmlr                                    // reward model rate
	SettingRate                                    // own learning rate
	SettingStart                                   // start
	SettingWarm                                    // SFT steps before
	SettingSpeed                                   // speed
	SettingX                                       // x axis
	SettingMetric                                  // metric
	SettingLog                                     // log
	SettingSmooth                                  // smooth
	SettingTheme                                   // theme
	SettingStep                                    // step
	SettingPhase                                   // phase
	SettingSequence                                // sequence
	SettingToken                                   // token
	SettingLayer                                   // layer
	SettingHead                                    // head
	SettingAutoplay                                // autoplay
	SettingData                                    // data
	SettingCheckpoint                              // checkpoint
	SettingView                                    // view
	SettingControls                                // controls
	SettingHide                                    // hide
	SettingShow                                    // show
	SettingLoading                                 // loading
	SettingStopAt                                  // the step to stop at
	SettingTransparent                             // transparent
	SettingTitle                                   // title
	SettingCaption                                 // caption
	SettingLang                                    // language
	SettingHeight                                  // height
	SettingStatic                                  // static
	SettingRun                                     // run
	SettingV                                       // version of the settings
	FaultNoTrainer                                 // this is a recorded run: there is no trainer to ask. Run it again to train
	FaultNoAnswer                                  // the trainer does not answer
	FormulaLoading                                 // Loading the formulas.
	FormulaFault                                   // The formulas could not be loaded ({fault}).
	CopyWeights                                    // weights
	CopyGradients                                  // gradients
	CopyMoments                                    // moments
	CopyFrozen                                     // frozen table
	CopyReference                                  // reference
	CopyLogProbabilities                           // reference log-probabilities
	CopyValueHead                                  // value head
	CopyRewardModel                                // reward model
	CopyRewardModelTraining                        // reward model's gradients and moments
)

// rows are the messages of tables' rows, by section and key of the row.
var rows = map[string]map[string]Key{
	"method": {
		"pt":         MethodPt,
		"sft":        MethodSft,
		"ift":        MethodIft,
		"ss":         MethodSs,
		"neftune":    MethodNeftune,
		"hide":       MethodHide,
		"dpo":        MethodDpo,
		"dpo-online": MethodDpoOnline,
		"orpo":       MethodOrpo,
		"rlhf":       MethodRlhf,
		"ppo":        MethodPpo,
	},
	"methodShort": {
		"pt":         MethodShortPt,
		"sft":        MethodShortSft,
		"ift":        MethodShortIft,
		"ss":         MethodShortSs,
		"neftune":    MethodShortNeftune,
		"hide":       MethodShortHide,
		"dpo":        MethodShortDpo,
		"dpo-online": MethodShortDpoOnline,
		"orpo":       MethodShortOrpo,
		"rlhf":       MethodShortRlhf,
		"ppo":        MethodShortPpo,
	},
	"tagline": {
		"pt":         TaglinePt,
		"sft":        TaglineSft,
		"ift":        TaglineIft,
		"ss":         TaglineSs,
		"neftune":    TaglineNeftune,
		"hide":       TaglineHide,
		"dpo":        TaglineDpo,
		"dpo-online": TaglineDpoOnline,
		"orpo":       TaglineOrpo,
		"rlhf":       TaglineRlhf,
		"ppo":        TaglinePpo,
	},
	"metric": {
		"accuracy":        MetricAccuracy,
		"late_accuracy":   MetricLateAccuracy,
		"success_random":  MetricSuccessRandom,
		"success_start":   MetricSuccessStart,
		"success_markov":  MetricSuccessMarkov,
		"wrong_mass":      MetricWrongMass,
		"recovery":        MetricRecovery,
		"greedy_em":       MetricGreedyEm,
		"sampled_em":      MetricSampledEm,
		"greedy_last":     MetricGreedyLast,
		"valid":           MetricValid,
		"greedy_valid":    MetricGreedyValid,
		"reward":          MetricReward,
		"distinct":        MetricDistinct,
		"entropy":         MetricEntropy,
		"success":         MetricSuccess,
		"sampled_success": MetricSampledSuccess,
		"optimal":         MetricOptimal,
		"slip":            MetricSlip,
		"nll":             MetricNll,
		"drift":           MetricDrift,
		"truth":           MetricTruth,
		"opinion":         MetricOpinion,
		"kept":            MetricKept,
	},
	"metricShort": {
		"accuracy":        MetricShortAccuracy,
		"late_accuracy":   MetricShortLateAccuracy,
		"success_random":  MetricShortSuccessRandom,
		"success_start":   MetricShortSuccessStart,
		"success_markov":  MetricShortSuccessMarkov,
		"wrong_mass":      MetricShortWrongMass,
		"recovery":        MetricShortRecovery,
		"greedy_em":       MetricShortGreedyEm,
		"sampled_em":      MetricShortSampledEm,
		"greedy_last":     MetricShortGreedyLast,
		"valid":           MetricShortValid,
		"greedy_valid":    MetricShortGreedyValid,
		"reward":          MetricShortReward,
		"distinct":        MetricShortDistinct,
		"entropy":         MetricShortEntropy,
		"success":         MetricShortSuccess,
		"sampled_success": MetricShortSampledSuccess,
		"optimal":         MetricShortOptimal,
		"slip":            MetricShortSlip,
		"nll":             MetricShortNll,
		"drift":           MetricShortDrift,
		"truth":           MetricShortTruth,
		"opinion":         MetricShortOpinion,
		"kept":            MetricShortKept,
	},
	"scenarioFails": {
		"chain": ScenarioFailsChain,
	},
	"scenario": {
		"treasure":       ScenarioTreasure,
		"treasure-moves": ScenarioTreasureMoves,
		"lake6":          ScenarioLake6,
		"lake4":          ScenarioLake4,
		"sort":           ScenarioSort,
		"chain":          ScenarioChain,
		"perm5":          ScenarioPerm5,
		"prog":           ScenarioProg,
		"maze":           ScenarioMaze,
	},
	"scenarioShort": {
		"treasure":       ScenarioShortTreasure,
		"treasure-moves": ScenarioShortTreasureMoves,
		"lake6":          ScenarioShortLake6,
		"lake4":          ScenarioShortLake4,
		"sort":           ScenarioShortSort,
		"chain":          ScenarioShortChain,
		"perm5":          ScenarioShortPerm5,
		"prog":           ScenarioShortProg,
		"maze":           ScenarioShortMaze,
	},
	"scenarioIntro": {
		"treasure":       ScenarioIntroTreasure,
		"treasure-moves": ScenarioIntroTreasureMoves,
		"lake6":          ScenarioIntroLake6,
		"lake4":          ScenarioIntroLake4,
		"sort":           ScenarioIntroSort,
		"chain":          ScenarioIntroChain,
		"perm5":          ScenarioIntroPerm5,
		"prog":           ScenarioIntroProg,
		"maze":           ScenarioIntroMaze,
	},
	"scenarioCompare": {
		"treasure":       ScenarioCompareTreasure,
		"treasure-moves": ScenarioCompareTreasureMoves,
		"lake6":          ScenarioCompareLake6,
		"lake4":          ScenarioCompareLake4,
		"sort":           ScenarioCompareSort,
		"chain":          ScenarioCompareChain,
		"perm5":          ScenarioComparePerm5,
		"prog":           ScenarioCompareProg,
		"maze":           ScenarioCompareMaze,
	},
	"scenarioStart": {
		"treasure":       ScenarioStartTreasure,
		"treasure-moves": ScenarioStartTreasureMoves,
		"lake6":          ScenarioStartLake6,
		"lake4":          ScenarioStartLake4,
		"sort":           ScenarioStartSort,
		"chain":          ScenarioStartChain,
		"perm5":          ScenarioStartPerm5,
		"prog":           ScenarioStartProg,
		"maze":           ScenarioStartMaze,
	},
	"scenarioLook": {
		"treasure":       ScenarioLookTreasure,
		"treasure-moves": ScenarioLookTreasureMoves,
		"lake6":          ScenarioLookLake6,
		"lake4":          ScenarioLookLake4,
		"sort":           ScenarioLookSort,
		"chain":          ScenarioLookChain,
		"perm5":          ScenarioLookPerm5,
		"prog":           ScenarioLookProg,
		"maze":           ScenarioLookMaze,
	},
	"scenarioTests": {
		"treasure":       ScenarioTestsTreasure,
		"treasure-moves": ScenarioTestsTreasureMoves,
		"lake6":          ScenarioTestsLake6,
		"lake4":          ScenarioTestsLake4,
		"sort":           ScenarioTestsSort,
		"chain":          ScenarioTestsChain,
		"perm5":          ScenarioTestsPerm5,
		"prog":           ScenarioTestsProg,
		"maze":           ScenarioTestsMaze,
	},
}

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
	"{0} runs from {1} to {2} here; {3} became {4}\x00" +
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
	"Pairs still its own\x00" +
	"{0,plural,one{1 step}other{{1} steps}}\x00" +
	"{0,plural,one{1 seed}other{{1} seeds}}\x00" +
	"{0,plural,one{1 move}other{{1} moves}}\x00" +
	"{0,plural,one{1 hint}other{{1} hints}}\x00" +
	"{0,plural,one{1 prompt}other{{1} prompts}}\x00" +
	"{0,plural,one{1 program}other{{1} programs}}\x00" +
	"{0,plural,one{1 different answer}other{{1} different answers}}\x00" +
	"{0,plural,=0{never}=1{once}=2{twice}other{# times}}\x00" +
	" Of the others: \x00" +
	"the very same numbers\x00" +
	" at every step so far: as they are set, these sides train alike.\x00" +
	"no clear difference\x00" +
	"{0} is higher\x00" +
	"{0} loses\x00" +
	"{0} is ahead\x00" +
	" as of step {0}\x00" +
	" here\x00" +
	": none of the steps where one is passed was evaluated\x00" +
	" before step {0}\x00" +
	"; so far {0}\x00" +
	"no verdict\x00" +
	"one run is no verdict\x00" +
	"a verdict takes {0} seeds\x00" +
	"answers\x00" +
	"1\u00a0point\x00" +
	"{0}\u00a0points\x00" +
	"{0} and {1} lead and are not told apart\x00" +
	" comes last{0}\x00" +
	"cells\x00" +
	"about {0} to {1} {2}\x00" +
	"in {0} of {1}, {2}\x00" +
	", {0} nats a token from its start\x00" +
	"{0} apart in {1,plural,one{this run}other{these runs on average}}\x00" +
	"all within {0} in {1,plural,one{this run}other{these runs on average}}\x00" +
	", within the {0} of {1}.\x00" +
	" ({0} from {1})\x00" +
	"{0} is higher by {1}\x00" +
	"{0} is lower by {1}\x00" +
	" in {0,plural,one{this run}other{these runs on average}}{1}; {2}.\x00" +
	"{0} is highest\x00" +
	"{0} is lowest\x00" +
	" in {0,plural,one{this run}other{these runs on average}} and \x00" +
	" lowest, {0} apart{1}; {2}.\x00" +
	" highest, {0} apart{1}; {2}.\x00" +
	"{0} test {1}\x00" +
	"{0,plural,one{ has collapsed}other{ have collapsed}}\x00" +
	"<details id=\"rule\"><summary>When is it a difference?</summary><p>With three seeds or more, by one rule: Student’s paired t over the seeds, a spread that counts at least as much as chance in the test prompts, and four looks a run, after each quarter of its steps. With equal methods at most one run of twenty is said to differ in what its scenario is about, however often you look, and at most one in any of its other measures. In brackets stand the mean difference over the seeds ± its standard deviation, and t.</p><p>One run, or two, are no verdict on methods: the page says what they came to, and ± how far other test prompts could have moved it, in 95 of 100 cases. Set <em>seeds</em> to three or more for a verdict.</p></details>\x00" +
	" The first kernel with a bad number is {0}.\x00" +
	" Press Reset to start again.\x00" +
	"Stopped. \x00" +
	"{0} All sides start from the same small model.\x00" +
	"{0} Both sides start from the same small model, and both are about to read the same batches.\x00" +
	"Paused: not in view. \x00" +
	"Step 0. \x00" +
	"Press Play.\x00" +
	"Step {0}. \x00" +
	"At step {0}, {1}\x00" +
	". {0} has no such number.\x00" +
	"{0}’s reward model thinks ever better of its answers ({1}, now {2}), the judge ever worse ({3}, now {4}): it has learned to please the reward model.\x00" +
	"With seed {0}, {1}\x00" +
	" Its loss keeps falling all the same.\x00" +
	"The best any policy can do is {0} on these walks, {1} on average. {2}\x00" +
	"The best any policy can do is {0}. {1}\x00" +
	"Bayes, the best there is, names {0} of the boxes in these very games, {1} on average over all games. {2}\x00" +
	"{0} says {1} {2} in a row, and is wrong each time: a guess it took for evidence.\x00" +
	"{0}: {1} {2}\x00" +
	"This stands before the answer, but pre-training (PT) learns every token, so there it counts too.\x00" +
	"This is given: {0} reads it and does not learn to write it. Only the answer is learned.\x00" +
	"This is given: both sides read it, and neither learns to write it. Only the answer is learned.\x00" +
	"{0} here, and this step teaches {1} to say so. Its batch has {2} sequences.\x00" +
	"{0} here, and this step teaches both models to say so. \x00" +
	"It is the first of the answer: before it stands only what was given. \x00" +
	"Both sides get the same {0} sequences.\x00" +
	" {0} makes no guess.\x00" +
	"What is given is never guessed: it is read as it stands.\x00" +
	" it expects {0} with {1}, and {2} too.\x00" +
	" it expects {0} with {1}; {2}, to which it gives {3}.\x00" +
	" One is drawn by these chances, and a coin decides whether it is read.\x00" +
	" Only the likeliest is fed back.\x00" +
	" One is drawn by these chances and fed back: {0}.\x00" +
	" It happens to be right.\x00" +
	"What is given is never mixed: {0} reads {1} itself.\x00" +
	"λ is 0: nothing that the model believed goes into the input. It reads {0} itself, as SFT does.\x00" +
	"The input is {0} itself.\x00" +
	"The guess that was drawn is {0}, and {1} too: mixing the two changes nothing, the input is {2} itself.\x00" +
	"The model said {0}, {1}. λ is 1, so it reads {0} and nothing of the truth.\x00" +
	"The model said {0}, {1}: the input becomes {2} of its own {0} and {3} of the true {4}.\x00" +
	"λ is 1: the model reads only what it believed. That is {0} {1}, as {2}; the rest is doubt.\x00" +
	"The model gave {0} {1}, {2}. λ is 1: all of what it believed goes into the input and nothing of the truth; {3} is in it only for the {4} that the model gave it.\x00" +
	"The model gave {0} {1}, and {2} too: {3} of what it believed goes into the input, which stays {4} {5}.\x00" +
	"The model gave {0} {1}, {2}: {3} of what it believed goes into the input, which is now {4} {5}.\x00" +
	" The embeddings that are mixed are frozen: they stay those of the model it started from.\x00" +
	" Nothing follows, so no prediction depends on it.\x00" +
	"Nothing is predicted at the first position.\x00" +
	"The model also predicts what is given, but nothing is made of it: {0}, and it is not learned.\x00" +
	"This pass trains. Reading {0}, {1} gives the true {2} {3}\x00" +
	" and prefers {0} ({1})\x00" +
	". {0} gives it {1}.\x00" +
	"What is given has no loss: it is not learned.\x00" +
	"The less a model gave the right {0,select,box{box}cell{cell}character{character}other{letter}}, the larger its loss: {1} for the {2} of {3}\x00" +
	", {0} for the {1} of {2}\x00" +
	"the mixed inputs make it harder.\x00" +
	"the mixed inputs make it easier.\x00" +
	"mixing changes little here.\x00" +
	" From the true tokens {0} would have given {1}: {2}\x00" +
	" In {0} every token counts once.\x00" +
	"What is given counts nothing.\x00" +
	"γ is 0: no loss ahead is counted in, so the weight is {0}, as in {1}.\x00" +
	"γ is 0: no loss ahead is counted in, so every token of the answer counts once.\x00" +
	"This is the last of the answer, so it answers for its own loss alone: its weight is {0}. The weights of an answer average 1.\x00" +
	"This {0,select,box{box}cell{cell}character{character}other{letter}} answers for its own loss and for every loss after it: its weight is {1}.\x00" +
	"This {0,select,box{box}cell{cell}character{character}other{letter}} answers for its own loss and, discounted by {1} a position, for every loss after it: its weight is {2}.\x00" +
	"What is given has no loss, so nothing here asks the model to change.\x00" +
	"The loss pulls {0} up and presses {1} down most. \x00" +
	"The loss pulls {0} up. \x00" +
	"The loss changes little. \x00" +
	"{0} times\x00" +
	"It does so {0} as hard in {1} as in {2}.\x00" +
	"It does so {0} as hard in {1} as in {2}.\x00" +
	"It does so about as hard in {0} as in {1}.\x00" +
	" Most of what it sends back reaches {0}.\x00" +
	"AdamW has moved the weights. \x00" +
	"Asked again, {0} gives {1} {2} instead of {3}\x00" +
	"; in {0} it goes from {1} to {2}\x00" +
	"It fell: the same step serves all other tokens of the batch too. \x00" +
	"Of its parts, {0} moved most for its size: by {1}.\x00" +
	"the end mark\x00" +
	"a blank\x00" +
	"the answer says {0}\x00" +
	"the hint says {0}\x00" +
	"the prompt says {0}\x00" +
	"the demonstrator names {0}\x00" +
	"the demonstration goes to {0}\x00" +
	"Hint {0}\x00" +
	"Start of the walk\x00" +
	"Character {0} of the prompt\x00" +
	"Answer to hint {0}\x00" +
	"Cell {0} of the walk\x00" +
	"{0,select,box{Box}cell{Cell}character{Character}other{Letter}} {1} of the answer\x00" +
	"under 1\u00a0%\x00" +
	"over 99\u00a0%\x00" +
	"{0}under .000001\x00" +
	"the embeddings (E)\x00" +
	"the positions (P)\x00" +
	"A step of {0} is not taken apart here: its batch is other text than that of the other side.\x00" +
	"A step of {0} is not taken apart here: it learns from the model’s own answers and a judge’s opinion of them, not from one batch of demonstrations.\x00" +
	"reads the truth, with noise on it\x00" +
	"reads blanks\x00" +
	"reads the truth\x00" +
	"the right tokens under noise\x00" +
	"what was given, in which nothing is mixed\x00" +
	"what was given\x00" +
	"the mixed inputs before it\x00" +
	"the inputs before it, its own draws among them\x00" +
	"blanks in the place of the answer before it\x00" +
	"the right tokens\x00" +
	" {0} reads {1} itself.\x00" +
	" {0} reads a blank.\x00" +
	" {0} reads {1} with noise on its embedding.\x00" +
	" {0} reads {1}, which it drew itself.\x00" +
	"The coin kept the truth here: {0} reads {1} itself.\x00" +
	"The coin fell for the model’s own draw, and that is right: {0} reads {1}.\x00" +
	"The coin fell for the model’s own draw: {0} reads {1} in the place of the true {2}.\x00" +
	"{0} reads {1}, with noise on its embedding\x00" +
	": its cosine with the clean one is {0}\x00" +
	"{0} reads a blank in the place of {1}: what was written before tells it nothing.\x00" +
	"Neither side guesses: there is one pass, and it trains. This is where IFT would first ask the model what it expects.\x00" +
	"{0} makes no guess: there is one pass, and it trains. This is where IFT would first ask the model what it expects.\x00" +
	"Neither side weighs: every token of the answer counts once. IFT can let a token answer for the losses after it.\x00" +
	"{0} does not weigh: every token of the answer counts once. IFT can let a token answer for the losses after it.\x00" +
	"Neither side mixes anything: the input is the true token, whole. IFT would blend its own guess in here.\x00" +
	"{0} mixes nothing: the input is the true token, whole. IFT would blend its own guess in here.\x00" +
	"Before it learns, {0} reads the sequence {1,plural,one{once and notes what it expects. Here}other{# times, feeding its guesses back. In the last of these passes}}\x00" +
	"What is given is never mixed: both sides read {0} itself.\x00" +
	". {0}, reading {1}, gives it {2}.\x00" +
	"Loss, each by its own method’s measure\x00" +
	"Loss\x00" +
	"Reward: the judge’s; the reward model’s (dashed, own scale)\x00" +
	"The judge’s and the model’s reward\x00" +
	"judge\x00" +
	"model\x00" +
	"nothing yet\x00" +
	"The charts cannot be drawn: their script, uPlot, did not load. All else works; load the page again to have them.\x00" +
	"mean ± one standard deviation of {0} seeds\x00" +
	"mean ± standard deviation, {0} seeds\x00" +
	"mean ± std, {0} seeds\x00" +
	"{0} seeds, ± std\x00" +
	"{0} tokens\x00" +
	"{0} passes\x00" +
	"{0} tokens written\x00" +
	"{0} demonstrations\x00" +
	"{0} answers judged\x00" +
	"step {0}\x00" +
	"{0,plural,=3{Three}other{Two}} charts over the training. At {1}\x00" +
	" Reference line: {0}.\x00" +
	" Lines are means over {0} seeds, bands and ± one standard deviation.\x00" +
	"hints, one after the other\x00" +
	"hints\x00" +
	"demonstrator, who knows the box\x00" +
	"demonstrator\x00" +
	"height of the thin line: exact belief (Bayes)\x00" +
	"thin line: exact belief (Bayes)\x00" +
	"line: Bayes\x00" +
	"{0} right\x00" +
	"no box\x00" +
	"{0} and the treasure: nothing to show yet.\x00" +
	"{0} alone, after {1}: it names the right box after {2} of {3}.\x00" +
	" Its longest repeated mistake is box {0}, {1} times in a row.\x00" +
	" After the last hint it says box {0} with belief {1}; the treasure is in box {2}.\x00" +
	" After the last hint it names no box; the treasure is in box {0}.\x00" +
	"goal\x00" +
	"the one demonstration\x00" +
	"a demonstration\x00" +
	"slipped\x00" +
	"{0} on the lake: nothing to show yet.\x00" +
	"{0} on the {1} by {1} lake, after {2}: it reaches the goal with chance {3} from the start and {4} from a random cell; the best possible from a random cell is {5}.\x00" +
	"has not arrived\x00" +
	"reaches the goal\x00" +
	"sinks in a hole\x00" +
	" The walk drawn slips {0} and {1} after {2}.\x00" +
	"no legal move\x00" +
	"makes no legal move\x00" +
	"stops: no legal move after {0}\x00" +
	"arrives in {0}, the fewest\x00" +
	"arrives in {0}\x00" +
	"{0} in the maze: nothing to show yet.\x00" +
	"{0} in a maze, after {1}: it {2}. The demonstrated walk takes {3}.\x00" +
	"prompt\x00" +
	"answer\x00" +
	"forced error\x00" +
	"forced\x00" +
	"{0} writing: nothing to show yet.\x00" +
	"{0} writing, after {1}, on {2}: alone it gets {3} of {4} letters right\x00" +
	"; after one wrong letter was put in, {0} of the {1} letters behind it\x00" +
	" For {0} it writes {1}; right is {2}.\x00" +
	"asked\x00" +
	"wrong\x00" +
	"{0}, one sample each\x00" +
	"{0} samples\x00" +
	"{0}, {1} different\x00" +
	"{0} sampling, after {1}: {2} of {3} answers are an order of the letters asked for; {4} are different.\x00" +
	"right\x00" +
	"start\x00" +
	"{0} calculating: nothing to show yet.\x00" +
	"{0} calculating alone, after {1}, on {2}: {3} of {4} lists are right, and {5} of the last ones.\x00" +
	" For {0} it writes {1}; right is {2}\x00" +
	" The first wrong one: asked for {0} it writes {1}\x00" +
	"A new run: the {0} changed.\x00" +
	"{0} and the {1}\x00" +
	"This run had reached step {0} before it was lost; “Back to step {0}” trains it there again, to the same numbers on the same kind of device.\x00" +
	"This run had reached step {0} before it was lost; “Back to step {0}” trains it there again, with the settings that it has now from the start.\x00" +
	"Attention: nothing to show yet.\x00" +
	"Attention of layer {0}, head {1}, where {2} is predicted.\x00" +
	"The move on the lake: nothing to show yet.\x00" +
	"On the lake, from cell {0}; the demonstration goes to {1}.\x00" +
	"none.\x00" +
	"No attention to show yet.\x00" +
	"Nothing yet.\x00" +
	"No residual stream to show yet.\x00" +
	"No move to look at yet.\x00" +
	"No move yet.\x00" +
	"No error was put in yet.\x00" +
	"No error yet.\x00" +
	"No token to look at yet.\x00" +
	"No token yet.\x00" +
	"not taken apart\x00" +
	"not here\x00" +
	"layer {0}, head {1}\x00" +
	"to predict {0} it reads {1}\x00" +
	"for {0} it reads {1}\x00" +
	"for {0}: {1}\x00" +
	"Length of the residual stream at {0}\x00" +
	"Residual stream at {0}\x00" +
	"Stream at {0}\x00" +
	"input\x00" +
	"layer {0}\x00" +
	"given\x00" +
	"right answer\x00" +
	"right\x00" +
	"{0} alone\x00" +
	"after the error\x00" +
	"with error\x00" +
	"error\x00" +
	"{0} of {1}\x00" +
	"pushed to {0}, it {1}\x00" +
	"pushed, it {0}\x00" +
	"What {0} reads here, as an embedding\x00" +
	"What {0} reads here\x00" +
	"Input\x00" +
	"true\x00" +
	"believed\x00" +
	"cos {0}\x00" +
	"What this step does to the guess\x00" +
	"What it does to the guess\x00" +
	"The step’s effect\x00" +
	"before\x00" +
	"after\x00" +
	"no belief\x00" +
	"reads the truth alone\x00" +
	"the truth alone\x00" +
	"none\x00" +
	"reaches the goal\x00" +
	"sinks\x00" +
	"has not arrived\x00" +
	"An injected error: nothing to show yet.\x00" +
	"nothing\x00" +
	"At step {0}, {1} was put in at place {2}. Given: {3}.\x00" +
	" Right is {0}.\x00" +
	" {0} alone: {1}; after the error: {2}\x00" +
	", {0} of the {1} behind it right\x00" +
	"noisy\x00" +
	"read\x00" +
	"mixed\x00" +
	"The input of a token: nothing to show yet.\x00" +
	" What this step does to the guess:\x00" +
	"{0} from {1} to {2}\x00" +
	"Residual stream: nothing to show yet.\x00" +
	"Length of the residual stream at {0}, from the input through the layers.\x00" +
	" {0} has none.\x00" +
	" {0} reads most {1}.\x00" +
	"{0} at place {1} with {2}\x00" +
	"At {0}, {1} reads an embedding whose cosine with the true token’s is {2}.\x00" +
	"At {0}, {1} reads an embedding that is the true token’s.\x00" +
	"At {0}, {1} reads an embedding whose cosine with the true token’s is {2}; that of what it believed is {3}.\x00" +
	"a step’s passes are counted as it trains\x00" +
	"counted as it trains\x00" +
	"forward\x00" +
	"fwd\x00" +
	"backward\x00" +
	"back\x00" +
	"{0} forward\x00" +
	"{0} fwd\x00" +
	"{0} backward\x00" +
	"{0} back\x00" +
	"each run: {0}\x00" +
	" · 1 copy of the model\x00" +
	" · 1 copy\x00" +
	"{0} in memory\x00" +
	"{0} tokens written · \x00" +
	"{0}one step{1}\x00" +
	"one step{0}\x00" +
	"one step\x00" +
	"PFLOP\x00" +
	"TFLOP\x00" +
	"GFLOP\x00" +
	"MFLOP\x00" +
	"{0} kFLOP\x00" +
	"Cost of one step of {0}: \x00" +
	"{0} and {1}\x00" +
	", {0} tokens written\x00" +
	", and {0} for copies of models.\x00" +
	", and one copy of the model in memory.\x00" +
	" {0} so far: {1}.\x00" +
	" That is one run; there are {0}, one a seed.\x00" +
	"{0,plural,one{1 forward pass}other{{1} forward passes}}\x00" +
	"{0,plural,one{1 backward pass}other{{1} backward passes}}\x00" +
	"Step {0}, pushed to {1} at move {2}: {3} {4}, {5} {6}.\x00" +
	"letter {0}\x00" +
	"letters, the end mark among them,\x00" +
	"move {0}\x00" +
	"letters\x00" +
	"the answer to hint {0}\x00" +
	"answers\x00" +
	"Step {0}, {1} put in as {2}. \x00" +
	"{0} (without the error {1})\x00" +
	"reaches the goal in {0} moves\x00" +
	"falls into a hole at move {0}\x00" +
	"does not arrive\x00" +
	"Nothing follows it.\x00" +
	"Of the {0} {1} after it {2} gets {3} right, {4} {5}.\x00" +
	"Push the agent off its way and see how both models walk on, as they are now.\x00" +
	"Make both models say a wrong box once and see what they say next, as they are now.\x00" +
	"Send both models to another cell than they chose and see how they walk on, as they are now.\x00" +
	"Replace one letter of what both models write and see how they go on, as they are now.\x00" +
	"game\x00" +
	"prompt\x00" +
	"letter {0}\x00" +
	"move {0}\x00" +
	"after hint {0}\x00" +
	"prompt position {0}, {1}\x00" +
	"position {0}, {1}\x00" +
	"nothing\x00" +
	"{0}, one step taken apart: {1}\x00" +
	"{0}, one step taken apart: nothing is trained yet. The next phase takes the first step.\x00" +
	"{0}, step {1}, {2}: {3}: {4}\x00" +
	"given {0}; to be learned {1}.\x00" +
	"it expects {0}; the answer says {1}.\x00" +
	"{0}, for {1}.\x00" +
	"a coin puts its own draw {0} in the place of {1}.\x00" +
	"reads the truth, {0}.\x00" +
	"{0}; {1} of it is {2}.\x00" +
	"it predicts {0}; the answer says {1}.\x00" +
	"loss {0}; the largest of the answer is {1}, at {2}.\x00" +
	"it pulls at its prediction with {0}; the largest pull of both sides is {1}.\x00" +
	" Its loss reaches most the inputs {0}.\x00" +
	"the whole step moved, in percent of the size of each group: {0}.\x00" +
	"gamma is 0, every token counts the same.\x00" +
	"weight {0}, from its own loss {1}\x00" +
	" and, discounted, those behind it: {0}\x00" +
	"its first guess\x00" +
	"a guess it drew\x00" +
	"what it believed\x00" +
	"grey: given\x00" +
	"boxed: to be learned\x00" +
	"no first pass\x00" +
	"no prediction\x00" +
	"nothing was moved\x00" +
	"not learned\x00" +
	"every weight is 1\x00" +
	"γ = 0: every token counts the same\x00" +
	"γ = 0: all count 1\x00" +
	"loss of {0}\x00" +
	"weight of {0}\x00" +
	"a coin puts its own draws into the answer\x00" +
	"its own draws, by a coin\x00" +
	"own draws\x00" +
	"{0} of each answer input is {1}\x00" +
	"{0} is {1}\x00" +
	"{0} belief\x00" +
	"truth and noise\x00" +
	"where the loss of {0} reaches the inputs\x00" +
	"loss of {0}, by input\x00" +
	"by input\x00" +
	"how far the step moved each group, in % of the group’s size\x00" +
	"how far it moved, in % of its size\x00" +
	"moved, of its size\x00" +
	"Nothing is trained yet:\x00" +
	"next phase takes the first step.\x00" +
	"{0} is not taken apart: it reads other text.\x00" +
	"{0} is not taken apart: it learns from its own answers, not from a batch.\x00" +
	"Token that is looked at, {0}\x00" +
	"What each run cost: nothing is trained yet.\x00" +
	"What each run cost: \x00" +
	"What each run has used in {0}\x00" +
	", the run with seed {0}\x00" +
	"forward passes\x00" +
	"backward passes\x00" +
	"FLOPs\x00" +
	"tokens written\x00" +
	"models in memory\x00" +
	"demonstrations\x00" +
	"pairs compared\x00" +
	"answers scored\x00" +
	"device time\x00" +
	"{0}\u00a0ms\x00" +
	"at the newest evaluation\x00" +
	"within {0}\x00" +
	"Same steps, same compute: {0}\x00" +
	"{0} (step {1})\x00" +
	"<b>{0}</b> holds {1}. \x00" +
	"A pass is one over a batch of sequences; a batch of pairs, or a rollout, counts two. What a method prepares once is in it, evaluations are not.\x00" +
	"Within equal FLOPs each run counts with its last evaluation that did not cost more; the step in brackets is the one it was made after.\x00" +
	"{0} took {1}{2}’s FLOPs and the same memory\x00" +
	"{0} took {1}{2}’s FLOPs and {3}its memory\x00" +
	"{0} on these {1}, {2} on average\x00" +
	"{0} here, {1} on average\x00" +
	"{0} (mean {1})\x00" +
	"optimal\x00" +
	"demonstrator\x00" +
	"any order\x00" +
	"right answers\x00" +
	"Bayes\x00" +
	"{0}{1} over {2}\x00" +
	"picture: seed {0}\x00" +
	"{0}, the first of {1}\x00" +
	" This is seed {0}, the first of {1}.\x00" +
	"{0} and {1}\x00" +
	"{0}, {1}\x00" +
	"batch\x00" +
	"guess pass\x00" +
	"mixed input\x00" +
	"training pass\x00" +
	"loss\x00" +
	"weights\x00" +
	"gradient\x00" +
	"update\x00" +
	"reverse\x00" +
	"sort\x00" +
	"add 1\x00" +
	"rotate\x00" +
	"swap ends\x00" +
	"It hides the one letter that each next letter follows from.\x00" +
	"Treasure\x00" +
	"Moving treasure\x00" +
	"Lake 6×6\x00" +
	"Lake 4×4\x00" +
	"Sort\x00" +
	"Chain\x00" +
	"Any order\x00" +
	"List programs\x00" +
	"Maze\x00" +
	"Treasure\x00" +
	"Moving\x00" +
	"6×6\x00" +
	"4×4\x00" +
	"Sort\x00" +
	"Chain\x00" +
	"Orders\x00" +
	"Lists\x00" +
	"Maze\x00" +
	"A treasure lies in one of four boxes. Hints come one at a time, and half of them are right; after each, the model names a box.\x00" +
	"Now and then the treasure moves to another box. Hints come one at a time, and little more than half of them are right; after each, the model names a box.\x00" +
	"Cross slippery ice to the goal. Both models are about to read the same demonstration, in which nobody slips.\x00" +
	"Cross slippery ice between holes. Both models are about to read the same demonstration, in which nobody slips.\x00" +
	"Write eight letters again in alphabetical order.\x00" +
	"Start at a letter and keep moving on in the alphabet by the number in the prompt: the letter before is the clue to the next.\x00" +
	"Write five letters in any order you like: 120 answers are right. A judge can tell a right answer from a wrong one, so methods that learn from rewards can be tried here.\x00" +
	"Carry out four operations on five digits, and write the list after each. Every list is needed for the next one.\x00" +
	"Walk to the goal on a shortest path. There are often several, and the demonstrator picks one by chance.\x00" +
	"Running alone, {0} names the right box {1} of the time\x00" +
	"Running alone, {0} names the right box {1} of the time\x00" +
	"Dropped on a random cell of slippery ice, {0} reaches the goal {1} of the time\x00" +
	"Dropped on a random cell of slippery ice, {0} reaches the goal {1} of the time\x00" +
	"After one wrong letter that we force on it, {0} gets {1} of the later letters right\x00" +
	"Writing alone, {0} gets {1} of the answers wholly right\x00" +
	"Sampling freely, {0} writes each letter once {1} of the time\x00" +
	"Calculating alone, {0} gets {1} of the programs wholly right\x00" +
	"Sampling its moves, {0} reaches the goal {1} of the time\x00" +
	"Before fine-tuning, the model names the right box {0} of the time. \x00" +
	"Before fine-tuning, the model names the right box {0} of the time. \x00" +
	"Before fine-tuning, the model reaches the goal {0} of the time. \x00" +
	"Before fine-tuning, the model reaches the goal {0} of the time. \x00" +
	"Before fine-tuning, the model gets {0} of the later letters right. \x00" +
	"Before fine-tuning, the model gets {0} of the answers wholly right. \x00" +
	"Before fine-tuning, the model writes each letter once {0} of the time. \x00" +
	"Before fine-tuning, the model gets {0} of the programs wholly right. \x00" +
	"Before fine-tuning, the model reaches the goal {0} of the time. \x00" +
	"Each lane below is what one model believes, hint by hint.\x00" +
	"Each lane below is what one model believes, hint by hint.\x00" +
	"The stronger a cell’s tint, the better the chances from there.\x00" +
	"The stronger a cell’s tint, the better the chances from there.\x00" +
	"Each prompt below is answered twice: freely, and after the forced letter.\x00" +
	"A wrong letter below spoils all that follow it.\x00" +
	"Below, one sample for each of twelve prompts: are they right, and are they alike?\x00" +
	"Each table below is one program: a wrong digit is carried on to the lists under it.\x00" +
	"The dots below are the demonstrator’s walk, the line is the model’s most probable one.\x00" +
	"games\x00" +
	"games\x00" +
	"walks\x00" +
	"walks\x00" +
	"prompts\x00" +
	"prompts\x00" +
	"prompts\x00" +
	"programs\x00" +
	"mazes\x00" +
	"Loss on the demonstrations\x00" +
	"Loss on the demonstration\x00" +
	"no mixing: the input is always the true token\x00" +
	"no guesses to feed back\x00" +
	"every token counts the same\x00" +
	"mean of the loss\x00" +
	"Over sequences every answer counts the same; over tokens every token does, and long answers weigh more. In Maze answers differ in length. A change here starts a new run.\x00" +
	"learning rate of its own\x00" +
	"prompts answered twice\x00" +
	"The starting model writes the pairs once; the judge ranks them. A change here starts a new run.\x00" +
	"clip range\x00" +
	"KL price\x00" +
	"free\x00" +
	"weight of the value loss\x00" +
	"GAE λ\x00" +
	"updates on each rollout\x00" +
	"No knobs: it learns every token of the text, those of the question too.\x00" +
	"Where others read the answer so far, it reads blanks.\x00" +
	"own share\x00" +
	"guess by\x00" +
	"τ, the temperature of the guess\x00" +
	"look-ahead\x00" +
	"off\x00" +
	"guess passes\x00" +
	"input embedding\x00" +
	"loss weights\x00" +
	"One pass is the paper’s; more are ours and let no answer leak in. Frozen embedding and live weights are what the paper’s code does.\x00" +
	"own samples\x00" +
	"none\x00" +
	"p is\x00" +
	"τ, the temperature of the samples\x00" +
	"noise\x00" +
	"hold to base\x00" +
	"odds ratio\x00" +
	"reward model’s steps\x00" +
	"reward model’s rate\x00" +
	"{0} has no knobs of its own\x00" +
	"Knobs of {0}\x00" +
	"Preparing {0} of {1} kernels\x00" +
	"Answering prompts twice: {0} of {1}\x00" +
	"Training the reward model: step {0} of {1}\x00" +
	"Warming up by SFT: step {0} of {1}\x00" +
	"<b>Stopped</b>\x00" +
	"<b>Recorded</b>\x00" +
	" · <span class=\"num\">{0}</span> steps/s\x00" +
	": no WebGPU here\x00" +
	", as asked for\x00" +
	" · paused: not in view\x00" +
	" · waits: other figures train\x00" +
	"Loading\x00" +
	"Loading {0} of {1}\u00a0MB\x00" +
	"answer tokens\x00" +
	"FLOPs\x00" +
	"tokens written\x00" +
	"demonstrations\x00" +
	"answers judged\x00" +
	"device seconds\x00" +
	"from demonstrations\x00" +
	"from a judge of answers\x00" +
	"Add a method …\x00" +
	"Add a method to the comparison\x00" +
	"untrained\x00" +
	"base model\x00" +
	"chart\x00" +
	"charts over\x00" +
	"{0} to {1}; \x00" +
	"counts from the next step on\x00" +
	"so many runs a side, trained in turn, as mean ± standard deviation; a change starts a new run\x00" +
	"0 draws fresh ones every step; a change starts a new run\x00" +
	"steps of SFT that all sides begin after; a change starts a new run\x00" +
	"a change starts a new run\x00" +
	"full\x00" +
	"step {0} of {1}\x00" +
	"Play\x00" +
	"Pause\x00" +
	"Again\x00" +
	"Back to step {0}\x00" +
	"Training step\x00" +
	"Playback\x00" +
	"One training step (→)\x00" +
	"Step\x00" +
	"Back to step 0 (Home)\x00" +
	"Reset\x00" +
	"Settings that all sides share\x00" +
	"log\x00" +
	"smooth\x00" +
	"Light\x00" +
	"Dark\x00" +
	"Share\x00" +
	"Switch to the {0} theme\x00" +
	"Two copies of one small transformer learn from the same batches: <em class=\"sft\">SFT</em> reads only right answers, <em class=\"ift\">IFT</em> also reads its own guesses.\x00" +
	"The race, side by side\x00" +
	"Scenario\x00" +
	"Try again\x00" +
	"Close\x00" +
	"Take a step apart\x00" +
	"The scrubber of the race scrubs this too, exactly: every step can be had again.\x00" +
	"Slow motion is off, because your system asks for less motion. {0}\x00" +
	"the right answer is read, and learned\x00" +
	"everything is read, and learned\x00" +
	"a coin puts its own draws into the answer, p {0}\x00" +
	"the right answer is read under noise, α {0}\x00" +
	"the answer is read as blanks, and learned\x00" +
	"not taken apart here\x00" +
	"{0} feedback, λ {1}, γ {2}\x00" +
	"No step yet\x00" +
	"{0}, step {1}, {2}, {3}. {4}\x00" +
	"Training to step {0}: {1} done\x00" +
	"Step {0}\x00" +
	"Step {0} · sequence {1} of {2} · {3}\x00" +
	" · the first two of {0} sides\x00" +
	"Training has stopped. What went wrong stands above; Reset starts again.\x00" +
	"The models are still being loaded.\x00" +
	"{0} So it is with {1}. Choose SFT or another method that learns from demonstrations on one side.\x00" +
	"Nothing is trained yet: the next phase takes the first step.\x00" +
	"The step is being taken apart.\x00" +
	"One step, taken apart\x00" +
	"Pause anywhere and look inside: eight phases from the batch to the update, drawn from the numbers of both models. What was guessed, what went into the input in its place, what each token counted, and what it changed.\x00" +
	"Phases and steps\x00" +
	"Previous phase (←)\x00" +
	"◂ Phase\x00" +
	"Next phase (→); after the last one the next step is trained\x00" +
	"Phase ▸\x00" +
	"Previous step (Page Up)\x00" +
	"◂ Step\x00" +
	"Next step (Page Down)\x00" +
	"Step ▸\x00" +
	"Slow motion\x00" +
	"Phases of the step\x00" +
	"Token\x00" +
	"Previous token\x00" +
	"Previous token (↑)\x00" +
	"Next token\x00" +
	"Next token (↓)\x00" +
	"Formula\x00" +
	"What is looked at\x00" +
	"sequence\x00" +
	"Previous sequence\x00" +
	"Next sequence\x00" +
	"layer\x00" +
	"head\x00" +
	"Put an error in\x00" +
	"place\x00" +
	"error\x00" +
	"Inject\x00" +
	"Undo\x00" +
	"What the symbols mean\x00" +
	"Here <kbd>←</kbd> <kbd>→</kbd> go a phase back or on, <kbd>1</kbd> to <kbd>8</kbd> choose one, <kbd>↑</kbd> <kbd>↓</kbd> choose the token, <kbd>Page Up</kbd> <kbd>Page Down</kbd> (or <kbd>Shift</kbd> with <kbd>←</kbd> <kbd>→</kbd>) go a step, <kbd>Home</kbd> and <kbd>End</kbd> lead to the first and the last step, <kbd>Esc</kbd> closes. <kbd>Space</kbd> presses the button that has the focus; elsewhere it plays and pauses.\x00" +
	"reads nothing but its own guesses\x00" +
	"Less\x00" +
	"Advanced\x00" +
	"More\x00" +
	"{0} method\x00" +
	"Remove {0}\x00" +
	"Remove\x00" +
	"scenario\x00" +
	"method\x00" +
	"device\x00" +
	"seed\x00" +
	"seeds\x00" +
	"learning rate\x00" +
	"batch\x00" +
	"steps\x00" +
	"demonstrations\x00" +
	"slip\x00" +
	"λ\x00" +
	"γ\x00" +
	"τ\x00" +
	"feedback\x00" +
	"passes\x00" +
	"embedding\x00" +
	"weights\x00" +
	"mean over\x00" +
	"p\x00" +
	"p’s course\x00" +
	"α\x00" +
	"β\x00" +
	"pairs\x00" +
	"clip range\x00" +
	"value weight\x00" +
	"KL price\x00" +
	"GAE λ\x00" +
	"epochs\x00" +
	"reward model steps\x00" +
	"reward model rate\x00" +
	"own learning rate\x00" +
	"start\x00" +
	"SFT steps before\x00" +
	"speed\x00" +
	"x axis\x00" +
	"metric\x00" +
	"log\x00" +
	"smooth\x00" +
	"theme\x00" +
	"step\x00" +
	"phase\x00" +
	"sequence\x00" +
	"token\x00" +
	"layer\x00" +
	"head\x00" +
	"autoplay\x00" +
	"data\x00" +
	"checkpoint\x00" +
	"view\x00" +
	"controls\x00" +
	"hide\x00" +
	"show\x00" +
	"loading\x00" +
	"the step to stop at\x00" +
	"transparent\x00" +
	"title\x00" +
	"caption\x00" +
	"language\x00" +
	"height\x00" +
	"static\x00" +
	"run\x00" +
	"version of the settings\x00" +
	"this is a recorded run: there is no trainer to ask. Run it again to train\x00" +
	"the trainer does not answer\x00" +
	"Loading the formulas.\x00" +
	"The formulas could not be loaded ({0}).\x00" +
	"weights\x00" +
	"gradients\x00" +
	"moments\x00" +
	"frozen table\x00" +
	"reference\x00" +
	"reference log-probabilities\x00" +
	"value head\x00" +
	"reward model\x00" +
	"reward model's gradients and moments"
