import { Option, type Command } from "commander";
import { exportForms, exportTypes, type ExportForm } from "../export/forms.ts";
import { openEmbeddedEngine } from "../open-engine.ts";
import type { Session } from "../session.ts";
import { examples, numberFrom, withJson } from "./options.ts";

interface Flags {
  readonly as: ExportForm;
  readonly out?: string;
  readonly dtype?: (typeof exportTypes)[number];
  readonly maxShardGb?: number;
  readonly json?: boolean;
}

/** `rise export`. */
export function addExport(program: Command, session: Session): void {
  withJson(program.command("export"))
    .description("Write a run's last model, or any model's folder, for others to load, with a model card.")
    .argument("<source>", "a run's folder, or a model's or an adapter's")
    .addOption(
      new Option(
        "--as <form>",
        "a whole model (adapters are merged), a PEFT adapter, or ONNX for onnxruntime and transformers.js",
      )
        .choices(exportForms)
        .default("model"),
    )
    .addOption(
      new Option(
        "--dtype <type>",
        "of a whole model's weights; bf16 and f16 halve and round them (default: the base's)",
      ).choices(exportTypes),
    )
    .option("--max-shard-gb <number>", "most gigabytes of one file of weights (default: 5)", numberFrom(1e-5))
    .option("--out <dir>", "the folder to write; it must be new (default: beside the source, or in the run's folder)")
    .addHelpText(
      "after",
      examples(
        "export runs/quickstart --out my-model",
        "export runs/quickstart --as onnx --out my-model-onnx --json",
        "export my-adapter --as model --out my-model",
      ),
    )
    .action(async (source: string, { json, as, out, dtype, maxShardGb }: Flags) => {
      const { exportModel } = await import("../verbs/export.ts");
      const options = { source, as, openEngine: openEmbeddedEngine, ...(out === undefined ? {} : { out }) };
      const stored = { ...(dtype && { dtype }), ...(maxShardGb && { maxShardBytes: 1e9 * maxShardGb }) };
      const exported = await exportModel({ ...options, ...stored }, session.context);
      session.print(
        json === true,
        exported,
        `${exported.from} is exported to ${exported.out}: ${exported.files.join(", ")}`,
      );
    });
}
