import { useEffect, useState } from "preact/hooks";

/** An answer, as far as it is there; the one before stays while the next is on its way. */
export interface Answered<T> {
  readonly answer: T | undefined;
  readonly error: string | undefined;
  readonly isWaiting: boolean;
}

/**
 * Asks, and asks again when what it depends on changes.
 *
 * @param about names what is asked: an answer about something else is not shown meanwhile
 */
export function useAnswer<T>(ask: () => Promise<T>, about: string, version: number): Answered<T> {
  const [state, setState] = useState<Answered<T> & { readonly about: string }>({
    answer: undefined,
    error: undefined,
    isWaiting: true,
    about,
  });
  useEffect(() => {
    let isCurrent = true;
    const set = (answer: T | undefined, error: string | undefined): void => {
      if (isCurrent) setState({ answer, error, isWaiting: false, about });
    };
    ask().then(
      (answer) => set(answer, undefined),
      (error: unknown) => set(undefined, error instanceof Error ? error.message : String(error)),
    );
    return () => void (isCurrent = false);
  }, [about, version]);
  return state.about === about ? state : { answer: undefined, error: undefined, isWaiting: true };
}
