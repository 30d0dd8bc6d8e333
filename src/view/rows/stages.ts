import type { Stage } from "../shared/row.ts";

/** The stage of a name such as "collect/1" or "evaluate/base". */
export function stageOf(name: string, isLive: boolean): Stage {
  const [kind, of = ""] = name.split("/");
  const iteration = Number(/\d+$/.exec(of)?.[0] ?? 0);
  if (kind === "collect") {
    return { name, kind: "training", iteration, label: `Iteration ${iteration}, training`, isLive };
  }
  return { name, kind: "evaluation", iteration, label: `Evaluation of ${of}`, isLive };
}

/** Stages in the order in which a run goes through them. */
export function byStage(a: string, b: string): number {
  const [x, y] = [stageOf(a, false), stageOf(b, false)];
  return x.iteration - y.iteration || Number(x.kind === "evaluation") - Number(y.kind === "evaluation");
}
