import type { IncomingMessage, RequestListener } from "node:http";
import { startServer, type LocalServer } from "../../../src/http/testing/local-server.ts";

/** How a server gives back what it was shown: the headers and the address of a request, in whatever it answers, headers too. */
export const leaks = ["answer", "thought", "refusal", "unauthorised", "page", "redirect", "busy", "names"] as const;

/** See {@link leaks}. */
export type Leak = (typeof leaks)[number];

/** A server that repeats the keys that it is given wherever it can. */
export function startLeakyServer(leak: Leak): Promise<LocalServer> {
  return startServer((request, response) => {
    request.resume().on("end", () => answers[leak](shownBy(request), request, response));
  });
}

/** All that a request shows, plain and as it may be coded. */
function shownBy({ headers, url = "" }: IncomingMessage): string {
  const authorization = headers.authorization ?? "";
  const key = authorization.replace(/^\w+ /, "");
  return [authorization, headers["api-key"], url, encodeURIComponent(key), Buffer.from(key).toString("base64")].join(
    " ",
  );
}

type Answer = (shown: string, ...of: Parameters<RequestListener>) => void;

/** Lists a model, and completes anything by a choice. */
const completing =
  (choice: (shown: string) => object): Answer =>
  (shown, { url = "" }, response) => {
    response.setHeader("content-type", "application/json");
    if (url.includes("/models"))
      return void response.end(JSON.stringify({ object: "list", data: [{ id: "m", owned_by: shown }] }));
    const usage = { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 };
    const reply = { id: shown, model: shown, system_fingerprint: shown, usage };
    response.end(JSON.stringify({ ...reply, choices: [{ index: 0, finish_reason: "stop", ...choice(shown) }] }));
  };

const failing =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (shown, _, response) =>
    void response
      .writeHead(status, shown, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error: { message: `you sent ${shown}`, type: shown, code: shown }, detail: shown }));

const answers: Readonly<Record<Leak, Answer>> = {
  answer: completing((shown) => ({ message: { role: "assistant", content: `${shown}\n#### 7` } })),
  thought: completing((shown) => ({ message: { role: "assistant", content: "#### 7", reasoning_content: shown } })),
  refusal: failing(400),
  unauthorised: (shown, ...rest) => failing(401, { "www-authenticate": `Bearer realm="${shown}"` })(shown, ...rest),
  busy: failing(503, { "retry-after": "0" }),
  page: (shown, _, response) =>
    void response.writeHead(200, { "content-type": "text/html" }).end(`<html><title>${shown}</title>${shown}</html>`),
  redirect: (shown, _, response) =>
    void response.writeHead(307, { location: `/v1/${encodeURIComponent(shown)}/elsewhere?token=x` }).end(shown),
  names: (shown, _, response) =>
    void response.end(JSON.stringify({ object: "list", data: [{ id: shown, owned_by: "x" }] })),
};
