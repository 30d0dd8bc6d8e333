import type { Suite } from "./suite.ts";

const tagsOf: Readonly<Record<Suite["language"], readonly string[]>> = {
  python: ["python", "py", "python3"],
  javascript: ["javascript", "js", "node", "mjs"],
};
const looksLikeCode: Readonly<Record<Suite["language"], RegExp>> = {
  python: /^[ \t]*(?:def|class|import|from|async def)\s/m,
  javascript: /^[ \t]*(?:export\s+)?(?:async\s+)?(?:function|const|let|var|class)\s/m,
};

/**
 * The program that a response gives: its last fenced block in the suite's language, else its last fenced block, else the whole text
 * where that is code. Where the suite's prompt is to be continued and the program does not repeat it, the prompt is put before it.
 *
 * @returns undefined where the response holds no program
 */
export function findProgram(
  response: string,
  { language, prompt, entryPoint }: Pick<Suite, "language" | "prompt" | "entryPoint">,
): string | undefined {
  const blocks = fencedBlocks(response);
  const tagged = blocks.findLast(({ tag }) => tagsOf[language].includes(tag));
  const found = (tagged ?? blocks.at(-1))?.code ?? bare(response, language, prompt);
  if (found === undefined || found.trim() === "") return undefined;
  const defines =
    entryPoint === undefined || new RegExp(`\\b${escaped(entryPoint)}\\b\\s*(?:[=(:]|$)`, "m").test(found);
  return prompt === undefined || defines ? found : prompt + found;
}

interface Block {
  readonly tag: string;
  readonly code: string;
}

/** The blocks between lines of three backticks, line by line: linear in the text's length; one left open goes to the end. */
function fencedBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly tag: string; readonly lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const isFence = line.trimStart().startsWith("```");
    if (!isFence) open?.lines.push(line);
    else if (open === undefined) open = { tag: line.trim().slice(3).split(/\W/, 1)[0]?.toLowerCase() ?? "", lines: [] };
    else {
      blocks.push({ tag: open.tag, code: `${open.lines.join("\n")}\n` });
      open = undefined;
    }
  }
  return open === undefined ? blocks : [...blocks, { tag: open.tag, code: `${open.lines.join("\n")}\n` }];
}

function bare(response: string, language: Suite["language"], prompt: string | undefined): string | undefined {
  const continues = prompt !== undefined && /^\s+\S/.test(response); // an indented body, as base models answer
  return continues || looksLikeCode[language].test(response) ? response : undefined;
}

const escaped = (name: string): string => name.replaceAll(/\W/g, "\\$&");
