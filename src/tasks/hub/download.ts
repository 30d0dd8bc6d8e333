import { createHash, type Hash } from "node:crypto";
import { createReadStream, existsSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { waitMsBefore } from "../../http/index.ts";
import { InfrastructureError } from "../../mdp/index.ts";
import { DiskError, diskError, makeFolder, renameDurably } from "../../disk/index.ts";
import type { HubFile } from "./listing.ts";
import { type HubClient, maxRetries, request, waits } from "./request.ts";

/** A file to bring here. */
interface Download {
  readonly url: string;
  /** For messages, such as "openai/gsm8k main/test.parquet". */
  readonly what: string;
  readonly file: HubFile;
  /** The file's final name, taken only once its bytes are whole, right and on the disk. */
  readonly blob: string;
  readonly signal?: AbortSignal | undefined;
  /** Is told how many of the file's bytes are here, as they come. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Downloads a file, going on where an earlier download, of this process or one that was killed, stopped. What arrived is kept beside the
 * final name and taken over only if size and hash are the listed ones.
 *
 * @throws InfrastructureError where the bytes keep being wrong or the connection keeps failing
 */
export async function download(client: HubClient, download: Download): Promise<void> {
  const { blob, file, what } = download;
  makeFolder(dirname(blob));
  const partial = `${blob}.rise.incomplete`;
  for (let fresh = 0; fresh < 2; fresh++) {
    const got = await fetchAll(client, download, partial);
    if (got === expectedHash(file)) return renameDurably(partial, blob);
    rmSync(partial); // wrong bytes are no start for the next attempt
  }
  throw new InfrastructureError(`${what} arrived twice with another hash than the hub lists; try again later`);
}

/** Fetches until all bytes are here; headway of any size sets the count of retries back. */
async function fetchAll(client: HubClient, download: Download, partial: string): Promise<string> {
  const { file, what, signal } = download;
  const handle = await open(partial, existsSync(partial) ? "r+" : "w+");
  try {
    const sink = await resume(handle, partial, file);
    download.onBytes?.(sink.bytes);
    for (let [retry, most] = [0, sink.bytes]; sink.bytes < file.size;) {
      const why = await fetchRest(client, download, sink);
      if (sink.bytes >= file.size) break;
      retry = sink.bytes > most ? 0 : retry + 1; // a server that knows no ranges begins anew each time: that is no headway
      most = Math.max(most, sink.bytes);
      if (retry > maxRetries)
        throw new InfrastructureError(`${what} stops after ${sink.bytes} of ${file.size} bytes: ${why}; try again`);
      await sleep(waitMsBefore(retry, undefined, waits(client), client.rng), undefined, { signal });
    }
    await handle.truncate(file.size);
    await handle.sync();
    return sink.hash.digest("hex");
  } finally {
    await handle.close();
  }
}

/** The part of a file that is here so far. */
interface Sink {
  readonly handle: FileHandle;
  readonly partial: string;
  hash: Hash;
  bytes: number;
}

/** Takes up what an earlier download left, hashing it again: nothing about it is trusted. */
async function resume(handle: FileHandle, partial: string, file: HubFile): Promise<Sink> {
  const sink: Sink = { handle, partial, hash: newHash(file), bytes: 0 };
  if (statSync(partial).size > file.size) await handle.truncate(0);
  for await (const chunk of createReadStream(partial) as AsyncIterable<Buffer>) {
    // no encoding is set: bytes
    sink.hash.update(chunk);
    sink.bytes += chunk.length;
  }
  return sink;
}

/** One request for what is missing; returns why it ended. */
async function fetchRest(
  client: HubClient,
  { url, what, file, signal, onBytes }: Download,
  sink: Sink,
): Promise<string> {
  const silence = new AbortController();
  const either = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  const range: Record<string, string> = sink.bytes > 0 ? { range: `bytes=${sink.bytes}-` } : {};
  const response = await request(client, url, what, {
    headers: { "accept-encoding": "identity", ...range },
    signal: either,
  });
  if (response.status === 416 || !continues(response, sink.bytes)) restart(sink, file);
  if (response.status === 416) return "the server refuses to continue";
  const listen = (): NodeJS.Timeout =>
    setTimeout(() => silence.abort(new Error("the server fell silent")), client.silenceMs);
  let timer = listen();
  try {
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = listen();
      await take(sink, chunk, file, what);
      onBytes?.(sink.bytes);
    }
    return "the connection was closed early";
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof InfrastructureError || error instanceof DiskError) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a response continues at this byte; a server may answer a range with the whole. */
function continues(response: Response, bytes: number): boolean {
  if (response.status !== 206) return bytes === 0;
  return response.headers.get("content-range")?.startsWith(`bytes ${bytes}-`) === true;
}

function restart(sink: Sink, file: HubFile): void {
  sink.hash = newHash(file);
  sink.bytes = 0;
}

async function take(sink: Sink, chunk: Uint8Array, file: HubFile, what: string): Promise<void> {
  if (sink.bytes + chunk.length > file.size)
    throw new InfrastructureError(`${what} is longer than the ${file.size} bytes that the hub lists; try again later`);
  await writeAllAt(sink, chunk, what);
  sink.hash.update(chunk);
  sink.bytes += chunk.length;
}

/** One write of the system may take a part of the bytes and say no word, as on a disk that is almost full. */
async function writeAllAt({ handle, partial, bytes }: Sink, chunk: Uint8Array, what: string): Promise<void> {
  try {
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, bytes + written);
      written += bytesWritten;
    }
  } catch (error) {
    throw diskError(error, `cannot keep ${what} as ${partial}`, partial);
  }
}

/** Whether a file's bytes are the listed ones: their number, and where `hashes` their hash. */
export async function isWhole(blob: string, file: HubFile, hashes: boolean): Promise<boolean> {
  if (!existsSync(blob) || statSync(blob).size !== file.size) return false;
  if (!hashes) return true;
  const hash = newHash(file);
  for await (const chunk of createReadStream(blob) as AsyncIterable<Buffer>) hash.update(chunk); // no encoding is set: bytes
  return hash.digest("hex") === expectedHash(file);
}

/** Large files are named by the SHA-256 of their bytes, small ones by git's hash: SHA-1 of a header and the bytes. */
function newHash({ lfs, size }: HubFile): Hash {
  return lfs === undefined ? createHash("sha1").update(`blob ${size}\0`) : createHash("sha256");
}

const expectedHash = ({ lfs, oid }: HubFile): string => lfs?.oid ?? oid;
