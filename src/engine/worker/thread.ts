/** The worker thread of an engine: opens one model and answers calls. */
import { parentPort, workerData } from "node:worker_threads";
import { packError } from "./errors.ts";
import { FollowedSamples } from "./followed-samples.ts";
import type { Call, Interjection, Reply, ThreadStart } from "./messages.ts";
import { ModelInThread } from "./model-in-thread.ts";

async function answer(id: number, work: () => unknown): Promise<void> {
  let reply: Reply;
  try {
    reply = { id, result: await work() };
  } catch (error) {
    reply = { id, error: packError(error) };
  }
  parentPort?.postMessage(reply);
}

const followed = new FollowedSamples((message) => parentPort?.postMessage(message));
let model: ModelInThread | undefined;
void answer(0, () => {
  const { source, options } = workerData as ThreadStart; // given by `Engine.open` alone
  model = new ModelInThread(source, options);
  return model.describe();
});

parentPort?.on("message", (message: Call | Interjection) => {
  if ("say" in message) return followed.hear(message);
  const { id, method, args, follows } = message;
  void answer(id, () => {
    if (follows !== undefined) {
      const [request] = args as Parameters<ModelInThread["sample"]>; // `sample` alone is followed
      return followed.sample(id, follows, (follower) => model?.sample(request, follower));
    }
    // The caller's side types the arguments by the method's name; over the wire that knowledge is lost.
    const call = model?.[method] as ((...args: readonly unknown[]) => unknown) | undefined;
    return call?.apply(model, [...args]);
  });
});
