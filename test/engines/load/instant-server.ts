import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * An instant server in a process of its own: any chat is answered at once, or after the milliseconds given, with the same
 * response. Prints its address, and ends with its parent.
 */
const delayMs = Number(process.argv[2] ?? 0);
const answer = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  choices: [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: "3 + 4 = 7, so the answer is\n#### 7" } },
  ],
  usage: { prompt_tokens: 120, completion_tokens: 18, total_tokens: 138 },
});
const models = JSON.stringify({ object: "list", data: [{ id: "instant", owned_by: "llamacpp" }] });

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    if (request.method === "GET") return void response.end(models);
    if (delayMs === 0) return void response.end(answer);
    setTimeout(() => response.end(answer), delayMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // a TCP server's
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
