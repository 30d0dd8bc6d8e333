import type { Estimate } from "../../mdp/index.ts";

/** Seconds for a person: "7s", "1:38", "2:03:20". */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** A count with thousands separated: "12,345". */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** A count and what is counted: "1 step", "12,345 steps". */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Bytes for a person: "1.4 GB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power] ?? "B"}`;
}

/** A share in percent: "46.2%". */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** A share with its interval, in percent: "46.2 [44.1, 48.3]". */
export function formatEstimate({ value, low, high }: Estimate): string {
  const percent = (share: number): string => (100 * share).toFixed(1);
  return `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}
