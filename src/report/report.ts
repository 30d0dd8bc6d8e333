import type { ModelScores } from "../mdp/index.ts";
import type { Html } from "./page/html.ts";
import { renderPage } from "./page/page.ts";
import type { ReportInput } from "./report-input.ts";
import { flowsSection } from "./sections/flows.ts";
import { headlineSection } from "./sections/headline.ts";
import { difficultySection } from "./sections/difficulty.ts";
import { outcomesSection } from "./sections/outcomes.ts";
import { tokensSection } from "./sections/tokens.ts";
import { differencesSection } from "./sections/differences.ts";
import { notesSection, repeatSection } from "./sections/repeat.ts";
import { trainingSection } from "./sections/training.ts";
import { serversSection } from "./sections/servers.ts";
import { transcriptsSection } from "./sections/transcripts.ts";
import { votesSection } from "./sections/votes.ts";
import { verdictSection } from "./sections/verdict.ts";

function subtitle(models: readonly ModelScores[]): string {
  const first = models[0];
  if (first === undefined) return "Nothing has been evaluated yet.";
  const seeds = first.seeds === 1 ? "1 seed" : `${first.seeds} seeds`;
  return `Does the model correct itself? ${first.problems} test problems, ${seeds}, ${first.metrics.turns.length} turns.`;
}

async function sections(input: ReportInput): Promise<readonly (Html | undefined)[]> {
  const models = input.evaluations.map(({ scores }) => scores);
  if (models.length === 0) return [await trainingSection(input), repeatSection(input)];
  return [
    verdictSection(input),
    await headlineSection(models),
    differencesSection(input.comparisons),
    await votesSection(models),
    await flowsSection(models),
    difficultySection(input),
    outcomesSection(models),
    await trainingSection(input),
    tokensSection(models),
    serversSection(input),
    transcriptsSection(input),
    notesSection(input),
    repeatSection(input),
  ];
}

/**
 * The report of a run: one HTML page that needs no network and no script. Equal input gives equal bytes (I3).
 *
 * @returns the text of report.html
 */
export async function renderReport(input: ReportInput): Promise<string> {
  return renderPage(input.title, subtitle(input.evaluations.map(({ scores }) => scores)), await sections(input));
}
