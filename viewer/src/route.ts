import { useEffect, useState } from "preact/hooks";
import { filterQuery, parseFilter, type Filter } from "../../src/view/shared/filter.ts";

/** Where the reader is: all of it stands in the address, so that a link or a reload leads back there. */
export interface Route {
  readonly filter: Filter;
  /** What is read beside the list: a rollout or a problem's tree; undefined for the list alone. */
  readonly place: Place | undefined;
}

/** See {@link Route}. */
export type Place =
  | {
      readonly kind: "rollout";
      readonly id: string;
      /** The turn that is looked at, counted from 0. */
      readonly turn?: number | undefined;
      /** What is shown of that turn besides its text. */
      readonly part?: "prompt" | "tokens" | undefined;
      /** The rollout beside it. */
      readonly beside?: string | undefined;
      /** The text itself rather than what it changes. */
      readonly isPlain?: boolean | undefined;
    }
  | { readonly kind: "problem"; readonly id: string };

/** Reads an address's part after the #. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?");
  const query = new URLSearchParams(search);
  const filter = parseFilter(query);
  const [kind, ...rest] = path.split("/");
  const id = decoded(rest.join("/"));
  if (kind === "problem" && id !== "") return { filter, place: { kind, id } };
  if (kind !== "rollout" || id === "") return { filter, place: undefined };
  const [turn, part] = [query.get("turn"), query.get("part")];
  return {
    filter,
    place: {
      kind,
      id,
      turn: turn === null ? undefined : Math.max(0, Math.trunc(Number(turn)) || 0),
      part: part === "prompt" || part === "tokens" ? part : undefined,
      beside: query.get("beside") ?? undefined,
      isPlain: query.get("show") === "text" || undefined,
    },
  };
}

/** The address of a route; {@link parseRoute} reads it. */
export function routeHash({ filter, place }: Route): string {
  const query = filterQuery(filter);
  if (place?.kind === "rollout") {
    if (place.turn !== undefined) query.set("turn", String(place.turn));
    if (place.part !== undefined) query.set("part", place.part);
    if (place.beside !== undefined) query.set("beside", place.beside);
    if (place.isPlain === true) query.set("show", "text");
  }
  const search = query.toString();
  const path = place === undefined ? "" : `${place.kind}/${place.id.split("/").map(encodeURIComponent).join("/")}`;
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // an address typed by hand
  }
}

/** Goes somewhere; `isReplaced` leaves no step to go back. */
export function go(route: Route, isReplaced = false): void {
  const hash = routeHash(route);
  if (isReplaced) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = hash;
}

/** The address, as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = (): void => setHash(location.hash);
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return parseRoute(hash);
}
