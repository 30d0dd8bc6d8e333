import type { LoraOptions } from "../../mdp/index.ts";

/** The flags by which a trainer trains an adapter of these settings; none: all weights. */
export function trlLora(lora: LoraOptions | undefined): string {
  if (lora === undefined) return "";
  const { rank, alpha, dropout, targets, rankStabilised } = lora;
  const stabilised = rankStabilised ? " --use_rslora" : "";
  return `--use_peft --lora_r ${rank} --lora_alpha ${alpha} --lora_dropout ${dropout} --lora_target_modules ${targets.join(" ")}${stabilised}`;
}

/** See {@link trlLora}. */
export function msSwiftLora(lora: LoraOptions | undefined): string {
  if (lora === undefined) return "--tuner_type full";
  const { rank, alpha, dropout, targets, rankStabilised } = lora;
  const stabilised = rankStabilised ? " --use_rslora true" : "";
  return `--tuner_type lora --lora_rank ${rank} --lora_alpha ${alpha} --lora_dropout ${dropout} --target_modules ${targets.join(" ")}${stabilised}`;
}

/** See {@link trlLora}. */
export function verlLora(lora: LoraOptions | undefined): string {
  if (lora === undefined) return "";
  return `model.lora_rank=${lora.rank} model.lora_alpha=${lora.alpha} model.target_modules=[${lora.targets.join()}]`;
}
