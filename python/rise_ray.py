"""Runs launch.sh on several nodes of a Ray cluster, as the entry point of a Ray job:

    rise_ray.py LAUNCH_SH NODES CPUS_PER_NODE GPUS_PER_NODE

Each node gets the options of `accelerate launch` that tell it its rank and where rank 0 is. The first that fails ends the job.
"""

import socket
import subprocess
import sys

import ray
from ray.util.placement_group import placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy


def main(script: str, nodes: int, cpus: float, gpus: float) -> None:
    ray.init()
    group = placement_group([{"CPU": cpus, "GPU": gpus}] * nodes, strategy="SPREAD")
    ray.get(group.ready())

    def on_node(rank: int, work):
        place = PlacementGroupSchedulingStrategy(group, placement_group_bundle_index=rank)
        return ray.remote(work).options(num_cpus=cpus, num_gpus=gpus, max_retries=0, scheduling_strategy=place)

    address, port = ray.get(on_node(0, free_address).remote())
    flags = ["--num_machines", str(nodes), "--main_process_ip", address, "--main_process_port", str(port)]
    waiting = [on_node(rank, launch).remote([script, *flags, "--machine_rank", str(rank)]) for rank in range(nodes)]
    while waiting:
        [ended], waiting = ray.wait(waiting)
        ray.get(ended)


def free_address() -> tuple[str, int]:
    with socket.socket() as free:
        free.bind(("", 0))
        return ray.util.get_node_ip_address(), free.getsockname()[1]


def launch(command: list[str]) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
