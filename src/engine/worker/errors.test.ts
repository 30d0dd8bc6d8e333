import { expect, test } from "vitest";
import { SampleRequestError } from "../decoding/index.ts";
import { packError, unpackError } from "./errors.ts";

test("an error crosses threads with its class, message and causes", () => {
  const error = new SampleRequestError("no", { cause: new RangeError("why") });
  const got = unpackError(structuredClone(packError(error)));
  expect(got).toBeInstanceOf(SampleRequestError);
  expect(got.cause).toBeInstanceOf(RangeError);
  expect((got.cause as Error).message).toBe("why"); // just seen to be an Error
});

test("a system's error crosses threads with its code and path, by which the user is told", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    errno: -28,
    path: "a",
  });
  const got = unpackError(structuredClone(packError(new Error("saving", { cause: full }))));
  expect(got.cause).toMatchObject({ message: full.message, code: "ENOSPC", errno: -28, path: "a" });
});

test.each([
  ["an error that is its own cause", selfCaused()],
  ["an object without a prototype", Object.create(null) as object],
  ["a symbol", Symbol("x")],
  ["nothing", undefined],
])("whatever is thrown can be sent: %s", (_, thrown) => {
  expect(unpackError(structuredClone(packError(thrown)))).toBeInstanceOf(Error);
});

function selfCaused(): Error {
  const error = new Error("round");
  error.cause = error;
  return error;
}
