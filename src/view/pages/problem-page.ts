import type { BranchAnswer, ProblemAnswer } from "../shared/answers.ts";
import { branchOf } from "../shared/branch.ts";
import type { Row } from "../shared/row.ts";
import { rolloutPage, type PageContext } from "./rollout-page.ts";

const mostRollouts = 64; // of one stage: more are in the list

/** All rollouts on a problem, stage by stage: turns across, samples down. */
export async function problemPage(id: string, context: PageContext): Promise<ProblemAnswer | undefined> {
  const rows = context.rows.ofProblem(id);
  const [first] = rows;
  if (first === undefined) return undefined;
  const { question, gold, base } = first.problem;
  const byStage = [...Map.groupBy(rows, ({ stage }) => stage)];
  const stages = await Promise.all(
    byStage.map(async ([stage, of]) => {
      const branches = await Promise.all(of.slice(0, mostRollouts).map((row) => branch(row, context)));
      return { stage, rollouts: branches.flatMap((one) => one ?? []), total: of.length };
    }),
  );
  return { id, question, gold, ...(base === undefined ? {} : { base }), stages };
}

async function branch(row: Row, context: PageContext): Promise<BranchAnswer | undefined> {
  const page = await rolloutPage(row, context);
  return page === undefined ? undefined : branchOf(page);
}
