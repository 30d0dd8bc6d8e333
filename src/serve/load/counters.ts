/** Adds up what the server does, and tells it as Prometheus reads it. */
export interface Counters {
  add(name: string, labels: Readonly<Record<string, string | number>>, by?: number): void;
  /** Adds an observation to a histogram, in seconds. */
  observe(name: string, seconds: number): void;
  /** The text of `/metrics`. */
  text(gauges: Readonly<Record<string, number>>): string;
}

const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100] as const; // seconds

const helps: Readonly<Record<string, string>> = {
  rise_requests_total: "Requests by route and status.",
  rise_tokens_total: "Tokens of all turns, read and generated.",
  rise_turns_total: "Turns sampled.",
  rise_rejected_total: "Requests turned away since the queue was full.",
  rise_abandoned_total: "Requests whose client left before the end.",
  rise_request_seconds: "From the request to the end of its answer.",
  rise_first_text_seconds: "From the request to the first text of a streamed answer or turn.",
  rise_samples_running: "Samples under way.",
  rise_requests_waiting: "Requests that wait for a place.",
  process_cpu_seconds_total: "Processor time of all threads, in seconds.",
  process_resident_memory_bytes: "Memory held by the process.",
  process_start_time_seconds: "When the process started, in seconds since 1970.",
};

/** Counters at zero. */
export function createCounters(): Counters {
  const totals = new Map<string, Map<string, number>>();
  const histograms = new Map<string, { readonly buckets: number[]; sum: number; count: number }>();
  return {
    add(name, labels, by = 1) {
      const series = totals.get(name) ?? new Map<string, number>();
      const key = Object.entries(labels)
        .map(([label, value]) => `${label}="${value}"`)
        .join(",");
      series.set(key, (series.get(key) ?? 0) + by);
      totals.set(name, series);
    },
    observe(name, seconds) {
      const histogram = histograms.get(name) ?? { buckets: bounds.map(() => 0), sum: 0, count: 0 };
      for (const [i, bound] of bounds.entries())
        if (seconds <= bound) histogram.buckets[i] = (histogram.buckets[i] ?? 0) + 1;
      histogram.sum += seconds;
      histogram.count += 1;
      histograms.set(name, histogram);
    },
    text(gauges) {
      const lines = [
        ...[...totals].flatMap(([name, series]) => [
          ...heading(name, "counter"),
          ...[...series].map(([labels, total]) => `${name}${labels === "" ? "" : `{${labels}}`} ${total}`),
        ]),
        ...[...histograms].flatMap(([name, { buckets, sum, count }]) => [
          ...heading(name, "histogram"),
          ...bounds.map((bound, i) => `${name}_bucket{le="${bound}"} ${buckets[i] ?? 0}`),
          `${name}_bucket{le="+Inf"} ${count}`,
          `${name}_sum ${sum}`,
          `${name}_count ${count}`,
        ]),
        ...Object.entries(gauges).flatMap(([name, value]) => [
          ...heading(name, name.endsWith("_total") ? "counter" : "gauge"),
          `${name} ${value}`,
        ]),
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

const heading = (name: string, type: string): readonly string[] => [
  `# HELP ${name} ${helps[name] ?? name}`,
  `# TYPE ${name} ${type}`,
];
