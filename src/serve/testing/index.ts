import type { Policy } from "../../mdp/index.ts";
import { additionTask, scriptedPolicy } from "../../mdp/testing/index.ts";
import { createApp, type ServeApp } from "../app.ts";
import { defaultServing, type ServedModel, type ServeSettings } from "../served.ts";

/** A model whose t-th turn answers t, read by the addition task; it answers "What is 2 + 3?" right at its sixth. */
export const countingPolicy = (): Policy =>
  scriptedPolicy(
    ({ messages }, index) => `It is #### ${messages.filter(({ role }) => role === "assistant").length + index}`,
  );

/** A served model for tests. */
export function servedOf(policy: Policy, changes: Partial<ServedModel> = {}): ServedModel {
  return {
    name: "counting",
    policy,
    reader: additionTask(),
    view: { attemptsInView: 8, introspection: "brief" },
    maxTokens: 100,
    ...changes,
  };
}

/** A server in memory. */
export function appOf(served: ServedModel, settings: Partial<ServeSettings> = {}): ServeApp {
  return createApp(served, { ...defaultServing, hosts: [], origins: [], places: 4, ...settings });
}

/** Posts a body to a server in memory; a text goes as it is. */
export async function post(
  app: ServeApp,
  body: unknown,
  {
    path = "/v1/chat/completions",
    headers = {},
    signal,
  }: { path?: string; headers?: object; signal?: AbortSignal } = {},
): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = { "content-type": "application/json", host: "localhost:8000", ...headers };
  const request = { method: "POST", headers: all, body: text, ...(signal && { signal }) };
  return app.fetch(new Request(`http://localhost:8000${path}`, request));
}

/** A chat's body. */
export const chat = (changes: object = {}): object => ({
  model: "counting",
  messages: [{ role: "user", content: "What is 2 + 3?" }],
  ...changes,
});

/** The events of a streamed answer, as they are written. */
export async function eventsOf(response: Response): Promise<readonly string[]> {
  const text = await response.text();
  return text.split("\n\n").flatMap((event) => (event.startsWith("data: ") ? [event.slice(6)] : []));
}
