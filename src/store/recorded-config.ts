import { digestOf } from "./canonical-json.ts";
import type { Database } from "./database.ts";
import { damaged } from "./totals.ts";

/**
 * The resolved config that an open run recorded; undefined where it died before.
 *
 * @throws DamageError if it is another than was written
 */
export function recordedConfig(db: Database): { readonly digest: string; readonly config: unknown } | undefined {
  const row = db.prepare("SELECT digest, document FROM config").get();
  if (row === undefined) return undefined;
  const [digest, text] = [String(row["digest"]), String(row["document"])];
  try {
    const config: unknown = JSON.parse(text);
    if (digestOf(config) === digest) return { digest, config };
  } catch {
    // no JSON any more
  }
  throw damaged(db, "the config", "it is another than was written");
}
