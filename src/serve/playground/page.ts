import { html } from "../../report/page-parts.ts";

/** Nothing comes from elsewhere, and no text becomes markup or script. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/**
 * The playground: ask a model, watch its turns, compare strategies.
 *
 * @param model the served model's name
 * @param script the file of the page's script
 */
export function playgroundPage(model: string, script: string): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${model}: playground</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/playground/style.css" />
        <script type="module" src="/playground/${script}"></script>
      </head>
      <body>
        <header>
          <h1>${model}</h1>
          <p class="quiet">
            Ask, and watch the model look at its own attempts again. Each attempt shows what changed since the one
            before; the vote decides.
          </p>
        </header>
        <main>
          <form id="ask">
            <label for="question">Question</label>
            <textarea id="question" rows="3" required></textarea>
            <fieldset>
              <legend>Strategies, asked one after another</legend>
              <div id="strategies" class="choices"></div>
              <label class="field">another <input id="other" placeholder="rise-k8-vote" size="14" /></label>
            </fieldset>
            <div class="choices">
              <label class="field"
                >temperature <input id="temperature" type="number" min="0" max="2" step="0.1" value="1"
              /></label>
              <label class="field">seed <input id="seed" type="number" step="1" value="1" /></label>
              <label class="field"
                >tokens a turn <input id="max-tokens" type="number" min="1" step="1" placeholder="as served"
              /></label>
              <label class="field" id="secret" hidden
                >token <input id="token" type="password" autocomplete="off"
              /></label>
            </div>
            <p class="choices">
              <button type="submit">Ask</button>
              <button type="button" id="stop" disabled>Stop</button>
              <span class="quiet"><kbd>Ctrl</kbd>+<kbd>Enter</kbd> asks, <kbd>Esc</kbd> stops</span>
            </p>
          </form>
          <div id="comparison"></div>
          <div id="answers" class="sides"></div>
        </main>
      </body>
    </html> `;
  return page.safe;
}
