import type { DeviceChoice } from "./device-choice.ts";
import { engineDevice } from "./engine-device.ts";
import { engineThreads } from "./engine-threads.ts";
import type { OpenEngine } from "./models.ts";
import { openAsRecorded } from "./recorded-weights.ts";

/**
 * Opens model folders' engines on a device, with the weights that their run knows, if a run made them.
 *
 * @param wanted the device; absent: see `wantedDevice`
 */
export const engineOn = (wanted?: DeviceChoice): OpenEngine =>
  openAsRecorded(async (model, surroundings) => {
    const { Engine, readModelConfig } = await import("../engine/index.ts");
    const { modelFolder, requireRoom, roomsHere } = await import("../policies/index.ts");
    const folder = modelFolder(model);
    const threads = engineThreads();
    const config = readModelConfig(folder);
    requireRoom(model, config, "sampling", threads);
    const work = { folder, samples: true, trains: false };
    const { device } = await engineDevice(wanted, { ...surroundings, work });
    return Engine.open(folder, { threads, device, ...roomsHere(config, threads) });
  });

/** Opens a model folder's engine, with the weights that its run knows, if a run made it; loaded only when a model is needed. */
export const openEmbeddedEngine: OpenEngine = engineOn();
