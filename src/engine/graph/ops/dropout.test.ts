import { expect, test } from "vitest";
import { createRng } from "../../random.ts";
import { compile, dropout, Graph, noiseRange, tensor } from "../index.ts";

const [rows, columns, rate] = [400, 300, 0.3];

/** Which of [rows, columns] ones are kept, and what they become. */
async function dropped(): Promise<Float32Array> {
  const graph = new Graph();
  const x = graph.input("x", ["T", columns]);
  const rng = createRng(1);
  const perColumn = Float32Array.from({ length: columns }, () => 0.5 + rng() / 2);
  const noise = { rows: graph.input("noise", ["T", 1]), columns: graph.constant([1, columns], perColumn) };
  graph.output("y", dropout(graph, x, noise, rate));
  const session = await compile(graph, { threads: 1 });
  const perRow = Float32Array.from({ length: rows }, () => noiseRange * rng());
  const feeds = {
    x: tensor(new Float32Array(rows * columns).fill(1), [rows, columns]),
    noise: tensor(perRow, [rows, 1]),
  };
  const { y } = await session.run(feeds);
  return y?.data as Float32Array; // a float32 output
}

test("drops a share `rate` of the elements, rows and columns alike, independently; the rest make up for them", async () => {
  const y = await dropped();
  const kept = Array.from(y, (value) => Number(value > 0));
  for (const value of new Set(y)) expect([0, Math.fround(1 / 0.7)]).toContain(value);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(kept)).toBeCloseTo(1 - rate, 1);
  const ofRow = (row: number): number[] => kept.slice(row * columns, (row + 1) * columns);
  const ofColumn = (column: number): number[] =>
    Array.from({ length: rows }, (_, row) => kept[row * columns + column] ?? 0);
  // five standard deviations of a share of 300 and of 400 draws
  for (let row = 0; row < rows; row++)
    expect(Math.abs(mean(ofRow(row)) - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / columns));
  for (let column = 0; column < columns; column++) {
    expect(Math.abs(mean(ofColumn(column)) - 0.7)).toBeLessThan(5 * Math.sqrt(0.21 / rows));
  }
  // neighbours agree as often as independent draws do: 0.7^2 + 0.3^2
  const agreement = (a: readonly number[], b: readonly number[]): number =>
    mean(a.map((value, i) => Number(value === b[i])));
  for (let i = 1; i < 100; i++) {
    expect(Math.abs(agreement(ofRow(i), ofRow(i - 1)) - 0.58)).toBeLessThan(5 * Math.sqrt(0.2436 / columns));
    expect(Math.abs(agreement(ofColumn(i), ofColumn(i - 1)) - 0.58)).toBeLessThan(5 * Math.sqrt(0.2436 / rows));
  }
});
