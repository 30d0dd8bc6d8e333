import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { RolloutAnswer, Source } from "../../../src/view/shared/answers.ts";
import type { Row } from "../../../src/view/shared/row.ts";
import { count } from "../parts/figures.ts";
import { TurnMarks } from "../parts/marks.tsx";
import { Plain, Prose } from "../parts/prose.tsx";
import { go, routeHash, type Place, type Route } from "../route.ts";
import { useAnswer } from "../source/use-answer.ts";
import { Candidates, RolloutTurn } from "./rollout-turn.tsx";

/** A place that is a rollout. */
export type RolloutPlace = Extract<Place, { kind: "rollout" }>;

interface RolloutViewProps {
  readonly source: Source;
  readonly route: Route;
  readonly place: RolloutPlace;
  readonly version: number;
}

/** A rollout, turn below turn, or two of them side by side. */
export function RolloutView({ source, route, place, version }: RolloutViewProps): VNode {
  const { answer, error, isWaiting } = useAnswer(() => source.rollout(place.id), place.id, version);
  useEffect(() => {
    if (answer === undefined || place.turn === undefined) return;
    document.querySelector(`#turn-${place.turn}`)?.scrollIntoView({ block: "nearest" });
  }, [answer === undefined, place.turn, place.part]);
  if (isWaiting) return <p class="quiet">Reading the rollout…</p>;
  if (answer === undefined) {
    return <p class="quiet">{error ?? "The run has no such rollout, or not yet."}</p>;
  }
  return (
    <>
      <RolloutHead answer={answer} route={route} place={place} />
      <div class={place.beside === undefined ? "" : "sides"}>
        <Turns answer={answer} source={source} route={route} place={place} />
        {place.beside !== undefined && (
          <Beside source={source} route={route} place={place} beside={place.beside} version={version} />
        )}
      </div>
    </>
  );
}

interface PartProps extends Omit<RolloutViewProps, "version" | "source"> {
  readonly answer: RolloutAnswer;
}

/** What was asked, and ways to its siblings. */
function RolloutHead({ answer, route, place }: PartProps): VNode {
  const { row, solution, others } = answer;
  const { problem } = row;
  const { base } = problem;
  return (
    <header class="question-head">
      <p class="quiet small">
        <Plain text={row.id} />
      </p>
      <h2>
        <Prose text={problem.question === "" ? problem.id : problem.question} />
      </h2>
      <p class="small">
        {problem.gold !== "" && (
          <>
            Gold answer{" "}
            <span class="answer">
              <Plain text={problem.gold} />
            </span>
            {" · "}
          </>
        )}
        {base !== undefined && base.of > 0 && (
          <>
            the base's first attempt is right {count(base.right)} of {count(base.of)} times ·{" "}
          </>
        )}
        <a href={routeHash({ ...route, place: { kind: "problem", id: problem.id } })}>All rollouts on this problem</a>
      </p>
      {solution !== undefined && (
        <details>
          <summary>The data set's solution</summary>
          <pre class="attempt">
            <Prose text={solution} />
          </pre>
        </details>
      )}
      {others.length > 0 && <Others row={row} others={others} route={route} place={place} />}
    </header>
  );
}

/** The same problem and seed elsewhere: beside it on a click. */
function Others({
  others,
  route,
  place,
}: Pick<PartProps, "route" | "place"> & { readonly row: Row; readonly others: readonly Row[] }): VNode {
  return (
    <div class="others">
      <span class="quiet small">Same problem and seed, side by side:</span>
      {others.map((other) => {
        const isBeside = other.id === place.beside;
        const next = { ...place, beside: isBeside ? undefined : other.id };
        return (
          <a
            key={other.id}
            class="chip"
            aria-current={isBeside ? "true" : undefined}
            href={routeHash({ ...route, place: next })}
          >
            <Plain text={nameOf(other)} /> <TurnMarks turns={other.turns} />
          </a>
        );
      })}
    </div>
  );
}

const nameOf = ({ stage, sample }: Row): string =>
  `${stage.kind === "evaluation" ? stage.name.replace("evaluate/", "") : `iteration ${stage.iteration}`}${sample.includes("+") ? `, branch ${sample}` : ""}`;

function Turns({ answer, source, route, place }: PartProps & { readonly source: Source }): VNode {
  const { row, turns, parallel } = answer;
  const onPart = (turn: number, part: "prompt" | "tokens"): void => {
    const isShown = place.turn === turn && place.part === part;
    go({ ...route, place: { ...place, turn, part: isShown ? undefined : part } }, true);
  };
  return (
    <section class="turns" aria-label={nameOf(row)}>
      {place.beside !== undefined && (
        <h3 class="side-title">
          <Plain text={nameOf(row)} />
        </h3>
      )}
      {turns.map((turn, t) => (
        <RolloutTurn
          key={t}
          source={source}
          row={row}
          t={t}
          turn={turn}
          before={turns[t - 1]}
          place={place}
          onPart={onPart}
        />
      ))}
      {parallel.length > 1 && <Candidates candidates={parallel} title="Turn 1 and the others of" />}
    </section>
  );
}

function Beside({ source, route, place, beside, version }: RolloutViewProps & { readonly beside: string }): VNode {
  const { answer, isWaiting } = useAnswer(() => source.rollout(beside), beside, version);
  if (answer === undefined) return <p class="quiet">{isWaiting ? "Reading…" : "The run has no such rollout."}</p>;
  return <Turns answer={answer} source={source} route={route} place={place} />;
}
