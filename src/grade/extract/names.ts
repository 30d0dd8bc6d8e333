const greek =
  "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega|ell";
const accents = "vec|hat|bar|tilde|dot|overline|overrightarrow|widehat|mathbf|boldsymbol|mathrm|mathit|mathcal|mathbb";

/**
 * What unknowns are called: a letter, `\alpha`, `\vec v`, with an index, primes or arguments (`x_1`, `x_{12}`, `f'(x)`). The source of a
 * pattern that begins and ends at no other letter.
 */
export const nameSource = String.raw`(?<![A-Za-z\\])(?:\\(?:${accents})(?:\s?\{\s?[A-Za-z]\s?\}|\s[A-Za-z])|\\(?:${greek})|[A-Za-zα-ωΓΔΘΛΣΦΨΩ])(?![A-Za-z])(?:\s?_\s?(?:\{[^{}]{1,12}\}|\w)|[₀-₉ₙ]{1,3})?['′]{0,2}(?:\([^()=]{1,12}\))?`;
