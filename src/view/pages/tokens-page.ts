import type { RunBrowser } from "../../store/index.ts";
import type { TokenAnswer, TokensAnswer } from "../shared/answers.ts";
import type { Row } from "../shared/row.ts";
import type { ViewedTokenizer } from "../surroundings.ts";
import type { PageContext } from "./rollout-page.ts";
import { recordedRollout } from "./recorded-turns.ts";

const mostTokens = 20_000;

/** The tokens of a turn: what the model saw, what it sampled and how likely that was, and what each weighs in the loss. */
export function tokensPage(
  row: Row,
  t: number,
  context: PageContext,
  recorded = recordedRollout(context.run, row),
): TokensAnswer | undefined {
  const turn = recorded?.turns[t];
  const tokens = turn?.attempt.tokens;
  if (turn === undefined || tokens === undefined) return undefined;
  const { tokenizer: digest, prompt, response, logprobs } = tokens;
  const tokenizer = context.surroundings.tokenizer(digest);
  const [shownPrompt, shownResponse] = [prompt.slice(-mostTokens), response.slice(0, mostTokens)];
  const texts = tokenizer && tokenTexts([...shownPrompt, ...shownResponse], tokenizer);
  const answer = (ids: readonly number[], from: number, probabilities: readonly number[]): readonly TokenAnswer[] =>
    ids.map((id, i) => {
      const [text, logprob] = [texts?.[from + i], probabilities[i]];
      return { id, ...(text === undefined ? {} : { text }), ...(logprob === undefined ? {} : { logprob }) };
    });
  const weights = exampleWeights(context.run, row, t, context.trainings);
  const cut = prompt.length - shownPrompt.length + response.length - shownResponse.length;
  return {
    prompt: answer(shownPrompt, 0, []),
    response: answer(shownResponse, shownPrompt.length, logprobs),
    weights,
    notes: [
      ...(tokenizer === undefined ? ["The tokenizer is not here: the tokens are shown by their numbers."] : []),
      ...(cut === 0 ? [] : [`${cut} tokens at the ends are left out.`]),
      ...(weights.length === 0 ? [whyNoWeight(row, turn.by)] : []),
    ],
  };
}

function whyNoWeight({ stage }: Row, by: "policy" | "improver"): string {
  if (stage.kind === "evaluation") return "An evaluation's tokens are never trained on.";
  if (stage.isLive) return "The weights come once the iteration is collected and improved.";
  return by === "policy"
    ? "It is no example of any training so far: filtered out, cut off, undecided, or not yet trained on."
    : "It is no example of any training so far.";
}

function exampleWeights(
  run: RunBrowser,
  { id, stage }: Row,
  t: number,
  trainings: readonly number[],
): TokensAnswer["weights"] {
  if (stage.kind === "evaluation") return [];
  return trainings.flatMap((trainedIn) =>
    run
      .examples(trainedIn, id)
      .filter(({ turn }) => turn === t)
      .map(({ weight, reward }) => ({ trainedIn, weight, reward })),
  );
}

type Decoder = Pick<ViewedTokenizer, "decode">;

/**
 * Each token's piece of the text, so that the pieces together are the text. Tokens that are a part of a character have an empty
 * piece, the one that completes it has the character.
 */
export function tokenTexts(ids: readonly number[], tokenizer: Decoder): readonly string[] {
  const texts = ids.map((id, i) => textBehind(ids[i - 1], id, tokenizer));
  return texts.join("") === tokenizer.decode(ids) ? texts : textsOfParts(ids, tokenizer);
}

const mostPairs = 200_000;
const pairs = new WeakMap<Decoder, Map<number, string>>();

/** What a token adds behind another: almost always all that it depends on, and pairs come again and again. */
function textBehind(before: number | undefined, id: number, tokenizer: Decoder): string {
  if (before === undefined) return tokenizer.decode([id]);
  const known = pairs.get(tokenizer) ?? new Map<number, string>();
  pairs.set(tokenizer, known);
  const pair = before * 2 ** 24 + id; // vocabularies have fewer than 2^24 tokens
  const text = known.get(pair) ?? tokenizer.decode([before, id]).slice(tokenizer.decode([before]).length);
  if (known.size >= mostPairs) known.clear();
  known.set(pair, text);
  return text;
}

const window = 8; // tokens before that may change how one is written: blanks at a beginning, characters of several tokens

/** The same where tokens are parts of characters, or depend on more than the one before them. */
function textsOfParts(ids: readonly number[], { decode }: Decoder): readonly string[] {
  let start = 0; // of the tokens whose text is not yet told
  return ids.map((_, i) => {
    const before = ids.slice(Math.max(0, start - window), start);
    const known = decode(before);
    const whole = decode([...before, ...ids.slice(start, i + 1)]);
    const isPart = whole.endsWith("\ufffd") && i - start < window && i < ids.length - 1;
    if (isPart) return "";
    start = i + 1;
    return whole.startsWith(known) ? whole.slice(known.length) : decode(ids.slice(i, i + 1));
  });
}
