/** The user asked for something that cannot be: a bad config, file or flag. The message names thing, want, got and cure. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** A chat that a model cannot be asked: its template refuses the roles or their order. */
export class ChatError extends ConfigError {}

/** A chat leaves no room for an answer in what the model reads at once. */
export class ContextError extends ConfigError {}

/** Stored bytes are not those that were written: they is never read as good (I12). */
export class DamageError extends ConfigError {}

/** A budget is spent: the run stops cleanly, and resumes under a larger one (I7). */
export class BudgetReached extends Error {
  override readonly name = "BudgetReached";
}

/** A training's loss ran away: the model would be worse than one that guesses. A smaller learning rate is the usual cure. */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";
}

/** Something outside the run failed: a server, a worker, a disk. Never a wrong answer (I4). */
export class InfrastructureError extends Error {
  override readonly name = "InfrastructureError";
}

/** A healthy server keeps declining one request: a refusal, a filter, nothing. */
export class UnansweredError extends InfrastructureError {}
