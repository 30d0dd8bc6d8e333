// Loaded before a program: its clock is CLOCK_SHIFT_MS from the machine's. What counts from the process's start is left as it is.
const shiftMs = Number(process.env["CLOCK_SHIFT_MS"] ?? 0);
const RealDate = globalThis.Date;
const now = (): number => RealDate.now() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (date, args: unknown[], target) =>
    Reflect.construct(date, args.length === 0 ? [now()] : args, target) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (date, name) => (name === "now" ? now : (Reflect.get(date, name) as unknown)),
});
