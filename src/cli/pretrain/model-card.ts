import type { Estimate } from "../../mdp/index.ts";
import { type ExaminationLine, examinationLines } from "../text/examination.ts";
import { formatCount, formatEstimate } from "../text/format.ts";
import type { PretrainRecord } from "./pretrain.ts";
import type { PretrainConfig } from "./pretrain-schema.ts";

/** A model card's facts besides the record. */
export interface ModelCardOptions {
  readonly title: string;
  readonly config: PretrainConfig;
  readonly record: PretrainRecord;
  /** Trainable elements. */
  readonly parameters: number;
  /** The command that makes this model again. */
  readonly command: string;
}

/** The README.md of a pretrained model: what it is, from which data, how well it answers, and how to make it again. */
export function modelCard({ title, config, record, parameters, command }: ModelCardOptions): string {
  const { task, train } = config;
  const { training, scores, examination } = record;
  const origin = config.from === undefined ? "from random weights" : `from \`${config.from}\``;
  const [first, second] = scores.metrics.turns;
  return `---
license: apache-2.0
language: en
library_name: transformers
tags: [rise, llama, arithmetic]
---

# ${title}

A Llama-style decoder of ${formatCount(parameters)} parameters with a byte-level BPE tokenizer, trained by \`npx rise-lm pretrain\` ${origin}. It
tries the generated problems of \`${task.name}\`, level \`${task.level}\`, and nothing else. It knows the chat format: two different
problems may follow one another in one chat. It has seen no correction of an attempt: whether a second answer in its data repeats
the first never depended on whether that was right.

| on ${formatCount(scores.problems)} validation problems, temperature ${config.mdp.temperature} | right, % [95% interval] |
|---|---|
| turn 1 (\`m1@t1\`) | ${percentages(first)} |
| turn 2, asked again by \`${introspectionName(config)}\` | ${percentages(second)} |

What it does with an attempt that it is shown, and whether that makes it fit to be taught (\`npx rise-lm eval --examine\`), in percent:

| on the same problems | [95% interval] | fit? |
|---|---|---|
${examinationLines(examination).map(examined).join("\n")}

- Data: ${formatCount(task.counts.train)} generated training problems (seed ${task.seed}) ${answersOf(config)}; ${percent(config.twoProblems)} of the chats hold two,
  ${percent(config.askedTwice)} ask one question twice${secondAnswersOf(config)}. The task decides by a problem's calculations whether it is for training, validation or testing, so none of them is a validation or test problem.
- Training: ${formatCount(training.steps)} steps of ${train.batchExamples} answers, AdamW, learning rate ${train.learningRate} under a cosine, loss on the answers alone; last loss
  ${(training.losses.at(-1) ?? 0).toFixed(3)} nats.
- Licence: Apache-2.0, model and data alike (the data are generated).

Make it again, with the same bytes on the same machine and as many threads:

\`\`\`sh
${command}
\`\`\`
`;
}

/** Whose answers the data hold. */
const answersOf = ({ tries }: PretrainConfig): string =>
  tries === 0
    ? "with their worked solutions"
    : `with ${percent(tries)} honest tries, right or wrong, and ${percent(1 - tries)} worked solutions`;

const examined = ({ what, estimate, wanted, isMet }: ExaminationLine): string =>
  `| ${what} | ${formatEstimate(estimate)} | ${wanted === undefined ? "" : `${isMet === true ? "yes" : "**no**"}: ${wanted}`} |`;

const percent = (share: number): string => `${Math.round(100 * share)}%`;

const percentages = (estimate: Estimate | undefined): string =>
  estimate === undefined ? "not measured" : formatEstimate(estimate);

const introspectionName = ({ mdp }: PretrainConfig): string =>
  typeof mdp.introspection === "string" ? mdp.introspection : mdp.introspection.template;

/** ", 50% of these answered alike, the others afresh; in 50% of them the user says which" */
function secondAnswersOf({ alike, onRequest }: PretrainConfig): string {
  const how = alike === 1 ? " and answer it alike" : `, ${percent(alike)} of these answered alike, the others afresh`;
  return onRequest === 0 ? how : `${how}; in ${percent(onRequest)} of them the user says which`;
}
