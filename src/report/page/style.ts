/** The colours of all our pages, given once for light and once for dark. */
export const palette = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --sheet: #f6f7f9; --ink: #16191d; --quiet: #5b636e; --line: #dde1e6;
  --right: #00735a; --right-sheet: #e8f5f0; --wrong: #b3400f; --wrong-sheet: #fcefe8;
  --model-0: #6b7280; --model-1: #0072b2; --model-2: #c27a00; --model-3: #a8478a; --model-4: #00876b; --model-5: #3b3f8f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --sheet: #1d2126; --ink: #e8eaed; --quiet: #a2aab4; --line: #333940;
    --right: #4fcfa9; --right-sheet: #14291f; --wrong: #ff9b6a; --wrong-sheet: #33201a;
    --model-0: #9aa3ad; --model-1: #5cb8f0; --model-2: #f0b040; --model-3: #e48fc5; --model-4: #35c9a5; --model-5: #9ea3ff;
  }
}
`;

/**
 * The page's style sheet: no font, image or script is loaded from anywhere. Colours are custom properties; right and wrong
 * also differ by mark and word, never by colour alone.
 */
export const styleSheet = `${palette}* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3.25rem 0 .4rem; letter-spacing: -.005em; }
h3 { font-size: 1rem; margin: 0 0 .2rem; }
p, ul { margin: .4rem 0 .9rem; max-width: 46rem; }
ul { padding-left: 1.2rem; }
li { margin: .3rem 0; }
a { color: inherit; }
.quiet, figcaption, summary { color: var(--quiet); font-size: .9rem; }
code { white-space: nowrap; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; font-size: .85rem; }
pre { margin: 0; white-space: pre-wrap; }
.lead { font-size: 1.1rem; max-width: 52rem; margin: 1rem 0 0; }
.lead.smoke { border-left: .25rem solid var(--wrong); background: var(--wrong-sheet); padding: .6rem 1rem; font-weight: 600; }
.verdicts { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); margin: 1.5rem 0 0; }
.verdict { display: grid; grid-row: span 5; grid-template-rows: subgrid; margin-bottom: 1rem; background: var(--sheet); border-top: .25rem solid var(--quiet); border-radius: .4rem; padding: .9rem 1.1rem 1rem; }
.verdict.right { border-color: var(--right); }
.verdict.wrong { border-color: var(--wrong); }
.verdict strong { display: block; font-size: 1.9rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; }
.verdict strong small { font-size: .95rem; font-weight: 400; letter-spacing: 0; color: var(--quiet); }
.verdict p { margin: 0 0 .35rem; }
.verdict .quiet { margin: .35rem 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { text-align: right; padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
th { font-weight: 600; }
thead th { vertical-align: bottom; }
tr > :first-child { text-align: left; padding-left: 0; }
tr > :last-child { padding-right: 0; }
th small, td small { display: block; color: var(--quiet); font-weight: 400; font-size: .8rem; }
td small, .name { white-space: nowrap; }
.figures { display: grid; gap: 1.5rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); margin-top: 1rem; }
.figures.small { grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.figures.one { grid-template-columns: minmax(0, 1fr); }
figure { margin: 0; }
figcaption { max-width: 30rem; }
.chart svg { display: block; width: 100%; max-width: 26rem; height: auto; margin-top: .3rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .6rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .45rem; margin: 0; }
.legend i { width: .8rem; height: .8rem; border-radius: 50%; flex: none; }
.legend svg { width: 2rem; height: .9rem; flex: none; color: var(--quiet); }
details { margin-top: .8rem; }
summary { cursor: pointer; }
.problem { border-top: 1px solid var(--line); padding: 1.2rem 0 .6rem; }
.problem > p { margin: .1rem 0 .4rem; max-width: none; }
.kind > summary { color: var(--ink); font-size: 1rem; font-weight: 600; margin-bottom: .6rem; }
.sides { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.turns { list-style: none; margin: .4rem 0 0; padding: 0; display: grid; gap: .5rem; }
.turn { border-left: .25rem solid var(--line); padding: .4rem .7rem; background: var(--sheet); border-radius: 0 .4rem .4rem 0; margin: 0; }
.turn.correct { border-color: var(--right); background: var(--right-sheet); }
.turn.wrong { border-color: var(--wrong); background: var(--wrong-sheet); }
.turn .mark { font-size: .85rem; font-weight: 600; }
.turn.correct .mark { color: var(--right); }
.turn.wrong .mark { color: var(--wrong); }
.turn pre { max-height: 13rem; overflow: auto; }
.config { background: var(--sheet); border-radius: .6rem; padding: .9rem 1.1rem; max-height: 32rem; overflow: auto; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .8rem; }
@media (max-width: 30rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  th, td { padding: .4rem .25rem; font-size: .85rem; }
  td small, th small { font-size: .72rem; }
  td small.words { white-space: normal; }
}
@media print { details > * { display: block; } .turn pre, .config { max-height: none; } }
`;
