/** The error that Python's jinja would raise while rendering a template. */
export class JinjaError extends Error {
  override readonly name = "JinjaError";
}
