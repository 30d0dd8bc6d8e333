import { styleSheet } from "../../report/page-parts.ts";

/** The report's style sheet, and what a page that asks needs besides. */
export const playgroundStyle = `${styleSheet}
form { display: grid; gap: .9rem; background: var(--sheet); border-radius: .6rem; padding: 1rem 1.1rem; margin-top: 1.2rem; }
form > label { font-weight: 600; margin-bottom: -.5rem; }
textarea, input, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: .35rem; padding: .4rem .6rem; }
textarea { width: 100%; resize: vertical; }
input[type="number"] { width: 6.5rem; }
#max-tokens { width: 8.5rem; }
button { cursor: pointer; padding: .4rem 1.1rem; font-weight: 600; }
button[type="submit"] { background: var(--ink); color: var(--paper); border-color: var(--ink); }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: .18rem solid var(--model-1); outline-offset: .12rem; }
fieldset { border: 1px solid var(--line); border-radius: .35rem; padding: .5rem .8rem .7rem; margin: 0; min-width: 0; display: grid; gap: .5rem; }
legend { font-size: .9rem; color: var(--quiet); padding: 0 .3rem; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; align-items: center; margin: 0; max-width: none; }
.choices label, .field { display: flex; align-items: center; gap: .45rem; font-size: .95rem; }
.field[hidden] { display: none; }
.answer { min-width: 0; }
.answer h2 { margin-top: 1.6rem; }
.status { margin: 0; font-variant-numeric: tabular-nums; }
.turn { min-width: 0; }
.turn.chosen { border-color: var(--model-1); }
.turn.chosen .mark { color: var(--model-1); }
.turn pre { margin-top: .2rem; }
ins { text-decoration: underline; text-decoration-thickness: .12em; background: var(--right-sheet); color: var(--right); }
del { background: var(--wrong-sheet); color: var(--wrong); }
.votes h3 { margin-top: 1rem; }
.votes th { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: .85rem; }
.votes td { white-space: nowrap; }
.votes meter { width: 5rem; }
.failure { color: var(--wrong); }
kbd { font-family: inherit; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3rem; background: var(--paper); }
`;
