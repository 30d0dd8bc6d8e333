const controlPictures = 0x2400;

/** Characters that a terminal acts upon instead of showing them, and those that turn the direction of what follows. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text as a terminal may be given it: what models, servers and files say cannot move the cursor, change colours or titles, answer in
 * the user's place or turn lines round. Line breaks and tabs stay.
 */
export function plainText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(unsafe, pictured);
}

/** A JSON text that holds the same, and no such character as itself: JSON writes only some of them as escapes. */
export function plainJson(json: string): string {
  return json.replaceAll(unsafe, escaped);
}

function pictured(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(controlPictures + code);
  return code === 0x7f ? "\u2421" : escaped(character);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
