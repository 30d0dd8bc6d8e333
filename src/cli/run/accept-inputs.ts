import { ConfigError } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import type { RunInputs } from "./inputs.ts";
import { inputsDifference } from "./inputs-difference.ts";
import { recordedVersion } from "./invocation.ts";
import { acceptedDocuments } from "./accepted-documents.ts";

/** Inputs that took others' place while a run was under way. */
interface AcceptedInputs {
  /** What was accepted, a line each. */
  readonly differences: readonly string[];
  readonly inputs: RunInputs;
}

const step = "inputs";
const acceptedStep = (number: number): string => `inputs/accepted-${number}`;

/** Most differences that are told. */
const MOST_TOLD = 10;

/**
 * Holds a run to the inputs that it began with (I13): records them the first time, and refuses others.
 *
 * @param accept takes the others from now on, and records it
 * @throws ConfigError with what differs
 */
export function requireInputs(run: RunDirectory, now: RunInputs, accept: boolean): void {
  const accepted = acceptedInputs(run);
  const before = accepted.at(-1)?.inputs ?? (run.document(step) as RunInputs | undefined); // written below
  const version = recordedVersion(run);
  // A run of a version that recorded no inputs tells only which version that was.
  const differences = inputsDifference(before ?? { ...now, version: version ?? now.version }, now);
  if (before === undefined && differences.length === 0) return run.saveDocument(step, now);
  if (differences.length === 0) return;
  if (!accept) throw refused(run.dir, differences);
  run.saveDocument(acceptedStep(accepted.length + 1), { differences, inputs: now } satisfies AcceptedInputs);
}

function refused(dir: string, differences: readonly string[]): ConfigError {
  const more = differences.length - MOST_TOLD;
  const lines = [...differences.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
  return new ConfigError(
    `run ${dir} began with other inputs, and what it has recorded would be mixed with what comes from these:\n  ${lines.join("\n  ")}\n` +
      "restore them, or start a new run with another --out; --accept goes on with them, and that is recorded and told",
  );
}

/** What was accepted in a run's life, oldest first. */
const acceptedInputs = (run: RunDirectory): readonly AcceptedInputs[] => acceptedDocuments(run, acceptedStep);

/** What a reader of the run's report should know of its inputs. */
export function inputNotes(run: RunDirectory): readonly string[] {
  const inputs = acceptedInputs(run).map(({ differences }) => {
    const more = differences.length > 3 ? `; and ${differences.length - 3} more` : "";
    return `Inputs were changed while the run was under way, and accepted: ${differences.slice(0, 3).join("; ")}${more}.`;
  });
  const weights = run.documentNames().flatMap((name) => /^models\/(.+)\/accepted-\d+$/.exec(name)?.[1] ?? []);
  return [
    ...inputs,
    ...weights.map((role) => `The weights of ${role} were changed while the run was under way, and accepted.`),
  ];
}
