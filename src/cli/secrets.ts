import { masked } from "../mdp/index.ts";

const secretNames = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i;
const shortestSecret = 12; // chars: below it the variable may be a switch or a file's name

/**
 * Masks, in what is told to a person, the values of environment variables that are named like keys. Whoever speaks to a server masks its
 * key already: this is for the rest, such as a file that bears one.
 */
export function keepsSecrets(environment: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value = ""]) =>
    secretNames.test(name) && value.trim().length >= shortestSecret ? [value.trim()] : [],
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

/** The same of a message, in which addresses and headers may bear keys of others. */
export function keepsAllSecrets(environment: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const own = keepsSecrets(environment);
  return (text) => masked(own(text));
}
