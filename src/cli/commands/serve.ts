import type { Command } from "commander";
import { ConfigError } from "../../mdp/index.ts";
import { openModels } from "../models.ts";
import type { Verifier } from "../../serve/index.ts";
import type { Session } from "../session.ts";
import { stageConfig, withBudget, withEndpoint, type BudgetFlags, type StageFlags } from "./flags.ts";
import { collected, configNames, examples, named, numberFrom, wholeNumber, withDevice, withJson } from "./options.ts";
import { taskNames } from "../../tasks/index.ts";

interface Flags extends Omit<StageFlags, "config">, BudgetFlags {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tokenEnv: string;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly maxTokens?: number;
  readonly attemptsInView?: number;
  readonly introspection?: string;
  readonly verifier?: string;
  readonly queue?: number;
  readonly timeout?: number;
  readonly drain?: number;
  readonly quiet?: boolean;
}

/** `rise serve`. */
export function addServe(program: Command, session: Session): void {
  withBudget(withEndpoint(withDevice(withJson(program.command("serve")))))
    .description(
      "Serve a model behind OpenAI's API: its answers are thought over several turns, as the model's name says.",
    )
    .option("--model <model>", "the model's folder or GGUF file, or its name on the servers")
    .option("--name <name>", "the model's name for clients (default: the last part of its own)")
    .option("--host <host>", "the address to listen at; beyond this machine a token is needed (default: 127.0.0.1)")
    .option("--port <number>", "the port, 0 for any that is free (default: 8000)", wholeNumber(0))
    .option("--token-env <name>", "the environment variable that holds the clients' token", usualTokenVariable)
    .option("--allow-host <host>", "a further name by which clients address the server; several times", collected)
    .option("--allow-origin <origin>", "a web page's origin that may ask; several times", collected)
    .addOption(named("--task <name>", "the task whose answers are read; default: any answer in a text", taskNames))
    .addOption(named("--introspection <name>", "how an attempt is asked for again", configNames("mdp.introspection")))
    .option(
      "--verifier <url>",
      "says of each attempt whether it is right, and the turns end there: {messages, text, answer} is posted, {correct, feedback} answered",
    )
    .option(
      "--attempts-in-view <number>",
      "latest attempts shown to the model (default: as many as in its training)",
      wholeNumber(1),
    )
    .option("--max-tokens <number>", "most tokens of a response to a chat that names none", wholeNumber(1))
    .option("--seed <number>", "the seed of requests that give none (default: another each time)", wholeNumber(0))
    .option("--queue <number>", "requests that may wait; more are answered 429 (default: 256)", wholeNumber(0))
    .option("--timeout <seconds>", "the most time of one request (default: 600)", numberFrom(0))
    .option("--drain <seconds>", "at a stop, how long answers under way are waited for (default: 30)", numberFrom(0))
    .option("--quiet", "log no requests")
    .option("--set <key=value>", "set a config key of mdp or task; may be given several times", collected)
    .addHelpText(
      "after",
      examples(
        "serve --model models/reach --task reach-number",
        "serve --model my-model --port 9000 --attempts-in-view 1",
        "RISE_SERVE_TOKEN=a-long-random-text serve --model my-model --host 0.0.0.0",
        "serve --endpoint http://127.0.0.1:8001 --model Qwen/Qwen3-4B --max-requests 10000",
      ),
    )
    .action(async (flags: Flags) => {
      const { serve } = await import("../verbs/serve.ts");
      const { quiet, queue, timeout, drain, allowHost, allowOrigin, name, host, port, seed, json, ...rest } = flags;
      const { note } = session.context;
      const verifier = flags.verifier === undefined ? undefined : await verifierAt(flags.verifier);
      const token = tokenOf(flags.tokenEnv);
      const options = {
        config: configOf(rest),
        openModels,
        ...given({ name, host, port, seed, token, verifier, hosts: allowHost, origins: allowOrigin, waiting: queue }),
        ...given({ timeoutMs: inMs(timeout), drainMs: inMs(drain), log: quiet === true ? undefined : note }),
        onListening: (at: { readonly url: string; readonly model: string }) =>
          session.print(json === true, at, `${at.model} is served at ${at.url}/v1`),
      };
      await serve(options, session.context);
    });
}

const inMs = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1000);

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A record without what is undefined. */
function given<T extends object>(record: T): Given<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Given<T>; // as filtered
}

function configOf({
  maxTokens,
  attemptsInView,
  introspection,
  task = "custom",
  ...flags
}: Flags): ReturnType<typeof stageConfig> {
  return stageConfig(
    { ...flags, task },
    {
      "mdp.maxTokens": maxTokens,
      "mdp.attemptsInView": attemptsInView,
      "mdp.introspection": introspection,
    },
  );
}

async function verifierAt(url: string): Promise<Verifier> {
  const isAddress = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).password === "";
  if (!isAddress)
    throw new ConfigError(`--verifier must be an address such as http://127.0.0.1:9000/check without a password in it`);
  const { httpVerifier } = await import("../../serve/index.ts");
  return httpVerifier(url);
}

const usualTokenVariable = "RISE_SERVE_TOKEN";
const shortestToken = 16; // characters

/** The clients' token, from the environment: a command line is seen by everybody on the machine. */
function tokenOf(variable: string): string | undefined {
  const token = process.env[variable]?.trim();
  if (token === undefined && variable === usualTokenVariable) return undefined;
  if (token === undefined)
    throw new ConfigError(`--token-env names ${variable}, which is not set; set it, or leave --token-env out`);
  if (/^\S+$/.test(token) && token.length >= shortestToken) return token;
  throw new ConfigError(
    `${variable} must hold a token of at least ${shortestToken} characters without spaces, got ${token.length}; try one from \`openssl rand -hex 32\``,
  );
}
