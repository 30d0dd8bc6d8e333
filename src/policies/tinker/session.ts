import { z } from "zod";
import type { Clock } from "../../http/index.ts";
import { persistently } from "./persistently.ts";
import type { TinkerService } from "./service.ts";

const heartbeatMs = 10_000;
const sessionSchema = z.object({ session_id: z.string() });
const samplingSchema = z.object({ sampling_session_id: z.string() });

/** A session on a server, kept alive by heartbeats; a lost one is replaced by `renew`. */
export class TinkerSession {
  readonly service: TinkerService;
  readonly #clock: Clock;
  #id: string;
  #nextModel = 0;
  #nextSampler = 0;
  #stopHeartbeat: () => void;

  private constructor(service: TinkerService, clock: Clock, id: string) {
    this.service = service;
    this.#clock = clock;
    this.#id = id;
    this.#stopHeartbeat = this.#beat();
  }

  static async open(service: TinkerService, clock: Clock): Promise<TinkerSession> {
    return new TinkerSession(service, clock, await create(service));
  }

  get id(): string {
    return this.#id;
  }

  /** The number that names the next model of the session; a repeated creation bears the same. */
  nextModel(): number {
    return this.#nextModel++;
  }

  /** Opens a sampler of the base model or of saved weights; @returns its name */
  async openSampler(of: { readonly base_model: string } | { readonly model_path: string }): Promise<string> {
    const request = {
      session_id: this.#id,
      sampling_session_seq_id: this.#nextSampler++,
      type: "create_sampling_session",
    };
    const ask = (): Promise<z.output<typeof samplingSchema>> =>
      this.service.ask("create_sampling_session", { ...request, ...of }, samplingSchema);
    return (await persistently(ask)).sampling_session_id;
  }

  /** Begins a new session in place of a lost one. */
  async renew(): Promise<void> {
    this.#id = await create(this.service);
    this.#nextModel = 0;
    this.#nextSampler = 0;
  }

  close(): void {
    this.#stopHeartbeat();
  }

  /** A heartbeat that fails says nothing that the next request will not say better. */
  #beat(): () => void {
    return this.#clock.after(heartbeatMs, () => {
      this.service
        .ask("session_heartbeat", { session_id: this.#id, type: "session_heartbeat" }, z.unknown())
        .catch(() => undefined);
      this.#stopHeartbeat = this.#beat();
    });
  }
}

/** An answer that got lost leaves a session behind that nobody keeps alive. */
async function create(service: TinkerService): Promise<string> {
  const request = { tags: ["rise"], user_metadata: null, sdk_version: "rise-lm", type: "create_session" };
  return persistently(async () => (await service.ask("create_session", request, sessionSchema)).session_id);
}
