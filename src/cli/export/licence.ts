import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject } from "../../mdp/index.ts";

/** A model's licence as its card states it: Hugging Face's short name, such as "apache-2.0", or undefined. */
export function licenceOf(folder: string | undefined): string | undefined {
  const file = folder === undefined ? "" : join(folder, "README.md");
  if (!existsSync(file)) return undefined;
  const [, header] = /^---\n([^]*?)\n---/.exec(readFileSync(file, "utf8")) ?? [];
  const fields = header === undefined ? undefined : parsed(header);
  if (!isObject(fields)) return undefined;
  const stated = fields["license"] === "other" ? (fields["license_name"] ?? "other") : fields["license"];
  return typeof stated === "string" ? stated : undefined;
}

/** A card is whatever its author typed. */
function parsed(yaml: string): unknown {
  try {
    return parse(yaml);
  } catch {
    return undefined;
  }
}

/** The hub's name of a model that lies in Hugging Face's cache, "org/name", or undefined. */
export function hubName(folder: string): string | undefined {
  const [, owner, name] = /models--([^/]+?)--([^/]+)\/snapshots\//.exec(folder) ?? [];
  return owner === undefined || name === undefined ? undefined : `${owner}/${name}`;
}
