// Runs before the packages beside `rise` are set up (npm's preinstall). On Linux x64 onnxruntime-node's own script would
// then download the CUDA libraries, hundreds of megabytes that `rise` never loads, from a host that npm's settings do not
// reach, and fail the whole installation where that host cannot be reached. That script leaves a machine alone where the
// files are there already, so that empty ones stand in for them. Whoever wants the real ones says so as
// onnxruntime-node documents it: then nothing is done here, and `ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild
// onnxruntime-node` puts them in place later.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const asked = /^(ONNXRUNTIME_NODE_INSTALL|npm_config_onnxruntime_node_install)(_cuda)?$/i;

try {
  if (!Object.keys(process.env).some((name) => asked.test(name))) standIn();
} catch {
  // Another layout of that package, or a folder that cannot be written: its script does what it would have done.
}

function standIn() {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("onnxruntime-node/package.json"));
  const { requirements, manifests } = require(join(folder, "script/install-metadata.js"));
  const platform = `${process.platform}/${process.arch}`;
  for (const name of requirements[platform]) {
    for (const file of Object.keys(manifests[`${platform}:${name}`])) {
      const path = join(folder, "bin/napi-v6", platform, file);
      mkdirSync(dirname(path), { recursive: true });
      if (!existsSync(path)) writeFileSync(path, "");
    }
  }
}
