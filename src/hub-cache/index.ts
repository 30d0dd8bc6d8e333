export { isCommit, lockFolder, readCommit, repositoryFolder, snapshotFolder, type CachedRepository } from "./layout.ts";
export { pulledModel } from "./pulled-model.ts";
export { hubSettings, type HubSettings } from "./settings.ts";
