/** Something that goes wrong with one request, on purpose. */
export type Fault =
  /** Refused with this status; nothing is done. */
  | {
      readonly kind: "refuse";
      readonly status: 408 | 409 | 410 | 429 | 500 | 503;
      readonly retryAfterSec?: number;
    }
  /** Done, but the answer is lost: the connection breaks, or a proxy answers. */
  | { readonly kind: "lose"; readonly answer: "reset" | "badGateway" | "html" | "half" }
  /** Done twice, as by a proxy that repeats a request; answered once. */
  | { readonly kind: "repeat" }
  /** Done, but the answer comes a byte at a time and never ends. */
  | { readonly kind: "trickle" }
  /** Every session and what it held is gone, before the request is looked at. */
  | { readonly kind: "restart" };

/** A request as a fault script sees it. */
export interface ArrivedRequest {
  /** Such as `optim_step`. */
  readonly verb: string;
  /** How many requests of this verb came before. */
  readonly index: number;
}

/** Decides what goes wrong with a request; nothing by default. */
export type FaultScript = (request: ArrivedRequest) => Fault | undefined;

/** Each fault once: the first where the n-th request of a verb arrives, n as listed. */
export function faultsAt(verb: string, faults: Readonly<Record<number, Fault>>): FaultScript {
  return (request) => (request.verb === verb ? faults[request.index] : undefined);
}
