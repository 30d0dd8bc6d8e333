/** A stage's report on its work while that is under way. */
export interface ProgressEvent {
  /** For a person: "iteration 1: collect", "evaluate base". */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** The unit counted, where it is not pieces of work. */
  readonly unit?: "bytes";
  /** Named figures so far, such as `{accuracy: 0.41}` or `{loss: 0.33}`. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** Receives a stage's progress; a stage never prints. */
export type OnProgress = (event: ProgressEvent) => void;

/** Every stage's context besides its work. */
export interface StageContext {
  readonly onProgress?: OnProgress;
  /** Aborted when the user interrupts: the stage stops at the next safe point by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Is told what the user should know. */
  readonly note?: (line: string) => void;
}

/**
 * Counts a stage's progress.
 *
 * @param doneBefore pieces that an earlier process did
 * @returns a function to call with each piece of work done and the figures so far
 */
export function countProgress(
  { onProgress }: StageContext,
  stage: string,
  total: number,
  doneBefore = 0,
): (figures?: ProgressEvent["figures"]) => void {
  let done = doneBefore;
  onProgress?.({ stage, done, total });
  return (figures) => {
    done++;
    onProgress?.({ stage, done, total, ...(figures === undefined ? {} : { figures }) });
  };
}

/** The context with every stage's name after a prefix, such as "iteration 1: ". */
export function withStagePrefix(context: StageContext, prefix: string): StageContext {
  const { onProgress } = context;
  if (onProgress === undefined) return context;
  return { ...context, onProgress: (event) => onProgress({ ...event, stage: `${prefix}${event.stage}` }) };
}
