/** A command as completion knows it. */
export interface CompletedCommand {
  /** The words that name it after the program's name, such as "grade audit"; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
  /** The completion of each argument in its place; the last one holds for all that follow where `isOpenEnded`. */
  readonly takes: readonly Completes[];
  readonly isOpenEnded: boolean;
  readonly inner: readonly CompletedCommand[];
}

/** A flag as completion knows it. */
export interface CompletedFlag {
  /** With their dashes, the long one last. */
  readonly names: readonly string[];
  readonly description: string;
  /** The completion of its value; undefined where it takes none. */
  readonly value: Completes | undefined;
}

/** The completion of a value: paths of a kind, config keys, one of some names, or nothing, as of a free text. */
export type Completes = "file" | "folder" | "config" | "key" | "nothing" | readonly string[];

/** A key of the config and the names that it may be set to; none where it takes numbers or texts. */
export interface CompletedKey {
  readonly key: string;
  readonly values: readonly string[];
}

/** The last word of a command's path. */
export const nameOf = ({ path }: CompletedCommand): string => path.split(" ").at(-1) ?? "";

/** A command and all within it. */
export function allCommands(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.inner.flatMap((inner) => allCommands(inner))];
}

/** A text as one word of a POSIX shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
