import { randomInt } from "node:crypto";
import type { Message, StateOptions } from "../../mdp/index.ts";
import {
  limits,
  listedStrategies,
  parallel,
  plain,
  plainName,
  sequential,
  strategyOf,
  type AnswerReader,
  type Question,
  type Strategy,
} from "../think/index.ts";
import { ApiError } from "./api-error.ts";
import type { Asked } from "./asked.ts";

/** The served model, as requests are read against it. */
interface Offer {
  /** The model's name, which stands for a single turn. */
  readonly name: string;
  readonly view: StateOptions;
  /** Most tokens of a response to a chat that names none. */
  readonly maxTokens: number;
  /** The seed of requests that give none; absent: another each time. */
  readonly seed?: number;
  readonly reader: AnswerReader;
}

/** The names that are listed as models, the served one first. */
export const modelsOf = ({ name }: Pick<Offer, "name">): readonly string[] => [
  ...new Set([name, plainName, ...listedStrategies]),
];

/** Whether a name can be asked as a model. */
export const isModel = (offer: Pick<Offer, "name">, name: string): boolean =>
  name === offer.name || strategyOf(name) !== undefined;

const mostSamples = 64; // answers of one request, times the samples that each takes at once

/**
 * The questions of a request: one for each answer that is wanted, those of the first prompt first.
 *
 * @throws ApiError 404 for a model that is not served, 400 for settings that contradict each other
 */
export function questionsOf(asked: Asked, offer: Offer): readonly Question[] {
  const strategy = chosenStrategy(asked, offer);
  const samples = asked.chats.length * asked.n * strategy.parallel;
  if (samples > mostSamples)
    throw invalid("n", `must ask for at most ${mostSamples} samples at once, got prompts * n * parallel = ${samples}`);
  const {
    attemptsInView = offer.view.attemptsInView,
    introspection = offer.view.introspection,
    gold,
    key = "serve",
  } = asked.rise ?? {};
  if (gold !== undefined && offer.reader.readAnswer !== undefined)
    throw invalid(
      "rise.gold",
      "is not supported by this task: it would run here; the server's own --verifier may judge",
    );
  const seed = asked.seed ?? offer.seed ?? randomInt(2 ** 31);
  const { temperature, top_p: topP, maxTokens = offer.maxTokens } = asked;
  return asked.chats.flatMap((messages, prompt) =>
    Array.from({ length: asked.n }, (_, choice): Question => {
      const place = prompt * asked.n + choice;
      return {
        messages,
        text: asked.rise?.question ?? lastText(messages),
        ...(gold === undefined ? {} : { gold }),
        strategy,
        view: { attemptsInView, introspection },
        sampling: { temperature, topP, maxTokens },
        stop: asked.stop,
        key: place === 0 ? key : `${key}/choice-${place}`,
        seed,
      };
    }),
  );
}

const lastText = (messages: readonly Message[]): string => messages.at(-1)?.content ?? "";

/** The strategy of the model's name, or of the fields of `rise`: they are for the model as it is. */
function chosenStrategy({ model, rise = {} }: Asked, offer: Offer): Strategy {
  const named = model === offer.name ? plain : strategyOf(model);
  if (named === undefined) {
    const list = modelsOf(offer).join(", ");
    throw new ApiError(
      404,
      `model ${JSON.stringify(model)} is not served here; there are ${list}, and rise-kK-vote, rise-kK-last, rise-nN-parallel, K to ${limits.turns} and N to ${limits.parallel}`,
      {
        param: "model",
        code: "model_not_found",
      },
    );
  }
  const { turns, parallel: samples, select, agree } = rise;
  const own = [turns, samples, select].some((field) => field !== undefined);
  if (own && named !== plain) throw invalid("rise", `and model ${model} both say how to answer; give one of them`);
  const chosen = own ? strategyFrom(turns, samples, select) : named;
  if (agree === undefined) return chosen;
  if (agree > chosen.turns) throw invalid("rise.agree", `must be at most the ${chosen.turns} turns, got ${agree}`);
  return { ...chosen, agree };
}

function strategyFrom(turns = 1, samples = 1, select: "vote" | "last" = "vote"): Strategy {
  if (turns > 1 && samples > 1) throw invalid("rise.parallel", "must be 1 where there are several turns");
  if (samples > 1 && select === "last") throw invalid("rise.select", "must be vote where samples are parallel");
  if (samples > 1) return parallel(samples);
  return turns > 1 ? sequential(turns, select) : plain;
}

const invalid = (param: string, rest: string): ApiError =>
  new ApiError(400, `${param} ${rest}`, { param, code: "invalid_value" });
