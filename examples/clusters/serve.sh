#!/bin/sh
# Four vLLM servers of a model, one on each of GPUs 0 to 3 (or of the four that Slurm gave), on ports 8000 to 8003:
#   examples/clusters/serve.sh models/llama-3-8b
# VLLM_SERVER_DEV_MODE opens the calls by which rise has new weights read (rollouts.swap: vllm-disk): serve on a network
# that you trust. --generation-config vllm: sampling is what rise asks for, not what the model's folder suggests.
set -e
model=$1
for i in 0 1 2 3; do
  CUDA_VISIBLE_DEVICES=$i VLLM_SERVER_DEV_MODE=1 vllm serve "$model" \
    --served-model-name policy --host 0.0.0.0 --port $((8000 + i)) \
    --dtype bfloat16 --max-model-len 8192 --gpu-memory-utilization 0.9 --generation-config vllm &
done
wait
