import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { LongText } from "../../../src/view/shared/answers.ts";
import { count } from "./figures.ts";
import { Plain, Prose } from "./prose.tsx";

interface LongTextProps {
  readonly text: LongText;
  /** Brings the whole; absent where it is not to be had. */
  readonly whole?: (() => Promise<string | undefined>) | undefined;
  /** Whether mathematics is drawn. */
  readonly hasFormulas?: boolean;
}

const drawnAtOnce = 50_000; // characters more with every click

/** A text of any length: its beginning, and the rest as it is asked for. */
export function LongTextView({ text, whole, hasFormulas = false }: LongTextProps): VNode {
  const [all, setAll] = useState<string>();
  const [most, setMost] = useState(drawnAtOnce);
  const known = all ?? text.text;
  const shown = known.slice(0, all === undefined ? known.length : most);
  const [isGone, setGone] = useState(false);
  const more = async (): Promise<void> => {
    if (all !== undefined) return setMost(most + drawnAtOnce);
    const read = await whole?.();
    if (read === undefined) setGone(true);
    else setAll(read);
  };
  const left = text.length - shown.length;
  return (
    <>
      <pre class="attempt">{hasFormulas ? <Prose text={shown} /> : <Plain text={shown} />}</pre>
      {left > 0 && (
        <p class="quiet small">
          {count(left)} more characters. {isGone && "They are not in this file."}
          {whole !== undefined && !isGone && (
            <button type="button" class="link" onClick={() => void more()}>
              Show {count(Math.min(left, drawnAtOnce))} more
            </button>
          )}
        </p>
      )}
    </>
  );
}
