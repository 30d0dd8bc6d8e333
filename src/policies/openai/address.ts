/** Where a server's OpenAI paths are: below /v1 of its address, or directly below the address. */
export type AddressForm = "v1" | "bare";

/** An address taken apart. */
interface Parts {
  readonly origin: string;
  /** Without a slash at its end; "" where there is none. */
  readonly path: string;
  /** With its question mark; "" where there is none. */
  readonly query: string;
}

const endings = /\/(?:chat\/completions|completions|models)$/;

/**
 * One form for the forms in use: no slash at the end, no `/v1` after a bare host (all servers have it), nothing of the path of a
 * single request, as people copy it from a provider's page.
 */
export function canonicalAddress(text: string): string {
  const { origin, path, query } = partsOf(text);
  const base = path.replace(endings, "").replace(/\/+$/, "");
  return `${origin}${base === "/v1" ? "" : base}${query}`;
}

/**
 * The forms that an address may mean, the likelier first: a bare host has its OpenAI paths below /v1 nearly always; an address with
 * a path of its own (/api/paas/v4, /v1beta/openai) is the base itself, unless a gateway has the server there as a whole.
 */
export function addressForms(url: string): readonly AddressForm[] {
  const { path } = partsOf(url);
  if (path === "") return ["v1", "bare"];
  return path.endsWith("/v1") ? ["bare"] : ["bare", "v1"];
}

/**
 * The address of one path at a server, its query kept (`?api-version=` of Azure).
 *
 * @param path such as /v1/chat/completions, or an engine's own such as /generate
 */
export function addressOf(url: string, path: string, form: AddressForm): string {
  const { origin, path: base, query } = partsOf(url);
  const whole = path.startsWith("/v1/")
    ? `${base}${form === "v1" ? path : path.slice("/v1".length)}`
    : `${base.replace(/\/v1$/, "")}${path}`;
  return `${origin}${whole}${query}`;
}

function partsOf(text: string): Parts {
  const [, origin = text, rest = "", query = ""] = /^(https?:\/\/[^/?#]+)([^?#]*)(\?[^#]*)?/i.exec(text) ?? [];
  return { origin, path: rest.replace(/\/+$/, ""), query: query === "?" ? "" : query };
}

/** A parameter that holds a secret, such as ?api-key=: those come from the environment. */
export function secretInQuery(text: string): string | undefined {
  const names = [...new URLSearchParams(partsOf(text).query).keys()];
  return names.find((name) =>
    /(^|[-_])(key|token|secret|password|passwd|pwd|sig|signature|apikey|accesstoken|auth|authorization|credentials?|code)$/i.test(
      name,
    ),
  );
}
