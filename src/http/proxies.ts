import { ConfigError } from "../mdp/index.ts";

/** The environment's proxies as Node's agents take them. */
export type ProxyEnvironment = Readonly<Record<string, string>>;

const obeyed = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"] as const;

/**
 * The proxies that the environment names: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not, as curl and Node read them.
 * Where both are set the small letters win.
 *
 * @returns undefined where it names none
 * @throws ConfigError if one of them is not an HTTP proxy: it would be silently passed by
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>>): ProxyEnvironment | undefined {
  const value = (name: string): string => (environment[name.toLowerCase()] ?? environment[name] ?? "").trim();
  const named = obeyed.flatMap((name) => (value(name) === "" ? [] : [[name, value(name)] as const]));
  const proxies = named.filter(([name]) => name !== "NO_PROXY");
  if (proxies.length === 0) {
    if (value("ALL_PROXY") === "") return undefined;
    throw new ConfigError("ALL_PROXY is not read; name the proxy in HTTP_PROXY and HTTPS_PROXY, or unset ALL_PROXY");
  }
  return Object.fromEntries(named.map(([name, text]) => [name, name === "NO_PROXY" ? text : addressOf(name, text)]));
}

/** A proxy may be written without its scheme, as curl takes it. */
function addressOf(name: string, text: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (/^https?:\/\//i.test(address) && URL.canParse(address)) return address;
  throw new ConfigError(
    `${name} must be an HTTP proxy such as http://proxy.example:3128, got ${withoutPassword(text)}; SOCKS is not spoken: unset it, or put the servers into NO_PROXY`,
  );
}

/** A proxy without its password, for a person. */
export function shownProxies(proxies: ProxyEnvironment): string {
  return obeyed
    .flatMap((name) => (proxies[name] === undefined ? [] : [`${name} ${withoutPassword(proxies[name])}`]))
    .join(", ");
}

/** An address with all that stands before its last @ masked, but for its scheme: a password that makes an address wrong may hold any sign. */
function withoutPassword(address: string): string {
  const [, scheme = "", host] = /^([a-z][a-z0-9+.-]*:\/\/)?.*@(.*)$/is.exec(address) ?? [];
  return host === undefined ? address : `${scheme}***@${host}`;
}
