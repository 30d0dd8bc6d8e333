import { expect, test } from "vitest";
import { proxiesOf, shownProxies } from "./proxies.ts";

test("no form of a wrong address shows its password", () => {
  const wrong = ["anna:sesame@proxy:port", "http://anna:ses/ame@proxy:3128", "http://anna:sesame@proxy:99999", "socks5://anna:sesame@proxy:1080", "http://anna:se@same@proxy:x"]; // prettier-ignore
  for (const HTTP_PROXY of wrong) {
    const told = (): unknown => proxiesOf({ HTTP_PROXY });
    expect(told).toThrow(/^HTTP_PROXY must be an HTTP proxy such as \S+, got ([a-z0-9]+:\/\/)?\*\*\*@proxy:\w+; /);
  }
});

test("a proxy is shown with all but its password, and a list of exceptions as it is", () => {
  const proxies = proxiesOf({ https_proxy: "anna:sesame@proxy:3128", NO_PROXY: "localhost,10.0.0.0/8" });
  expect(shownProxies(proxies ?? {})).toBe("HTTPS_PROXY http://***@proxy:3128, NO_PROXY localhost,10.0.0.0/8");
});
