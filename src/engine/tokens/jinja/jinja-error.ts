/** What Python's jinja would throw while it renders a template. */
export class JinjaError extends Error {
  override readonly name = "JinjaError";
}
