import "./style/viewer.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { pageSource } from "./source/page-source.ts";
import { followServer, serverSource } from "./source/server-source.ts";

const page = document.querySelector("#page");
if (page !== null) {
  const own = pageSource(document);
  page.replaceChildren();
  render(own === undefined ? <App source={serverSource} follow={followServer} /> : <App source={own} />, page);
}
