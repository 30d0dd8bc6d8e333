import { spawnSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { engineThreads } from "../engine-threads.ts";
import { gpuMemoryBytes } from "../doctor/gpu-memory.ts";
import { gpuNames } from "../doctor/gpu-names.ts";
import { lookAtServers } from "../doctor/servers.ts";
import type { Finding } from "../doctor/finding.ts";
import { formatBytes } from "../text/format.ts";

/** Options of `rise doctor`. */
interface DoctorOptions {
  /** A model's folder to look into as well; with endpoints, the model's name there. */
  readonly model?: string;
  /** Servers to look at as well. */
  readonly endpoints?: readonly string[];
  /** The folder whose tokenizer renders prompts: needed to try token ids. */
  readonly tokenizer?: string;
  /** The environment variable that holds the servers' key. */
  readonly apiKeyEnv?: string;
}

/** Looks at everything that `rise` needs of this machine. */
export async function doctor(options: DoctorOptions = {}): Promise<readonly Finding[]> {
  const { model, endpoints } = options;
  const findings = [node(), await engine(), ...(await gpu()), threads(), memory(), disk(), python(), await codeTasks()];
  if (endpoints !== undefined) return [...findings, ...(await lookAtServers(endpoints, options))];
  return model === undefined ? findings : [...findings, await modelFits(model), await modelOpens(model)];
}

function node(): Finding {
  const isNewEnough = Number(process.versions.node.split(".")[0]) >= 24;
  return isNewEnough
    ? { name: "node", state: "ok", found: process.version }
    : { name: "node", state: "broken", found: process.version, cure: "install Node 24 or newer" };
}

async function engine(): Promise<Finding> {
  try {
    const { default: ort } = await import("onnxruntime-node");
    const backends = ort.listSupportedBackends().map(({ name }) => name);
    return {
      name: "engine",
      state: "ok",
      found: `ONNX Runtime ${ort.env.versions.common ?? ""} (${backends.join(", ")})`,
    };
  } catch (error) {
    const cure = "run npm ci again; the native package must match this platform and Node";
    return { name: "engine", state: "broken", found: error instanceof Error ? error.message : String(error), cure };
  }
}

/** ONNX Runtime does not say which GPU it takes: the machine's are named, and whether what it took computes rightly. */
async function gpu(): Promise<readonly Finding[]> {
  const { EngineError, largestGpuBuffer, testGpu } = await import("../../engine/index.ts");
  const name = "gpu";
  const own = gpuNames();
  try {
    const fingerprint = await testGpu();
    const found = `${own}: computes as the processor does (its bits ${fingerprint})`;
    const limits = { largestBuffer: await largestGpuBuffer(), memoryBytes: gpuMemoryBytes() };
    const { gpuRoom } = await import("../doctor/gpu-room.ts");
    return [{ name, state: "ok", found }, gpuRoom(limits)];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const cure = "nothing: device cpu, the default, needs no GPU";
    return [{ name, state: "missing", found: `${own}: ${error.message}`, cure }];
  }
}

function threads(): Finding {
  return { name: "threads", state: "ok", found: String(engineThreads()) };
}

function memory(): Finding {
  const found = `${formatBytes(freemem())} free of ${formatBytes(totalmem())}`;
  const isEnough = totalmem() > 3e9;
  return isEnough
    ? { name: "memory", state: "ok", found }
    : { name: "memory", state: "broken", found, cure: "the quickstart needs 2 GB; use a machine with more" };
}

function disk(): Finding {
  const { bavail, bsize } = statfsSync(process.cwd());
  const found = `${formatBytes(bavail * bsize)} free here`;
  return bavail * bsize > 2e9
    ? { name: "disk", state: "ok", found }
    : { name: "disk", state: "broken", found, cure: "make room, or give --out on another disk" };
}

function python(): Finding {
  const command = process.env["RISE_PYTHON"] ?? "python3";
  const script =
    "import torch, transformers; print('torch', torch.__version__, 'transformers', transformers.__version__)";
  const result = spawnSync(command, ["-c", script], { encoding: "utf8", timeout: 60_000 });
  const cure = "nothing: it is needed only to compare with PyTorch (npm run bench:peers)";
  return result.status === 0
    ? { name: "python", state: "ok", found: result.stdout.trim() }
    : { name: "python", state: "missing", found: `no torch and transformers under ${command}`, cure };
}

async function codeTasks(): Promise<Finding> {
  const { describeIsolation, findIsolation } = await import("../../tasks/index.ts");
  const { isolation, why } = findIsolation();
  const name = "code tasks";
  if (isolation === "namespaces") return { name, state: "ok", found: describeIsolation(isolation) };
  const found = `programs cannot be isolated (${why}), so none is run`;
  const cure = `Linux with user namespaces for everybody, and util-linux; or, if you trust the programs, task.sandbox: limits: ${describeIsolation(isolation)}`;
  return { name, state: "missing", found, cure };
}

/** The uses of the model for which this machine has memory. */
async function modelFits(model: string): Promise<Finding> {
  const { modelFolder, usesOfMemory } = await import("../../policies/index.ts");
  const { readModelConfig } = await import("../../engine/index.ts");
  try {
    const uses = usesOfMemory(readModelConfig(modelFolder(model)), engineThreads());
    const found = uses.map(
      ({ use, bytes, fits }) => `${use} ${fits ? "fits" : "does not fit"} (${formatBytes(bytes)})`,
    );
    const name = "model";
    if (uses.every(({ fits }) => fits)) return { name, state: "ok", found: found.join(", ") };
    const cure = "take a smaller model, a machine with more memory, or servers (rollouts, trainer)";
    return { name, state: uses.some(({ fits }) => fits) ? "missing" : "broken", found: found.join(", "), cure };
  } catch (error) {
    return { name: "model", state: "broken", found: error instanceof Error ? error.message : String(error) };
  }
}

async function modelOpens(model: string): Promise<Finding> {
  const { openPolicy } = await import("../../policies/index.ts");
  try {
    const policy = await openPolicy(model, { threads: engineThreads() });
    await policy.close();
    return { name: "model", state: "ok", found: `${model}, weights ${policy.digest.slice(0, 12)}` };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name: "model", state: "broken", found, cure: "give a Hugging Face folder of the Llama family" };
  }
}
