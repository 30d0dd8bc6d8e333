import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { faultsAt, serveTinker, type Fault, type FaultScript } from "./testing/index.ts";
import { impatientModels, takeSteps, weightsFileOf } from "./testing/training-bench.ts";

const root = mkdtempSync(join(tmpdir(), "rise-tinker-"));
const model = join(root, "small");
const steps = 4;
let undisturbed: Buffer;
let runs = 0;
beforeAll(async () => {
  writeSmallModel(model);
  undisturbed = await trained();
});
afterAll(() => rmSync(root, { recursive: true }));

/** Four steps on a server with faults, the state saved after the second; @returns the weights' bytes */
async function trained(faults?: FaultScript): Promise<Buffer> {
  const [checkpoints, folder] = [join(root, `checkpoints-${++runs}`), join(root, `run-${runs}`)];
  const server = await serveTinker({
    models: { small: model },
    checkpoints,
    ...(faults === undefined ? {} : { faults }),
  });
  const learner = await impatientModels(server.url).learner(model);
  await learner.loadState(join(folder, "state"));
  await takeSteps(learner, { from: 0, until: steps, saveAfter: [2], folder: join(folder, "state") });
  await learner.saveWeights(join(folder, "model"));
  await learner.close();
  await server.close();
  return readFileSync(weightsFileOf(join(folder, "model"), checkpoints));
}

const faults: Readonly<Record<string, Fault>> = {
  "408": { kind: "refuse", status: 408 },
  "409": { kind: "refuse", status: 409 },
  "410": { kind: "refuse", status: 410 },
  "429 with Retry-After": { kind: "refuse", status: 429, retryAfterSec: 2 },
  "500": { kind: "refuse", status: 500 },
  "503": { kind: "refuse", status: 503 },
  "a broken connection after the work": { kind: "lose", answer: "reset" },
  "a proxy's 502 after the work": { kind: "lose", answer: "badGateway" },
  "a page in place of the answer": { kind: "lose", answer: "html" },
  "half an answer": { kind: "lose", answer: "half" },
  "a request that arrives twice": { kind: "repeat" },
  "an answer that never ends": { kind: "trickle" },
  "a restarted server": { kind: "restart" },
};
/** Which request of a verb meets the fault: before the checkpoint, at it, and after. */
const places: readonly (readonly [verb: string, index: number])[] = [
  ["create_model", 0],
  ["forward_backward", 1],
  ["save_weights", 0],
  ["optim_step", 3],
  ["retrieve_future", 12],
];

test.each(Object.entries(faults))("%s, at five requests of a training, ends in the same weights", async (_, fault) => {
  const script: FaultScript = ({ verb, index }) =>
    places.some((place) => place[0] === verb && place[1] === index) ? fault : undefined;
  expect((await trained(script)).equals(undisturbed)).toBe(true);
});

test.each(places)("a server restarted at %s number %i ends in the same weights", async (verb, index) => {
  expect((await trained(faultsAt(verb, { [index]: { kind: "restart" } }))).equals(undisturbed)).toBe(true);
});

test("faults of every kind, one after the other, end in the same weights", async () => {
  const all = Object.values(faults);
  const script: FaultScript = ({ verb, index }) =>
    verb === "forward_backward" && index % 3 === 1 ? all[(index / 3) | 0] : undefined;
  expect((await trained(script)).equals(undisturbed)).toBe(true);
});

test("a server that loses the model for ever is an error, not an endless loop", async () => {
  await expect(trained(({ verb }) => (verb === "optim_step" ? { kind: "restart" } : undefined))).rejects.toThrow(
    /lost the model 5 times/,
  );
});

describe("after our own restart", () => {
  test.each([
    ["lives on: it is taken up there, and nothing is done twice", false, 0],
    ["is gone: it is brought back from its checkpoint", true, 1],
  ])("a model that %s", async (_, isGone, loads) => {
    const [checkpoints, folder] = [join(root, `checkpoints-${++runs}`), join(root, `run-${runs}`)];
    let restartNext = false;
    const faults: FaultScript = () => {
      const fault: Fault | undefined = restartNext ? { kind: "restart" } : undefined;
      restartNext = false;
      return fault;
    };
    const server = await serveTinker({ models: { small: model }, checkpoints, faults });
    const killed = await impatientModels(server.url).learner(model);
    await killed.loadState(folder);
    await takeSteps(killed, { from: 0, until: 3, saveAfter: [2], folder });
    restartNext = isGone;
    const again = await impatientModels(server.url).learner(model);
    const progress = await again.loadState(folder);
    expect(progress?.step).toBe(2);
    const sentBefore = server.arrived("optim_step");
    await takeSteps(again, { from: 2, until: steps, folder });
    await again.saveWeights(join(folder, "model"));
    expect(readFileSync(weightsFileOf(join(folder, "model"), checkpoints)).equals(undisturbed)).toBe(true);
    expect(server.arrived("load_weights")).toBe(loads);
    expect(server.arrived("optim_step") - sentBefore).toBe(2); // the third step was sent again, and answered
    await again.close();
    await server.close();
  });
});
