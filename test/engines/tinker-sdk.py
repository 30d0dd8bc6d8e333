"""Trains and samples with the Tinker SDK; prints one JSON document. argv: the server's address, a JSON document of rows."""
import json
import sys

import tinker
from tinker import types

url, rows = sys.argv[1], json.loads(sys.argv[2])
service = tinker.ServiceClient(base_url=url, api_key="tml-test")
training = service.create_lora_training_client(base_model="small", rank=8, seed=3, train_unembed=False)
data = [
    types.Datum(
        model_input=types.ModelInput.from_ints(row["tokens"][:-1]),
        loss_fn_inputs={"target_tokens": row["tokens"][1:], "weights": row["weights"][1:]},
    )
    for row in rows
]
losses = []
for _ in range(5):
    output = training.forward_backward(data, "cross_entropy").result()
    logprobs = [record["logprobs"].tolist() for record in output.loss_fn_outputs]
    losses.append(-sum(w * lp for row, lps in zip(rows, logprobs) for w, lp in zip(row["weights"][1:], lps)))
    training.optim_step(types.AdamParams(learning_rate=1e-2, beta1=0.9, beta2=0.999, eps=1e-8, grad_clip_norm=1.0)).result()
state = training.save_state("state").result().path
sampler = training.save_weights_and_get_sampling_client(name="sampler")
params = types.SamplingParams(max_tokens=8, temperature=0.0, seed=1, stop=[1])
sample = sampler.sample(types.ModelInput.from_ints(rows[0]["tokens"]), 1, params).result().sequences[0]
print(json.dumps({"losses": losses, "state": state, "tokens": list(sample.tokens), "logprobs": list(sample.logprobs)}))
