import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpVerifier } from "./http-verifier.ts";

let answer: unknown;
const seen: unknown[] = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  seen.push(JSON.parse(body));
  response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
});
let url = "";
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/check`;
});
afterAll(() => void server.close());

const attempt = { messages: [{ role: "user", content: "2 + 3?" }], text: "#### 6", answer: "6" } as const;

test("an attempt is posted as it is, and the verdict read with its feedback, if any", async () => {
  const verify = httpVerifier(url);
  answer = { correct: false, feedback: "Too large." };
  expect(await verify(attempt)).toEqual({ isCorrect: false, feedback: "Too large." });
  answer = { correct: true, feedback: null };
  expect(await verify(attempt)).toEqual({ isCorrect: true });
  expect(seen).toEqual([attempt, attempt]);
});

test("another answer is no verdict", async () => {
  for (answer of [{ correct: "yes" }, {}, [], "true"])
    await expect(httpVerifier(url)(attempt)).rejects.toThrow("the verifier must answer");
});
