#!/usr/bin/env bash
# npm run gpu:all on a lent machine that has a GPU and nothing else: no Node, no modules, no network.
#
#   here    test/webgpu/bare-machine.sh pack FOLDER            writes node.tar.xz and modules.tar.xz, for Linux on x64
#   there   test/webgpu/bare-machine.sh unpack FOLDER          in a checkout; one archive or both
#   there   test/webgpu/bare-machine.sh run FOLDER FILE.json   ten minutes; FILE.json holds what was found so far at any time
#
# A FOLDER that is carried with the checkout may be too large for one transfer: then each archive goes by itself, and is unpacked
# before the other comes. Debian packages in FOLDER (libvulkan1) are unpacked where the machine has no Vulkan loader.
set -euo pipefail
cd "$(dirname "$0")/../.."
verb=${1:?pack, unpack or run} folder=${2:?a folder}

pack() {
  mkdir -p "$folder"
  local node
  node=$(mktemp -d)
  cp node_modules/node/bin/node "$node/node"
  strip "$node/node" 2>/dev/null || true # a fifth smaller
  tar -C "$node" -cf - node | xz -T1 -6 >"$folder/node.tar.xz"
  rm -r "$node"
  # All but what only checks, draws or builds, and ONNX Runtime for other systems.
  tar -cf - --exclude='*.map' --exclude='*.d.ts' --exclude='*.d.mts' --exclude='*.d.cts' --exclude=node_modules/.cache \
    --exclude=node_modules/{node,openai,ai,@ai-sdk,playwright-core,typescript,@typescript,oxlint,@oxlint,oxfmt,@oxfmt,katex,axe-core} \
    --exclude='node_modules/vega*' --exclude=node_modules/onnxruntime-node/bin/*/{darwin,win32} \
    --exclude=node_modules/onnxruntime-node/bin/*/linux/arm64 node_modules | xz -T1 -6 >"$folder/modules.tar.xz"
  ls -l "$folder"
}

unpack() {
  for archive in "$folder"/*.tar.xz; do
    local to=.
    case $archive in */node.tar.xz) to=node_modules/node/bin ;; esac
    mkdir -p "$to"
    tar -C "$to" -xJf "$archive" 2>/dev/null || python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$archive" "$to"
  done
}

run() {
  local file=${3:?a file for the results} driver
  if ! ldconfig -p | grep -q libvulkan.so.1; then
    for package in "$folder"/*.deb; do [ ! -e "$package" ] || dpkg -x "$package" /; done
    ldconfig
  fi
  driver=$(find /usr /etc -name 'nvidia_icd*.json' -print -quit 2>/dev/null || true)
  if [ -z "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] && [ -n "$driver" ]; then export VK_DRIVER_FILES=$driver; fi
  echo "Vulkan: $(ldconfig -p | grep -m1 libvulkan.so.1 || echo 'no loader'), driver ${VK_DRIVER_FILES:-as the loader finds it}" >&2
  exec node_modules/node/bin/node test/webgpu/gpu-all.ts "$file"
}

case $verb in
  pack) pack ;;
  unpack) unpack ;;
  run) run "$@" ;;
  *) echo "pack, unpack or run, got $verb" >&2 && exit 2 ;;
esac
