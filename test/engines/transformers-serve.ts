import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Python } from "../python.ts";

/** A `transformers serve` of this machine. */
export interface TransformersServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What `transformers serve` imports: transformers[serving]. */
export const servingModules = ["torch", "transformers", "fastapi", "uvicorn", "openai"] as const;

const script = "from transformers.cli.transformers import main; main()";
const secondsToStart = 120; // PyTorch starts slowly on a busy machine

/** Starts Hugging Face's own server on the processor; it loads whatever model folder a request names. */
export async function startTransformers(python: Python, cacheFolder: string): Promise<TransformersServer> {
  const port = await freePort();
  const args = ["-c", script, "serve", "--device", "cpu", "--host", "127.0.0.1", "--port", String(port)];
  const env = { ...process.env, HF_HUB_OFFLINE: "1", HF_HOME: cacheFolder, OMP_NUM_THREADS: "1" };
  const child = spawn(python.command ?? "", args, { stdio: ["ignore", "ignore", "pipe"], env });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  const url = `http://127.0.0.1:${port}`;
  for (let second = 0; !(await isHealthy(url)); second++) {
    if (second > secondsToStart || child.exitCode !== null)
      throw new Error(`transformers serve does not start: ${log}`);
    await sleep(1000);
  }
  return {
    url,
    async close() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false; // not yet
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's
  server.close();
  await once(server, "close");
  return port;
}
