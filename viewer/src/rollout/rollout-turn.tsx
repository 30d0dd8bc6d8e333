import type { VNode } from "preact";
import type { CandidateAnswer, Source, TurnAnswer } from "../../../src/view/shared/answers.ts";
import type { Row } from "../../../src/view/shared/row.ts";
import { AttemptDiff } from "../parts/diff.tsx";
import { counted, figure } from "../parts/figures.ts";
import { LongTextView } from "../parts/long-text.tsx";
import { markOf, OutcomeMark } from "../parts/marks.tsx";
import { Plain } from "../parts/prose.tsx";
import { TurnCard } from "../parts/turn-card.tsx";
import type { Place } from "../route.ts";
import { TokensView } from "./tokens-view.tsx";

interface RolloutTurnProps {
  readonly source: Source;
  readonly row: Row;
  readonly t: number;
  readonly turn: TurnAnswer;
  readonly before: TurnAnswer | undefined;
  readonly place: Extract<Place, { kind: "rollout" }>;
  /** Shows a part of the turn, or hides the one that is shown. */
  readonly onPart: (turn: number, part: "prompt" | "tokens") => void;
}

/** A turn of a rollout with all that is known of it. */
export function RolloutTurn(props: RolloutTurnProps): VNode {
  const { source, row, t, turn, before, place, onPart } = props;
  const isFocused = place.turn === t;
  const part = isFocused ? place.part : undefined;
  const canDiff = before !== undefined && turn.text.length === turn.text.text.length && before.text.length === before.text.text.length; // prettier-ignore
  const whole = (): Promise<string | undefined> => source.text(row.id, { turn: t, part: "text" });
  return (
    <TurnCard
      id={`turn-${t}`}
      title={titleOf(row, t, turn)}
      outcome={turn.outcome}
      answer={turn.answer}
      facts={factsOf(turn)}
      isFocused={isFocused}
    >
      {turn.reason !== undefined && (
        <p class="quiet small">
          <Plain text={turn.reason} />
        </p>
      )}
      {turn.thought !== undefined && (
        <details class="thought">
          <summary>Thought ({counted(turn.thought.length, "character")})</summary>
          <LongTextView text={turn.thought} whole={() => source.text(row.id, { turn: t, part: "thought" })} />
        </details>
      )}
      {canDiff && place.isPlain !== true ? (
        <AttemptDiff before={before.text.text} after={turn.text.text} />
      ) : (
        <LongTextView text={turn.text} whole={whole} hasFormulas />
      )}
      {turn.why !== undefined && <p class="why">★ {turn.why}</p>}
      {(turn.candidates?.length ?? 0) > 1 && <Candidates candidates={turn.candidates ?? []} title="Chosen from" />}
      <p class="parts">
        {turn.prompt !== undefined && (
          <button type="button" class="chip" aria-pressed={part === "prompt"} onClick={() => onPart(t, "prompt")}>
            The prompt
          </button>
        )}
        {turn.hasTokens && (
          <button type="button" class="chip" aria-pressed={part === "tokens"} onClick={() => onPart(t, "tokens")}>
            Tokens, mask, weight
          </button>
        )}
      </p>
      {part === "prompt" && <PromptView {...props} />}
      {part === "tokens" && <TokensView source={source} id={row.id} turn={t} />}
    </TurnCard>
  );
}

function titleOf({ improver }: Row, t: number, { by, isTrunks }: TurnAnswer): string {
  const whose = { teacher: "the teacher", self: "best of its own", solutions: "the solution" };
  const actor = by === "improver" ? `, improved by ${whose[improver ?? "self"]}` : "";
  return `Turn ${t + 1}${actor}${isTrunks === true ? ", of the trunk" : ""}`;
}

function factsOf(turn: TurnAnswer): readonly (string | undefined)[] {
  const { reward, isTruncated, isDegenerate, generatedTokens, readTokens, weights } = turn;
  return [
    isTruncated ? "truncated" : undefined,
    isDegenerate ? "ends in a loop" : undefined,
    reward === undefined ? undefined : `reward ${figure(reward)}`,
    ...weights.map(({ trainedIn, weight }) => `weight ${figure(weight)} in iteration ${trainedIn}`),
    `${counted(generatedTokens, "token")} written, ${readTokens} read`,
  ];
}

function PromptView({ source, row, t, turn }: RolloutTurnProps): VNode {
  return (
    <div class="prompt">
      {turn.promptNote !== undefined && <p class="quiet small">{turn.promptNote}</p>}
      {turn.prompt?.map(({ role, content }, i) => (
        <section key={i} class={`message ${role}`}>
          <h4>{role}</h4>
          <LongTextView text={content} whole={() => source.text(row.id, { turn: t, part: `prompt/${i}` })} />
        </section>
      ))}
    </div>
  );
}

/** Samples side by side, the chosen one marked; what they say on a click. */
export function Candidates({
  candidates,
  title,
}: {
  readonly candidates: readonly CandidateAnswer[];
  readonly title: string;
}): VNode {
  return (
    <details class="candidates">
      <summary>
        {title} {counted(candidates.length, "sample")}:{" "}
        <span class="marks">
          {candidates.map(({ outcome, isChosen }, i) => (
            <i key={i} class={`${markOf(outcome).style}${isChosen ? " improver" : ""}`}>
              {markOf(outcome).sign}
            </i>
          ))}
        </span>
      </summary>
      <ol>
        {candidates.map(({ text, outcome, answer, isChosen, isTruncated }, i) => (
          <li key={i} class={isChosen ? "chosen" : ""}>
            <p class="small">
              {i + 1}. <OutcomeMark outcome={outcome} />{" "}
              {answer !== undefined && answer !== null && (
                <span class="answer">
                  <Plain text={answer} />
                </span>
              )}
              {isChosen && " ★ chosen"}
              {isTruncated && " truncated"}
            </p>
            <LongTextView text={text} />
          </li>
        ))}
      </ol>
    </details>
  );
}
