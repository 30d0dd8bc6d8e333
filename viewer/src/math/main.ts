import { render } from "katex";
import type { MathGlobal } from "../parts/math.ts";

// MathML: browsers draw it themselves, with neither fonts nor a style sheet of KaTeX's.
(globalThis as MathGlobal).riseMath = (latex, element, isDisplay) => {
  render(latex, element, {
    displayMode: isDisplay,
    output: "mathml",
    throwOnError: true,
    strict: "ignore",
    trust: false, // no links, no classes, no images of a model's
    maxExpand: 200,
    maxSize: 20,
  });
};
