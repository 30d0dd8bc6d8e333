import type { TokenSampleRequest } from "../decoding/index.ts";

/** Part of a request, for one worker. */
export interface Piece {
  readonly worker: number;
  readonly request: TokenSampleRequest;
}

/** Fewer samples of one prompt are not shared out: each worker would read the prompt again. */
const minSamples = 4;
/** A beginning is remembered at every so many tokens. */
const chunkTokens = 32;
/** Most beginnings remembered of each worker: about what its prefix cache holds. */
const maxBeginnings = 4096;
/** A worker that has this many tokens more to do than another is still the better one if it has read one token more. */
const loadPerToken = 16;

/** One worker's state. */
class WorkerLoad {
  readonly number: number;
  /** Tokens still to be read or sampled, at most. */
  tokens = 0;
  /** Samples still to be finished. */
  samples = 0;
  /** Hashes of what it has read, the longest ago first. */
  readonly #beginnings = new Set<number>();

  constructor(number: number) {
    this.number = number;
  }

  /** Tokens of a prompt that it has read before, given the hashes of the prompt's beginnings. */
  known(beginnings: readonly number[]): number {
    const unread = beginnings.findIndex((hash) => !this.#beginnings.has(hash));
    return chunkTokens * (unread < 0 ? beginnings.length : unread);
  }

  remember(beginnings: readonly number[]): void {
    for (const hash of beginnings) {
      this.#beginnings.delete(hash);
      this.#beginnings.add(hash);
    }
    for (const hash of this.#beginnings) {
      if (this.#beginnings.size <= maxBeginnings) break;
      this.#beginnings.delete(hash);
    }
  }
}

/**
 * Chooses which worker samples what. The samples do not depend on it, for a sample's bits depend on weights, prompt, seed
 * and index alone; only the time does: an idle worker first, then one that has read the prompt's beginning before.
 */
export class Placement {
  readonly #workers: readonly WorkerLoad[];
  readonly #samplesAtOnce: number;

  /** @param samplesAtOnce how many samples one worker decodes together */
  constructor(workers: number, samplesAtOnce: number) {
    this.#workers = Array.from({ length: workers }, (_, number) => new WorkerLoad(number));
    this.#samplesAtOnce = samplesAtOnce;
  }

  /**
   * Chooses who samples a request: one worker, so that the prompt is read once; several while there is room at all of
   * them. Every piece must be given back to `done`.
   *
   * @returns pieces in the order of their samples
   */
  place(request: TokenSampleRequest): readonly Piece[] {
    const beginnings = beginningsOf(request.promptTokens);
    const hasRoom = this.#workers.every(({ samples }) => samples < this.#samplesAtOnce);
    const shares = hasRoom ? Math.max(1, Math.min(this.#workers.length, Math.floor(request.n / minSamples))) : 1;
    return Array.from({ length: shares }, (_, share) => {
      const edge = (number: number): number => Math.round((number * request.n) / shares);
      const [from, to] = [edge(share), edge(share + 1)];
      const worker = this.#best(beginnings, request.promptTokens.length);
      const firstIndex = (request.firstIndex ?? 0) + from;
      const piece = { worker: worker.number, request: { ...request, n: to - from, firstIndex } };
      worker.tokens += tokensOf(piece);
      worker.samples += piece.request.n;
      worker.remember(beginnings);
      return piece;
    });
  }

  /** Takes note that a piece is finished. */
  done(piece: Piece): void {
    const worker = this.#workers[piece.worker];
    if (worker === undefined) return;
    worker.tokens -= tokensOf(piece);
    worker.samples -= piece.request.n;
  }

  #best(beginnings: readonly number[], promptTokens: number): WorkerLoad {
    const idle = this.#workers.filter(({ samples }) => samples === 0);
    const candidates = idle.length > 0 ? idle : this.#workers;
    const cost = (worker: WorkerLoad): number => promptTokens - worker.known(beginnings) + worker.tokens / loadPerToken;
    return candidates.reduce((best, worker) => (cost(worker) < cost(best) ? worker : best));
  }
}

/** Most tokens that a piece costs to read and to sample. */
function tokensOf({ request: { promptTokens, n, maxTokens } }: Piece): number {
  return promptTokens.length + n * maxTokens;
}

/** A hash of a prompt's first chunk, of its first two chunks and so on (FNV-1a). Two that are alike by chance cost time, no more. */
function beginningsOf(tokens: readonly number[]): readonly number[] {
  const hashes: number[] = [];
  let hash = 0x811c9dc5;
  for (const [i, token] of tokens.entries()) {
    hash = Math.imul(hash ^ token, 0x01000193);
    if ((i + 1) % chunkTokens === 0) hashes.push(hash);
  }
  return hashes;
}
