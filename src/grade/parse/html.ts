/** Entities of HTML with what they mean in LaTeX. */
const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  le: "\\le ",
  ge: "\\ge ",
  ne: "\\ne ",
  amp: "&",
  times: "\\times ",
  divide: "\\div ",
  minus: "-",
  plusmn: "\\pm ",
  deg: "\\degree ",
  pi: "\\pi ",
  radic: "\\sqrt ",
  infin: "\\infty ",
  frac12: "\\frac{1}{2}",
  frac14: "\\frac{1}{4}",
  frac34: "\\frac{3}{4}",
  sup2: "^2",
  sup3: "^3",
  quot: '"',
  "#39": "'",
  "#x27": "'",
};

/** Scraped HTML as LaTeX: `x<sup>3</sup>`, `&lt;`, `<b>5</b>`, `<br>`. */
export function withoutHtml(text: string): string {
  if (!/<\/?[a-z]{1,6}\s?\/?>|&[a-z#\d]{2,8};/i.test(text)) return text;
  return text
    .replace(/<sup>(.{1,60}?)<\/sup>/gi, "^{$1}")
    .replace(/<sub>(.{1,60}?)<\/sub>/gi, "_{$1}")
    .replace(/<br\s?\/?>|<\/?p>/gi, " ")
    .replace(/<\/?(?:b|i|u|em|strong|span|code|math|small|big|center)>/gi, "")
    .replace(/&([a-z#\d]{2,8});/gi, (entity, name: string) => entities[name.toLowerCase()] ?? entity);
}
