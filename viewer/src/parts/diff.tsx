import type { VNode } from "preact";
import { attemptDiff, isUnchanged, type DiffStep } from "../../../src/view/shared/attempt-diff.ts";
import { Plain } from "./prose.tsx";

const signs: Readonly<Record<DiffStep["change"], string>> = { same: " ", added: "+", removed: "−", changed: "~" };
const words: Readonly<Record<DiffStep["change"], string>> = {
  same: "",
  added: "new step: ",
  removed: "dropped step: ",
  changed: "changed step: ",
};

/** An attempt beside the one before it, step by step: what is new, what is gone, and within a step the words that changed. */
export function AttemptDiff({ before, after }: { readonly before: string; readonly after: string }): VNode {
  const steps = attemptDiff(before, after);
  if (isUnchanged(steps)) {
    return (
      <>
        <p class="quiet small">The same as the attempt before, word for word.</p>
        <pre class="attempt">
          <Plain text={after} />
        </pre>
      </>
    );
  }
  return (
    <div class="diff" role="list" aria-label="changes since the attempt before">
      {steps.map((step, i) => (
        <Step key={i} step={step} />
      ))}
    </div>
  );
}

function Step({ step: { change, pieces } }: { readonly step: DiffStep }): VNode {
  return (
    <div class={`step ${change}`} role="listitem">
      <span class="sign" aria-hidden="true">
        {signs[change]}
      </span>
      <pre>
        {words[change] !== "" && <span class="unseen">{words[change]}</span>}
        {pieces.map((piece, i) => {
          const text = <Plain text={piece.text} />;
          if (change === "changed" && piece.change === "added") return <ins key={i}>{text}</ins>;
          if (piece.change === "removed") return <del key={i}>{text}</del>;
          return <span key={i}>{text}</span>;
        })}
        {pieces.every(({ text }) => text === "") && "\n"}
      </pre>
    </div>
  );
}
