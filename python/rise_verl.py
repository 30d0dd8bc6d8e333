"""verl data set of rows that `rise` weighed: token ids, and a weight for each token in the place of a 0/1 loss mask.

    data.custom_cls.path=rise_verl.py data.custom_cls.name=WeightedRows data.pad_mode=no_padding

verl sums `loss_mask * NLL` over a batch and divides by the sum of `loss_mask`, so a mask of weights weighs exactly.
"""

import pyarrow.parquet
import torch
from torch.utils.data import Dataset


class WeightedRows(Dataset):
    def __init__(self, parquet_files, tokenizer, config, processor=None, max_samples=-1):
        files = [parquet_files] if isinstance(parquet_files, str) else list(parquet_files)
        rows = [row for file in files for row in pyarrow.parquet.read_table(file).to_pylist()]
        self.rows = rows if max_samples < 0 else rows[:max_samples]
        longest = max(len(row["input_ids"]) for row in self.rows)
        if longest > config["max_length"]:
            raise ValueError(f"data.max_length must be at least {longest}, the longest row, got {config['max_length']}")

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> dict:
        row = self.rows[place]
        tokens = torch.tensor(row["input_ids"])  # [T]
        weights = torch.tensor(row["weights"], dtype=torch.float32)  # [T]
        return {"input_ids": tokens, "position_ids": torch.arange(len(tokens)), "loss_mask": weights}
