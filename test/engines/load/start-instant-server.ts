import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server of its own process. */
export interface InstantServer {
  readonly url: string;
  close(): void;
}

const script = fileURLToPath(new URL("./instant-server.ts", import.meta.url));

/** Starts the instant server, which waits so long before each answer. */
export async function startInstantServer(delayMs = 0): Promise<InstantServer> {
  const child = spawn(process.execPath, [script, String(delayMs)], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer]; // it prints one line
  return { url: line.toString().trim(), close: () => child.stdin.end() };
}
