/** Renders LaTeX into an element; one that is no LaTeX stays as it is written. */
export type RenderMath = (latex: string, element: HTMLElement, isDisplay: boolean) => void;

/** Where the script of mathematics leaves its function. */
export interface MathGlobal {
  riseMath?: RenderMath;
}

let loading: Promise<RenderMath | undefined> | undefined;

/** KaTeX, once a text needs it: within an exported page it is there already, else it is asked for. */
export function loadMath(): Promise<RenderMath | undefined> {
  const page = globalThis as MathGlobal;
  if (page.riseMath !== undefined) return Promise.resolve(page.riseMath);
  loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = "math.js";
    script.onload = () => resolve(page.riseMath);
    script.onerror = () => resolve(undefined); // formulas stay as they are written
    document.head.append(script);
  });
  return loading;
}
