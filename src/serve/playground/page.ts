import { html } from "../../report/page-parts.ts";

/** Nothing comes from elsewhere, and no text becomes markup or script. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/**
 * The playground's page, which its script fills in: ask a model, watch its turns, compare strategies.
 *
 * @param model the served model's name
 */
export function playgroundPage(model: string): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${model}: playground</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/playground/playground.css" />
        <script type="module" src="/playground/playground.js"></script>
      </head>
      <body>
        <div id="page" data-model="${model}"></div>
      </body>
    </html> `;
  return page.safe;
}
