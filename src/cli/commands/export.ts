import { Option, type Command } from "commander";
import { exportForms, type ExportForm } from "../export/forms.ts";
import { openEmbeddedEngine } from "../open-engine.ts";
import type { Session } from "../session.ts";
import { examples, withJson } from "./options.ts";

interface Flags {
  readonly as: ExportForm;
  readonly out?: string;
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
    .option("--out <dir>", "the folder to write; it must be new (default: beside the source, or in the run's folder)")
    .addHelpText(
      "after",
      examples(
        "rise export runs/quickstart --out my-model",
        "rise export runs/quickstart --as onnx --out my-model-onnx --json",
        "rise export my-adapter --as model --out my-model",
      ),
    )
    .action(async (source: string, { json, as, out }: Flags) => {
      const { exportModel } = await import("../verbs/export.ts");
      const options = { source, as, openEngine: openEmbeddedEngine, ...(out === undefined ? {} : { out }) };
      const exported = await exportModel(options, session.context);
      session.print(
        json === true,
        exported,
        `${exported.from} is exported to ${exported.out}: ${exported.files.join(", ")}`,
      );
    });
}
