import { useEffect } from "preact/hooks";

/** What each key does; it is left alone where a text is being typed, and with a modifier. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
      const isTyping = event.target instanceof HTMLInputElement;
      if (isTyping && event.key === "Escape") event.target.blur();
      if (isTyping) return;
      const act = actions[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}
