import { html, trusted, type Fragment } from "./html.ts";
import { styleSheet } from "./style.ts";

/** Nothing is loaded and nothing runs: whatever text the page holds, it stays text (I11). */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A whole page around its sections: no network, no script. */
export function renderPage(title: string, subtitle: string, sections: Fragment): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="quiet">${subtitle}</p>
        </header>
        <main>${sections}</main>
      </body>
    </html> `;
  return page.safe;
}
