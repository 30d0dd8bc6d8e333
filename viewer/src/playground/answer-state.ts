import type { AnswerEvent, ToldOutcome, ToldTurn } from "./ask.ts";

/** A turn as far as it has come: its text grows until the server tells the whole of it. */
export interface ShownTurn {
  readonly text: string;
  readonly told?: ToldTurn;
}

/** One strategy's answer, as far as it has come. */
export interface AnswerState {
  readonly model: string;
  readonly turns: readonly ShownTurn[];
  readonly outcome?: ToldOutcome;
  readonly failure?: string;
  readonly isAsking: boolean;
  readonly seconds: number;
}

/** An answer that was just asked for. */
export const beforeAnswer = (model: string): AnswerState => ({ model, turns: [], isAsking: true, seconds: 0 });

/** The answer after another event; a piece of a turn that is there whole says nothing new. */
export function withEvent(state: AnswerState, event: AnswerEvent): AnswerState {
  if (event.kind === "outcome") return { ...state, outcome: event.outcome };
  const place = event.kind === "turn" ? event.turn.turn : event.turn;
  const turns = [...state.turns];
  while (turns.length <= place) turns.push({ text: "" });
  const before = turns[place];
  if (event.kind === "turn") turns[place] = { text: event.turn.text, told: event.turn };
  else if (before?.told === undefined) turns[place] = { text: (before?.text ?? "") + event.piece };
  return { ...state, turns };
}

/** What an answer came to, to compare it with others. */
export interface AnswerFigures {
  readonly answer: string;
  readonly turns: number;
  readonly readTokens: number;
  readonly generatedTokens: number;
}

/** See {@link AnswerFigures}. */
export function figuresOf({ turns, outcome }: AnswerState): AnswerFigures {
  const told = turns.flatMap((turn) => turn.told ?? []);
  const sum = (of: (turn: ToldTurn) => number): number => told.reduce((total, turn) => total + of(turn), 0);
  return {
    answer: told[outcome?.chosen ?? -1]?.answer ?? "",
    turns: told.length,
    readTokens: sum(({ usage }) => usage.prompt_tokens),
    generatedTokens: sum(({ usage }) => usage.completion_tokens),
  };
}
