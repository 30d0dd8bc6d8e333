import { ConfigError, type Example, type Message, type TrainingRow } from "../../mdp/index.ts";

/** How a model's chats become token ids. */
export interface Renderer {
  readonly tokenizerDigest: string;
  /** The chat up to where the assistant's next response begins. */
  renderPrompt(messages: readonly Message[]): readonly number[];
  /** A written response, closed by exactly one end-of-turn id. */
  encodeAction(state: readonly Message[], action: string): readonly number[];
}

/**
 * An example as token ids and loss weights. Sampled ids are taken as they were sampled wherever they belong to this tokenizer: the
 * prompt is then what the policy saw, whatever its template would make of it now, and the loss is on what it sampled.
 *
 * @param maxTokens longest row that the model reads
 * @throws ConfigError with the example's id if there is nothing to train on or the row is too long
 */
export function trainingRow(example: Example, renderer: Renderer, maxTokens: number): TrainingRow {
  const { prompt, action } = idsOf(example, renderer);
  const length = prompt.length + action.length;
  if (action.length === 0)
    throw new ConfigError(`example ${example.id} must have an action to train on, got an empty one; leave it out`);
  if (length > maxTokens) {
    throw new ConfigError(
      `example ${example.id} must have at most ${maxTokens} tokens, which the model reads, got ${length}; lower mdp.maxTokens or mdp.attemptsInView`,
    );
  }
  const weight = example.weight / action.length;
  return {
    id: example.id,
    tokens: [...prompt, ...action],
    weights: [...prompt.map(() => 0), ...action.map(() => weight)],
  };
}

function idsOf(
  { state, action, stop, tokens }: Example,
  renderer: Renderer,
): { readonly prompt: readonly number[]; readonly action: readonly number[] } {
  if (tokens?.tokenizer === renderer.tokenizerDigest) return { prompt: tokens.prompt, action: tokens.response };
  const closed = renderer.encodeAction(state, action);
  return { prompt: renderer.renderPrompt(state), action: stop === "length" ? closed.slice(0, -1) : closed };
}
