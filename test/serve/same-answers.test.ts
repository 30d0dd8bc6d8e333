import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseTestProblems, evaluate, evaluateSchema } from "../../src/evaluate/index.ts";
import { mapConcurrently, mdpSchema, type Policy, type Problem } from "../../src/mdp/index.ts";
import { openPolicy } from "../../src/policies/index.ts";
import { defaultServing, startServer, type RunningServer } from "../../src/serve/index.ts";
import { openTask, taskSchema } from "../../src/tasks/index.ts";

/** RISE_PROBLEMS says how many (500 in earnest). */
const count = Number(process.env["RISE_PROBLEMS"] ?? 6);
const seed = 3;
const mdp = { ...mdpSchema.parse({ introspection: "brief", maxTokens: 100 }), attemptsInView: 1 };
const task = await openTask(
  taskSchema.parse({ name: "reach-number", level: "easy", counts: { test: Math.max(400, count) } }),
);
const problems = chooseTestProblems(task.problems("test"), count);

let policy: Policy;
let server: RunningServer;
beforeAll(async () => {
  policy = await openPolicy("models/reach");
  const served = { name: "reach", policy, reader: task, view: mdp, maxTokens: mdp.maxTokens };
  const where = { host: "127.0.0.1", port: 0, hosts: [], origins: [], places: policy.concurrency };
  server = await startServer(served, { ...defaultServing, waiting: 5000, ...where });
});
afterAll(async () => {
  await server.stop(0);
  await policy.close();
});

interface Reply {
  readonly choices: readonly {
    readonly message: { readonly content: string };
    readonly rise: { readonly turns: readonly { readonly text: string }[] };
  }[];
}

async function askServer({ id, question }: Problem): Promise<Reply["choices"][number] | undefined> {
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "rise-k5-vote",
      messages: [{ role: "user", content: question }],
      seed,
      rise: { key: `evaluate/reach/0/${id}` },
    }),
  });
  return ((await response.json()) as Reply).choices[0];
}

test(`${count} problems through \`rise-k5-vote\` and through evaluation, the same seed: the same texts, and m1@t5 is the share of right answers`, async () => {
  const options = { ...evaluateSchema.parse({ turns: 5, seeds: 1 }), name: "reach", mdp, seed };
  const { scores, transcripts } = await evaluate(policy, task, problems, options);
  const asked = await mapConcurrently(problems, 16, askServer);
  const texts = asked.map((choice) => choice?.rise.turns.map(({ text }) => text));
  expect(texts.slice(0, transcripts.length)).toEqual(transcripts.map(({ turns }) => turns.map(({ text }) => text)));
  const outcomes = await Promise.all(
    problems.map((problem, i) => task.grade(problem, asked[i]?.message.content ?? "")),
  );
  const right = outcomes.filter(({ outcome }) => outcome === "correct").length;
  // Where nobody votes the server answers with the last turn: without an answer, and so wrong, as evaluation counts it.
  expect(right / count).toBeCloseTo(scores.metrics["m1@t5"].value, 10);
  console.log(`m1@t5 ${JSON.stringify(scores.metrics["m1@t5"])}, through the endpoint ${right} of ${count}`);
});
