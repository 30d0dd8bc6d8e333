import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Every key and what it does. */
export const keys: readonly (readonly [key: string, does: string])[] = [
  ["j or ↓", "the next rollout of the list"],
  ["k or ↑", "the one before"],
  ["l or →, h or ←", "the next turn, the one before"],
  ["p", "the turn's prompt"],
  ["o", "the turn's tokens, mask and weight"],
  ["d", "what the attempt changes, or its text"],
  ["c", "the same problem and seed by the next model, side by side"],
  ["t", "the problem's tree"],
  ["/", "search"],
  ["Esc", "back to the list"],
  ["?", "this help"],
];

/** The keys, in a dialogue. */
export function Help({ onClose }: { readonly onClose: () => void }): VNode {
  const dialogue = useRef<HTMLDialogElement>(null);
  useEffect(() => dialogue.current?.showModal(), []);
  return (
    <dialog ref={dialogue} onClose={onClose} aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button class="chip">Close</button>
      </form>
    </dialog>
  );
}
