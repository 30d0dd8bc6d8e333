import { basename } from "node:path";
import { loraOptions, type Estimate, type Evaluation, type ModelScores } from "../../mdp/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { formatCount, formatEstimate } from "../text/format.ts";
import type { ExportSource, MadeByRun } from "./export-source.ts";
import type { ExportForm } from "./forms.ts";
import { forms } from "./forms.ts";
import { hubName, licenceOf } from "./licence.ts";

/** The facts on an export's card. */
interface CardOptions {
  readonly title: string;
  readonly form: ExportForm;
  readonly source: ExportSource;
  /** The exported model's folder, for the commands shown. */
  readonly out: string;
  /** Elements of all weights. */
  readonly parameters: number;
  /** Of rise-lm. */
  readonly version: string;
}

/** The README.md of an exported model: what it is, from which data, how well it answers, under which licence, how to load it. */
export function exportCard(options: CardOptions): string {
  const { title, form, source, parameters, version } = options;
  const { folder, base, made } = source;
  const licence = licenceOf(base ?? folder);
  const { library, whatItIs, loading } = forms[form];
  const basis = base === undefined ? "a model of which no base is recorded" : `\`${hubName(base) ?? basename(base)}\``;
  const sections = [
    frontMatter({ library, licence, base: base === undefined ? undefined : hubName(base) }),
    `# ${title}`,
    `${whatItIs} ${formatCount(parameters)} parameters, from ${basis}, exported by rise-lm ${version}.`,
    made === undefined
      ? "It was exported from a folder and not from a run: data and accuracy are not recorded."
      : story(made),
    `## Licence\n\n${licenceText(licence, basis)}`,
    `## How to load it\n\n${loading(options.out)}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

interface Header {
  readonly library: string;
  readonly licence: string | undefined;
  /** The hub's name. */
  readonly base: string | undefined;
}

function frontMatter({ library, licence, base }: Header): string {
  const lines = [
    ...(licence === undefined ? [] : [`license: ${licence}`]),
    `library_name: ${library}`,
    "pipeline_tag: text-generation",
    ...(base === undefined ? [] : [`base_model: ${base}`]),
    "tags: [rise, self-correction]",
  ];
  return ["---", ...lines, "---"].join("\n");
}

function licenceText(licence: string | undefined, basis: string): string {
  if (licence === undefined)
    return `The licence of ${basis} is not stated in its card; find it out before you share this model.`;
  return `${licence}, as the card of ${basis} states; what was trained from it stays under that licence.`;
}

function story({ config, iteration, iterations, evaluations }: MadeByRun): string {
  const times = `${iteration} ${iteration === 1 ? "iteration" : "iterations"}`;
  return [
    `Taught to correct itself by RISE (Qu et al. 2024, arXiv:2407.18219), preset \`${config.preset}\`, ${times}.`,
    `## Accuracy\n\n${accuracy(evaluations)}`,
    `## Data\n\n${gathered(config, iterations)}`,
    `## Training\n\n${training(config, iterations.at(-1))}`,
  ].join("\n\n");
}

function gathered({ task, improve, collect, teacher }: RunConfig, iterations: MadeByRun["iterations"]): string {
  const level = task.name === "word-problems" ? `, level \`${task.level}\`` : "";
  const asksTeacher = improve.by === "distill" || collect.by === "teacher";
  const helper = asksTeacher ? `teacher \`${nameOf(teacher)}\`` : "the model itself";
  const counts = iterations.flatMap(({ iteration, gathered: found }) => {
    if (found === undefined) return [];
    const own = `${formatCount(found.trajectories)} problems, ${formatCount(found.attempts)} attempts of the model`;
    const better = `${formatCount(found.improvements)} improved ones (${formatCount(found.rightImprovements)} right)`;
    return [`- iteration ${iteration}: ${own}, ${better}`];
  });
  const first = `Task \`${task.name}\`${level}; better attempts came from ${helper}. Trained on all of:`;
  return [first, "", ...counts].join("\n");
}

function training({ weight, train }: RunConfig, last: MadeByRun["iterations"][number] | undefined): string {
  const examples = formatCount(last?.weights?.examples ?? 0);
  const steps = formatCount(last?.training?.losses.length ?? 0);
  const tau = weight.by === "uniform" ? "" : ` (tau ${weight.tau})`;
  const lora = train.lora && loraOptions(train.lora);
  return [
    `- ${examples} attempts, weighted by \`${weight.by}\`${tau}, in ${steps} steps of ${train.batchExamples}, ${train.epochs} epochs`,
    `- AdamW, learning rate ${train.learningRate} under a cosine, loss on the attempts alone`,
    lora === undefined
      ? "- All weights were trained"
      : `- LoRA of rank ${lora.rank}, alpha ${lora.alpha}, dropout ${lora.dropout}, on ${lora.targets.join(", ")}`,
  ].join("\n");
}

const nameOf = (teacher: MadeByRun["config"]["teacher"]): string =>
  typeof teacher === "object" ? teacher.model : basename(teacher ?? "none");

const metrics = { "m1@t1": "one attempt", "m5@t1": "majority of 5 parallel attempts", "m1@t5": "majority of 5 attempts in sequence", "p1@t5": "any of 5 in sequence" } as const; // prettier-ignore

function accuracy(evaluations: readonly Evaluation[]): string {
  const [first] = evaluations;
  if (first === undefined) return "Not measured yet.";
  const columns = evaluations.map(({ scores }) => scores);
  const row = (name: string, of: (scores: ModelScores) => Estimate): string =>
    `| ${name} | ${columns.map((scores) => formatEstimate(of(scores))).join(" | ")} |`;
  const { problems, seeds, metrics: measured } = first.scores;
  return [
    `Right answers in percent with 95% intervals, on ${formatCount(problems)} test problems, ${seeds} ${seeds === 1 ? "seed" : "seeds"}. Nobody tells the model whether it was right.`,
    "",
    `| | ${columns.map(({ name }) => name).join(" | ")} |`,
    `|---|${columns.map(() => "---|").join("")}`,
    ...Object.entries(metrics).map(([key, what]) =>
      row(`\`${key}\`, ${what}`, (scores) => scores.metrics[key as keyof typeof metrics]),
    ),
    ...measured.turns.map((_, t) => row(`turn ${t + 1} alone`, (scores) => scores.metrics.turns[t] ?? noEstimate)),
  ].join("\n");
}

/** Models of one run are measured over equally many turns. */
const noEstimate: Estimate = { value: 0, low: 0, high: 1 };
