import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Rng } from "../../../mdp/index.ts";

/** A test server's act instead of an answer, given the answer that it would have sent. */
export type Fault = (response: ServerResponse, answer: string) => void;

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Fault =>
  (response) =>
    void response.writeHead(code, headers).end(JSON.stringify({ error: { message: `injected ${code}` } }));

/** An answer in which choices were changed: other protocols' answers are cut instead. */
const changed =
  (change: (choice: Record<string, unknown>, index: number) => void): Fault =>
  (response, answer) => {
    const reply = JSON.parse(answer) as { choices?: Record<string, unknown>[] }; // written by this server
    if (reply.choices === undefined) return void response.end("{}");
    reply.choices.forEach(change);
    response.end(JSON.stringify(reply));
  };

/** Every fault by its name. All of them pass: the same request, sent again, may be answered. */
export const faults = {
  "408": status(408),
  "409": status(409),
  "410": status(410),
  "429": status(429),
  "429 with Retry-After": status(429, { "retry-after": "0.02" }),
  "500": status(500),
  "502": status(502),
  "503": status(503, { "retry-after": "0.02" }),
  "504": status(504),
  "reset before the answer": (response) => response.socket?.resetAndDestroy(),
  "closed before the answer": (response) => response.socket?.destroy(),
  "reset in the answer": (response, answer) => {
    response.writeHead(200, { "content-length": String(Buffer.byteLength(answer)) });
    response.write(answer.slice(0, answer.length / 2));
    setImmediate(() => response.socket?.resetAndDestroy());
  },
  "half a stream": (response, answer) => {
    response.write(answer.slice(0, answer.length / 2));
    setImmediate(() => response.socket?.destroy());
  },
  "slow loris": (response, answer) => {
    let sent = 0;
    const drip = setInterval(() => response.write(answer.charAt(sent++) || " "), 20);
    response.on("close", () => clearInterval(drip));
  },
  "truncated JSON": (response, answer) => void response.end(answer.slice(0, answer.length / 2)),
  "HTML in a 200": (response) =>
    void response.writeHead(200, { "content-type": "text/html" }).end("<html>Bad gateway</html>"),
  "error in a 200": (response) => void response.end(JSON.stringify({ error: { message: "out of memory", code: 500 } })),
  "nothing in a 200": (response) => void response.end(),
  "empty content": changed((choice) => {
    choice["message"] = { role: "assistant", content: "" };
    choice["text"] = "";
    delete choice["token_ids"];
  }),
  "null content": changed((choice) => {
    choice["message"] = { role: "assistant", content: null };
    delete choice["text"];
    delete choice["token_ids"];
  }),
  abort: changed((choice) => void (choice["finish_reason"] = "abort")),
  "no finish reason": changed((choice) => void (choice["finish_reason"] = null)),
  refusal: changed((choice) => void (choice["message"] = { role: "assistant", content: null, refusal: "I cannot." })),
  "content filter": changed((choice) => void (choice["finish_reason"] = "content_filter")),
  "a choice too many": (response, answer) => {
    const reply = JSON.parse(answer) as { choices?: unknown[] }; // written by this server
    response.end(JSON.stringify({ ...reply, choices: [...(reply.choices ?? []), ...(reply.choices ?? [])] }));
  },
  "half a gzip": (response, answer) => {
    const body = gzipSync(answer);
    response.writeHead(200, { "content-encoding": "gzip" }).end(body.subarray(0, body.length / 2));
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** A fault's name. */
export type FaultName = keyof typeof faults;

/** All faults' names. */
export const faultNames = Object.keys(faults) as FaultName[]; // keys of a constant record

/** Says for each request which fault it meets, if any. */
export type FaultPlan = () => FaultName | undefined;

/** Faults at random: a share of the requests, kinds in turn so that each of them comes. */
export function randomFaults(share: number, rng: Rng, kinds: readonly FaultName[] = faultNames): FaultPlan {
  let next = 0;
  return () => (rng.next() < share ? kinds[next++ % kinds.length] : undefined);
}
