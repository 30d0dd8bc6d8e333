import { typed } from "../text/typed.ts";

/** The forms in which a model can be exported. */
export const exportForms = ["model", "adapter", "onnx"] as const;

/** The number types of a whole model's weights. */
export const exportTypes = ["f32", "bf16", "f16"] as const;

/** See {@link exportForms}. */
export type ExportForm = (typeof exportForms)[number];

/** A form's description on a card. */
interface Form {
  /** Hugging Face's name of the library that loads it. */
  readonly library: string;
  readonly whatItIs: string;
  /** How to load it, for its folder's name. */
  readonly loading: (folder: string) => string;
}

const block = (language: string, ...lines: readonly string[]): string => ["```" + language, ...lines, "```"].join("\n");

const rise = (folder: string): string =>
  block(
    "sh",
    `${typed("generate", "--model", folder)} --prompt "..."`,
    `${typed("eval", "--model", folder)} --task ... --turns 5`,
  );

/** The forms, by name. */
export const forms: Readonly<Record<ExportForm, Form>> = {
  model: {
    library: "transformers",
    whatItIs: "A whole model of",
    loading: (folder) =>
      [
        rise(folder),
        block(
          "python",
          "from transformers import AutoModelForCausalLM, AutoTokenizer",
          `model = AutoModelForCausalLM.from_pretrained("${folder}")`,
          `tokenizer = AutoTokenizer.from_pretrained("${folder}")`,
        ),
      ].join("\n\n"),
  },
  adapter: {
    library: "peft",
    whatItIs: "A low-rank adapter (LoRA) for a model of",
    loading: (folder) =>
      [
        "`base_model_name_or_path` in adapter_config.json says where the base model lies; change it if it lies elsewhere.",
        rise(folder),
        block(
          "python",
          "from peft import AutoPeftModelForCausalLM",
          "from transformers import AutoTokenizer",
          `model = AutoPeftModelForCausalLM.from_pretrained("${folder}")`,
          `tokenizer = AutoTokenizer.from_pretrained("${folder}")`,
        ),
      ].join("\n\n"),
  },
  onnx: {
    library: "transformers.js",
    whatItIs: "An ONNX decoder with a key-value cache, 32-bit, of",
    loading: (folder) =>
      [
        block(
          "js",
          'import { pipeline } from "@huggingface/transformers";',
          `const generate = await pipeline("text-generation", "${folder}", { dtype: "fp32" });`,
          'console.log(await generate([{ role: "user", content: "..." }], { max_new_tokens: 100 }));',
        ),
        block(
          "python",
          "import onnxruntime",
          `session = onnxruntime.InferenceSession("${folder}/onnx/model.onnx")`,
          "# inputs: input_ids, attention_mask, position_ids, past_key_values.N.key and .value (empty at first)",
          "# outputs: logits, present.N.key and .value",
        ),
      ].join("\n\n"),
  },
};
