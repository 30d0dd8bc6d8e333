import { expect, test } from "vitest";
import { lastingFailure } from "../policies/openai/lasting-failure.ts";
import { endpointSchema } from "../policies/openai/endpoint-schema.ts";
import { excerptOf, wordsOfError } from "./excerpt.ts";
import { HttpFailure } from "./http-failure.ts";
import { isWebPage, wordsOfPage } from "./web-page.ts";
import { processorMs } from "../../test/processor-ms.ts";

const nginx = `<html>\r\n<head><title>405 Not\n Allowed</title></head>\r\n<body>\r\n<center><h1>405</h1></center><hr>nginx</body></html>`;
const app = `<!-- build 7 -->\n<!doctype html><html lang="en"><head><meta charset="utf-8"/><script>${"x".repeat(5000)}</script></head></html>`;

test("a web page is told by its title, not poured out", () => {
  expect(wordsOfError(Buffer.from(nginx))).toBe('a web page, "405 Not Allowed"');
  expect(excerptOf(app)).toBe("a web page");
  expect(excerptOf("<think>no page</think>")).toBe("<think>no page</think>");
  expect(isWebPage('{"error": "<html>"}')).toBe(false);
});

test("a body of comments or of titles left open is read through once, whatever it is", () => {
  const readAll = (): void => {
    expect(isWebPage("<!---->".repeat(285))).toBe(false); // 2 ** 284 ways to pair its marks
    expect(isWebPage(`${"<!---->".repeat(280)}<html>`)).toBe(true);
    expect(wordsOfPage("<title".repeat(160_000))).toBe("a web page");
  };
  expect(processorMs(readAll)).toBeLessThan(5000);
});

test("where a page answers the cure is the address, not the request's fields", () => {
  const said = { text: nginx, codes: [], params: [] };
  const failure = new HttpFailure("host answered 405", { kind: "status", status: 405, said });
  const endpoint = endpointSchema.parse({ urls: ["http://127.0.0.1:1"], model: "m" });
  expect(String(lastingFailure(failure, endpoint))).toContain("check urls: a web server answers there");
});
