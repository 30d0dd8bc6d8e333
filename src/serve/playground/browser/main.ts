import { AnswerView, type AnswerFigures } from "./answer-view.ts";
import { ask, bearing, type Asking } from "./ask.ts";
import { byId, element } from "./element.ts";

const form = byId("ask", HTMLFormElement);
const question = byId("question", HTMLTextAreaElement);
const strategies = byId("strategies", HTMLElement);
const answers = byId("answers", HTMLElement);
const comparison = byId("comparison", HTMLElement);
const stop = byId("stop", HTMLButtonElement);
const token = byId("token", HTMLInputElement);
const usual = new Set(["plain", "rise-k5-vote"]);

let asking: AbortController | undefined;

/** Offers the strategies that the server lists. */
async function offer(): Promise<void> {
  const response = await fetch("/v1/models", { headers: bearing(token.value) });
  byId("secret", HTMLElement).hidden = response.status !== 401 && token.value === "";
  if (!response.ok) return;
  const { data } = (await response.json()) as { data: readonly { id: string }[] }; // as OpenAI's API lists them
  const [own, ...others] = data.map(({ id }) => id);
  const names = own === undefined || others.includes("plain") ? others : [own, ...others];
  const boxes = names.map((name) => {
    const box = element("input", { type: "checkbox", name: "strategy", value: name });
    box.checked = usual.has(name);
    return element("label", {}, box, name);
  });
  strategies.replaceChildren(...boxes);
}

function chosenStrategies(): readonly string[] {
  const boxes = [...strategies.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
  const other = byId("other", HTMLInputElement).value.trim();
  return other === "" ? boxes : [...boxes, other];
}

function settings(): Omit<Asking, "model"> {
  const number = (id: string): number => Number(byId(id, HTMLInputElement).value);
  const maxTokens = number("max-tokens");
  return {
    question: question.value,
    temperature: number("temperature"),
    seed: number("seed"),
    maxTokens: maxTokens === 0 ? undefined : maxTokens,
    token: token.value,
  };
}

/** Asks each strategy, one after another: their times can be compared. */
async function askAll(): Promise<void> {
  asking?.abort();
  const mine = (asking = new AbortController());
  const names = chosenStrategies();
  answers.replaceChildren();
  comparison.replaceChildren();
  if (names.length === 0) answers.append(element("p", { role: "alert" }, "Choose a strategy at least."));
  stop.disabled = false;
  const rows: (readonly [string, AnswerFigures, number])[] = [];
  for (const model of names) {
    if (mine.signal.aborted) break;
    const view = new AnswerView(model);
    answers.append(view.section);
    const seconds = await askOne({ ...settings(), model }, view, mine.signal);
    if (seconds !== undefined) rows.push([model, view.figures, seconds]);
  }
  if (rows.length > 1) comparison.append(table(rows));
  if (asking === mine) stop.disabled = true;
}

/** @returns how long it took, seconds; undefined where there was no answer */
async function askOne(one: Asking, view: AnswerView, signal: AbortSignal): Promise<number | undefined> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1000;
  const tell = (): void => {
    const { turns, generatedTokens } = view.figures;
    view.status(`${turns} ${turns === 1 ? "turn" : "turns"}, ${generatedTokens} tokens, ${seconds().toFixed(1)} s`);
  };
  const clock = setInterval(tell, 200);
  try {
    for await (const event of ask(one, signal)) view.take(event);
    return seconds();
  } catch (error) {
    view.failed(signal.aborted ? "Stopped." : error instanceof Error ? error.message : String(error));
    return undefined;
  } finally {
    clearInterval(clock);
    tell();
  }
}

function table(rows: readonly (readonly [string, AnswerFigures, number])[]): HTMLElement {
  const head = ["strategy", "answer", "turns", "tokens read", "tokens generated", "seconds"];
  const line = ([name, figures, seconds]: (typeof rows)[number]): HTMLElement =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...[figures.answer, figures.turns, figures.readTokens, figures.generatedTokens, seconds.toFixed(1)].map((cell) =>
        element("td", {}, String(cell)),
      ),
    );
  return element(
    "section",
    {},
    element("h2", {}, "Side by side"),
    element(
      "div",
      { class: "scroll", tabindex: "0" },
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
        element("tbody", {}, ...rows.map(line)),
      ),
    ),
  );
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void askAll();
});
stop.addEventListener("click", () => asking?.abort());
token.addEventListener("change", () => void offer());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") asking?.abort();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
void offer();
question.focus();
