/** The parts of a page besides its frame. */
interface Shell {
  readonly title: string;
  readonly policy: string;
  /** Markup of ours alone: nothing of a model's or a data set's. */
  readonly head: string;
  readonly body: string;
}

/** The frame of the page, served or exported; the page fills it in. */
export function pageShell({ title, policy, head, body }: Shell): string {
  const safe = title.replace(/[^\p{L}\p{N} ._-]/gu, "");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${safe}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<div id="page"><noscript>This page needs scripts: its own alone, nothing is loaded from elsewhere.</noscript></div>
${body}
</body>
</html>
`;
}
