import { pick, type Rng } from "../../mdp/index.ts";
import type { Event } from "./plan.ts";
import { people, type Person, type Story } from "./story.ts";

/** A told problem: plain English, and the worked solution. */
interface ToldProblem {
  readonly question: string;
  /** One calculation a line, then `#### answer`. */
  readonly solution: string;
  readonly answer: string;
}

/** Puts a plan into the words of a story. */
export function tell(rng: Rng, story: Story, plan: readonly Event[]): ToldProblem {
  const [person, friend] = rng.shuffle(people) as [Person, Person]; // there are more than two people
  const places = {
    name: person.name,
    friend: friend.name,
    he: person.he,
    his: person.his,
    him: person.him,
    He: capitalised(person.he),
    His: capitalised(person.his),
    items: pick(rng, story.items),
  };
  const told = new Set<string>();
  const sentences = plan.map((event) => {
    const templates = templatesOf(story, event);
    const fresh = templates.filter((template) => !told.has(template));
    const template = pick(rng, fresh.length > 0 ? fresh : templates);
    told.add(template);
    return fill(template, { ...places, n: String(event.n), k: String(event.k) });
  });
  const calculations = plan.flatMap((event) => event.calculations);
  const lines = calculations.map(({ left, operator, right, result }) => `${left}${operator}${right}=${result}`);
  const answer = String(plan.at(-1)?.quantity);
  return {
    question: [...sentences, fill(pick(rng, story.questions), places)].join(" "),
    solution: [...lines, `#### ${answer}`].join("\n"),
    answer,
  };
}

function templatesOf(story: Story, { kind }: Event): readonly string[] {
  if (kind === "opening") return story.openings;
  if (kind === "groupOpening") return story.groupOpenings;
  return story.events[kind] ?? [];
}

function fill(template: string, places: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, place: string) => places[place] ?? "");
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
