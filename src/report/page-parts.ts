/** The parts of the report's pages that other pages are made of. They load no charts. */
export { html } from "./page/html.ts";
export { styleSheet } from "./page/style.ts";
