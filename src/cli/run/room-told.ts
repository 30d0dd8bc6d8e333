import type { Models, Policy } from "../../mdp/index.ts";
import type { RunConfig } from "../config/run-schema.ts";

/** Tells where a response has no more room than the model reads in all: it would end there, whatever is asked for. */
export function roomTeller(
  { mdp: { maxTokens } }: Pick<RunConfig, "mdp">,
  note: ((line: string) => void) | undefined,
): (policy: Policy) => void {
  const told = new Set<string>();
  return ({ name, contextTokens = Infinity }) => {
    if (maxTokens < contextTokens || told.has(name)) return;
    told.add(name);
    note?.(
      `mdp.maxTokens must be less than the ${contextTokens} tokens that ${name} reads, chat included, got ${maxTokens}; responses end there, recorded as cut off`,
    );
  };
}

/** Models of which each is looked at as it opens, before it is asked anything. */
export function lookedAt<M extends Models>(models: M, look: (policy: Policy) => void): M {
  const { teacher } = models;
  const looked = async (opening: Promise<Policy>): Promise<Policy> => {
    const policy = await opening;
    look(policy);
    return policy;
  };
  return {
    ...models,
    policy: (name: string) => looked(models.policy(name)),
    ...(teacher === undefined ? {} : { teacher: () => looked(teacher()) }),
  };
}
