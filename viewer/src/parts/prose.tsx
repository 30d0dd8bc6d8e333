import { Fragment, type VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { hasMath, mathPieces, type MathPiece } from "../../../src/view/shared/math-pieces.ts";
import { visiblePieces, visibleText } from "../../../src/view/shared/visible-text.ts";
import { loadMath } from "./math.ts";

/** A text of a model or a data set: characters that hide are named, nothing of it is markup. */
export function Plain({ text }: { readonly text: string }): VNode {
  const pieces = visiblePieces(text);
  return (
    <>
      {pieces.map((piece, i) =>
        "text" in piece ? (
          piece.text
        ) : (
          <span key={i} class="hidden-character" title="a character that is not seen">
            {piece.hidden}
          </span>
        ),
      )}
    </>
  );
}

/** The same with its mathematics drawn. */
export function Prose({ text }: { readonly text: string }): VNode {
  if (!hasMath(text)) return <Plain text={text} />;
  return (
    <>
      {mathPieces(text).map((piece, i) => (
        <Fragment key={i}>{piece.math === undefined ? <Plain text={piece.text} /> : <Formula {...piece} />}</Fragment>
      ))}
    </>
  );
}

/** A formula: as it is written until, and unless, it can be drawn. */
function Formula({ text, math }: MathPiece): VNode {
  const place = useRef<HTMLSpanElement>(null);
  const isDisplay = math === "display";
  const written = isDisplay ? `\\[${visibleText(text)}\\]` : `\\(${visibleText(text)}\\)`;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    element.textContent = written;
    void loadMath().then((render) => {
      if (render === undefined || !element.isConnected) return;
      const drawn = document.createElement("span");
      try {
        render(visibleText(text), drawn, isDisplay);
        element.replaceChildren(drawn);
      } catch {
        element.textContent = written; // no LaTeX
      }
    });
  }, [text, isDisplay]);
  return <span ref={place} class={isDisplay ? "formula display" : "formula"} />;
}
