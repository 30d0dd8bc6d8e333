/**
 * `rise-lm/conformance`: the laws of the ports as test suites (for vitest), and servers to try a client on. Whoever writes an
 * adapter runs the suite of its port on it, as every adapter here does.
 */

export { describePolicy, type PolicyPromises } from "./policies/policy.suite.ts";
export { describeLearner } from "./policies/learner.suite.ts";
export { describeTask, type TaskPromises } from "./tasks/task.suite.ts";
export { describeTrainer } from "./policies/trainer.suite.ts";
export { describeRunStore } from "./store/run-store.suite.ts";
export {
  engineBackend,
  faultNames,
  policyBackend,
  randomFaults,
  scriptedBackend,
  startOpenaiServer,
  type Backend,
  type BackendAsk,
  type BackendResponse,
  type DialectName,
  type FaultName,
  type FaultPlan,
  type OpenaiServer,
  type OpenaiServerOptions,
} from "./policies/openai/testing/index.ts";
export {
  addition,
  additions,
  additionTask,
  attemptOf,
  memoryStore,
  scriptedPolicy,
  toyLearner,
  toyModels,
  toyPolicy,
  type MemoryStore,
  type ScriptedPolicy,
  type ToyFile,
  type ToyModels,
  type ToyWeights,
} from "./mdp/testing/index.ts";
export {
  serveTinker,
  type TinkerServer,
  type TinkerServerOptions,
  type WeightSemantics,
} from "./policies/tinker/testing/index.ts";
