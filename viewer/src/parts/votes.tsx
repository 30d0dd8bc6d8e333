import type { VNode } from "preact";
import { Plain } from "./prose.tsx";

/** An answer, and the turns that gave it, counted from 0. */
interface Votes {
  readonly answer: string;
  readonly turns: readonly number[];
}

interface VoteViewProps {
  readonly votes: readonly Votes[];
  /** The turn that is the answer. */
  readonly chosen: number;
  /** Turns that could vote. */
  readonly of: number;
}

/** How a vote went: a bar for each answer. */
export function VoteView({ votes, chosen, of }: VoteViewProps): VNode {
  if (votes.length === 0) return <p class="quiet">No turn had an answer to vote for.</p>;
  return (
    <table class="votes">
      <tbody>
        {votes.map(({ answer, turns }, i) => (
          <tr key={i}>
            <th scope="row">
              <Plain text={answer} />
              {turns.includes(chosen) && " ✓"}
            </th>
            <td>
              <meter min={0} max={of} value={turns.length} aria-label={`votes for ${i + 1}`} />
            </td>
            <td>
              {turns.length} of {of}
            </td>
            <td>
              {turns.length === 1 ? "turn" : "turns"} {turns.map((turn) => turn + 1).join(", ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
