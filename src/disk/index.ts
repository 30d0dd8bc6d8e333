/** The one way to the disk: files whole or not at all, folders, and what is said when it fails. */
export { DiskError, diskError, fullDisk, isNearlyFull, telling } from "./disk-error.ts";
export { makeFolder, requireWritable, syncFolder } from "./folders.ts";
export { addSum, type ChangedFile, changedFiles, sha256OfFile, SUMS, writeSums } from "./sums.ts";
export { type Content, copyDurably, force, renameDurably, writeAll, writeDurably, writeFileWhole } from "./write.ts";
