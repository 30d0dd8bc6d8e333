/** What the embedded engine may be told to compute on. */
export const deviceChoices = ["cpu", "webgpu", "auto"] as const;

/** See {@link deviceChoices}. */
export type DeviceChoice = (typeof deviceChoices)[number];
