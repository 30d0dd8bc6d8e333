import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { beforeAnswer, figuresOf, withEvent, type AnswerState } from "./answer-state.ts";
import { Plain } from "../parts/prose.tsx";
import { ask, offeredModels, type Asking } from "./ask.ts";
import { QuestionForm, type Asked } from "./question-form.tsx";
import { StrategyAnswer } from "./strategy-answer.tsx";

/** Ask a model, watch its turns, compare strategies. */
export function Playground({ model }: { readonly model: string }): VNode {
  const [token, setToken] = useState("");
  const [offer, setOffer] = useState<Awaited<ReturnType<typeof offeredModels>>>({ models: [], needsToken: false });
  const [answers, setAnswers] = useState<readonly AnswerState[]>([]);
  const [isAsking, setAsking] = useState(false);
  const asking = useRef<AbortController | undefined>(undefined);
  useEffect(() => untilHad(() => offeredModels(token), setOffer), [token]);
  const askAll = async ({ models, ...rest }: Asked): Promise<void> => {
    asking.current?.abort();
    const mine = (asking.current = new AbortController());
    setAnswers([]);
    setAsking(true);
    for (const [place, one] of models.entries()) {
      if (mine.signal.aborted) break;
      const show = (state: AnswerState): void => {
        if (asking.current === mine) setAnswers((all) => [...all.slice(0, place), state]);
      };
      await followAnswer({ ...rest, model: one, token }, show, mine.signal);
    }
    if (asking.current === mine) setAsking(false);
  };
  const stop = (): void => asking.current?.abort();
  useEffect(() => {
    document.querySelector<HTMLElement>("#question")?.focus();
    return listenToKeys(stop);
  }, []);
  return (
    <div class="playground">
      <header>
        <h1>{model}</h1>
        <p class="quiet">
          Ask, and watch the model look at its own attempts again. Each attempt shows what changed since the one before;
          the vote decides.
        </p>
      </header>
      <main>
        <QuestionForm
          offered={offer.models}
          needsToken={offer.needsToken}
          token={token}
          onToken={setToken}
          isAsking={isAsking}
          onAsk={(asked) => void askAll(asked)}
          onStop={stop}
        />
        {!isAsking && answers.length > 1 && <Comparison answers={answers} />}
        <div id="answers">
          {answers.map((state, i) => (
            <StrategyAnswer key={i} state={state} />
          ))}
        </div>
      </main>
    </div>
  );
}

/** Asks one strategy and shows its answer as it comes; resolves at its end, however it ends. */
async function followAnswer(asking: Asking, show: (state: AnswerState) => void, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  let state = beforeAnswer(asking.model);
  const tell = (changes: Partial<AnswerState> = {}): void => {
    state = { ...state, ...changes, seconds: (performance.now() - startedMs) / 1000 };
    show(state);
  };
  const clock = setInterval(tell, 200);
  tell();
  try {
    for await (const event of ask(asking, signal)) {
      state = withEvent(state, event);
      tell();
    }
    tell({ isAsking: false });
  } catch (error) {
    const failure = signal.aborted ? "Stopped." : error instanceof Error ? error.message : String(error);
    tell({ isAsking: false, failure });
  } finally {
    clearInterval(clock);
  }
}

const retryMs = 2000;

/** Asks until there is an answer: the server may not be up yet, or be started again. @returns what ends it */
function untilHad<T>(ask: () => Promise<T>, take: (value: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const attempt = (): void => {
    ask().then(
      (value) => {
        if (!isOver) take(value);
      },
      () => {
        if (!isOver) timer = setTimeout(attempt, retryMs);
      },
    );
  };
  attempt();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** @returns what ends it */
function listenToKeys(onStop: () => void): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onStop();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
      document.querySelector<HTMLFormElement>("#ask")?.requestSubmit();
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function Comparison({ answers }: { readonly answers: readonly AnswerState[] }): VNode {
  return (
    <section id="comparison">
      <h2>Side by side</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="the strategies side by side">
        <table>
          <thead>
            <tr>
              {["strategy", "answer", "turns", "tokens read", "tokens generated", "seconds"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answers.map((state, i) => {
              const { answer, turns, readTokens, generatedTokens } = figuresOf(state);
              return (
                <tr key={i}>
                  <th scope="row">{state.model}</th>
                  {[answer, turns, readTokens, generatedTokens, state.seconds.toFixed(1)].map((cell, c) => (
                    <td key={c}>{typeof cell === "string" ? <Plain text={cell} /> : cell}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
