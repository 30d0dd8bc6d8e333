import { InfrastructureError } from "../../mdp/index.ts";

/** The server no longer has what a request needs: its session, its model or its answer. A checkpoint brings it back. */
export class LostError extends InfrastructureError {}
