import { describeRunStore } from "../../store/run-store.suite.ts";
import { memoryStore } from "./memory-store.ts";

describeRunStore("the store in memory", memoryStore);
