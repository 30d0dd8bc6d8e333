import { formatBytes, formatCount, formatSeconds } from "../text/format.ts";
import { formatTable } from "../text/table.ts";
import type { Plan } from "./plan.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** A plan for a person: a table of the stages, then what the run takes, a line each. */
export function describePlan(plan: Plan): string {
  const { name, model, task, worst, expected } = plan;
  const lines = [
    `${name}: ${model} on ${task.name}, ${formatCount(task.train)} training and ${formatCount(task.test)} test problems`,
    "",
    stageTable(expected ?? worst),
    "",
    ...[
      totals(plan),
      trainings(expected ?? worst),
      time(plan),
      money(plan),
      memory(plan),
      gpu(plan),
      disk(plan),
      gain(plan),
    ].filter((line) => line !== ""),
    ...(plan.refusals.length === 0 ? [] : ["", usesHere(plan)]),
    ...plan.refusals.map((refusal) => `It cannot be done here: ${refusal}.`),
  ];
  return lines.join("\n");
}

/** The uses of the model that the machine allows at all. */
function usesHere({ model, memory: { uses, roomBytes } }: Plan): string {
  if (uses.length === 0) return "";
  const rows = uses.map(({ use, bytes, fits }) => [use, formatBytes(bytes), fits ? "fits" : "does not fit"]);
  return formatTable([[`${model} in ${formatBytes(roomBytes)}`, "takes at least", ""], ...rows]);
}

function stageTable({ stages }: Rehearsal): string {
  const rows = stages.map(({ stage, by, requests, attempts, generatedTokens, readTokens }) => [
    by === "teacher" ? `${stage} (teacher)` : stage,
    ...[requests, attempts, generatedTokens, readTokens].map(formatCount),
  ]);
  return formatTable([["stage", "requests", "attempts", "tokens generated", "read"], ...rows]);
}

const sum = (rehearsal: Rehearsal, key: "requests" | "generatedTokens" | "readTokens"): number =>
  rehearsal.stages.reduce((total, stage) => total + stage[key], 0);

function totals({ worst, expected }: Plan): string {
  const text = (rehearsal: Rehearsal): string =>
    `${formatCount(sum(rehearsal, "requests"))} requests, ${formatCount(sum(rehearsal, "generatedTokens"))} tokens generated`;
  const bound = `${text(worst)} if nothing were right and every answer as long as it may be`;
  return expected === undefined ? `calls    ${bound}` : `calls    ${text(expected)}; ${bound}`;
}

function trainings({ trainings }: Rehearsal): string {
  if (trainings.length === 0) return "";
  const each = trainings.map(({ examples, steps, tokens }) =>
    [`${formatCount(examples)} examples in ${formatCount(steps)} steps`, `${formatCount(tokens)} tokens`].join(", "),
  );
  return `training ${each.join("; ")}`;
}

function time({ time, probe }: Plan): string {
  if (time === undefined || probe === undefined) return "";
  const { samplingSeconds, trainingSeconds, totalSeconds } = time;
  const speeds = [
    `${formatCount(probe.policy.tokensPerSec)} tokens/s sampled`,
    ...(probe.trainedTokensPerSec === undefined ? [] : [`${formatCount(probe.trainedTokensPerSec)} trained`]),
  ];
  const parts = `sampling ${formatSeconds(samplingSeconds)}, training ${formatSeconds(trainingSeconds)}`;
  return `time     about ${formatSeconds(totalSeconds)}: ${parts}, at ${speeds.join(", ")}`;
}

function money({ money }: Plan): string {
  if (money === undefined) return "";
  const { expectedUsd, worstUsd, unpriced, short } = money;
  const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
  const range = expectedUsd === undefined ? "" : `about ${dollars(expectedUsd)}, `;
  const lines = [
    ...(worstUsd === 0 ? [] : [`${range}at most ${dollars(worstUsd)}`]),
    ...(unpriced.length === 0 ? [] : [`no price is known of ${unpriced.join(", ")}; add prices`]),
    ...Object.entries(short).map(([name, limit]) => `budget.${name}: ${limit} is likely to stop it before its end`),
  ];
  return `money    ${lines.join("; ") || "nothing"}`;
}

function memory({ memory: { phases, peakBytes, roomBytes } }: Plan): string {
  if (phases.length === 0) return "memory   no model is held here";
  const parts = phases.map(({ phase, bytes }) => `${phase} ${formatBytes(bytes)}`);
  return `memory   at most ${formatBytes(peakBytes)} of ${formatBytes(roomBytes)} to be had: ${parts.join(", ")}`;
}

function gpu({ memory: { gpu } }: Plan): string {
  if (gpu === undefined) return "";
  const { phases, peakBytes, roomBytes, ifChosen, largest } = gpu;
  const room =
    roomBytes === undefined ? "of the GPU, whose memory is not known" : `of the GPU's ${formatBytes(roomBytes)}`;
  const parts = phases.map(({ phase, bytes }) => `${phase} ${formatBytes(bytes)}`);
  const choice = ifChosen === true ? "if auto chooses it, " : "";
  return `gpu      ${choice}at most ${formatBytes(peakBytes)} ${room}: ${parts.join(", ")}; the largest tensor is ${largest.name}, ${formatBytes(largest.bytes)}`;
}

function disk({ disk }: Plan): string {
  const { peakBytes, freeBytes, modelBytes, databaseBytes } = disk;
  const parts = `each model ${formatBytes(modelBytes)}, the attempts ${formatBytes(databaseBytes)}`;
  return `disk     at most ${formatBytes(peakBytes)} of ${formatBytes(freeBytes)} free: ${parts}`;
}

function gain({ smallestGain: { problems, seeds, gain } }: Plan): string {
  const evaluation = `${formatCount(problems)} problems, ${seeds} ${seeds === 1 ? "seed" : "seeds"}`;
  return gain >= 1
    ? `gain     none can be seen with ${evaluation}; evaluate more problems`
    : `gain     ${(100 * gain).toFixed(1)} points can be told from noise in 4 of 5 cases (${evaluation}; 30% of problems changing)`;
}
