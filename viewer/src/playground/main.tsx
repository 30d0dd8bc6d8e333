import "../style/playground.css";
import { render } from "preact";
import { Playground } from "./playground.tsx";

const page = document.querySelector<HTMLElement>("#page");
if (page !== null) {
  page.replaceChildren();
  render(<Playground model={page.dataset["model"] ?? ""} />, page);
}
