/** "GGUF", little-endian. */
export const MAGIC = 0x46554747;

/** What people have under a GGUF file's name, by how it begins, and the cure. */
const impostors: readonly (readonly [RegExp, string])[] = [
  [/^$/, "an empty file; download it again"],
  [/^version https:\/\/git-lfs/, "a Git LFS pointer, a few lines of text in the file's place; run `git lfs pull`, or download the file itself"], // prettier-ignore
  [/^\s*<(!doctype|html|\?xml)/i, "a web page; download the file itself, not the page that shows it"],
  [/^\s*\{/, "JSON, such as a server's error in the file's place; download it again"],
  [/^(lmgg|fmgg|tjgg|algg)/, "a file of llama.cpp's time before GGUF; take the model as GGUF"],
  [/^.{8}\{"/s, "safetensors; give the folder that holds it, with its config.json"],
  [
    /^PK[^ -~]/,
    "a zip archive, such as PyTorch's pickled weights; take the model as GGUF, or as a folder with safetensors",
  ],
];

/**
 * What a file is that a model was to be opened from, and that is no GGUF file.
 *
 * @param first its first bytes, two dozen at most
 * @returns what was got, and the cure
 */
export function describeBeginning(first: Uint8Array): string {
  const text = Buffer.from(first).toString("latin1");
  return impostors.find(([pattern]) => pattern.test(text))?.[1] ?? "another file; check the path";
}
