import type { Policy, ProgressEvent, StageContext } from "../../mdp/index.ts";
import type { CheckedModels } from "../models.ts";

/** How long a stage may be silent before the responses that came meanwhile are told. */
const silentMs = 5000;

/**
 * Models and a context that tell of responses between a stage's own events: a stage counts whole rollouts, and on a large model all
 * of them are under way for minutes before the first is done.
 *
 * @param nowMs the clock
 */
export function withHeartbeat<C extends StageContext>(
  models: CheckedModels,
  context: C,
  nowMs: () => number = () => performance.now(),
): { readonly models: CheckedModels; readonly context: C } {
  const { onProgress } = context;
  if (onProgress === undefined) return { models, context };
  let last: ProgressEvent | undefined;
  let toldMs = nowMs();
  let responses = 0;
  const tell = (event: ProgressEvent): void => {
    toldMs = nowMs();
    onProgress(event);
  };
  const beat = (more: number): void => {
    responses += more;
    if (last === undefined || last.done >= last.total || nowMs() - toldMs < silentMs) return;
    tell({ ...last, figures: { ...last.figures, responses } });
  };
  const beating = (policy: Policy): Policy => ({
    ...policy,
    async sample(request, signal) {
      const attempts = await policy.sample(request, signal);
      beat(attempts.length);
      return attempts;
    },
    close: () => policy.close(),
  });
  const { teacher } = models;
  return {
    models: {
      ...models,
      policy: async (name) => beating(await models.policy(name)),
      ...(teacher === undefined ? {} : { teacher: async () => beating(await teacher()) }),
    },
    context: {
      ...context,
      onProgress(event) {
        if (event.stage !== last?.stage) responses = 0;
        last = event;
        tell(event);
      },
    },
  };
}
