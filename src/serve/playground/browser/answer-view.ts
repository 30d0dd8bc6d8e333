import type { AnswerEvent, ToldOutcome, ToldTurn } from "./ask.ts";
import { element, shown } from "./element.ts";
import { wordDiff } from "./word-diff.ts";

/** The figures of an answer, to compare it with others. */
export interface AnswerFigures {
  readonly answer: string;
  readonly turns: number;
  readonly readTokens: number;
  readonly generatedTokens: number;
}

interface TurnView {
  readonly item: HTMLLIElement;
  readonly mark: HTMLElement;
  readonly text: HTMLPreElement;
  told?: ToldTurn;
}

/** One strategy's answer, shown as it comes. */
export class AnswerView {
  readonly section: HTMLElement;
  readonly #status = element("p", { class: "quiet status", role: "status" });
  readonly #list = element("ol", { class: "turns" });
  readonly #end = element("div");
  readonly #turns: TurnView[] = [];
  #outcome: ToldOutcome | undefined;

  constructor(name: string) {
    this.section = element(
      "section",
      { class: "answer" },
      element("h2", {}, name),
      this.#status,
      this.#list,
      this.#end,
    );
  }

  status(text: string): void {
    this.#status.textContent = shown(text);
  }

  failed(message: string): void {
    this.#end.append(element("p", { class: "failure", role: "alert" }, message));
  }

  take(event: AnswerEvent): void {
    if (event.kind === "outcome") this.#finish(event.outcome);
    else if (event.kind === "turn") this.#told(event.turn);
    else {
      const view = this.#turn(event.turn);
      if (view.told === undefined) view.text.append(shown(event.piece)); // else it is the answer, which is there already
    }
  }

  /** Turns that are there. */
  get count(): number {
    return this.#turns.filter(({ told }) => told !== undefined).length;
  }

  get figures(): AnswerFigures {
    const told = this.#turns.flatMap((turn) => (turn.told === undefined ? [] : [turn.told]));
    const sum = (of: (turn: ToldTurn) => number): number => told.reduce((total, turn) => total + of(turn), 0);
    return {
      answer: told[this.#outcome?.chosen ?? -1]?.answer ?? "",
      turns: told.length,
      readTokens: sum(({ usage }) => usage.prompt_tokens),
      generatedTokens: sum(({ usage }) => usage.completion_tokens),
    };
  }

  #turn(place: number): TurnView {
    const known = this.#turns[place];
    if (known !== undefined) return known;
    const mark = element("span", { class: "mark" }, `${place + 1}`);
    const text = element("pre", { tabindex: "0", "aria-label": `attempt ${place + 1}` });
    const item = element("li", { class: "turn" }, mark, text);
    this.#list.append(item);
    return (this.#turns[place] = { item, mark, text });
  }

  #told(turn: ToldTurn): void {
    const view = this.#turn(turn.turn);
    view.told = turn;
    const before = this.#turns[turn.turn - 1]?.told;
    const isCut = turn.finish_reason === "length" ? ", cut off" : "";
    view.mark.textContent = shown(`${turn.turn + 1}: ${turn.answer ?? "no answer"}${isCut}`);
    if (turn.is_correct !== undefined) view.item.classList.add(turn.is_correct ? "correct" : "wrong");
    if (before === undefined) view.text.replaceChildren(shown(turn.text));
    else view.text.replaceChildren(...changed(before.text, turn.text));
  }

  #finish(outcome: ToldOutcome): void {
    this.#outcome = outcome;
    const chosen = this.#turns[outcome.chosen];
    chosen?.item.classList.add("chosen");
    chosen?.mark.append(" \u2713 the answer");
    if (this.count > 1) this.#end.append(votes(outcome, this.count));
  }
}

const tags = { same: "span", added: "ins", removed: "del" } as const;

/** The later text with what was added and removed since the earlier one. */
const changed = (before: string, after: string): readonly HTMLElement[] =>
  wordDiff(before, after).map(({ kind, text }) => element(tags[kind], {}, text));

const endings: Readonly<Record<string, string>> = {
  agreed: "The turns ended since they agreed.",
  verified: "The turns ended since this one is right.",
  context: "The turns ended since the chat grew as long as the model reads.",
};

/** How the vote went: a bar for each answer. */
function votes({ votes: all, chosen, ended }: ToldOutcome, turns: number): HTMLElement {
  const rows = all.map(({ answer, turns: voters }) => {
    const numbers = voters.map((turn) => turn + 1).join(", ");
    const mark = voters.includes(chosen) ? " \u2713" : "";
    const meter = element("meter", { min: "0", max: String(turns), value: String(voters.length) });
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, `${answer}${mark}`),
      element("td", {}, meter),
      element("td", {}, `${voters.length} of ${turns}`),
      element("td", {}, `${voters.length === 1 ? "turn" : "turns"} ${numbers}`),
    );
  });
  const ending = endings[ended];
  return element(
    "div",
    { class: "votes" },
    element("h3", {}, "Votes"),
    rows.length === 0 ? element("p", {}, "No turn had an answer to vote for.") : element("table", {}, ...rows),
    ending === undefined ? undefined : element("p", { class: "quiet" }, ending),
  );
}
