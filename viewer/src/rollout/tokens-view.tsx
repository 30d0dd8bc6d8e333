import type { VNode } from "preact";
import type { Source, TokenAnswer } from "../../../src/view/shared/answers.ts";
import { visibleText } from "../../../src/view/shared/visible-text.ts";
import { counted, figure } from "../parts/figures.ts";
import { useAnswer } from "../source/use-answer.ts";

interface TokensViewProps {
  readonly source: Source;
  readonly id: string;
  readonly turn: number;
}

/** The tokens of a turn: the prompt, which is masked out of the loss, and the response with each token's probability. */
export function TokensView({ source, id, turn }: TokensViewProps): VNode {
  const { answer, error, isWaiting } = useAnswer(() => source.tokens(id, turn), `${id}/${turn}`, 0);
  if (isWaiting) return <p class="quiet small">Reading the tokens…</p>;
  if (answer === undefined) {
    return <p class="quiet small">{error ?? "No tokens are recorded of this turn, or they are not in this file."}</p>;
  }
  const { prompt, response, weights, notes } = answer;
  const total = response.reduce((sum, { logprob = 0 }) => sum + logprob, 0);
  const each = weights.map(({ trainedIn, weight }) => {
    return `iteration ${trainedIn}: ${figure(weight)} / ${response.length} = ${figure(weight / Math.max(1, response.length))}`;
  });
  return (
    <div class="tokens">
      <p class="small">
        {counted(prompt.length, "token")} read, mask 0. {counted(response.length, "token")} sampled, mask 1:
        log-probability {figure(total)} nats, {figure(total / Math.max(1, response.length))} a token.
      </p>
      {each.length > 0 && (
        <p class="small">Weight of each sampled token in the loss, in the training of {each.join("; ")}.</p>
      )}
      {notes.map((note) => (
        <p key={note} class="quiet small">
          {note}
        </p>
      ))}
      <div class="token-text" role="group" aria-label="tokens, in order">
        {prompt.map((token, i) => (
          <Token key={`p${i}`} token={token} isMasked />
        ))}
        {response.map((token, i) => (
          <Token key={`r${i}`} token={token} />
        ))}
      </div>
      <ProbabilityKey />
    </div>
  );
}

/** In how many classes a probability is coloured. */
const classes = [0.9, 0.5, 0.1, 0.01];

function Token({ token, isMasked = false }: { readonly token: TokenAnswer; readonly isMasked?: boolean }): VNode {
  const { id, text, logprob } = token;
  const level = logprob === undefined ? 0 : classes.findIndex((least) => Math.exp(logprob) >= least);
  const style = isMasked ? "masked" : `p${level < 0 ? classes.length : level}`;
  const shown = text === undefined ? `${id} ` : visibleText(text).replaceAll("\n", "⏎\n").replaceAll("\t", "⇥\t");
  const probability =
    logprob === undefined ? "" : `, probability ${figure(Math.exp(logprob))} (${figure(logprob)} nats)`;
  return (
    <span class={`token ${style}`} title={`id ${id}${isMasked ? ", mask 0" : ", mask 1"}${probability}`}>
      {shown === "" ? "·" : shown}
    </span>
  );
}

function ProbabilityKey(): VNode {
  const words = ["≥ 0.9", "≥ 0.5", "≥ 0.1", "≥ 0.01", "below"];
  return (
    <p class="key small quiet">
      <span class="token masked">read</span> sampled with probability{" "}
      {words.map((word, level) => (
        <span key={word} class={`token p${level}`}>
          {word}
        </span>
      ))}
    </p>
  );
}
