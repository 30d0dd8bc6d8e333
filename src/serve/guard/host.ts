const loopback = /^(?:localhost|(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** The name of a Host header or of an origin, without its port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, "").toLowerCase();

/** Whether an address is of this machine alone. */
export const isLoopback = (hostname: string): boolean => loopback.test(hostname) || hostname === "::1";

/**
 * Whether a request was addressed to this server by a name that it goes by. A page elsewhere whose name was made to point here
 * (DNS rebinding) shows its own name.
 *
 * @param allowed further names
 */
export function isOwnHost(host: string | undefined, allowed: readonly string[]): boolean {
  const name = nameOf(host ?? "");
  return loopback.test(name) || allowed.some((one) => one.toLowerCase() === name);
}

/** Whether a page of this origin may ask: the server's own page, or one that is allowed. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === (host ?? "").toLowerCase();
}
