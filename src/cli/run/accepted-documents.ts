import type { RunDirectory } from "../../store/index.ts";

/**
 * What was accepted in a run's life, oldest first: the documents that `nameOf` names 1, 2, 3 and so on.
 *
 * @typeParam Accepted what the caller saves under these names, and nothing else
 */
export function acceptedDocuments<Accepted>(
  run: RunDirectory,
  nameOf: (number: number) => string,
): readonly Accepted[] {
  const all: Accepted[] = [];
  for (;;) {
    const document = run.document(nameOf(all.length + 1));
    if (document === undefined) return all;
    all.push(document as Accepted); // written by the caller
  }
}
