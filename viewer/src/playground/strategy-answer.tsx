import type { VNode } from "preact";
import { AttemptDiff } from "../parts/diff.tsx";
import { counted } from "../parts/figures.ts";
import { LongTextView } from "../parts/long-text.tsx";
import { TurnCard } from "../parts/turn-card.tsx";
import { VoteView } from "../parts/votes.tsx";
import { figuresOf, type AnswerState, type ShownTurn } from "./answer-state.ts";
import type { ToldTurn } from "./ask.ts";

/** One strategy's answer as it comes: its turns, what changed between them, and how they voted. */
export function StrategyAnswer({ state }: { readonly state: AnswerState }): VNode {
  const { model, turns, outcome, failure, seconds } = state;
  const { turns: told, generatedTokens } = figuresOf(state);
  return (
    <section class="strategy" aria-busy={state.isAsking}>
      <h2>{model}</h2>
      <p class="quiet small" role="status">
        {counted(told, "turn")}, {counted(generatedTokens, "token")}, {seconds.toFixed(1)} s
      </p>
      {turns.map((turn, t) => (
        <Turn
          key={t}
          turn={turn}
          before={turns[t - 1]}
          t={t}
          isChosen={outcome?.chosen === t}
          isAsking={state.isAsking}
        />
      ))}
      {failure !== undefined && (
        <p class="failure wrong-words" role="alert">
          {failure}
        </p>
      )}
      {outcome !== undefined && told > 1 && (
        <>
          <h3>Votes</h3>
          <VoteView votes={outcome.votes} chosen={outcome.chosen} of={told} />
        </>
      )}
      {outcome !== undefined && endings[outcome.ended] !== undefined && (
        <p class="quiet small">{endings[outcome.ended]}</p>
      )}
    </section>
  );
}

const endings: Readonly<Record<string, string>> = {
  agreed: "The turns ended since they agreed.",
  verified: "The turns ended since this one is right.",
  context: "The turns ended since the chat grew as long as the model reads.",
};

interface TurnProps {
  readonly turn: ShownTurn;
  readonly before: ShownTurn | undefined;
  readonly t: number;
  readonly isChosen: boolean;
  readonly isAsking: boolean;
}

function Turn({ turn: { text, told }, before, t, isChosen, isAsking }: TurnProps): VNode {
  const cost = told && `${counted(told.usage.completion_tokens, "token")} written, ${told.usage.prompt_tokens} read`;
  const facts = [told?.finish_reason === "length" ? "truncated" : undefined, cost];
  return (
    <TurnCard
      title={`Turn ${t + 1}${isChosen ? " ✓ the answer" : ""}`}
      outcome={told === undefined ? undefined : outcomeOf(told)}
      unknown={told !== undefined ? "answered" : isAsking ? "on its way" : "broken off"}
      answer={told?.answer}
      facts={facts}
      isFocused={isChosen}
    >
      {told !== undefined && before?.told !== undefined ? (
        <AttemptDiff before={before.text} after={text} />
      ) : (
        <LongTextView text={{ text, length: text.length }} />
      )}
    </TurnCard>
  );
}

/** Nobody here knows what is right, unless the server was told. */
function outcomeOf({ is_correct: isCorrect, answer }: ToldTurn): string | undefined {
  if (isCorrect !== undefined) return isCorrect ? "correct" : "wrong";
  return answer === null ? "noAnswer" : undefined;
}
