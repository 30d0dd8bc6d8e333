import { formatSeconds } from "../text/format.ts";
import type { CourseStage } from "./course.ts";
import { secondsOf, type StageMeter } from "./stage-meter.ts";

/** How far a run of known stages has come. */
export interface RunMeter {
  readonly course: readonly CourseStage[];
  /** Of the stage under way in the course; -1 before the first. */
  readonly at: number;
  /** Seconds a unit of work took in this process, by kind; none of a kind that was not seen yet. */
  readonly pace: Readonly<Partial<Record<CourseStage["kind"], number>>>;
}

/** The meter of a run before its first stage. */
export const beforeRun = (course: readonly CourseStage[]): RunMeter => ({ course, at: -1, pace: {} });

/** The meter after another event of a stage; stages that are not in the course, such as a download, leave it as it is. */
export function follow(run: RunMeter, meter: StageMeter): RunMeter {
  const at = run.course.findIndex(({ stage }) => stage === meter.stage);
  const stage = run.course[at];
  if (stage === undefined) return run;
  const seconds = secondsOf(meter)?.whole;
  const pace = seconds === undefined ? run.pace : { ...run.pace, [stage.kind]: seconds / stage.amount };
  return { ...run, at, pace };
}

const gerunds = { evaluate: "evaluating", collect: "collecting", improve: "improving", train: "training" } as const;

/**
 * "stage 3 of 9, the run about 8:20 left"; while some kinds of work have not been met, ", plus improving and training"; the place alone
 * while nothing can be told; empty outside a run.
 */
export function describeRun(run: RunMeter, meter: StageMeter): string {
  const stage = run.course[run.at];
  if (stage === undefined || stage.stage !== meter.stage) return "";
  const place = `stage ${run.at + 1} of ${run.course.length}`;
  const now = secondsLeft(run, stage, meter);
  const later = run.course.slice(run.at + 1);
  if (now === undefined || later.length === 0) return place;
  const seconds = later.reduce((sum, { kind, amount }) => sum + (run.pace[kind] ?? 0) * amount, now);
  const unknown = new Set(later.flatMap(({ kind }) => (run.pace[kind] === undefined ? [gerunds[kind]] : [])));
  const besides = unknown.size === 0 ? "" : `, plus ${list.format(unknown)}`;
  return `${place}, the run about ${formatSeconds(rounded(seconds))} left${besides}`;
}

const list = new Intl.ListFormat("en-GB");

/** Of the stage under way; while its own speed cannot be told, by that of an earlier one of its kind. */
function secondsLeft({ pace }: RunMeter, { kind, amount }: CourseStage, meter: StageMeter): number | undefined {
  const { done, total } = meter.last;
  if (done >= total) return 0;
  const known = pace[kind];
  return secondsOf(meter)?.left ?? (known === undefined ? undefined : known * amount * (1 - done / total));
}

/** The names of the stages to come: "iteration 1: train, evaluate; iteration 2: collect, improve, train, evaluate". */
export function describeToCome({ course, at }: RunMeter): string {
  const groups = new Map<string, string[]>();
  for (const { stage, kind } of at < 0 ? [] : course.slice(at + 1)) {
    const iteration = /\d+/.exec(stage)?.[0] ?? "";
    groups.set(iteration, [...(groups.get(iteration) ?? []), kind]);
  }
  return [...groups].map(([iteration, kinds]) => `iteration ${iteration}: ${kinds.join(", ")}`).join("; ");
}

/** An estimate's last digits would only flicker. */
function rounded(seconds: number): number {
  const step = seconds < 120 ? 5 : seconds < 1200 ? 10 : 60;
  return Math.ceil(seconds / step) * step;
}
