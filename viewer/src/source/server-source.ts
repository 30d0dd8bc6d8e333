import type { Source } from "../../../src/view/shared/answers.ts";

/** Asks the server that the page came from. */
export const serverSource: Source = {
  run: () => required("run", {}),
  rows: (query, from, count) =>
    required("rows", { ...Object.fromEntries(query), from: String(from), count: String(count) }),
  rollout: (id) => asked("rollout", { id }),
  problem: (id) => asked("problem", { id }),
  tokens: (id, turn) => asked("tokens", { id, turn: String(turn) }),
  text: (id, { turn, part }) => asked("text", { id, turn: String(turn), part }),
};

async function asked<T>(what: string, query: Readonly<Record<string, string>>): Promise<T | undefined> {
  const response = await fetch(`api/${what}?${new URLSearchParams(query).toString()}`).catch((cause: unknown) => {
    throw new Error("the server cannot be reached; start rise view again to go on", { cause });
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T; // the server's answers are typed by the same file
}

async function required<T>(what: string, query: Readonly<Record<string, string>>): Promise<T> {
  const answer = await asked<T>(what, query);
  if (answer === undefined) throw new Error(`the server has no ${what}`);
  return answer;
}

/**
 * Is told of every change of the run.
 *
 * @param onLost is told whether the server is gone
 */
export function followServer(onChange: (version: number) => void, onLost: (isLost: boolean) => void): () => void {
  const events = new EventSource("api/events");
  events.onmessage = ({ data }) => onChange(Number(data));
  events.onopen = () => onLost(false);
  events.onerror = () => onLost(true); // it tries again by itself
  return () => events.close();
}
