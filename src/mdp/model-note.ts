import { z } from "zod";
import { count } from "./mdp-options.ts";

/** A trained model's note on its training, for whoever opens it without the run. */
export const modelNoteSchema = z.object({
  /** w: how many attempts the states of its training kept. Evaluation shows as many. */
  attemptsInView: count(1, "as the states of its training kept"),
});

/** The note of a trained model's folder: how many attempts the states of its training kept. */
export type ModelNote = z.output<typeof modelNoteSchema>;
