/** One thing that `rise doctor` looked at. */
export interface Finding {
  readonly name: string;
  /** `missing` is for what is optional. */
  readonly state: "ok" | "missing" | "broken";
  readonly found: string;
  /** What to do about it. */
  readonly cure?: string;
}
