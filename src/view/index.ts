export { exportPage } from "./export-page.ts";
export { openFrontEnd } from "./front-end.ts";
export { serveView, type ServedView } from "./server.ts";
export type { ViewedProblem, ViewedTask, ViewedTokenizer, ViewSurroundings } from "./surroundings.ts";
export { Viewer } from "./viewer.ts";
