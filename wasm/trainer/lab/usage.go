package main

// usage is what -h prints.
const usage = `The lab trains a small transformer by several methods and compares them.

  go run ./wasm/trainer/lab -task lake6 -methods sft,ift -lambda .6 -gamma 0 -feedback sampled -seeds 80-87

It prints mean ± standard deviation over the seeds of every metric, and the
paired differences to the first method with their t.

  -task       treasure, treasure-moves, lake6, lake4, sort, chain, perm5,
              prog, maze   (treasure)
  -methods    list of base, pt (pre-training on text), sft, ift, ss (scheduled sampling), neftune, the
              control hide, which is SFT with blanks for answer inputs, and where the
              task has a judge of answers dpo, dpo-online, orpo, rlhf (reward
              model and PPO), ppo (the judge's reward); "base" trains nothing; a
              method may carry settings of its own:
              sft,ift,ift:lambda=1:passes=3,ss:p=.4,dpo:beta=.3:lr=.001   (sft,ift)
  -seeds      80-87, or 1,2,5   (1)
  -device     cpu or gpu   (cpu)
  -json       one line of JSON per run instead of the table
  -columns    rows of a Markdown table of these instead: metrics, gflop, and with
              -equal equal:METRIC, equal:steps
  -equal      a second table, at equal compute: every method stops where it has
              spent the FLOPs of the cheapest one in the first, schedule included

Settings of IFT; the defaults are the paper's:
  -lambda     share of the model's own prediction in an input, 0 to 1   (.2)
  -gamma      discount of later losses, 0 to 1   (.95)
  -tau        temperature of the prediction   (1)
  -feedback   soft, argmax or sampled   (soft)
  -passes     feedback passes; more than 1 is our extension   (1)
  -embedding  live, or frozen as in the paper's code   (live)
  -weights    detached, or live as in the paper's code   (detached)

Settings of all that learn from demonstrations:
  -mean       the loss is a mean over sequences of their own means, or over all
              answer tokens, so that long answers weigh more: sequences or tokens;
              answers differ in length in maze alone   (sequences)

Settings of other methods:
  -p          ss: how likely an answer's input is the model's own sample, 0 to 1   (.2)
  -rise       ss: p is reached at the last step, linearly from 0
  -alpha      neftune: size of the noise on embeddings   (5)

Settings of methods that learn from a judge; they train at a constant rate of
3e-4 unless -lr says otherwise, on pairs of answers to -batch prompts, PPO on as
many answers:
  -beta       dpo, dpo-online: price of leaving the reference (1, .1); orpo: weight of the
              odds ratio (1)
  -pairs      dpo, orpo: prompts that the starting model answers twice   (4096)
  -range -value -kl -gae -epochs   ppo and rlhf   (.2, .5, .02 or for rlhf .05, .95, 2 steps a rollout)
  -rmsteps -rmlr   rlhf: steps and peak rate of the reward model, which falls to 0
              (400, perm5 1000; .001)

Training; the defaults are the task's:
  -steps -lr -batch -demos   (-demos 0 draws fresh demonstrations every step)
  -slip       lake: probability that a move goes sideways   (.1)
  -base       shipped, or fresh: one pre-trained here for each seed   (shipped)
  -start      base, or random: weights that were never trained, as pt begins with   (base)
  -warm       steps of sft that every method begins after   (0)
  -weights-dir   where the shipped base models are   (public/weights of this module)

Making a base model:
  -pretrain treasure -seed 1 -out public/weights/treasure.safetensors

Answering the questions that the page asks, over eight seeds each:
  -presets public/presets.json   (-only lake: that one alone, the file's others stay)

Measuring all tables of a document anew: it holds the commands, with -columns,
each above its table; the whole output goes to build/tables
  -tables docs/results.md   (-only "-task lake6": those whose command contains that)

Recording the runs that the page shows before its trainer is there:
  -record public/recorded
`
