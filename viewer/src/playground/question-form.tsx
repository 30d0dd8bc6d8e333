import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Asking } from "./ask.ts";

/** What is asked, and of which strategies. */
export interface Asked extends Omit<Asking, "model" | "token"> {
  readonly models: readonly string[];
}

interface QuestionFormProps {
  /** Strategies that the server lists. */
  readonly offered: readonly string[];
  readonly needsToken: boolean;
  readonly token: string;
  readonly onToken: (token: string) => void;
  readonly isAsking: boolean;
  readonly onAsk: (asked: Asked) => void;
  readonly onStop: () => void;
}

const usual = ["plain", "rise-k5-vote"];

/** The question, the strategies and their settings. */
export function QuestionForm(props: QuestionFormProps): VNode {
  const { offered, isAsking, onAsk, onStop } = props;
  const [chosen, setChosen] = useState<readonly string[]>(usual);
  const toggle = (name: string): void =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const [lack, setLack] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement); // it is the form's own event
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const number = (name: string): number | undefined => (text(name) === "" ? undefined : Number(text(name)));
    const known = offered.length === 0 ? usual : offered; // who asks before the server has listed them asks for the usual ones
    const models = [...known.filter((name) => chosen.includes(name)), ...(text("other") === "" ? [] : [text("other")])];
    const question = text("question");
    const missing = question === "" ? "Write a question." : models.length === 0 ? "Choose a strategy." : "";
    setLack(missing);
    if (missing !== "") return;
    onAsk({
      models,
      question,
      temperature: number("temperature"),
      seed: number("seed"),
      maxTokens: number("max-tokens"),
    });
  };
  return (
    <form id="ask" onSubmit={submit}>
      <label for="question">Question</label>
      <textarea id="question" name="question" rows={3} required />
      <fieldset>
        <legend>Strategies, asked one after another</legend>
        <div id="strategies" class="choices">
          {offered.map((name) => (
            <label key={name}>
              <input type="checkbox" value={name} checked={chosen.includes(name)} onChange={() => toggle(name)} />
              {name}
            </label>
          ))}
        </div>
        <label class="field">
          another <input id="other" name="other" placeholder="rise-k8-vote" size={14} />
        </label>
      </fieldset>
      <Settings {...props} />
      <Actions isAsking={isAsking} lack={lack} onStop={onStop} />
    </form>
  );
}

interface ActionsProps extends Pick<QuestionFormProps, "isAsking" | "onStop"> {
  /** What is missing before it can be asked; empty where nothing is. */
  readonly lack: string;
}

function Actions({ isAsking, lack, onStop }: ActionsProps): VNode {
  return (
    <p class="choices">
      <button type="submit">Ask</button>
      <button type="button" id="stop" disabled={!isAsking} onClick={onStop}>
        Stop
      </button>
      <span class="quiet">
        <kbd>Ctrl</kbd>+<kbd>Enter</kbd> asks, <kbd>Esc</kbd> stops
      </span>
      {lack !== "" && (
        <span class="lack wrong-words" role="alert">
          {lack}
        </span>
      )}
    </p>
  );
}

function Settings({ needsToken, token, onToken }: QuestionFormProps): VNode {
  return (
    <div class="choices">
      <label class="field">
        temperature{" "}
        <input name="temperature" type="number" min={0} max={2} step={0.1} defaultValue="1" placeholder="as served" />
      </label>
      <label class="field">
        seed <input name="seed" type="number" step={1} defaultValue="1" placeholder="any" />
      </label>
      <label class="field">
        tokens a turn <input name="max-tokens" type="number" min={1} step={1} placeholder="as served" />
      </label>
      {(needsToken || token !== "") && (
        <label class="field">
          token <input type="password" autocomplete="off" onChange={(event) => onToken(event.currentTarget.value)} />
        </label>
      )}
    </div>
  );
}
