import type { VNode } from "preact";
import type { BranchAnswer, Source, TwigAnswer } from "../../../src/view/shared/answers.ts";
import type { Row } from "../../../src/view/shared/row.ts";
import { visibleText } from "../../../src/view/shared/visible-text.ts";
import { count, counted, figure } from "../parts/figures.ts";
import { markOf, OutcomeMark } from "../parts/marks.tsx";
import { Plain, Prose } from "../parts/prose.tsx";
import { Candidates } from "../rollout/rollout-turn.tsx";
import { routeHash, type Route } from "../route.ts";
import { useAnswer } from "../source/use-answer.ts";

interface ProblemViewProps {
  readonly source: Source;
  readonly route: Route;
  readonly id: string;
  readonly version: number;
}

/** A problem's tree in every stage: turns across, samples down. */
export function ProblemView({ source, route, id, version }: ProblemViewProps): VNode {
  const { answer, error, isWaiting } = useAnswer(() => source.problem(id), id, version);
  if (isWaiting) return <p class="quiet">Reading the problem…</p>;
  if (answer === undefined)
    return <p class="quiet">{error ?? "The run has no rollout on such a problem, or not yet."}</p>;
  const { question, gold, base, stages } = answer;
  return (
    <>
      <header class="question-head">
        <p class="quiet small">
          <Plain text={id} />
        </p>
        <h2>
          <Prose text={question === "" ? id : question} />
        </h2>
        <p class="small">
          {gold !== "" && (
            <>
              Gold answer{" "}
              <span class="answer">
                <Plain text={gold} />
              </span>
            </>
          )}
          {base !== undefined &&
            base.of > 0 &&
            ` · the base's first attempt is right ${count(base.right)} of ${count(base.of)} times`}
        </p>
      </header>
      {stages.map(({ stage, rollouts, total }) => (
        <section key={stage.name} class="tree-stage">
          <h3>
            <Plain text={stage.label} />
          </h3>
          {total > rollouts.length && (
            <p class="quiet small">
              The first {rollouts.length} of {counted(total, "rollout")}.
            </p>
          )}
          <Tree rollouts={rollouts} route={route} />
        </section>
      ))}
    </>
  );
}

function Tree({ rollouts, route }: { readonly rollouts: readonly BranchAnswer[]; readonly route: Route }): VNode {
  const turns = Math.max(0, ...rollouts.map(({ turns: of }) => of.length));
  const isParallel = rollouts.some(({ parallel }) => parallel.length > 1);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="The tree: turns across, samples down">
      <table class="tree">
        <thead>
          <tr>
            <th scope="col">Sample</th>
            {Array.from({ length: turns }, (_, t) => (
              <th key={t} scope="col">
                Turn {t + 1}
              </th>
            ))}
            {isParallel && <th scope="col">Independent first turns</th>}
          </tr>
        </thead>
        <tbody>
          {rollouts.map(({ row, turns: taken, parallel }) => (
            <tr key={row.id}>
              <th scope="row">{visibleText(row.sample)}</th>
              {Array.from({ length: turns }, (_, t) => (
                <td key={t}>{taken[t] !== undefined && <Twig twig={taken[t]} row={row} t={t} route={route} />}</td>
              ))}
              {isParallel && <td>{parallel.length > 1 && <Candidates candidates={parallel} title="" />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TwigProps {
  readonly twig: TwigAnswer;
  readonly row: Row;
  readonly t: number;
  readonly route: Route;
}

/** A turn in the tree; the improver's choice with its reason, and what it was chosen from. */
function Twig({ twig, row, t, route }: TwigProps): VNode {
  const { text, outcome, answer, reward, weights, why, by, isTruncated, isTrunks, candidates = [] } = twig;
  return (
    <div
      class={`twig ${markOf(outcome).style}${by === "improver" ? " improver" : ""}${isTrunks === true ? " trunks" : ""}`}
    >
      <a href={routeHash({ ...route, place: { kind: "rollout", id: row.id, turn: t } })}>
        {by === "improver" && <span title="the improver's choice">★ </span>}
        <OutcomeMark outcome={outcome} />
        {answer !== null && (
          <span class="answer">
            {" "}
            <Plain text={answer.slice(0, 80)} />
          </span>
        )}
      </a>
      <p class="facts">
        {[
          reward === undefined ? undefined : `reward ${figure(reward)}`,
          ...weights.map(({ trainedIn, weight }) => `weight ${figure(weight)} (it. ${trainedIn})`),
          isTruncated ? "truncated" : undefined,
        ]
          .filter((fact) => fact !== undefined)
          .join(" · ")}
      </p>
      <pre class="attempt">
        <Plain text={text.text} />
        {text.length > text.text.length && "…"}
      </pre>
      {why !== undefined && <p class="why">{why}</p>}
      {candidates.length > 1 && <Candidates candidates={candidates} title="Chosen from" />}
    </div>
  );
}
