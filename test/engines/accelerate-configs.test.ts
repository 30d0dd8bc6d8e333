import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../python.ts";

const folder = join(import.meta.dirname, "../../examples/clusters");
const python = findPython("torch", "accelerate");

/** What accelerate makes of a config file and of the flags that our launchers add. */
const script = `
import json, sys
from accelerate.commands.launch import _validate_launch_command, launch_command_parser
args = launch_command_parser().parse_args(sys.argv[1:])
args, _, _ = _validate_launch_command(args)
names = ["use_fsdp", "fsdp_version", "num_processes", "num_machines", "machine_rank", "main_process_ip", "mixed_precision"]
print(json.dumps({name: getattr(args, name) for name in names}))`;

test.skipIf(python.command === undefined).each(globSync("fsdp-*.yaml", { cwd: folder }))(
  `accelerate reads examples/clusters/%s ${python.note}`,
  (file) => {
    const nodes = file.includes("2-nodes") ? 2 : 1;
    const flags = nodes === 1 ? [] : ["--num_machines", "2", "--machine_rank", "1", "--main_process_ip", "node-1"];
    const read = runPython(python, script, "--config_file", join(folder, file), ...flags, "rise_trainer.py", "JOB");
    expect(read).toEqual({
      use_fsdp: true,
      fsdp_version: 2,
      num_processes: 4 * nodes,
      num_machines: nodes,
      machine_rank: nodes - 1,
      main_process_ip: nodes === 1 ? null : "node-1",
      mixed_precision: "bf16",
    });
  },
);
