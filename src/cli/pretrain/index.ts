export { modelCard, type ModelCardOptions } from "./model-card.ts";
export { newModel } from "./new-model.ts";
export { leadIns, pretrainChats, type ChatOptions } from "./pretrain-chats.ts";
export { pretrain, type PretrainRecord, type PretrainRun } from "./pretrain.ts";
export { pretrainSchema, type PretrainConfig } from "./pretrain-schema.ts";
