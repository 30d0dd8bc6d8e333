/** A fault put into the product: a line of its source is another. */
export interface Mutant {
  readonly name: string;
  /** The end of the file's path. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The class of faults that must find it, by its file's name. */
  readonly caughtBy: string;
}

/** Each takes one promise of the store away. */
export const mutants: readonly Mutant[] = [
  {
    name: "sync removed",
    file: "src/store/group-sync.ts",
    from: "if (descriptor !== undefined) await forced(descriptor);",
    to: "",
    caughtBy: "power-cut",
  },
  {
    name: "save and delete swapped",
    file: "src/engine/checkpoint/replace.ts",
    from: "if (existsSync(target)) renameSync(target, previous);",
    to: "if (existsSync(target)) rmSync(target, { recursive: true });",
    caughtBy: "rotation",
  },
  {
    name: "key without its sample index",
    file: "src/collect/collect.ts",
    from: "id: `${iteration}/${problem.id}/${sample}`",
    to: "id: `${iteration}/${problem.id}/${sample * 0}`",
    caughtBy: "killed",
  },
  {
    name: "digest of weights not compared",
    file: "src/rise-run.ts",
    from: "if (before === digest) return;",
    to: "if (before === digest || before !== undefined) return;",
    caughtBy: "inputs",
  },
  {
    name: "weights that a training starts from not compared",
    file: "src/rise-run.ts",
    from: "if (startDigest !== undefined)",
    to: "if (startDigest === undefined)",
    caughtBy: "inputs",
  },
  {
    name: "sums of files not compared",
    file: "src/disk/sums.ts",
    from: "return got === want ? []",
    to: "return true || got === want ? []",
    caughtBy: "damage",
  },
  {
    name: "checksum of rows not compared",
    file: "src/store/ledger.ts",
    from: 'if (packedChecksum(key, packed) === row["checksum"]) return packed;',
    to: "return packed;",
    caughtBy: "damage",
  },
  {
    name: "lock ignored",
    file: "src/store/lock.ts",
    from: 'db.exec("BEGIN IMMEDIATE");',
    to: "",
    caughtBy: "two-processes",
  },
  {
    name: "another run's log is believed",
    file: "src/store/log/run-pages.ts",
    from: "return own !== logged && isIdentity(own) && isIdentity(logged);",
    to: "return false;",
    caughtBy: "two-processes",
  },
  {
    name: "a short write is called a whole one",
    file: "src/disk/write.ts",
    from: "while (written < bytes.length) {",
    to: "if (written < bytes.length) {",
    caughtBy: "writing",
  },
  {
    name: "keys not masked in what is answered",
    file: "src/mdp/masked.ts",
    from: "if (found.length === 0) return bytes;",
    to: "if (found.length >= 0) return bytes;",
    caughtBy: "keys",
  },
  {
    name: "keys not masked in what is told",
    file: "src/mdp/masked.ts",
    from: 'rest.replaceAll(secret, "***")',
    to: "rest",
    caughtBy: "keys",
  },
];
